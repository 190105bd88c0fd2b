"""Coding values by pre-bin and counting them: the passes over all rows of a column."""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8] | NDArray[np.uint16]
_BLOCK = 512


def search_tree(bounds: Floats) -> Floats:
    """Return bounds filled up with NaN to a power of two, so that every search takes equal steps.

    Parameters
    ----------
    bounds : ndarray of float64, shape (n,)
        Bounds, ascending.

    Returns
    -------
    ndarray of float64
        The bounds, then at least one NaN, which no value is at or above.

    Examples
    --------
    >>> search_tree(np.array([1.0, 2.0]))
    array([ 1.,  2., nan, nan])
    """
    filled = np.full(1 << int(bounds.size).bit_length(), np.nan)
    filled[: bounds.size] = bounds
    return filled


@compiled
def code_numbers(  # noqa: C901, PLR0913, PLR0917 - one compiled pass over all rows
    values: Floats,
    tree: Floats,
    marks: Floats,
    mark_codes: NDArray[np.int64],
    missing: int,
    bad: NDArray[np.uint8],
    weight: Floats,
    codes: Codes,
    count: Floats,
    weights: Floats,
    least: Floats,
    greatest: Floats,
) -> None:
    """Write the code of every value; add to the counts and the extremes of every code.

    The steps of the binary search are taken for a block of rows at once, so that they fill
    vector registers. Without sample weights `weight` is empty.
    """
    place, value = np.empty(_BLOCK, dtype=np.uint32), np.empty(_BLOCK)
    one = np.uint32(1)
    for start in range(0, values.shape[0], _BLOCK):
        size = min(_BLOCK, values.shape[0] - start)
        code, event = codes[start : start + size], bad[start : start + size]
        for r in range(size):
            value[r] = values[start + r]
            place[r] = 0
        half = np.uint32(tree.shape[0] // 2)
        while half > 0:
            for r in range(size):
                at = place[r]
                place[r] = at + half if value[r] >= tree[at + half - one] else at
            half >>= one
        for k in range(marks.shape[0]):
            for r in range(size):
                if value[r] == marks[k]:
                    place[r] = mark_codes[k]
        for r in range(size):
            if value[r] != value[r]:
                place[r] = missing
        for r in range(size):
            at = place[r]
            code[r] = at
            count[at, event[r]] += 1.0
            least[at] = min(least[at], value[r])
            greatest[at] = max(greatest[at], value[r])
        if weight.shape[0] > 0:
            for r in range(size):
                weights[place[r], event[r]] += weight[start + r]


@compiled
def tally(
    codes: Codes, weight: Floats, bad: NDArray[np.uint8], size: int
) -> tuple[Floats, Floats, Floats]:
    """Return rows, weight and weight of the bads by code."""
    counts, weights, bads = np.zeros(size), np.zeros(size), np.zeros(size)
    for row in range(codes.shape[0]):
        code = codes[row]
        counts[code] += 1.0
        weights[code] += weight[row]
        bads[code] += weight[row] * bad[row]
    return counts, weights, bads

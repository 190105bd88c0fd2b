"""Coding values by pre-bin and counting them: the passes over all rows of a column."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8] | NDArray[np.uint16]
_BLOCK = 512
_CELLS = 8
"""Cells of the grid for each bound."""


@dataclass(frozen=True, slots=True)
class BoundGrid:
    """Even cells over ascending bounds, which say where the search for a value's place begins.

    The cell of a value never falls as the value rises, so bounds of lower cells are below it,
    those of higher cells above it, and only those of its own cell have to be compared with.

    Parameters
    ----------
    bounds : ndarray of float64, shape (n + steps,)
        The bounds, then NaN, which no value is at or above.
    lowest, scale : float
        The cell of a value is the whole part of ``(value - lowest) * scale``.
    first : ndarray of uint32, shape (n_cells,)
        Bounds in lower cells.
    step : int
        First step of the binary search from there; a power of two, or 0.
    """

    bounds: Floats
    lowest: float
    scale: float
    first: NDArray[np.uint32]
    step: int

    @classmethod
    def of(cls, bounds: Floats) -> Self:
        """Return the grid over some bounds.

        Parameters
        ----------
        bounds : ndarray of float64, shape (n,)
            Bounds, ascending.

        Returns
        -------
        BoundGrid
            The grid.

        Examples
        --------
        >>> BoundGrid.of(np.array([1.0, 2.0])).bounds
        array([ 1.,  2., nan, nan])
        """
        finite = bounds[np.isfinite(bounds)]
        cells, lowest, scale = _CELLS * bounds.size + 1, 0.0, 0.0
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            if finite.size > 1:
                lowest = float(finite[0])
                scale = float((cells - 1) / (finite[-1] - finite[0]))
            place = np.fmin(np.fmax((bounds - lowest) * scale, 0.0), cells - 1.0)
        in_cell = np.bincount(place.astype(np.int64), minlength=cells)
        first = (np.cumsum(in_cell) - in_cell).astype(np.uint32)
        step = (1 << int(in_cell.max()).bit_length()) >> 1
        filled = np.full(bounds.size + max(2 * step, 1), np.nan)
        filled[: bounds.size] = bounds
        return cls(filled, lowest, scale, first, step)


@compiled
def code_numbers(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one compiled pass over all rows
    values: Floats,
    bounds: Floats,
    lowest: float,
    scale: float,
    first: NDArray[np.uint32],
    step: int,
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

    Bounds are those of a `BoundGrid`. The steps of the binary search are taken for a block of
    rows at once, so that they fill vector registers. Without sample weights `weight` is empty.
    """
    place, value = np.empty(_BLOCK, dtype=np.uint32), np.empty(_BLOCK)
    one, last = np.uint32(1), float(first.shape[0] - 1)
    for start in range(0, values.shape[0], _BLOCK):
        size = min(_BLOCK, values.shape[0] - start)
        code, event = codes[start : start + size], bad[start : start + size]
        for r in range(size):
            value[r] = values[start + r]
        for r in range(size):
            cell = (value[r] - lowest) * scale
            # compared this way round, not a number is in the first cell
            cell = cell if cell > 0.0 else 0.0  # noqa: FURB136 - max may keep NaN
            place[r] = first[np.int32(cell if cell < last else last)]  # noqa: FURB136 - as above
        half = np.uint32(step)
        while half > 0:
            for r in range(size):
                at = place[r]
                place[r] = at + half if value[r] >= bounds[at + half - one] else at
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

"""Bounds that a regression tree would choose: places where the best cut may well be."""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]

LEAVES = 20
"""Most leaves of the tree."""

LEAF_SHARE = 0.05
"""Least share of the weight in a leaf."""


@compiled
def _best_split(
    weight: Floats, bad: Floats, first: int, following: int, least: float
) -> tuple[float, int]:
    """Return how much the best split of a run of values lowers the Gini impurity, and where."""
    total, bads = weight[following] - weight[first], bad[following] - bad[first]
    goods = total - bads
    top, place = -np.inf, -1
    for k in range(first + 1, following):
        left = weight[k] - weight[first]
        right = total - left
        if left < least:
            continue
        if right < least:
            break
        left_bad = bad[k] - bad[first]
        right_bad = bads - left_bad
        left_good, right_good = left - left_bad, right - right_bad
        pure = (left_bad * left_bad + left_good * left_good) / left
        pure += (right_bad * right_bad + right_good * right_good) / right
        if pure > top:
            top, place = pure, k
    return top - (bads * bads + goods * goods) / total, place


@compiled
def _grow(weight: Floats, bad: Floats, leaves: int, least: float) -> NDArray[np.int64]:
    first, following = np.zeros(leaves, dtype=np.int64), np.zeros(leaves, dtype=np.int64)
    gain, place = np.full(leaves, -np.inf), np.zeros(leaves, dtype=np.int64)
    following[0] = weight.shape[0] - 1
    gain[0], place[0] = _best_split(weight, bad, 0, following[0], least)
    grown = 1
    while grown < leaves:
        leaf = int(np.argmax(gain[:grown]))
        if gain[leaf] == -np.inf:
            break
        first[grown], following[grown] = place[leaf], following[leaf]
        following[leaf] = place[leaf]
        for k in (leaf, grown):
            gain[k], place[k] = _best_split(weight, bad, first[k], following[k], least)
        grown += 1
    return np.sort(first[1:grown])


def tree_starts(weight: Floats, bad: Floats, total: float) -> NDArray[np.int64]:
    """Return the first values of the leaves of a tree grown best split first (Gini impurity).

    A tree is what scorecard tools commonly take their pre-bins from. With its bounds among those
    that the search chooses from, no cut of such pre-bins can be better than the one found.

    Parameters
    ----------
    weight, bad : ndarray of float64, shape (n,)
        Weight of the rows and of the bads of every value, in the order of the values.
    total : float
        Weight of all rows, those with a missing value too: a leaf holds `LEAF_SHARE` of it.

    Returns
    -------
    ndarray of int64
        First values of every leaf but the first, in order.

    Examples
    --------
    >>> tree_starts(np.full(4, 10.0), np.array([1.0, 1.0, 5.0, 5.0]), 240.0)
    array([2])
    """
    if weight.shape[0] < 2:
        return np.zeros(0, dtype=np.int64)
    start = np.zeros(1)
    return _grow(
        np.concatenate([start, np.cumsum(weight)]),
        np.concatenate([start, np.cumsum(bad)]),
        LEAVES,
        # a share of the weight that is whole but for rounding is enough
        LEAF_SHARE * total - 1e-9 * total,
    )

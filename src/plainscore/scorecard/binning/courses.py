"""The exact search where only the order of event rates is asked of neighbouring bins.

For a bound between two bins, the best bin on its left whose event rate is not above that of the
bin on its right is a running maximum over the left bins in the order of their rates. Sorted once
for every bound, the search over all cuts takes O(bins * pre-bins^2) steps instead of
O(bins * pre-bins^3), and is as exact.
"""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.segments import FALLS, RISES
from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def best_courses(
    rate: Floats,
    value: Floats,
    allowed: NDArray[np.bool_],
    phases: tuple[int, ...],
    margins: Floats,
    bins: tuple[int, int],
) -> list[tuple[float, tuple[int, ...]]]:
    """Return the best cut after each number of turns, exactly.

    Parameters
    ----------
    rate : ndarray of float64, shape (n, n)
        Event rate of each run of pre-bins; entry (i, j) is of pre-bins i to j.
    value : ndarray of float64, shape (n, n)
        What each run adds to the objective.
    allowed : ndarray of bool, shape (n, n)
        Whether each run may be a bin; none below the diagonal is.
    phases : tuple of int
        The steps of the trend, in order, as in `segments.PHASES`.
    margins : ndarray of float64, shape (n,)
        Least difference of the event rates on both sides of the bound before each pre-bin.
    bins : tuple of int
        Fewest and most bins.

    Returns
    -------
    list of (float, tuple of int)
        For the first step alone, then for the first two: the objective, -inf when no cut satisfies
        the conditions, and the first pre-bin of every bin but the first. Of equal cuts, one with
        the fewest bins.

    Examples
    --------
    >>> rate = np.array([[0.2, 0.4], [0.0, 0.6]])
    >>> runs = np.triu(np.ones((2, 2), bool))
    >>> best_courses(rate, np.array([[1.0, 1.5], [0.0, 1.0]]), runs, (RISES,), np.zeros(2), (1, 8))
    [(2.0, (1,))]
    """
    keyed = np.where(allowed, rate, np.inf)
    by_end = np.ascontiguousarray(keyed.T)
    tops, starts = _search(
        keyed,
        by_end,
        value,
        allowed,
        np.argsort(by_end, axis=1),
        np.argsort(keyed, axis=1),
        np.array(phases, dtype=np.int64),
        margins,
        *bins,
    )
    return [
        (float(top), tuple(int(start) for start in row if start >= 0))
        for top, row in zip(tops, starts, strict=True)
    ]


@compiled
def _join(  # noqa: PLR0913, PLR0917 - compiled kernels take arrays one by one
    step: int,
    margin: float,
    left: Integers,
    left_rate: Floats,
    before: Floats,
    right: Integers,
    right_rate: Floats,
    value: Floats,
    best: Floats,
    start: NDArray[np.int16],
) -> None:
    """Join every bin on the right of a bound to the best bin on its left that may precede it."""
    taken, reached, origin = 0, -np.inf, -1
    for k in range(right.shape[0]):
        j = right[k] if step == RISES else right[right.shape[0] - 1 - k]
        while taken < left.shape[0]:
            h = left[taken] if step == RISES else left[left.shape[0] - 1 - taken]
            gap = right_rate[j] - left_rate[h] if step == RISES else left_rate[h] - right_rate[j]
            if gap < margin:
                break
            if before[h] > reached:
                reached, origin = before[h], h
            taken += 1
        if reached + value[j] > best[j]:
            best[j] = reached + value[j]
            start[j] = origin


@compiled
def _search(  # noqa: C901, PLR0912, PLR0913, PLR0917 - one compiled loop over all cuts
    rate: Floats,
    rate_by_end: Floats,
    value: Floats,
    allowed: NDArray[np.bool_],
    order_by_end: Integers,
    order: Integers,
    phases: Integers,
    margins: Floats,
    min_bins: int,
    max_bins: int,
) -> tuple[Floats, Integers]:
    n, turns = value.shape[0], phases.shape[0]
    depth = min(max_bins, n)
    start = np.full((depth + 1, turns, n, n), -1, dtype=np.int16)
    turned = np.zeros((depth + 1, turns, n, n), dtype=np.bool_)
    ends = np.full((depth + 1, turns, n), -np.inf)
    lefts, rights = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for i in range(n):
        for j in range(i, n):
            rights[i] += allowed[i, j]
            if j + 1 < n:
                lefts[j + 1] += allowed[i, j]
    # entry (phase, end, first): the best cut whose last bin is the run from first to end
    reached = np.full((turns, n, n), -np.inf)
    for j in range(n):
        if allowed[0, j]:
            reached[0, j, 0] = value[0, j]
    ends[1, 0, 0] = reached[0, n - 1, 0]
    before, earlier = np.empty(n), np.zeros(n, dtype=np.bool_)
    best = np.empty(n)
    for m in range(2, depth + 1):
        following = np.full((turns, n, n), -np.inf)
        for i in range(m - 1, n):
            left, right = order_by_end[i - 1, : lefts[i]], order[i, : rights[i]]
            for after in range(turns):
                some = False
                for h in range(i):
                    before[h] = reached[after, i - 1, h]
                    earlier[h] = after == 1 and reached[0, i - 1, h] > before[h]
                    if earlier[h]:
                        before[h] = reached[0, i - 1, h]
                    some |= before[h] > -np.inf
                if not some:
                    continue
                best[i:] = -np.inf
                origin = start[m, after, i]
                if phases[after] != FALLS:
                    _join(
                        RISES, margins[i], left, rate_by_end[i - 1], before,
                        right, rate[i], value[i], best, origin,
                    )  # fmt: skip
                if phases[after] != RISES:
                    _join(
                        FALLS, margins[i], left, rate_by_end[i - 1], before,
                        right, rate[i], value[i], best, origin,
                    )  # fmt: skip
                for j in range(i, n):
                    if origin[j] >= 0:
                        following[after, j, i] = best[j]
                        turned[m, after, i, j] = earlier[origin[j]]
                ends[m, after, i] = following[after, n - 1, i]
        reached = following
    tops = np.full(turns, -np.inf)
    starts = np.full((turns, depth), -1, dtype=np.int64)
    for most in range(turns):
        top, bins, phase, first = -np.inf, 0, 0, 0
        for m in range(max(min_bins, 1), depth + 1):
            for p in range(most + 1):
                for i in range(n):
                    if ends[m, p, i] > top + 1e-12:
                        top, bins, phase, first = ends[m, p, i], m, p, i
        tops[most] = top
        last = n - 1
        for m in range(bins, 1, -1):
            starts[most, m - 2] = first
            origin_of, back = start[m, phase, first, last], turned[m, phase, first, last]
            last, first = first - 1, int(origin_of)
            phase = 0 if back else phase
    return tops, starts

"""The exact search for the best cut of ordered pre-bins into bins: dynamic programming.

A bin is a run of neighbouring pre-bins. Every condition is either on one bin (its size, its
events) or on two neighbouring bins (the order of their event rates, their difference, its
significance, its order in every period), so the best cut whose last bin is known depends on
nothing before that bin, and the search over all cuts is exact in O(bins * pre-bins^3).
"""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

RISES, FALLS, EITHER = 1, 2, 4
"""What a pair of neighbouring bins may be part of."""

PHASES: dict[str, tuple[int, ...]] = {
    "ascending": (RISES,),
    "descending": (FALLS,),
    "peak": (RISES, FALLS),
    "valley": (FALLS, RISES),
    "none": (EITHER,),
}
"""The steps of each trend, in order."""

COURSE_OF = {RISES: "ascending", FALLS: "descending", EITHER: "none"}
"""The trend of each step alone."""


@compiled
def segment_sums(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum over every run of neighbouring parts; entry (i, j) is of parts i to j."""
    n = parts.shape[0]
    sums = np.zeros((n, n))
    for i in range(n):
        total = 0.0
        for j in range(i, n):
            total += parts[j]
            sums[i, j] = total
    return sums


@compiled
def allowed_pairs(  # noqa: C901, PLR0912 - one compiled loop over all pairs
    weight: NDArray[np.float64],
    bad: NDArray[np.float64],
    min_difference: float,
    min_z: float,
    period_weight: NDArray[np.float64],
    period_bad: NDArray[np.float64],
) -> NDArray[np.uint8]:
    """Return what each pair of neighbouring runs may be part of.

    Parameters
    ----------
    weight, bad : ndarray of float64, shape (n, n)
        Sums over every run of pre-bins.
    min_difference : float
        Least difference of their event rates.
    min_z : float
        Least z statistic of that difference (two proportions, pooled variance); 0 for no test.
    period_weight, period_bad : ndarray of float64, shape (periods, n, n)
        The same sums within each period; no periods for no test.

    Returns
    -------
    ndarray of uint8, shape (n, n, n)
        Entry (h, i, j) is for the runs h to i - 1 and i to j: a union of RISES, FALLS, EITHER.
    """
    n = weight.shape[0]
    pairs = np.zeros((n, n, n), dtype=np.uint8)
    for h in range(n):
        for i in range(h + 1, n):
            left_weight, left_bad = weight[h, i - 1], bad[h, i - 1]
            if left_weight <= 0.0:
                continue
            left = left_bad / left_weight
            for j in range(i, n):
                right_weight, right_bad = weight[i, j], bad[i, j]
                if right_weight <= 0.0:
                    continue
                step = right_bad / right_weight - left
                if abs(step) < min_difference:
                    continue
                if min_z > 0.0:
                    pooled = (left_bad + right_bad) / (left_weight + right_weight)
                    spread = pooled * (1.0 - pooled) * (1.0 / left_weight + 1.0 / right_weight)
                    if spread <= 0.0 or step * step < min_z * min_z * spread:
                        continue
                rises, falls = step >= 0.0, step <= 0.0
                for t in range(period_weight.shape[0]):
                    a, b = period_weight[t, h, i - 1], period_weight[t, i, j]
                    if a <= 0.0 or b <= 0.0:
                        continue
                    moved = period_bad[t, i, j] / b - period_bad[t, h, i - 1] / a
                    if step > 0.0 and moved < 0.0:
                        rises = False
                    if step < 0.0 and moved > 0.0:
                        falls = False
                held = (step > 0.0 and rises) or (step < 0.0 and falls) or step == 0.0
                if held:
                    pairs[h, i, j] = RISES * rises + FALLS * falls + EITHER
    return pairs


@compiled
def best_cut(  # noqa: C901, PLR0912 - one compiled loop over all cuts
    value: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    pairs: NDArray[np.uint8],
    phases: NDArray[np.int64],
    min_bins: int,
    max_bins: int,
) -> tuple[float, NDArray[np.int64]]:
    """Return the best cut of pre-bins into bins, exactly.

    Parameters
    ----------
    value : ndarray of float64, shape (n, n)
        What each run adds to the objective.
    allowed : ndarray of bool, shape (n, n)
        Whether each run may be a bin.
    pairs : ndarray of uint8, shape (n, n, n)
        What each pair of neighbouring runs may be part of.
    phases : ndarray of int64, shape (1 or 2,)
        The steps of the trend, in order.
    min_bins, max_bins : int
        Bounds of the number of bins.

    Returns
    -------
    float
        The objective; -inf when no cut satisfies the conditions.
    ndarray of int64
        First pre-bin of every bin but the first. Of equal cuts, one with the fewest bins.
    """
    n = value.shape[0]
    depth = min(max_bins, n)
    turns = phases.shape[0]
    best = np.full((depth + 1, turns, n, n), -np.inf)
    start = np.full((depth + 1, turns, n, n), -1, dtype=np.int16)
    phase_before = np.zeros((depth + 1, turns, n, n), dtype=np.int8)
    for j in range(n):
        if allowed[0, j]:
            best[1, 0, 0, j] = value[0, j]
    for m in range(2, depth + 1):
        for i in range(m - 1, n):
            for h in range(m - 2, i):
                for before in range(turns):
                    reached = best[m - 1, before, h, i - 1]
                    if reached == -np.inf:
                        continue
                    for after in range(before, turns):
                        step = phases[after]
                        for j in range(i, n):
                            if not allowed[i, j] or not pairs[h, i, j] & step:
                                continue
                            total = reached + value[i, j]
                            if total > best[m, after, i, j]:
                                best[m, after, i, j] = total
                                start[m, after, i, j] = h
                                phase_before[m, after, i, j] = before
    top, bins, phase, first = -np.inf, 0, 0, 0
    for m in range(max(min_bins, 1), depth + 1):
        for p in range(turns):
            for i in range(n):
                if best[m, p, i, n - 1] > top + 1e-12:
                    top, bins, phase, first = best[m, p, i, n - 1], m, p, i
    starts = np.zeros(max(bins - 1, 0), dtype=np.int64)
    last = n - 1
    for m in range(bins, 1, -1):
        starts[m - 2] = first
        h, before = start[m, phase, first, last], phase_before[m, phase, first, last]
        last, first, phase = first - 1, int(h), int(before)
    return top, starts


@compiled
def best_free_cut(
    value: NDArray[np.float64], allowed: NDArray[np.bool_], min_bins: int, max_bins: int
) -> tuple[float, NDArray[np.int64]]:
    """Return the best cut when nothing is asked of neighbouring bins, in O(bins * pre-bins^2).

    Parameters and result are those of `best_cut`.
    """
    n = value.shape[0]
    depth = min(max_bins, n)
    best = np.full((depth + 1, n + 1), -np.inf)
    start = np.zeros((depth + 1, n + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for m in range(1, depth + 1):
        for i in range(m - 1, n):
            reached = best[m - 1, i]
            if reached == -np.inf:
                continue
            for j in range(i, n):
                if allowed[i, j] and reached + value[i, j] > best[m, j + 1]:
                    best[m, j + 1] = reached + value[i, j]
                    start[m, j + 1] = i
    top, bins = -np.inf, 0
    for m in range(max(min_bins, 1), depth + 1):
        if best[m, n] > top + 1e-12:
            top, bins = best[m, n], m
    starts = np.zeros(max(bins - 1, 0), dtype=np.int64)
    last = n
    for m in range(bins, 1, -1):
        last = start[m, last]
        starts[m - 2] = last
    return top, starts


@compiled
def hull(weight: NDArray[np.float64], bad: NDArray[np.float64], sign: float) -> NDArray[np.int64]:
    """Return the first pre-bins of the blocks of a monotone regression of the event rate.

    Bounds of the best monotone bins without a least size are among them (Mironchyk and
    Tchistiakov 2017), so they are good places to search.

    Parameters
    ----------
    weight, bad : ndarray of float64, shape (n,)
        Weight of the pre-bins and of their bads.
    sign : float
        1 for an ascending, -1 for a descending regression.

    Returns
    -------
    ndarray of int64
        First pre-bins of every block but the first.
    """
    n = weight.shape[0]
    first = np.zeros(n, dtype=np.int64)
    total, events = np.zeros(n), np.zeros(n)
    blocks = 0
    for k in range(n):
        first[blocks], total[blocks], events[blocks] = k, weight[k], bad[k]
        blocks += 1
        while (
            blocks > 1
            and sign
            * (events[blocks - 2] * total[blocks - 1] - events[blocks - 1] * total[blocks - 2])
            >= 0.0
        ):
            total[blocks - 2] += total[blocks - 1]
            events[blocks - 2] += events[blocks - 1]
            blocks -= 1
    return first[1:blocks].copy()

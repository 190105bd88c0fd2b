"""From smooth shapes to few bins: the steps whose scores differ least from the smooth ones.

The distance is the second-order loss, so a code counts by its curvature and the error that one
feature's steps make can be made good by another's. Steps are not fitted to the outcomes again:
that would let the noise back in which the smooth fit has taken out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import Course
from plainscore.scorecard.additive.smooth import SmoothFit
from plainscore.scorecard.compiled import compiled

SWEEPS = 2
"""Rounds in which each feature's steps are chosen again, given those of the others."""

PER_BIN = 0.02
"""Loss (in nats over all rows) that one more bin must save, at most."""

PER_EVENT = 2e-5
"""The same for each row of the rarer outcome. What a lost bin does to the scores is a matter of
loss a row: at one price for all sizes, few rows would lose bins that their scores feel."""


@compiled
def _run_costs(
    target: NDArray[np.float64],
    mass: NDArray[np.float64],
    weight: NDArray[np.float64],
    min_weight: float,
    per_bin: float,
) -> NDArray[np.float64]:
    """Return what each run of neighbouring codes costs as a bin; infinite when it is too light."""
    n = target.shape[0]
    cost = np.full((n, n), np.inf)
    for i in range(n):
        total, first, second, rows = 0.0, 0.0, 0.0, 0.0
        for j in range(i, n):
            # distances from the run's first value keep the difference of squares exact
            away = target[j] - target[i]
            total += mass[j]
            first += mass[j] * away
            second += mass[j] * away * away
            rows += weight[j]
            if rows >= min_weight or (i == 0 and j == n - 1):
                spread = second - first * first / total if total > 0.0 else 0.0
                cost[i, j] = 0.5 * max(spread, 0.0) + per_bin
    return cost


@compiled
def best_steps(
    target: NDArray[np.float64],
    mass: NDArray[np.float64],
    weight: NDArray[np.float64],
    max_bins: int,
    min_weight: float,
    per_bin: float,
) -> NDArray[np.int64]:
    """Return the cut into runs with the least weighted squared distance, exactly.

    Dynamic programming (Fisher 1958, JASA 53: 789-798), O(bins * codes^2): the cost of a run does
    not depend on its neighbours.

    Parameters
    ----------
    target, mass, weight : ndarray of float64, shape (codes,)
        Values to come near to, how much each counts, and the weight of its rows.
    max_bins : int
        Most runs.
    min_weight : float
        Least weight of a run.
    per_bin : float
        What a run costs.

    Returns
    -------
    ndarray of int64, shape (codes,)
        Run of each code.

    Examples
    --------
    >>> best_steps(np.array([0.0, 0.1, 5.0]), np.ones(3), np.ones(3), 2, 1.0, 0.0)
    array([0, 0, 1])
    """
    n = target.shape[0]
    cost = _run_costs(target, mass, weight, min_weight, per_bin)
    best = np.full((max_bins + 1, n + 1), np.inf)
    begins = np.zeros((max_bins + 1, n + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for k in range(1, max_bins + 1):
        for j in range(1, n + 1):
            for i in range(j):
                tried = best[k - 1, i] + cost[i, j - 1]
                if tried < best[k, j]:
                    best[k, j] = tried
                    begins[k, j] = i
    bins = 1
    for k in range(2, max_bins + 1):
        if best[k, n] < best[bins, n] - 1e-12:
            bins = k
    runs = np.zeros(n, dtype=np.int64)
    last = n
    for k in range(bins, 0, -1):
        first_code = begins[k, last]
        runs[first_code:last] = k - 1
        last = first_code
    return runs


@compiled
def _isotonic(values: NDArray[np.float64], mass: NDArray[np.float64]) -> NDArray[np.float64]:
    n = values.shape[0]
    level, total, length = np.empty(n), np.empty(n), np.empty(n, dtype=np.int64)
    pools = 0
    for k in range(n):
        level[pools], total[pools], length[pools] = values[k], mass[k] + 1e-12, 1
        pools += 1
        while pools > 1 and level[pools - 2] > level[pools - 1]:
            joined = total[pools - 2] + total[pools - 1]
            level[pools - 2] += (level[pools - 1] - level[pools - 2]) * total[pools - 1] / joined
            total[pools - 2] = joined
            length[pools - 2] += length[pools - 1]
            pools -= 1
    out = np.empty(n)
    place = 0
    for pool in range(pools):
        out[place : place + length[pool]] = level[pool]
        place += length[pool]
    return out


def in_course(
    values: NDArray[np.float64], mass: NDArray[np.float64], course: Course
) -> NDArray[np.float64]:
    """Return the nearest values that take a course (pool adjacent violators).

    Examples
    --------
    >>> in_course(np.array([0.0, 2.0, 1.0]), np.ones(3), "ascending")
    array([0. , 1.5, 1.5])
    """
    if course == "none" or values.size == 0:
        return values
    sign = 1.0 if course == "ascending" else -1.0
    return sign * _isotonic(sign * values, mass)


def project(
    fit: SmoothFit,
    weights: Sequence[NDArray[np.float64]],
    max_bins: int,
    min_size: float,
    rarer: float,
) -> tuple[list[NDArray[np.uint8]], list[NDArray[np.float64]]]:
    """Return the bin of every code and the value of every bin.

    Parameters
    ----------
    fit : SmoothFit
        The smooth shapes.
    weights : sequence of ndarray of float64, shape (codes,)
        Weight of the rows of every code, one array a feature.
    max_bins : int
        Most bins of a feature; one of a code outside the order counts when it has rows, but two
        are always left for ordered codes.
    min_size : float
        Least share of all weight in a bin of ordered codes.
    rarer : float
        Weight of the rows of the rarer outcome.

    Returns
    -------
    bin_of : list of ndarray of uint8, shape (codes,)
        Bins: those of ordered codes first, then one of each code outside the order.
    values : list of ndarray of float64, shape (bins,)
        What each bin adds to the log-odds of being bad.
    """
    at = fit.at
    error = np.zeros_like(fit.shapes)
    bin_of: list[NDArray[np.uint8]] = [np.zeros(0, np.uint8)] * len(fit.features)
    values: list[NDArray[np.float64]] = [np.zeros(0)] * len(fit.features)
    total = max((float(each.sum()) for each in weights), default=0.0)
    for sweep in range(SWEEPS + 1):
        for place, feature in enumerate(fit.features):
            own = slice(at[place], at[place + 1])
            mass, weight = fit.mass[own], weights[place]
            target = fit.shapes[own].copy()
            if sweep > 0:
                error[own] = 0.0
                seen = mass > 0
                target[seen] += (fit.curvature[own] @ error)[seen] / mass[seen]
            k = feature.ordered
            target[:k] = in_course(target[:k], mass[:k], feature.course)
            # whatever else has rows, values are told apart
            left = max(max_bins - int(np.count_nonzero(weight[k:])), 2)
            order = np.argsort(target[:k], kind="stable") if feature.categorical else np.arange(k)
            bins = np.empty(feature.size, dtype=np.int64)
            runs = np.zeros(0, np.int64)
            if k:
                runs = best_steps(
                    target[:k][order],
                    mass[:k][order],
                    weight[:k][order],
                    left,
                    max(min_size * total, 1e-9),
                    min(PER_BIN, PER_EVENT * rarer),
                )
                bins[:k][order] = runs
            first_outside = int(runs.max()) + 1 if k else 0
            bins[k:] = first_outside + np.arange(feature.outside)
            heavy = mass + 1e-12
            value = np.bincount(bins, heavy * target) / np.bincount(bins, heavy)
            value -= (mass @ value[bins]) / mass.sum()
            # nothing is known of a code without rows: it is average
            value[bins[k:][weight[k:] == 0]] = 0.0
            error[own] = fit.shapes[own] - value[bins]
            bin_of[place], values[place] = bins.astype(np.uint8), value
    return bin_of, values

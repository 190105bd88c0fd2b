"""The best cut of one column under its constraints, exactly."""

import math
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.constraints import Constraints, Trend
from plainscore.scorecard.binning.courses import best_courses
from plainscore.scorecard.binning.cut import Cut
from plainscore.scorecard.binning.divergence import contributions
from plainscore.scorecard.binning.prebins import ENOUGH, Prebins
from plainscore.scorecard.binning.search import Search
from plainscore.scorecard.binning.segments import (
    COURSE_OF,
    FALLS,
    PHASES,
    RISES,
    allowed_pairs,
    best_cut,
    best_free_cut,
    hull,
    segment_sums,
)
from plainscore.scorecard.binning.stability import Stability, best_stable_cut
from plainscore.scorecard.binning.tree import tree_starts

Floats = NDArray[np.float64]
FREE_PREBINS = 1500
"""Pre-bins searched where nothing is asked of neighbouring bins, which is quicker."""

PRICE = 1.0
"""Log-likelihood that a further bin or a turn has to bring (Akaike 1974): one a parameter."""


def prepare(
    prebins: Prebins, constraints: Constraints, stability: Stability | None = None
) -> Search:
    """Sum over all runs of pre-bins and test every condition once.

    Parameters
    ----------
    prebins : Prebins
        At least one ordered pre-bin.
    constraints : Constraints
        The conditions.
    stability : Stability, optional
        The same pre-bins period by period.

    Returns
    -------
    Search
        What the searches need.
    """
    n = prebins.ordered
    weight, bad, value, allowed = _runs(prebins, constraints)
    margins = np.full(n, max(constraints.min_difference, 0.0))
    if prebins.locked:
        _lock_runs(prebins.locked, allowed)
        margins[list(prebins.locked)] = 0.0
    if stability is None and constraints.max_p_value is None:
        # a bin without rows has no event rate, so nothing can be beside it
        allowed[:, :-1] &= weight[:, :-1] > 0
        allowed[1:] &= weight[1:] > 0
        return Search(weight, bad, value, allowed, margins, None)
    none = np.zeros((0, n, n))
    period_weight, period_bad = (none, none) if stability is None else stability.sums(n)
    pairs = allowed_pairs(
        weight, bad, constraints.min_difference, constraints.min_z, period_weight, period_bad
    )
    if prebins.locked:
        free = allowed_pairs(weight, bad, 0.0, 0.0, none, none)
        for start in prebins.locked:
            pairs[:, start, :] = free[:, start, :]
    return Search(weight, bad, value, allowed, margins, pairs)


def _runs(
    prebins: Prebins, constraints: Constraints
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Return weight, bads, value and permission of every run of pre-bins."""
    n = prebins.ordered
    total, bads = float(prebins.weight.sum()), float(prebins.bad.sum())
    weight, bad = segment_sums(prebins.weight[:n]), segment_sums(prebins.bad[:n])
    good = weight - bad
    allowed = (
        (weight >= constraints.min_size * total)
        & (weight > 0)
        & (bad >= constraints.min_events)
        & (good >= constraints.min_nonevents)
        & np.triu(np.ones((n, n), dtype=np.bool_))
    )
    value = contributions(good, bad, total - bads, bads, constraints.objective)
    return weight, bad, value, allowed


def _lock_runs(locked: tuple[int, ...], allowed: NDArray[np.bool_]) -> None:
    """Let no bin reach over a locked bound, and ask nothing of the size of locked bins."""
    for start in locked:
        allowed[:start, start:] = False
    ends = (*locked, allowed.shape[0])
    for first, following in zip((0, *locked), ends, strict=True):
        allowed[first, following - 1] = True


def fine_prebins(rows: int, constraints: Constraints) -> int:
    """Return into how many pre-bins a numeric column is coded.

    Examples
    --------
    >>> fine_prebins(1000, Constraints()), fine_prebins(1000, Constraints(refine=False))
    (4000, 100)
    """
    if not constraints.refined:
        return constraints.max_prebins
    return 4000 if rows <= ENOUGH else 1000


def find_cut(prebins: Prebins, constraints: Constraints, stability: Stability | None = None) -> Cut:
    """Return the cut of greatest divergence that satisfies the constraints.

    Up to ``max_prebins`` pre-bins are searched exactly. Where there are more, the search is over
    groups of them first and then, again exactly, over all pre-bins near the bounds it found,
    until that raises the divergence no more.

    Parameters
    ----------
    prebins : Prebins
        At least one ordered pre-bin.
    constraints : Constraints
        The conditions, with the trend.
    stability : Stability, optional
        The same pre-bins period by period: the order of the event rates has to hold in each, and
        the population stability index of each to stay under the bound.

    Returns
    -------
    Cut
        The best cut. With trend ``"auto"``, a monotone course unless a peak or a valley raises
        the log-likelihood by more than its turn and its further bins have to bring.
    """
    if prebins.ordered <= constraints.max_prebins:
        return _search(prebins, constraints, stability)
    n = prebins.ordered
    likely = tree_starts(prebins.weight[:n], prebins.bad[:n], float(prebins.weight.sum()))
    kept = {*likely.tolist(), *prebins.locked}
    free = constraints.trend == "none" and stability is None and constraints.pairs_are_free
    coarse = _even(prebins, FREE_PREBINS if free else constraints.max_prebins)
    cut = _at(prebins, sorted(kept.union(coarse)), constraints, stability)
    settled = replace(constraints, trend=cast("Trend", cut.trend))
    reach = 4 * n // (len(coarse) + 1) + 1
    while reach and math.isfinite(cut.objective) and cut.starts:
        near = _near(prebins, cut, reach, constraints.max_prebins)
        better = _at(prebins, sorted(kept.union(near)), settled, stability)
        if better.objective > cut.objective + 1e-9:
            cut = replace(better, reason=cut.reason)
        elif reach > 1:
            # the places around a bound are closer together than a quarter of what they reach
            reach //= 4
        else:
            break
    return cut


def best_among(
    prebins: Prebins,
    starts: list[int],
    constraints: Constraints,
    trend: str,
    stability: Stability | None,
) -> Cut:
    """Return the best cut with a trend whose bounds are among some.

    Parameters
    ----------
    prebins : Prebins
        The pre-bins.
    starts : list of int
        First pre-bins of the bins to choose from, ascending.
    constraints : Constraints
        The conditions.
    trend : str
        The course that was settled on.
    stability : Stability, optional
        The same pre-bins period by period.

    Returns
    -------
    Cut
        The best of them.
    """
    return _at(prebins, starts, replace(constraints, trend=cast("Trend", trend)), stability)


def _even(prebins: Prebins, number: int) -> list[int]:
    """Return first pre-bins of groups of about equal weight."""
    own = prebins.weight[: prebins.ordered]
    reached = np.cumsum(own)
    quantile = np.floor((reached - own / 2) / reached[-1] * number)
    starts = np.flatnonzero(quantile[1:] != quantile[:-1]) + 1
    found: list[int] = starts.tolist()
    return found


def _near(prebins: Prebins, cut: Cut, reach: int, number: int) -> list[int]:
    """Return pre-bins around the bounds found, blocks of monotone regressions, a thin grid."""
    starts, n = cut.starts, prebins.ordered
    each = max((number // 2) // (2 * len(starts)), 1)
    weight, bad = prebins.weight[:n], prebins.bad[:n]
    blocks: list[int] = []
    for sign, phase in ((1.0, RISES), (-1.0, FALLS)):
        if phase in PHASES[cut.trend]:
            found = hull(weight, bad, sign)
            blocks += found[:: found.size // (number // 3) + 1].tolist()
    around = {
        int(place)
        for start in starts
        for place in np.linspace(start - 2 * reach, start + 2 * reach, 2 * each + 1)
        if 0 < int(place) < prebins.ordered
    }
    grid = _even(prebins, number // 4)
    return sorted(around | {*starts, *blocks, *grid})


def _at(
    prebins: Prebins,
    starts: list[int],
    constraints: Constraints,
    stability: Stability | None,
) -> Cut:
    """Return the best cut among some bounds."""
    n = prebins.ordered
    parts = np.array([0, *starts])

    def grouped(counts: Floats) -> Floats:
        sums = np.add.reduceat(counts[..., :n], parts, axis=-1)
        return np.concatenate([sums, counts[..., n:]], axis=-1)

    place = {start: k for k, start in enumerate(starts, start=1)}
    groups = replace(
        prebins,
        gaps=tuple(prebins.gaps[start - 1] for start in starts),
        given=tuple(prebins.given[start - 1] for start in starts) if prebins.given else (),
        locked=tuple(place[start] for start in prebins.locked),
        ordered=len(parts),
        count=grouped(prebins.count),
        weight=grouped(prebins.weight),
        bad=grouped(prebins.bad),
    )
    if stability is not None:
        stability = replace(stability, weight=grouped(stability.weight), bad=grouped(stability.bad))
    cut = _search(groups, constraints, stability)
    return replace(cut, starts=tuple(starts[start - 1] for start in cut.starts))


def _search(prebins: Prebins, constraints: Constraints, stability: Stability | None) -> Cut:
    constraints = replace(constraints, max_bins=max(constraints.max_bins, len(prebins.locked) + 1))
    if constraints.trend == "none" and stability is None and constraints.pairs_are_free:
        return _free(prebins, constraints)
    search = prepare(prebins, constraints, stability)

    def stable(cut: Cut) -> Cut:
        if stability is None or stability.holds(prebins, cut.starts):
            return cut
        starts, objective = best_stable_cut(search, constraints, cut.trend, prebins, stability)
        return replace(cut, starts=starts, objective=objective)

    if constraints.trend != "auto":
        cut = _best(search, constraints, constraints.trend)[-1]
        return _or_locked(replace(stable(cut), reason="declared"), prebins)
    found = [
        [stable(cut) for cut in _best(search, constraints, trend)] for trend in ("peak", "valley")
    ]
    straight = max((each[0] for each in found), key=lambda cut: cut.objective)
    bent = max((each[1] for each in found), key=lambda cut: cut.objective)
    gain = _log_likelihood(search, bent) - _log_likelihood(search, straight)
    further = max(len(bent.starts) - len(straight.starts), 0) + 1
    price = PRICE * further
    if math.isfinite(bent.objective) and not gain <= price:
        reason = (
            f"chosen: a {bent.trend} raises the log-likelihood by {gain:.1f}, "
            f"more than the {price:.1f} its turn has to pay for"
        )
        return replace(bent, reason=reason)
    reason = (
        f"chosen: the best monotone course; a {bent.trend} would raise the log-likelihood by "
        f"{max(gain, 0.0):.1f}, less than the {price:.1f} its turn has to pay for"
        if math.isfinite(gain) and len(straight.starts)
        else "chosen: no other course is possible"
    )
    return _or_locked(replace(straight, reason=reason), prebins)


def _best(search: Search, constraints: Constraints, trend: str) -> list[Cut]:
    """Return the best cut with the first step of a trend alone, then with both where it turns."""
    phases = PHASES[trend]
    names = [COURSE_OF[phases[0]], trend][-len(phases) :]
    bounds = (constraints.min_bins, constraints.max_bins)
    if search.pairs is None:
        found = best_courses(
            search.bad / np.maximum(search.weight, 1e-300),
            search.value,
            search.allowed,
            phases,
            search.margins,
            bounds,
        )
    else:
        found = []
        for turns in range(1, len(phases) + 1):
            some = np.array(phases[:turns], dtype=np.int64)
            objective, starts = best_cut(search.value, search.allowed, search.pairs, some, *bounds)
            found.append((float(objective), tuple(int(start) for start in starts)))
    return [
        Cut(starts, objective, name, "")
        for name, (objective, starts) in zip(names, found, strict=True)
    ]


def _free(prebins: Prebins, constraints: Constraints) -> Cut:
    """Return the best cut when nothing is asked of neighbouring bins."""
    _, _, value, allowed = _runs(prebins, constraints)
    if prebins.locked:
        _lock_runs(prebins.locked, allowed)
    objective, starts = best_free_cut(value, allowed, constraints.min_bins, constraints.max_bins)
    cut = Cut(tuple(int(start) for start in starts), float(objective), "none", "declared")
    return _or_locked(cut, prebins)


def _or_locked(cut: Cut, prebins: Prebins) -> Cut:
    """Return the locked bounds where no cut with the trend holds them."""
    if math.isfinite(cut.objective) or not prebins.locked:
        return cut
    return Cut(prebins.locked, cut.objective, "none", "locked by the analyst against any trend")


def _log_likelihood(search: Search, cut: Cut) -> float:
    if not math.isfinite(cut.objective):
        return -math.inf
    n = search.weight.shape[0]
    total = 0.0
    for first, following in zip((0, *cut.starts), (*cut.starts, n), strict=True):
        weight, bad = search.weight[first, following - 1], search.bad[first, following - 1]
        for part in (bad, weight - bad):
            if part > 0:
                total += part * math.log(part / weight)
    return total

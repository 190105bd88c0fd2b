"""The best binning of one column under its constraints, exactly."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning, Kind, information_value
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.divergence import contributions
from plainscore.scorecard.binning.labels import interval_label, shortest_between
from plainscore.scorecard.binning.prebins import SMOOTHING, Prebins
from plainscore.scorecard.binning.search import Search
from plainscore.scorecard.binning.segments import PHASES, allowed_pairs, best_cut, segment_sums
from plainscore.scorecard.binning.stability import Stability, best_stable_cut

Floats = NDArray[np.float64]
PRICE = 1.0
"""Log-likelihood that a further bin or a turn has to bring (Akaike 1974): one a parameter."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut of ordered pre-bins into bins.

    Parameters
    ----------
    starts : tuple of int
        First pre-bin of every bin but the first.
    objective : float
        The divergence it reaches over the ordered pre-bins; -inf if no cut is possible.
    trend : str
        Course of the event rate.
    reason : str
        Why it has that course.
    """

    starts: tuple[int, ...]
    objective: float
    trend: str
    reason: str


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
        What `best_cut` needs.
    """
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
    none = np.zeros((0, n, n))
    period_weight, period_bad = (none, none) if stability is None else stability.sums(n)
    pairs = allowed_pairs(
        weight, bad, constraints.min_difference, constraints.min_z, period_weight, period_bad
    )
    if prebins.locked:
        free = allowed_pairs(weight, bad, 0.0, 0.0, none, none)
        _lock(prebins.locked, allowed, pairs, free)
    return Search(weight, bad, value, allowed, pairs)


def _lock(
    locked: tuple[int, ...],
    allowed: NDArray[np.bool_],
    pairs: NDArray[np.uint8],
    free: NDArray[np.uint8],
) -> None:
    """Let no bin reach over a locked bound, and ask nothing but the trend of locked bins."""
    n = allowed.shape[0]
    for start in locked:
        allowed[:start, start:] = False
        pairs[:, start, :] = free[:, start, :]
    ends = (*locked, n)
    for first, following in zip((0, *locked), ends, strict=True):
        allowed[first, following - 1] = True


def find_cut(prebins: Prebins, constraints: Constraints, stability: Stability | None = None) -> Cut:
    """Return the cut of greatest divergence that satisfies the constraints.

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
    constraints = replace(constraints, max_bins=max(constraints.max_bins, len(prebins.locked) + 1))
    search = prepare(prebins, constraints, stability)

    def run(trend: str, reason: str) -> Cut:
        cut = _run(search, constraints, trend, reason)
        if stability is None or stability.holds(prebins, cut.starts):
            return cut
        starts, objective = best_stable_cut(search, constraints, trend, prebins, stability)
        return Cut(starts, objective, trend, reason)

    if constraints.trend != "auto":
        return _or_locked(run(constraints.trend, "declared"), prebins)
    trends = ("ascending", "descending", "peak", "valley")
    found = {trend: run(trend, "") for trend in trends}
    monotone = max(("ascending", "descending"), key=lambda trend: found[trend].objective)
    turned = max(("peak", "valley"), key=lambda trend: found[trend].objective)
    straight, bent = found[monotone], found[turned]
    gain = _log_likelihood(search, bent) - _log_likelihood(search, straight)
    further = max(len(bent.starts) - len(straight.starts), 0) + 1
    price = PRICE * further
    if math.isfinite(bent.objective) and not gain <= price:
        reason = (
            f"chosen: a {turned} raises the log-likelihood by {gain:.1f}, "
            f"more than the {price:.1f} its turn has to pay for"
        )
        return Cut(bent.starts, bent.objective, turned, reason)
    reason = (
        f"chosen: the best monotone course; a {turned} would raise the log-likelihood by "
        f"{max(gain, 0.0):.1f}, less than the {price:.1f} its turn has to pay for"
        if math.isfinite(gain) and len(straight.starts)
        else "chosen: no other course is possible"
    )
    return _or_locked(Cut(straight.starts, straight.objective, monotone, reason), prebins)


def _or_locked(cut: Cut, prebins: Prebins) -> Cut:
    """Return the locked bounds where no cut with the trend holds them."""
    if math.isfinite(cut.objective) or not prebins.locked:
        return cut
    return Cut(prebins.locked, cut.objective, "none", "locked by the analyst against any trend")


def _run(search: Search, constraints: Constraints, trend: str, reason: str) -> Cut:
    phases = np.array(PHASES[trend], dtype=np.int64)
    objective, starts = best_cut(
        search.value,
        search.allowed,
        search.pairs,
        phases,
        constraints.min_bins,
        constraints.max_bins,
    )
    return Cut(tuple(int(start) for start in starts), float(objective), trend, reason)


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


def evidence(weight: float, bad: float, goods: float, bads: float) -> float:
    """Return the weight of evidence of a bin, drawn to 0 when it has few rows.

    Parameters
    ----------
    weight, bad : float
        Weight of the rows of the bin and of its bads.
    goods, bads : float
        Totals of the sample, both above zero.

    Returns
    -------
    float
        Log of the share of the goods over the share of the bads, after adding `SMOOTHING` rows
        at the average event rate. An empty bin has 0: the average.

    Examples
    --------
    >>> evidence(0.0, 0.0, 70.0, 30.0)
    0.0
    >>> round(evidence(1000.0, 100.0, 7000.0, 3000.0), 2)
    1.34
    """
    share = bads / (goods + bads)
    good = weight - bad + SMOOTHING * (1 - share)
    smoothed_bad = bad + SMOOTHING * share
    return math.log(good / smoothed_bad) - math.log((1 - share) / share)


def bins_of(
    name: str,
    kind: Kind,
    prebins: Prebins,
    cut: Cut,
    missing_as: float | str | None = None,
) -> Binning:
    """Build the binning that a cut describes.

    Parameters
    ----------
    name : str
        Column of the feature.
    kind : str
        ``"numeric"`` or ``"categorical"``.
    prebins : Prebins
        The pre-bins.
    cut : Cut
        Where they are cut.
    missing_as : float or str, optional
        The value that missing ones were read as; they have a bin of their own without one.

    Returns
    -------
    Binning
        Bins with their counts and weights of evidence.
    """
    bads = float(prebins.bad.sum())
    goods = float(prebins.weight.sum()) - bads

    def counted(first: int, following: int) -> dict[str, float]:
        part = slice(first, following)
        weight, bad = float(prebins.weight[part].sum()), float(prebins.bad[part].sum())
        return {
            "count": int(prebins.count[part].sum()),
            "weight": weight,
            "bad": bad,
            "woe": evidence(weight, bad, goods, bads),
        }

    bins: list[Bin] = []
    runs = list(zip((0, *cut.starts), (*cut.starts, prebins.ordered), strict=True))
    if kind == "numeric":
        edges = [_edge(prebins, first - 1) for first, _ in runs[1:]]
        for (first, following), lower, upper in zip(
            runs, (None, *edges), (*edges, None), strict=True
        ):
            label = interval_label(lower, upper)
            bins.append(
                Bin(BinKind.INTERVAL, label, lower, upper, **counted(first, following))  # type: ignore[arg-type]
            )
    else:
        for first, following in runs:
            values = tuple(sorted(sum(prebins.groups[first:following], ())))
            label = ", ".join(values)
            bins.append(
                Bin(BinKind.CATEGORIES, label, values=values, **counted(first, following))  # type: ignore[arg-type]
            )
    for place, (label, codes) in enumerate(prebins.specials):
        code = prebins.ordered + place
        bins.append(Bin(BinKind.SPECIAL, label, values=codes, **counted(code, code + 1)))  # type: ignore[arg-type]
    missing, other = prebins.missing, prebins.other
    bins.append(
        Bin(BinKind.MISSING, "missing", with_missing=True, **counted(missing, missing + 1))  # type: ignore[arg-type]
    )
    if kind == "categorical":
        bins.append(
            Bin(BinKind.OTHER, "any other", values=prebins.pooled, **counted(other, other + 1))  # type: ignore[arg-type]
        )
    done = tuple(_with_missing(bins, missing_as))
    return Binning(name, kind, done, cut.trend, cut.reason, information_value(done))


def _edge(prebins: Prebins, gap: int) -> float:
    given = prebins.given[gap] if prebins.given else None
    return shortest_between(*prebins.gaps[gap]) if given is None else given


def _with_missing(bins: list[Bin], missing_as: float | str | None) -> list[Bin]:
    if missing_as is None:
        return bins
    kept = [each for each in bins if each.kind is not BinKind.MISSING]
    for place, each in enumerate(kept):
        if _holds(each, missing_as):
            label = f"{each.label}, or missing"
            kept[place] = replace(each, with_missing=True, label=label)
            return kept
    raise ValueError(f"missing values cannot be read as {missing_as!r}: no bin holds it")


def _holds(each: Bin, value: float | str) -> bool:
    if each.kind is not BinKind.INTERVAL:
        return value in each.values
    if isinstance(value, str):
        return False
    above = each.lower is None or each.lower <= value
    return above and (each.upper is None or value < each.upper)

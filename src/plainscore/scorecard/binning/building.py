"""Building bins from a cut: bounds that read well, counts, weights of evidence."""

import math
from collections.abc import Sequence
from dataclasses import replace

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning, Kind, information_value
from plainscore.scorecard.binning.cut import Cut
from plainscore.scorecard.binning.labels import interval_label, shortest_between
from plainscore.scorecard.binning.prebins import Prebins

SMOOTHING = 5.0
"""Rows at the average event rate that are added to every bin, so that few rows say little."""


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


def in_order(bins: Sequence[Bin], trend: str) -> list[Bin]:
    """Return ordered bins whose weights of evidence keep the trend of their event rates.

    A bin of few rows is drawn further to the average than its neighbour, which can turn two close
    weights around. Neighbours that are turned get their weighted mean (isotonic regression).

    Parameters
    ----------
    bins : sequence of Bin
        In their order, with event rates that follow the trend.
    trend : str
        ``"ascending"`` or ``"descending"`` event rates; bins of any other trend stay as they are.

    Returns
    -------
    list of Bin
        The bins, with weights of evidence that never run against the trend.

    Examples
    --------
    >>> few = Bin(BinKind.INTERVAL, "b", weight=44.0, bad=2.0, woe=0.979)
    >>> many = Bin(BinKind.INTERVAL, "a", weight=85.0, bad=4.0, woe=1.029)
    >>> [round(each.woe, 3) for each in in_order([many, few], "descending")]
    [1.012, 1.012]
    """
    if trend not in {"ascending", "descending"} or len(bins) < 2:
        return list(bins)
    from sklearn.isotonic import isotonic_regression  # noqa: PLC0415 - slow, and only for fitting

    course = isotonic_regression(
        [each.woe for each in bins],
        sample_weight=[max(each.weight, 1e-9) for each in bins],
        increasing=trend == "descending",
    )
    return [replace(each, woe=float(woe)) for each, woe in zip(bins, course, strict=True)]


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
    bins = in_order(bins, cut.trend)
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

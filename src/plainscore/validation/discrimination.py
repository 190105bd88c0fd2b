"""How well a score ranks: AUC, Gini, Kolmogorov-Smirnov, ROC and CAP, with intervals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import norm

from plainscore.validation.figure import LEVEL, Figure, Refused, too_few
from plainscore.validation.tally import Cells, Floats, Tally, tally

REPLICATES = 2000
"""Bootstrap replicates: the ends of a 95 % interval then vary little from seed to seed."""

_CELLS_AT_ONCE = 4_000_000
_MOST_CELLS = 10_000
"""Cells of weighted samples beyond this are merged in the bootstrap: drawing the many tiny ones
takes minutes and moves the ends of an interval by less than another seed does."""
_MOST_CURVE_POINTS = 1000
_SNAP = 1e-12


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve from (0, 0) to (1, 1) with the score at each point.

    Parameters
    ----------
    name : str
        ``ROC`` or ``CAP``.
    x, y : tuple of float
        Points, both between 0 and 1, not decreasing.
    score : tuple of float
        Rows with this score or a lower one lie at or before the point; minus infinity at (0, 0).
    """

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    score: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class KolmogorovSmirnov:
    """The largest distance between the score distributions of bads and goods.

    Parameters
    ----------
    figure : Figure
        The distance and its interval.
    score : float
        Lowest score at which it is reached: the distance between the shares of bads and of
        goods that have this score or a lower one.
    bads_share, goods_share : float
        These two shares.
    """

    figure: Figure
    score: float
    bads_share: float
    goods_share: float


@dataclass(frozen=True, slots=True)
class Discrimination:
    """Everything about the ranking of one sample.

    Parameters
    ----------
    auc : Figure or Refused
        Area under the ROC curve; interval by DeLong.
    auc_bootstrap, gini : Figure or Refused
        The same area, and ``2 AUC - 1``; intervals by stratified bootstrap.
    ks : KolmogorovSmirnov or Refused
        Kolmogorov-Smirnov distance.
    roc, cap : Curve or Refused
        Share of bads caught against share of goods, and against share of all, from the
        lowest score up.
    """

    auc: Figure | Refused
    auc_bootstrap: Figure | Refused
    gini: Figure | Refused
    ks: KolmogorovSmirnov | Refused
    roc: Curve | Refused
    cap: Curve | Refused


def measure_discrimination(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Discrimination:
    """Measure how well a score ranks goods above bads.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.
    level : float
        Coverage of the intervals.
    replicates : int
        Bootstrap replicates.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Discrimination
        The measures; each one refused when there are too few bads or goods.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> bad = np.arange(500) % 5 == 0
    >>> measured = measure_discrimination(600 - 40 * bad + rng.normal(0, 40, 500).round(), bad)
    >>> print(measured.auc)
    0.788 (0.737 to 0.831)
    >>> measured.ks.score
    576.0
    """
    counted = tally(score, bad, weight)
    boot = _bootstrap(counted, level, replicates, seed)
    return Discrimination(
        _auc(counted, level), boot.auc, boot.gini, boot.ks, _roc(counted), _cap(counted)
    )


def auc(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Figure | Refused:
    """Measure the area under the ROC curve with an interval after DeLong et al. (1988).

    The area is the probability that a good scores above a bad, ties counting half. The variance
    comes from the midranks (Sun and Xu, 2014), in one pass over the distinct scores, and the
    interval is symmetric in the log-odds of the area (Pepe, 2003), so that it stays within 0
    and 1. Where every row is ranked right or wrong, DeLong's variance is zero and would claim
    certainty; the score interval of Newcombe (2006, method 5) is given instead.

    Parameters
    ----------
    score, bad, weight
        As for `measure_discrimination`.
    level : float
        Coverage of the interval.

    Returns
    -------
    Figure or Refused
        The area, or a refusal when there are too few bads or goods.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> print(auc([500, 500, 620], [1, 1, 0]))
    not given: 2 bads and 1 good are too few; at least 10 bads and 10 goods are needed
    >>> print(auc(np.arange(40), np.arange(40) < 20))
    1.000 (0.899 to 1.000)
    """
    return _auc(tally(score, bad, weight), level)


def gini(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Figure | Refused:
    """Measure the Gini coefficient (accuracy ratio), ``2 AUC - 1``, with a bootstrap interval.

    Rows are drawn anew within the goods and within the bads; the interval is that between the
    percentiles of the replicates.

    Parameters
    ----------
    score, bad, weight, level, replicates, seed
        As for `measure_discrimination`.

    Returns
    -------
    Figure or Refused
        The coefficient, or a refusal when there are too few bads or goods.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> bad = np.arange(500) % 5 == 0
    >>> gini(np.random.default_rng(0).normal(600 - 40 * bad, 40), bad).value > 0.4
    True
    """
    return _bootstrap(tally(score, bad, weight), level, replicates, seed).gini


def kolmogorov_smirnov(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> KolmogorovSmirnov | Refused:
    """Measure the largest distance between the distributions of bads and goods.

    The largest of many noisy distances is too large on average, and the percentiles of a
    bootstrap of it are too large twice over: on 35 bads they cover the truth 6 to 8 times in 10
    instead of 9.5. The lower end here is therefore the distance less the bootstrap quantile of
    the largest error anywhere on the curve, which holds wherever the true maximum lies; the upper
    end allows for the error at the score where the distance was found. The interval errs on
    the wide side.

    Parameters
    ----------
    score, bad, weight, level, replicates, seed
        As for `measure_discrimination`.

    Returns
    -------
    KolmogorovSmirnov or Refused
        The distance and where it is reached, or a refusal.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> bad = np.arange(500) % 5 == 0
    >>> found = kolmogorov_smirnov(np.random.default_rng(0).normal(600 - 40 * bad, 40), bad)
    >>> found.figure.low < found.figure.value < found.figure.high
    True
    """
    return _bootstrap(tally(score, bad, weight), level, replicates, seed).ks


def roc_curve(
    score: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Curve | Refused:
    """Trace the share of bads caught against the share of goods caught, from the lowest score up.

    Parameters
    ----------
    score, bad, weight
        As for `measure_discrimination`.

    Returns
    -------
    Curve or Refused
        The curve, thinned to at most 1,000 points, or a refusal.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> curve = roc_curve([1] * 10 + [2] * 20, [1] * 20 + [0] * 10)
    >>> curve.x, curve.y
    ((0.0, 0.0, 1.0), (0.0, 0.5, 1.0))
    """
    return _roc(tally(score, bad, weight))


def cap_curve(
    score: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> Curve | Refused:
    """Trace the share of bads caught against the share of all rows, from the lowest score up.

    Parameters
    ----------
    score, bad, weight
        As for `measure_discrimination`.

    Returns
    -------
    Curve or Refused
        The cumulative accuracy profile, thinned to at most 1,000 points, or a refusal.

    Raises
    ------
    ValueError
        If the sample is malformed (see `tally`).

    Examples
    --------
    >>> curve = cap_curve([1] * 10 + [2] * 30, [1] * 20 + [0] * 20)
    >>> curve.x, curve.y
    ((0.0, 0.25, 1.0), (0.0, 0.5, 1.0))
    """
    return _cap(tally(score, bad, weight))


@dataclass(frozen=True, slots=True)
class _Bootstrapped:
    auc: Figure | Refused
    gini: Figure | Refused
    ks: KolmogorovSmirnov | Refused


def _auc(counted: Tally, level: float) -> Figure | Refused:
    n, bads = counted.n, counted.n_bads
    if (refused := too_few("AUC", n, bads)) is not None:
        return refused
    good_share = counted.good_weight / counted.good_weight.sum()
    bad_share = counted.bad_weight / counted.bad_weight.sum()
    # placements: the share of the other class against which a row at each score is ranked rightly
    for_bads = 1 - np.cumsum(good_share) + good_share / 2
    for_goods = np.cumsum(bad_share) - bad_share / 2
    area = float(_area(counted.bad_weight, counted.good_weight))
    variance = _placement_variance(counted.bads, for_bads, area) + _placement_variance(
        counted.goods, for_goods, area
    )
    z = float(norm.ppf((1 + level) / 2))
    if variance <= 0 or not _SNAP < area < 1 - _SNAP:
        low, high = _newcombe(area, counted.n_goods, counted.n_bads, z)
        return Figure("AUC", area, low, high, level, n, bads, "Newcombe score interval")
    logit = np.log(area / (1 - area))
    reach = z * np.sqrt(variance) / (area * (1 - area))
    low, high = (float(1 / (1 + np.exp(-end))) for end in (logit - reach, logit + reach))
    return Figure("AUC", area, low, high, level, n, bads, "DeLong, on the log-odds scale")


def _placement_variance(cells: Cells, placement: Floats, area: float) -> float:
    rows = int(cells.count.sum())
    total = float(cells.count @ cells.weight)
    spread = float((cells.count * cells.weight**2) @ (placement[cells.index] - area) ** 2)
    return spread / total**2 * rows / (rows - 1)


def _newcombe(area: float, goods: int, bads: int, z: float) -> tuple[float, float]:
    others = (goods + bads) / 2 - 1

    def excess(true: float) -> float:
        correlated = others * ((1 - true) / (2 - true) + true / (1 + true))
        variance = true * (1 - true) * (1 + correlated) / (goods * bads)
        return float((area - true) ** 2 - z**2 * variance)

    # at 0 and 1 the excess has a root of no interest, so the search stops just short of it
    low = float(brentq(excess, 0.0, area - _SNAP)) if area > _SNAP else 0.0
    high = float(brentq(excess, area + _SNAP, 1.0)) if area < 1 - _SNAP else 1.0
    return low, high


def _bootstrap(counted: Tally, level: float, replicates: int, seed: int) -> _Bootstrapped:
    n, bads = counted.n, counted.n_bads
    if (refused := too_few("AUC", n, bads)) is not None:
        return _Bootstrapped(refused, replace(refused, name="Gini"), replace(refused, name="KS"))
    observed = _gap(counted.bad_weight, counted.good_weight)
    at = int(np.argmax(np.abs(observed)))
    side = 1.0 if observed[at] >= 0 else -1.0
    areas, errors_anywhere, errors_there = (np.empty(replicates) for _ in range(3))
    done = 0
    for bad_draws, good_draws in _draws(counted, replicates, seed):
        rows = slice(done, done + len(bad_draws))
        areas[rows] = _area(bad_draws, good_draws)
        errors = side * (_gap(bad_draws, good_draws) - observed)
        errors_anywhere[rows] = errors.max(axis=1)
        errors_there[rows] = errors[:, at]
        done += len(bad_draws)
    tail = (1 - level) / 2
    method = f"stratified bootstrap, {replicates:,} replicates"
    area = float(_area(counted.bad_weight, counted.good_weight))
    low, high = (float(end) for end in np.quantile(areas, (tail, 1 - tail)))
    distance = float(side * observed[at])
    ks = Figure(
        "KS",
        distance,
        max(0.0, distance - float(np.quantile(errors_anywhere, 1 - tail))),
        min(1.0, distance - float(np.quantile(errors_there, tail))),
        level,
        n,
        bads,
        f"{method}, of the whole curve",
    )
    shares = [float(_shares(weight)[at]) for weight in (counted.bad_weight, counted.good_weight)]
    return _Bootstrapped(
        Figure("AUC", area, low, high, level, n, bads, method),
        Figure("Gini", 2 * area - 1, 2 * low - 1, 2 * high - 1, level, n, bads, method),
        KolmogorovSmirnov(ks, float(counted.score[at]), shares[0], shares[1]),
    )


def _draws(counted: Tally, replicates: int, seed: int) -> Iterator[tuple[Floats, Floats]]:
    """Yield weight at each score for bads and goods, drawn anew, some replicates at a time."""
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(2)]
    classes = [cells.coarse(_MOST_CELLS) for cells in (counted.bads, counted.goods)]
    widest = max(counted.score.size, *(cells.count.size for cells in classes))
    at_once = max(1, _CELLS_AT_ONCE // widest)
    for start in range(0, replicates, at_once):
        size = min(at_once, replicates - start)
        drawn = [
            cells.by_score(
                stream.multinomial(cells.count.sum(), cells.count / cells.count.sum(), size),
                counted.score.size,
            )
            for stream, cells in zip(streams, classes, strict=True)
        ]
        yield drawn[0], drawn[1]


def _area(bad_weight: Floats, good_weight: Floats) -> Floats:
    """Area under the ROC curve along the last axis; exact where weights are whole numbers."""
    goods = np.cumsum(good_weight, axis=-1)
    pairs = bad_weight.sum(axis=-1) * goods[..., -1]
    above = goods[..., -1:] - goods + good_weight / 2
    area: Floats = np.clip((bad_weight * above).sum(axis=-1) / pairs, 0.0, 1.0)
    return area


def _gap(bad_weight: Floats, good_weight: Floats) -> Floats:
    """Share of bads less share of goods at or below each score, along the last axis."""
    gap: Floats = _shares(bad_weight) - _shares(good_weight)
    return gap


def _shares(weight: Floats) -> Floats:
    """Share at or below each score, along the last axis; exactly 1 at the end."""
    running: Floats = np.cumsum(weight, axis=-1)
    return running / running[..., -1:]


def _roc(counted: Tally) -> Curve | Refused:
    return _curve("ROC", counted, counted.good_weight)


def _cap(counted: Tally) -> Curve | Refused:
    return _curve("CAP", counted, counted.good_weight + counted.bad_weight)


def _curve(name: str, counted: Tally, along: Floats) -> Curve | Refused:
    if (refused := too_few(name, counted.n, counted.n_bads)) is not None:
        return refused
    points = np.arange(counted.score.size)
    if points.size > _MOST_CURVE_POINTS - 1:
        points = np.linspace(0, points.size - 1, _MOST_CURVE_POINTS - 1).round().astype(np.int64)
    return Curve(
        name,
        (0.0, *_shares(along)[points].tolist()),
        (0.0, *_shares(counted.bad_weight)[points].tolist()),
        (float("-inf"), *counted.score[points].tolist()),
    )

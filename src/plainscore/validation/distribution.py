"""Where the scores lie, and what each cut-off would approve, decline and lose."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.scorecard import HIGHEST_SCORE, LOWEST_SCORE
from plainscore.validation.figure import LEVEL, Figure
from plainscore.validation.proportion import effective_count, wilson
from plainscore.validation.tally import Floats, as_sample

BAND_WIDTH = 50
CUT_OFF_STEP = 25
TENTHS = 10


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Rows with scores from `low` up to, but not including, `high`.

    Parameters
    ----------
    low, high : int
        Ends of the band; the last band includes its upper end.
    n, goods, bads : int
        Rows (not weights).
    share : float
        Share of the weight of the whole sample.
    share_of_goods, share_of_bads : float
        Share of the weight of each class; 0 when the class is empty.
    bad_rate : Figure or None
        Observed bad rate; None in an empty band.
    expected : float or None
        Mean probability of bad; None in an empty band or when no probabilities were given.
    """

    low: int
    high: int
    n: int
    goods: int
    bads: int
    share: float
    share_of_goods: float
    share_of_bads: float
    bad_rate: Figure | None
    expected: float | None


@dataclass(frozen=True, slots=True)
class CutOff:
    """What happens if scores of at least `score` are approved.

    Parameters
    ----------
    score : int
        Lowest score approved.
    approved, approved_bads : int
        Rows approved, and how many of them are bad.
    approval_rate : Figure
        Share approved.
    bad_rate_approved : Figure or None
        Bad rate among the approved; None when nobody is.
    bads_declined, goods_declined : Figure or None
        Share of bads kept out, and of goods lost; None when the class is empty.
    """

    score: int
    approved: int
    approved_bads: int
    approval_rate: Figure
    bad_rate_approved: Figure | None
    bads_declined: Figure | None
    goods_declined: Figure | None


@dataclass(frozen=True, slots=True)
class Gain:
    """The riskiest share of a sample, up to a score.

    Parameters
    ----------
    wanted : float
        Share aimed at, for example 0.1 for the riskiest tenth.
    score : float
        Highest score included; rows with one score are never torn apart.
    n, bads : int
        Rows included, and bads among them.
    share : float
        Share included, at least `wanted`.
    bads_caught : Figure or None
        Share of all bads included; None when the sample has none.
    lift : float or None
        `bads_caught` divided by `share`.
    """

    wanted: float
    score: float
    n: int
    bads: int
    share: float
    bads_caught: Figure | None
    lift: float | None


def proportion(
    name: str,
    hits: npt.NDArray[np.bool_],
    weight: Floats,
    *,
    bads: int,
    level: float = LEVEL,
) -> Figure | None:
    """Measure a share with Wilson's interval, on the effective count when weights differ.

    Parameters
    ----------
    name : str
        What is measured.
    hits : ndarray of bool, shape (n,)
        Rows that count.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    bads : int
        Bads among the rows.
    level : float
        Coverage of the interval.

    Returns
    -------
    Figure or None
        The share; None when there are no rows.

    Examples
    --------
    >>> print(proportion("Bad rate", np.array([True, False]), np.ones(2), bads=1))
    0.500 (0.095 to 0.905)
    """
    return _rate(name, hits, weight, bads, level) if hits.size else None


def _rate(
    name: str, hits: npt.NDArray[np.bool_], weight: Floats, bads: int, level: float
) -> Figure:
    rate = float(np.average(hits, weights=weight))
    effective = effective_count(weight)
    low, high = wilson(rate * effective, effective, level=level)
    return Figure(name, rate, low, high, level, hits.size, bads, "Wilson")


def score_bands(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    probability: npt.ArrayLike | None = None,
    width: int = BAND_WIDTH,
    level: float = LEVEL,
) -> tuple[ScoreBand, ...]:
    """Count goods and bads in bands of score, from 350 to 950.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores; higher is safer. Scores beyond 350..950 get bands of their own.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.
    probability : array-like of float, shape (n,), optional
        Probability of bad, for the expected rate.
    width : int
        Width of a band in points.
    level : float
        Coverage of the intervals.

    Returns
    -------
    tuple of ScoreBand
        The bands in ascending order, empty ones included.

    Raises
    ------
    ValueError
        If the sample is malformed.

    Examples
    --------
    >>> bands = score_bands([420, 430, 730, 950], [1, 0, 0, 0])
    >>> len(bands), [(band.low, band.n, band.bads) for band in bands if band.n]
    (12, [(400, 2, 1), (700, 1, 0), (900, 1, 0)])
    """
    scores, bads, weights = as_sample(score, bad, weight)
    expected = None if probability is None else np.asarray(probability, np.float64)
    least = min(LOWEST_SCORE, int(scores.min())) if scores.size else LOWEST_SCORE
    most = max(HIGHEST_SCORE, int(scores.max())) if scores.size else HIGHEST_SCORE
    first = LOWEST_SCORE - -(-(LOWEST_SCORE - least) // width) * width
    count = -(-(most - first) // width)
    band_of = np.minimum(np.floor((scores - first) / width), count - 1).astype(np.int64)
    bands = []
    for at in range(count):
        inside = band_of == at
        n_bads = int(bads[inside].sum())
        bands.append(
            ScoreBand(
                first + at * width,
                first + (at + 1) * width,
                int(inside.sum()),
                int(inside.sum()) - n_bads,
                n_bads,
                _share(weights, inside, np.ones_like(bads)),
                _share(weights, inside, ~bads),
                _share(weights, inside, bads),
                proportion("Bad rate", bads[inside], weights[inside], bads=n_bads, level=level),
                _mean(expected, weights, inside),
            )
        )
    return tuple(bands)


def cut_offs(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    step: int = CUT_OFF_STEP,
    level: float = LEVEL,
) -> tuple[CutOff, ...]:
    """Say what each cut-off would approve and let through.

    Parameters
    ----------
    score, bad, weight
        As for `score_bands`.
    step : int
        Points between cut-offs.
    level : float
        Coverage of the intervals.

    Returns
    -------
    tuple of CutOff
        Cut-offs in ascending order: the last that approves everybody, those that decline some,
        the first that approves nobody left out. Empty for an empty sample.

    Raises
    ------
    ValueError
        If the sample is malformed.

    Examples
    --------
    >>> [(cut.score, cut.approved) for cut in cut_offs([510, 560, 580], [1, 0, 0])]
    [(500, 3), (525, 2), (550, 2), (575, 1)]
    """
    scores, bads, weights = as_sample(score, bad, weight)
    if not scores.size:
        return ()
    start = int(np.floor(scores.min() / step)) * step
    stop = int(np.floor(scores.max() / step)) * step
    n_bads = int(bads.sum())
    found = []
    for cut in range(start, stop + 1, step):
        kept = scores >= cut
        found.append(
            CutOff(
                cut,
                int(kept.sum()),
                int(bads[kept].sum()),
                _rate("Approval rate", kept, weights, n_bads, level),
                proportion(
                    "Bad rate of the approved",
                    bads[kept],
                    weights[kept],
                    bads=int(bads[kept].sum()),
                    level=level,
                ),
                proportion("Bads declined", ~kept[bads], weights[bads], bads=n_bads, level=level),
                proportion("Goods declined", ~kept[~bads], weights[~bads], bads=0, level=level),
            )
        )
    return tuple(found)


def gains(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> tuple[Gain, ...]:
    """Say what share of the bads the riskiest tenth, two tenths and so on hold.

    Parameters
    ----------
    score, bad, weight
        As for `score_bands`.
    level : float
        Coverage of the intervals; they take the cut-off as given.

    Returns
    -------
    tuple of Gain
        One a tenth; fewer when many rows share one score. Empty for an empty sample.

    Raises
    ------
    ValueError
        If the sample is malformed.

    Examples
    --------
    >>> first = gains(range(100), [1] * 5 + [0] * 90 + [1] * 5)[0]
    >>> first.score, first.bads_caught.value, first.lift
    (9.0, 0.5, 5.0)
    """
    scores, bads, weights = as_sample(score, bad, weight)
    if not scores.size:
        return ()
    distinct, at = np.unique(scores, return_inverse=True)
    reached = np.cumsum(np.bincount(at, weights=weights)) / weights.sum()
    found: list[Gain] = []
    for tenth in range(1, TENTHS + 1):
        place = int(np.searchsorted(reached, tenth / TENTHS - 1e-9))
        place = min(place, distinct.size - 1)
        if found and found[-1].score == distinct[place]:
            continue
        inside = at <= place
        share = float(reached[place])
        caught = proportion(
            "Bads caught", inside[bads], weights[bads], bads=int(bads.sum()), level=level
        )
        found.append(
            Gain(
                tenth / TENTHS,
                float(distinct[place]),
                int(inside.sum()),
                int(bads[inside].sum()),
                share,
                caught,
                None if caught is None else caught.value / share,
            )
        )
    return tuple(found)


def _mean(values: Floats | None, weight: Floats, mask: npt.NDArray[np.bool_]) -> float | None:
    if values is None or not mask.any():
        return None
    return float(np.average(values[mask], weights=weight[mask]))


def _share(weight: Floats, inside: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]) -> float:
    whole = float(weight[of].sum())
    return float(weight[inside & of].sum()) / whole if whole else 0.0

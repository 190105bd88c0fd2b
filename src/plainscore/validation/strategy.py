"""What a cut-off and a price list would earn: approval, bad rate and profit by cut-off."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from plainscore.validation.distribution import CUT_OFF_STEP, proportion
from plainscore.validation.figure import LEVEL, Figure
from plainscore.validation.tally import Floats, as_sample


@dataclass(frozen=True, slots=True)
class Terms:
    """What one loan earns or costs, as a share of its amount.

    Parameters
    ----------
    margin : float
        Earned on a good: interest and fees less funding and handling.
    loss : float
        Lost on a bad: loss given default and collection, less what was earned before.

    Examples
    --------
    >>> round(Terms(margin=0.06, loss=0.55).break_even_bad_rate, 4)
    0.0984
    """

    margin: float
    loss: float

    def __post_init__(self) -> None:
        if not (self.margin > 0 and self.loss > 0):
            raise ValueError("margin and loss are shares of the amount above zero")

    @property
    def break_even_bad_rate(self) -> float:
        """Bad rate at which lending earns nothing."""
        return self.margin / (self.margin + self.loss)


@dataclass(frozen=True, slots=True)
class StrategyAtCutOff:
    """What happens if scores of at least `cut_off` are approved.

    Parameters
    ----------
    cut_off : int
        Lowest score approved.
    approval_rate : Figure
        Share approved.
    bad_rate : Figure or None
        Observed bad rate of the approved; None when nobody is.
    expected_bad_rate : float or None
        The same by the scorecard's calibration.
    profit : Figure
        Observed profit an applicant, declined ones included, as a share of an average loan.
    marginal_bad_rate : Figure or None
        Bad rate of those approved here and declined at the next cut-off.
    """

    cut_off: int
    approval_rate: Figure
    bad_rate: Figure | None
    expected_bad_rate: float | None
    profit: Figure
    marginal_bad_rate: Figure | None


@dataclass(frozen=True, slots=True)
class Strategy:
    """Every cut-off, and the one that earns most.

    Parameters
    ----------
    terms : Terms
        What a loan earns or costs.
    rows : tuple of StrategyAtCutOff
        One a cut-off, ascending.
    best : int
        Cut-off with the highest observed profit; the lowest one of equals.
    as_good : tuple of int
        Cut-offs whose profit does not differ from the best beyond chance, the best included.
    """

    terms: Terms
    rows: tuple[StrategyAtCutOff, ...]
    best: int
    as_good: tuple[int, ...]


def simulate_strategy(
    score: npt.ArrayLike,
    bad: npt.ArrayLike,
    probability: npt.ArrayLike,
    terms: Terms,
    weight: npt.ArrayLike | None = None,
    *,
    step: int = CUT_OFF_STEP,
    level: float = LEVEL,
) -> Strategy:
    """Simulate every cut-off on people whose outcome is known.

    The outcome of people who were declined in reality is not known: on a sample of accepted
    people, cut-offs below the one that was in force cannot be judged.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores; higher is safer.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    probability : array-like of float, shape (n,)
        Probability of bad by the scorecard.
    terms : Terms
        What a loan earns or costs.
    weight : array-like of float, shape (n,), optional
        Weights above zero: amounts, when a large loan is to count for more.
    step : int
        Points between cut-offs.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Strategy
        The cut-offs.

    Raises
    ------
    ValueError
        If the sample is malformed or empty.

    Examples
    --------
    >>> score = np.repeat([500, 600, 700], 100)
    >>> bad = np.concatenate([np.arange(100) < 30, np.arange(100) < 12, np.arange(100) < 2])
    >>> found = simulate_strategy(score, bad, bad, Terms(margin=0.06, loss=0.55), step=100)
    >>> found.best, str(found.rows[2].profit)
    (700, '0.016 (0.010 to 0.022)')
    """
    scores, bads, weights = as_sample(score, bad, weight)
    if not scores.size:
        raise ValueError("a strategy needs people with outcomes")
    expected = np.asarray(probability, np.float64)
    earned = np.where(bads, -terms.loss, terms.margin)
    start, stop = (int(np.floor(end / step)) * step for end in (scores.min(), scores.max()))
    cuts = list(range(start, stop + 1, step))
    rows = tuple(_at(cut, step, scores, bads, weights, expected, earned, level) for cut in cuts)
    best = max(rows, key=lambda each: each.profit.value)
    reach = float(norm.ppf((1 + level) / 2))
    as_good = tuple(
        each.cut_off
        for each in rows
        if _worse_by(each.cut_off, best.cut_off, scores, weights, earned, reach) <= 0
    )
    return Strategy(terms, rows, best.cut_off, as_good)


def break_even_price(probability: npt.ArrayLike, loss: float, wanted: float = 0.0) -> Floats:
    """Give the margin that a good must pay for lending at a probability of bad.

    Parameters
    ----------
    probability : array-like of float
        Probability of bad, below 1.
    loss : float
        Lost on a bad, as a share of the amount.
    wanted : float
        Profit wanted a loan, as a share of the amount.

    Returns
    -------
    ndarray of float64, shape as given
        ``(wanted + p * loss) / (1 - p)``.

    Examples
    --------
    >>> break_even_price([0.02, 0.1], loss=0.5).round(4).tolist()
    [0.0102, 0.0556]
    """
    p = np.asarray(probability, np.float64)
    if not ((p >= 0) & (p < 1)).all():
        raise ValueError("probabilities must lie from 0 to below 1")
    price: Floats = (wanted + p * loss) / (1 - p)
    return price


def _at(
    cut: int,
    step: int,
    score: Floats,
    bad: npt.NDArray[np.bool_],
    weight: Floats,
    expected: Floats,
    earned: Floats,
    level: float,
) -> StrategyAtCutOff:
    kept = score >= cut
    last = kept & (score < cut + step)
    approval = proportion("Approval rate", kept, weight, bads=int(bad.sum()), level=level)
    assert approval is not None  # noqa: S101 - the sample has rows
    share, error = _mean(np.where(kept, earned, 0.0), weight)
    reach = float(norm.ppf((1 + level) / 2)) * error
    n_bads = int(bad.sum())

    def rate(name: str, rows: npt.NDArray[np.bool_]) -> Figure | None:
        return proportion(name, bad[rows], weight[rows], bads=int(bad[rows].sum()), level=level)

    return StrategyAtCutOff(
        cut,
        approval,
        rate("Bad rate of the approved", kept),
        float(np.average(expected[kept], weights=weight[kept])) if kept.any() else None,
        Figure("Profit", share, share - reach, share + reach, level, bad.size, n_bads, "normal"),
        rate("Bad rate at the margin", last),
    )


def _worse_by(
    cut: int, best: int, score: Floats, weight: Floats, earned: Floats, reach: float
) -> float:
    """How far the profit of a cut-off surely lies below that of the best: the paired interval."""
    difference = np.where(score >= best, earned, 0.0) - np.where(score >= cut, earned, 0.0)
    mean, error = _mean(difference, weight)
    return mean - reach * error


def _mean(values: Floats, weight: Floats) -> tuple[float, float]:
    mean = float(np.average(values, weights=weight))
    spread = float((weight**2) @ (values - mean) ** 2)
    rows = values.size
    return mean, (spread * rows / max(1, rows - 1)) ** 0.5 / float(weight.sum())

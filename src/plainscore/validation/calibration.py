"""Whether probabilities of bad come true on the whole and one by one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2, norm

from plainscore.validation.figure import LEVEL, Figure, Refused, too_few
from plainscore.validation.proportion import effective_count, wilson
from plainscore.validation.recalibration import calibration_in_the_large, fit_recalibration
from plainscore.validation.tally import Floats, as_probabilities


@dataclass(frozen=True, slots=True)
class HosmerLemeshow:
    """Test of observed against expected counts over groups of equal size.

    Parameters
    ----------
    statistic : float
        Sum of squared standardised differences.
    degrees : int
        Degrees of freedom.
    p_value : float
        Chance of a statistic at least as large from perfect probabilities. For the same error
        it falls as rows are added, so a small one on many rows proves little harm.
    groups, n, bads : int
        Groups formed, rows and bads.
    """

    statistic: float
    degrees: int
    p_value: float
    groups: int
    n: int
    bads: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything about the probabilities of one sample.

    Parameters
    ----------
    observed_over_expected : Figure or Refused
        Bad rate that came, divided by the mean probability; 1 is right on the whole.
    in_the_large : Figure or Refused
        Intercept of the logistic recalibration with the slope held at 1; 0 is right on the
        whole, above 0 means that risk was understated.
    intercept, slope : Figure or Refused
        Logistic recalibration with both free; slope 1 is right, below 1 means that low and high
        probabilities were too extreme.
    brier, brier_skill : Figure or Refused
        Mean squared error, and the share of it saved against giving everybody the bad rate.
    log_loss : Figure or Refused
        Mean negative log-likelihood, in nats.
    hosmer_lemeshow : HosmerLemeshow or Refused
        The grouped test; refused on weighted samples, for which it is not defined.
    """

    observed_over_expected: Figure | Refused
    in_the_large: Figure | Refused
    intercept: Figure | Refused
    slope: Figure | Refused
    brier: Figure | Refused
    brier_skill: Figure | Refused
    log_loss: Figure | Refused
    hosmer_lemeshow: HosmerLemeshow | Refused


def measure_calibration(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
    fitted_here: bool = False,
) -> Calibration:
    """Measure whether probabilities of bad come true.

    Parameters
    ----------
    probability : array-like of float, shape (n,)
        Probability of bad, 0 to 1.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.
    level : float
        Coverage of the intervals.
    fitted_here : bool
        True when the probabilities were fitted on these very rows.

    Returns
    -------
    Calibration
        The measures; each one refused when there are too few bads or goods.

    Raises
    ------
    ValueError
        If the sample is malformed or a probability lies outside 0 to 1.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> probability = rng.uniform(0.05, 0.4, 2000)
    >>> measured = measure_calibration(probability, rng.uniform(size=2000) < probability)
    >>> print(measured.slope)
    0.974 (0.786 to 1.162)
    >>> print(measured.observed_over_expected)
    1.008 (0.929 to 1.092)
    """
    intercept, slope = fit_recalibration(probability, bad, weight, level=level)
    return Calibration(
        observed_over_expected(probability, bad, weight, level=level),
        calibration_in_the_large(probability, bad, weight, level=level),
        intercept,
        slope,
        brier(probability, bad, weight, level=level),
        brier_skill(probability, bad, weight, level=level),
        log_loss(probability, bad, weight, level=level),
        hosmer_lemeshow(probability, bad, weight, fitted_here=fitted_here),
    )


def observed_over_expected(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Figure | Refused:
    """Divide the bad rate by the mean probability; the interval is Wilson's of the bad rate.

    Parameters
    ----------
    probability, bad, weight, level
        As for `measure_calibration`.

    Returns
    -------
    Figure or Refused
        The ratio, or a refusal.

    Raises
    ------
    ValueError
        As for `measure_calibration`.

    Examples
    --------
    >>> print(observed_over_expected([0.25] * 40, [0, 1] * 20))
    2.000 (1.408 to 2.592)
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    n, n_bads = bads.size, int(bads.sum())
    if (refused := too_few("Observed over expected", n, n_bads)) is not None:
        return refused
    expected = float(np.average(p, weights=weights))
    rate = float(np.average(bads, weights=weights))
    effective = effective_count(weights)
    low, high = wilson(rate * effective, effective, level=level)
    ratio = rate / expected
    name = "Observed over expected"
    return Figure(name, ratio, low / expected, high / expected, level, n, n_bads, "Wilson")


def brier(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Figure | Refused:
    """Average the squared difference between probability and outcome (Brier, 1950).

    Parameters
    ----------
    probability, bad, weight, level
        As for `measure_calibration`.

    Returns
    -------
    Figure or Refused
        The score with a normal interval, or a refusal. 0 is perfect.

    Raises
    ------
    ValueError
        As for `measure_calibration`.

    Examples
    --------
    >>> brier([0.2, 0.2, 0.2, 0.8] * 10, [0, 0, 0, 1] * 10).value
    0.04...
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    return _mean_loss("Brier score", (p - bads) ** 2, bads, weights, level)


def log_loss(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Figure | Refused:
    """Average the negative log-likelihood of the outcomes, in nats.

    Parameters
    ----------
    probability, bad, weight, level
        As for `measure_calibration`; probabilities are kept 1e-15 away from 0 and 1.

    Returns
    -------
    Figure or Refused
        The loss with a normal interval, or a refusal. 0 is perfect.

    Raises
    ------
    ValueError
        As for `measure_calibration`.

    Examples
    --------
    >>> round(log_loss([0.5] * 40, [0, 1] * 20).value, 4)
    0.6931
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    return _mean_loss("Log loss", -np.log(np.where(bads, p, 1 - p)), bads, weights, level)


def brier_skill(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Figure | Refused:
    """Give the share of the Brier score saved against giving everybody the sample's bad rate.

    Parameters
    ----------
    probability, bad, weight, level
        As for `measure_calibration`.

    Returns
    -------
    Figure or Refused
        The share with an interval by the delta method, or a refusal. 1 is perfect, 0 is no
        better than the bad rate, below 0 is worse.

    Raises
    ------
    ValueError
        As for `measure_calibration`.

    Examples
    --------
    >>> round(brier_skill([0.2, 0.2, 0.2, 0.8] * 10, [0, 0, 0, 1] * 10).value, 3)
    0.787
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    n, n_bads = bads.size, int(bads.sum())
    if (refused := too_few("Brier skill", n, n_bads)) is not None:
        return refused
    loss = (p - bads) ** 2
    plain = (np.average(bads, weights=weights) - bads) ** 2
    scale = float(np.average(plain, weights=weights))
    ratio = float(np.average(loss, weights=weights)) / scale
    # the bad rate minimises the plain loss, so its own error does not enter at first order
    reach = float(norm.ppf((1 + level) / 2)) * _standard_error(loss - ratio * plain, weights)
    reach /= scale
    value = 1 - ratio
    name, method = "Brier skill", "delta method"
    return Figure(name, value, value - reach, value + reach, level, n, n_bads, method)


def hosmer_lemeshow(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    groups: int = 10,
    fitted_here: bool = False,
) -> HosmerLemeshow | Refused:
    """Test observed against expected counts in groups of equal size (Hosmer and Lemeshow, 1980).

    Rows with one probability stay in one group, so that the order of rows does not matter.

    Parameters
    ----------
    probability, bad, weight
        As for `measure_calibration`.
    groups : int
        Groups wanted, at least 3; fewer are formed when probabilities repeat.
    fitted_here : bool
        True when the probabilities were fitted on these very rows: two degrees of freedom less.

    Returns
    -------
    HosmerLemeshow or Refused
        The test, or a refusal when it is not defined.

    Raises
    ------
    ValueError
        As for `measure_calibration`.

    Examples
    --------
    >>> p = np.repeat([0.1, 0.2, 0.3, 0.4], 100)
    >>> bad = np.concatenate([np.arange(100) < count for count in (12, 18, 33, 40)])
    >>> tested = hosmer_lemeshow(p, bad, groups=4)
    >>> round(tested.statistic, 3), tested.degrees, round(tested.p_value, 3)
    (1.123, 4, 0.891)
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    n, n_bads = bads.size, int(bads.sum())
    name = "Hosmer-Lemeshow test"
    if (refused := too_few(name, n, n_bads)) is not None:
        return refused
    if np.ptp(weights) > 0:
        return Refused(name, n, n_bads, "it is not defined for a weighted sample")
    edges = np.unique(np.quantile(p, np.arange(1, groups) / groups, method="inverted_cdf"))
    _, group = np.unique(np.searchsorted(edges, p), return_inverse=True)
    size = np.bincount(group)
    if size.size < 3:
        return Refused(name, n, n_bads, "the probabilities form fewer than three groups")
    expected = np.bincount(group, weights=p)
    observed = np.bincount(group, weights=bads)
    statistic = float(((observed - expected) ** 2 / (expected * (1 - expected / size))).sum())
    degrees = size.size - (2 if fitted_here else 0)
    chance = float(chi2.sf(statistic, degrees))
    return HosmerLemeshow(statistic, degrees, chance, size.size, n, n_bads)


def _mean_loss(
    name: str, loss: Floats, bads: npt.NDArray[np.bool_], weights: Floats, level: float
) -> Figure | Refused:
    n, n_bads = bads.size, int(bads.sum())
    if (refused := too_few(name, n, n_bads)) is not None:
        return refused
    value = float(np.average(loss, weights=weights))
    reach = float(norm.ppf((1 + level) / 2)) * _standard_error(loss - value, weights)
    return Figure(name, value, max(0.0, value - reach), value + reach, level, n, n_bads, "normal")


def _standard_error(deviation: Floats, weights: Floats) -> float:
    """Give the standard error of a weighted mean of rows whose deviations average nil."""
    n = deviation.size
    spread = float((weights**2 * deviation**2).sum()) / float(weights.sum()) ** 2
    return float(np.sqrt(spread * n / (n - 1)))

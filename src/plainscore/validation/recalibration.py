"""Logistic recalibration: whether log-odds of probabilities are shifted or stretched."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit
from scipy.stats import norm

from plainscore.validation.figure import LEVEL, Figure, Refused, too_few
from plainscore.validation.tally import Floats, as_probabilities

_MOST_STEPS = 50
_SETTLED = 1e-10


def calibration_in_the_large(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> Figure | Refused:
    """Fit ``logit P(bad) = a + logit(p)`` and give ``a`` (Cox, 1958).

    Parameters
    ----------
    probability : array-like of float, shape (n,)
        Probability of bad, 0 to 1.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.
    level : float
        Coverage of the interval: Wald's, from the information, or from the sandwich variance
        with independent rows when the sample is weighted.

    Returns
    -------
    Figure or Refused
        The intercept, or a refusal when there are too few bads or goods.

    Raises
    ------
    ValueError
        If the sample is malformed or a probability lies outside 0 to 1.

    Examples
    --------
    >>> print(calibration_in_the_large([0.5] * 40, [0, 0, 0, 1] * 10))
    -1.099 (-1.814 to -0.383)
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    n, n_bads = bads.size, int(bads.sum())
    name = "Calibration in the large"
    if (refused := too_few(name, n, n_bads)) is not None:
        return refused
    fitted = _logistic(np.ones((n, 1)), logit(p), bads, weights)
    return _figures((name,), fitted, level, n, n_bads)[0]


def fit_recalibration(
    probability: npt.ArrayLike,
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> tuple[Figure | Refused, Figure | Refused]:
    """Fit ``logit P(bad) = a + b logit(p)`` and give ``a`` and ``b`` (Cox, 1958).

    Parameters
    ----------
    probability, bad, weight, level
        As for `calibration_in_the_large`.

    Returns
    -------
    tuple of (Figure or Refused)
        Intercept and slope; refused when there are too few bads or goods, when every
        probability is the same, or when they separate bads from goods.

    Raises
    ------
    ValueError
        If the sample is malformed or a probability lies outside 0 to 1.

    Examples
    --------
    >>> bad = [0, 0, 0, 1] * 5 + [0, 1] * 10
    >>> intercept, slope = fit_recalibration([0.1] * 20 + [0.6] * 20, bad)
    >>> print(slope)
    0.422 (-0.092 to 0.937)
    """
    p, bads, weights = as_probabilities(probability, bad, weight)
    n, n_bads = bads.size, int(bads.sum())
    names = ("Calibration intercept", "Calibration slope")
    if (refused := too_few(names[0], n, n_bads)) is not None:
        return refused, Refused(names[1], n, n_bads, *_grounds(refused))
    if np.ptp(p) == 0:
        reason = "every row has the same probability"
        return Refused(names[0], n, n_bads, reason), Refused(names[1], n, n_bads, reason)
    design = np.column_stack((np.ones(n), logit(p)))
    intercept, slope = _figures(names, _logistic(design, 0.0, bads, weights), level, n, n_bads)
    return intercept, slope


def _grounds(refused: Refused) -> tuple[str, int | None, int | None]:
    return refused.reason, refused.bads_needed, refused.goods_needed


def _logistic(
    design: Floats, offset: Floats | float, bads: npt.NDArray[np.bool_], weights: Floats
) -> tuple[Floats, Floats] | None:
    """Fit by Newton steps; coefficients and their covariance, or None if they run away."""
    coefficients = np.zeros(design.shape[1])
    weighted = bool(np.ptp(weights) > 0)
    # rows, not weights, are the observations: weights all alike must not add information
    weights = weights / weights.mean()
    for _ in range(_MOST_STEPS):
        fitted = expit(offset + design @ coefficients)
        residual = bads - fitted
        information = (design * (weights * fitted * (1 - fitted))[:, None]).T @ design
        try:
            bread: Floats = np.asarray(np.linalg.inv(information), np.float64)
        except np.linalg.LinAlgError:
            return None
        step = bread @ (design.T @ (weights * residual))
        coefficients = coefficients + np.clip(step, -5.0, 5.0)
        if not np.isfinite(coefficients).all() or np.abs(coefficients).max() > 100.0:
            return None
        if np.abs(step).max() < _SETTLED:
            scores = design * (weights * residual)[:, None]
            return coefficients, bread @ (scores.T @ scores) @ bread if weighted else bread
    return None


def _figures(
    names: tuple[str, ...],
    fitted: tuple[Floats, Floats] | None,
    level: float,
    n: int,
    bads: int,
) -> tuple[Figure | Refused, ...]:
    if fitted is None:
        reason = "the probabilities separate bads from goods, so that no finite fit exists"
        return tuple(Refused(name, n, bads, reason) for name in names)
    z = float(norm.ppf((1 + level) / 2))
    coefficients, covariance = fitted
    figures = []
    for name, value, variance in zip(names, coefficients, np.diag(covariance), strict=True):
        reach = z * float(np.sqrt(variance))
        low, high = float(value) - reach, float(value) + reach
        figures.append(Figure(name, float(value), low, high, level, n, bads, "Wald"))
    return tuple(figures)

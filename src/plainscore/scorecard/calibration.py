"""Calibration: the stated map from a score to a probability of going bad."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.scaling import Scaling

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic map from score to probability.

    Parameters
    ----------
    kind : str
        ``"logistic"``.
    intercept, slope : float
        The log-odds of going bad are ``intercept + slope * score``.

    Examples
    --------
    >>> Calibration("logistic", 6.0, -0.01).probability(np.array([600])).round(2)
    array([0.5])
    """

    kind: Literal["logistic"]
    intercept: float
    slope: float

    def __post_init__(self) -> None:
        if self.kind != "logistic":
            raise ValueError(f"calibration of kind {self.kind!r} is not known")
        if self.slope >= 0:
            raise ValueError("a higher score must mean a lower probability of going bad")

    def probability(self, score: NDArray[np.integer] | Floats) -> Floats:
        """Return the probability of going bad at scores, shape as given, float64."""
        return 1.0 / (1.0 + np.exp(-(self.intercept + self.slope * np.asarray(score, float))))


def calibrate(
    score: NDArray[np.integer], bad: NDArray[np.uint8], weight: Floats, scaling: Scaling
) -> Calibration:
    """Fit the map from integer scores to probabilities.

    The intercept is free, so the mean probability equals the share of bads exactly
    (calibration-in-the-large); the slope is drawn, with the force of one unit of information,
    to the one the scaling implies, so that it stays finite when the score separates perfectly.

    Parameters
    ----------
    score : ndarray of integer, shape (n_rows,)
        Scores.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad; both kinds must occur.
    weight : ndarray of float64, shape (n_rows,)
        Sample weights.
    scaling : Scaling
        Scaling of the scores.

    Returns
    -------
    Calibration
        The map.

    Examples
    --------
    >>> scores, bad = np.array([500, 600, 600, 700]), np.array([1, 0, 1, 0], np.uint8)
    >>> fitted = calibrate(scores, bad, np.ones(4), Scaling(40.0, 40.0, 650, 10.0))
    >>> round(float(fitted.probability(scores).mean()), 6)
    0.5
    """
    distinct, place = np.unique(score, return_inverse=True)
    total = np.bincount(place, weight)
    bads = np.bincount(place, weight * bad)
    risk = -(np.log(scaling.base_odds) + (distinct - scaling.base_score) / scaling.factor)
    share = float(bads.sum() / total.sum())
    a, b = 0.0, 1.0
    centre = float(total @ risk / total.sum())
    a = float(np.log(share / (1 - share)))
    moved = risk - centre

    def loss(a: float, b: float) -> float:
        eta = a + b * moved
        return float(total @ np.logaddexp(0.0, eta) - bads @ eta) + 0.5 * (b - 1.0) ** 2

    reached = loss(a, b)
    for _ in range(200):
        chance = 1.0 / (1.0 + np.exp(-(a + b * moved)))
        residual, curve = total * chance - bads, total * chance * (1 - chance)
        gradient = np.array([residual.sum(), residual @ moved + (b - 1.0)])
        hessian = np.array(
            [[curve.sum(), curve @ moved], [curve @ moved, curve @ (moved * moved) + 1.0]]
        )
        hessian[0, 0] += 1e-12
        step = np.linalg.solve(hessian, gradient)
        scale = 1.0
        while scale > 1e-9 and loss(a - scale * step[0], b - scale * step[1]) > reached:
            scale /= 2
        a, b = float(a - scale * step[0]), float(b - scale * step[1])
        reached = loss(a, b)
        if float(np.max(np.abs(step))) < 1e-12:
            break
    b = max(b, 1e-3)
    slope = -b / scaling.factor
    at_zero = -np.log(scaling.base_odds) + scaling.base_score / scaling.factor
    return Calibration("logistic", float(a - b * centre + b * at_zero), float(slope))

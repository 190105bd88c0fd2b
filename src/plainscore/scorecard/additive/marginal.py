"""Shapes seen one feature at a time, each stretched by one coefficient.

Where many features are signs of the same risk, one coefficient a feature says nearly all there is,
and on few rows it is better known than a whole shape beside all others (this is what weights of
evidence with a logistic regression rely on).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.smooth import POOLED, fit_smooth
from plainscore.scorecard.additive.tallies import Codes
from plainscore.scorecard.logistic import fit_logistic


@dataclass(frozen=True, slots=True)
class MarginalFit:
    """Shapes over codes, each seen alone.

    Parameters
    ----------
    intercept : float
        Log-odds of being bad where every shape is zero.
    shapes : ndarray of float64, shape (all codes,)
        What each code adds to the log-odds of being bad.
    """

    intercept: float
    shapes: NDArray[np.float64]


def shapes_alone(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    pooled: float = POOLED,
) -> list[NDArray[np.float64]]:
    """Return the smooth shape that each feature has without the others.

    Parameters
    ----------
    codes, features, bad, weight, pooled
        As for `fit_smooth`.

    Returns
    -------
    list of ndarray of float64, shape (codes,)
        One a feature.
    """
    return [
        fit_smooth([column], [feature], bad, weight, pooled).shapes
        for column, feature in zip(codes, features, strict=True)
    ]


def stretched(
    codes: Codes,
    shapes: Sequence[NDArray[np.float64]],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> MarginalFit:
    """Fit one coefficient for each shape, never negative.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    shapes : sequence of ndarray of float64, shape (codes,)
        What each code says of the log-odds of being bad, one array a feature.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes and weights.

    Returns
    -------
    MarginalFit
        The stretched shapes.

    Examples
    --------
    >>> columns = [np.repeat(np.arange(4, dtype=np.uint8), 50)] * 2
    >>> bad = (np.arange(200) % 10 < 1 + 2 * columns[0]).astype(float)
    >>> alone = shapes_alone(columns, [CodedFeature(4, 4)] * 2, bad, np.ones(200))
    >>> fit = stretched(columns, alone, bad, np.ones(200))
    >>> bool(np.allclose(fit.shapes[:4], fit.shapes[4:], atol=1e-4))
    True
    """
    # evidence speaks of goods
    found = fit_logistic(codes, [-each for each in shapes], bad.astype(np.uint8), weight)
    parts = [
        float(coefficient) * shape
        for coefficient, shape in zip(found.coefficients, shapes, strict=True)
    ]
    return MarginalFit(-found.intercept, np.concatenate(parts))

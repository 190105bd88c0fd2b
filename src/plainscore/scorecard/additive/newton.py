"""Newton steps on the penalised logistic loss, all features at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.tallies import (
    Codes,
    add_by_code,
    gram,
    log_loss_parts,
    offsets,
    sums_by_code,
)

LEVEL = 0.1
"""Precision with which every code is pulled to zero: log-odds of 3 either way are plausible.

It sets the level of a shape, which is the intercept's to find, and holds codes of few rows, all
of one outcome.
"""


@dataclass(slots=True)
class Point:
    """A point of the search and the loss around it.

    Parameters
    ----------
    intercept : float
        Log-odds of being bad where every shape is zero.
    shapes : ndarray of float64, shape (all codes,)
        What each code adds.
    loss : float
        Weighted logistic loss of all rows.
    slope, weight : ndarray of float64, shape (n_rows,)
        Its slope (towards more bads) and curvature by row.
    """

    intercept: float
    shapes: NDArray[np.float64]
    loss: float
    slope: NDArray[np.float64]
    weight: NDArray[np.float64]


class Search:
    """Newton steps over given rows.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    features : sequence of CodedFeature
        What the codes mean.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes and weights.

    Examples
    --------
    >>> ones = np.ones(4)
    >>> search = Search([np.array([0, 0, 1, 1], np.uint8)], [CodedFeature(2, 2)], ones, ones)
    >>> search.point(0.0, np.zeros(2)).slope
    array([0.5, 0.5, 0.5, 0.5])
    """

    def __init__(
        self,
        codes: Codes,
        features: Sequence[CodedFeature],
        bad: NDArray[np.float64],
        weight: NDArray[np.float64],
    ) -> None:
        self.codes, self.features, self.bad, self.weight = codes, features, bad, weight
        self.sizes = [each.size for each in features]
        self.at = offsets(self.sizes)

    def point(self, intercept: float, shapes: NDArray[np.float64]) -> Point:
        """Return the loss around an intercept and shapes."""
        rows = self.bad.shape[0]
        start = np.full(rows, intercept)
        log_odds = add_by_code(self.codes, self.sizes, shapes, start)
        slope, curvature = np.empty(rows), np.empty(rows)
        loss = log_loss_parts(log_odds, self.bad, self.weight, slope, curvature)
        return Point(intercept, shapes, loss, slope, curvature)

    def centred(
        self, shapes: NDArray[np.float64], mass: NDArray[np.float64]
    ) -> tuple[float, NDArray[np.float64]]:
        """Return what the shapes hold in common with the intercept, and the shapes without it."""
        level, own = 0.0, shapes.copy()
        for first, last in pairwise(self.at):
            mean = float(mass[first:last] @ shapes[first:last] / mass[first:last].sum())
            own[first:last] -= mean
            level += mean
        return level, own

    def quadratic(
        self, point: Point
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the curvature without the intercept's share, its diagonal before, the slope."""
        curvature = gram(self.codes, self.sizes, point.weight)[0]
        mass = curvature.diagonal().copy()
        total = point.weight.sum()
        curvature -= np.outer(mass, mass) / total
        slope = sums_by_code(self.codes, self.sizes, point.slope)
        return curvature, mass, slope - mass * (point.slope.sum() / total)

    def advance(
        self,
        point: Point,
        target: NDArray[np.float64],
        mass: NDArray[np.float64],
        penalty: NDArray[np.float64],
    ) -> Point:
        """Move towards the target, by less where the penalised loss would rise."""
        step = 1.0
        before = point.loss + 0.5 * point.shapes @ penalty @ point.shapes
        total = point.weight.sum()
        change = target - point.shapes
        drift = (point.slope.sum() - mass @ change) / total
        while True:
            moved = self.point(point.intercept + step * drift, point.shapes + step * change)
            after = moved.loss + 0.5 * moved.shapes @ penalty @ moved.shapes
            if after <= before + 1e-9 * abs(before):
                break
            step /= 2
            if step < 0.01:
                return point
        level, shapes = self.centred(moved.shapes, mass)
        moved.shapes, moved.intercept = shapes, moved.intercept + level
        return moved


def solve(
    curvature: NDArray[np.float64], penalty: NDArray[np.float64], right: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[NDArray[np.float64], bool]]:
    """Solve (curvature + penalty) x = right; also return the lower Cholesky factor.

    Examples
    --------
    >>> solve(np.diag([1.0, 2.0]), np.eye(2), np.ones(2))[0].round(2)
    array([0.48, 0.32])
    """
    total = curvature + penalty
    total[np.diag_indices_from(total)] += LEVEL
    factor = scipy.linalg.cho_factor(total, lower=True, overwrite_a=True, check_finite=False)
    return scipy.linalg.cho_solve(factor, right, check_finite=False), factor

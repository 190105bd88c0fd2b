"""All shapes fitted together on the logistic loss, each as smooth as the data say.

Penalised Newton steps; the strength of every penalty is estimated by restricted maximum
likelihood with the update of Fellner and Schall (Wood and Fasiolo 2017, Biometrics 73: 1071-1081),
so they are not tuned by trial. On few rows one feature's own estimate says little; strengths of
the same kind can therefore borrow from one another (`POOLED`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.newton import LEVEL, Point, Search, solve
from plainscore.scorecard.additive.penalties import (
    Penalty,
    joint_penalty,
    penalties_of,
    prior_traces,
    reweighed,
)
from plainscore.scorecard.additive.tallies import Codes, offsets, sums_by_code

POOLED = 2.0
"""Degrees of freedom with which the common strength of a kind counts in each feature's own.

It helps where most features say a little, and hurts where a few say all.
"""

WEAKEST, STRONGEST = 0.1, 1e7
"""Bounds of the strengths: differences of 3 in log-odds stay plausible, those of 30 never are."""

ROUNDS = 15
STIFF = 30.0
"""How much more a bend costs than a step to begin with."""

EAGER = 0.7
STEADY = 0.3
"""Change of any penalty's degrees of freedom below which the strengths have settled."""

TIE = 1e4
"""How strongly neighbours against the declared course are tied, times their curvature."""


@dataclass(frozen=True, slots=True)
class SmoothFit:
    """Shapes over codes, and the quadratic form of the loss around them.

    Parameters
    ----------
    features : tuple of CodedFeature
        The features.
    intercept : float
        Log-odds of being bad where every shape is zero.
    shapes : ndarray of float64, shape (all codes,)
        What each code adds to the log-odds of being bad.
    strengths : ndarray of float64, shape (n_penalties,)
        Estimated strengths of the penalties.
    penalties : tuple of Penalty
        The penalties.
    curvature : ndarray of float64, shape (all codes, all codes)
        Second derivative of the loss, the intercept's share taken out.
    mass : ndarray of float64, shape (all codes,)
        Curvature of each code alone.
    freedom : ndarray of float64, shape (n_features,)
        Effective degrees of freedom of each shape.
    """

    features: tuple[CodedFeature, ...]
    intercept: float
    shapes: NDArray[np.float64]
    strengths: NDArray[np.float64]
    penalties: tuple[Penalty, ...]
    curvature: NDArray[np.float64]
    mass: NDArray[np.float64]
    freedom: NDArray[np.float64]

    @property
    def sizes(self) -> list[int]:
        """Codes of each feature."""
        return [each.size for each in self.features]

    @property
    def at(self) -> NDArray[np.int64]:
        """Where each feature's codes begin in `shapes`."""
        return offsets(self.sizes)


def _covariances(factor: NDArray[np.float64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the inverse of a matrix from its lower Cholesky factor, which is used up.

    Only the blocks of each feature's own codes are worked out; elsewhere it holds anything.
    """
    half = lapack.dtrtri(factor, lower=1, overwrite_c=1)[0]
    for first, last in pairwise(at.tolist()):
        columns = half[first:, first:last]
        # above the diagonal stands what the factor was made from
        columns[: last - first] = np.tril(columns[: last - first])
        half[first:last, first:last] = columns.T @ columns
    return np.asarray(half)


def _update(
    penalties: Sequence[Penalty],
    strengths: NDArray[np.float64],
    shapes: NDArray[np.float64],
    inverted: NDArray[np.float64],
    pooled: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the strengths that the shapes' size and their uncertainty speak for.

    Also return the degrees of freedom that each penalty leaves.
    """
    explained = np.empty(len(penalties))
    spread = np.empty(len(penalties))
    traces = prior_traces(penalties, strengths)
    for place, penalty in enumerate(penalties):
        own = shapes[penalty.codes]
        uncertain = np.sum(inverted[penalty.codes, penalty.codes] * penalty.matrix)
        explained[place] = max(float(traces[place] - strengths[place] * uncertain), 1e-8)
        spread[place] = max(float(own @ penalty.matrix @ own), 1e-12)
    kinds = np.array([each.kind for each in penalties])
    new = explained / spread
    # the plain update creeps where a shape is nearly straight
    creeping = (kinds == "bend") & (new > strengths)
    new[creeping] *= (new[creeping] / strengths[creeping]) ** EAGER
    for kind in ("step", "category", "outside"):
        same = kinds == kind
        if same.any():
            common = explained[same].sum() / spread[same].sum()
            new[same] = (explained[same] + pooled) / (spread[same] + pooled / common)
    new = np.clip(new, strengths / 30, strengths * 30)
    return np.clip(new, WEAKEST, STRONGEST), explained


def fit_smooth(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    pooled: float = POOLED,
) -> SmoothFit:
    """Fit all shapes together and estimate how smooth each is.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    features : sequence of CodedFeature
        What the codes mean. A declared course is not imposed here but by `polish`.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes (0 or 1, both occur) and weights.
    pooled : float
        Degrees of freedom with which the common strength of a kind counts; 0 to let each feature
        speak for itself.

    Returns
    -------
    SmoothFit
        The shapes.

    Examples
    --------
    >>> columns = [np.repeat(np.arange(4, dtype=np.uint8), 50)]
    >>> bad = (np.arange(200) % 10 < 1 + 2 * columns[0]).astype(float)
    >>> fit = fit_smooth(columns, [CodedFeature(4, 4)], bad, np.ones(200))
    >>> bool(np.all(np.diff(fit.shapes) > 0))
    True
    """
    search = Search(codes, features, bad, weight)
    penalties = penalties_of(features, sums_by_code(codes, search.sizes, weight))
    total = float(weight.sum())
    rate = float(weight @ bad) / total
    size = int(search.at[-1])
    strengths = np.array([STIFF if each.kind == "bend" else 1.0 for each in penalties])
    strengths *= np.sqrt(total)
    point = search.point(float(np.log(rate / (1.0 - rate))), np.zeros(size))
    freedom = before = np.zeros(len(penalties))
    for turn in range(ROUNDS):
        curvature, mass, slope = search.quadratic(point)
        right = curvature @ point.shapes + slope
        for _ in range(2):
            penalty = joint_penalty(penalties, strengths, size)
            target, factor = solve(curvature, penalty, right)
            inverted = _covariances(factor[0], search.at)
            before = freedom
            strengths, freedom = _update(penalties, strengths, target, inverted, pooled)
            if turn >= 1:
                penalties = reweighed(penalties, strengths, target, inverted)
        moved = search.advance(point, target, mass, penalty)
        settled = abs(moved.loss - point.loss) < 3e-5 * point.loss
        point = moved
        if turn >= 2 and settled and np.max(np.abs(freedom - before)) < STEADY:
            break
    return _finish(search, point, mass, curvature, penalties, strengths)


def polish(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    start: SmoothFit,
) -> SmoothFit:
    """Finish a fit on all rows at known strengths, every declared course imposed.

    Neighbours that go against their feature's course are tied by a heavy penalty until none does
    (the asymmetric penalties of Bollaerts, Eilers and Van Mechelen 2006, Statistics in Medicine
    25: 1580-1593).

    Parameters
    ----------
    codes, features, bad, weight
        As for `fit_smooth`.
    start : SmoothFit
        Shapes to start from, of the same features.

    Returns
    -------
    SmoothFit
        The shapes.
    """
    search = Search(codes, features, bad, weight)
    penalties = start.penalties
    size = int(search.at[-1])
    base = joint_penalty(penalties, start.strengths, size)
    point = search.point(start.intercept, start.shapes.copy())
    for _ in range(5):
        # a sample by outcome has another level
        drift = float(point.slope.sum() / point.weight.sum())
        if abs(drift) < 1e-3:
            break
        point = search.point(point.intercept + float(np.clip(drift, -2.0, 2.0)), point.shapes)
    penalty, tied = base, frozenset[int]()
    for _ in range(25):
        curvature, mass, slope = search.quadratic(point)
        right = curvature @ point.shapes + slope
        for _ in range(25):
            target, _ = solve(curvature, penalty, right)
            against = _against(features, search.at, target)
            if against <= tied:
                break
            tied |= against
            penalty = base + _ties(tied, mass, size)
        moved = search.advance(point, target, mass, penalty)
        settled = abs(moved.loss - point.loss) < 1e-6 * point.loss
        point = moved
        if settled:
            break
    return _finish(search, point, mass, curvature, penalties, start.strengths)


def _against(
    features: Sequence[CodedFeature], at: NDArray[np.int64], shapes: NDArray[np.float64]
) -> frozenset[int]:
    found: set[int] = set()
    for first, feature in zip(at, features, strict=False):
        if feature.course == "none":
            continue
        steps = np.diff(shapes[first : first + feature.ordered])
        wrong = steps < 0 if feature.course == "ascending" else steps > 0
        found.update((first + np.flatnonzero(wrong)).tolist())
    return frozenset(found)


def _ties(tied: frozenset[int], mass: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    ties = np.zeros((size, size))
    strength = TIE * float(mass.mean())
    for place in sorted(tied):
        ties[place : place + 2, place : place + 2] += strength * np.array([[1, -1], [-1, 1]])
    return ties


def _finish(
    search: Search,
    point: Point,
    mass: NDArray[np.float64],
    curvature: NDArray[np.float64],
    penalties: Sequence[Penalty],
    strengths: NDArray[np.float64],
) -> SmoothFit:
    penalty = joint_penalty(penalties, strengths, int(search.at[-1]))
    _, factor = solve(curvature, penalty, point.shapes)
    inverted = _covariances(factor[0], search.at)
    penalty[np.diag_indices_from(penalty)] += LEVEL
    # trace(covariance x curvature) by block, for curvature = (inverse of covariance) - penalty
    freedom = [
        size
        - float(
            np.sum(
                inverted[first : first + size, first : first + size]
                * penalty[first : first + size, first : first + size]
            )
        )
        for first, size in zip(search.at.tolist(), search.sizes, strict=False)
    ]
    return SmoothFit(
        tuple(search.features),
        point.intercept,
        point.shapes,
        strengths,
        tuple(penalties),
        curvature,
        mass,
        np.array(freedom),
    )

"""What a shape pays for being anything but flat and smooth: Gaussian priors, one block a feature.

The ordered codes of a number pay for first differences (an effect at all) and second differences
(a bend); categories and codes outside the order pay for their distance from the average. No penalty
looks at the level of a shape, which is the intercept's to find. The strength of each is estimated
from the data (see `smooth`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.tallies import offsets

TAILS = 3.0
"""Degrees of freedom of the prior of differences: 1 allows any jump, 30 is nearly Gaussian."""

LIGHTEST = 0.05
"""Least weight of a difference: a jump on few rows must not lose all restraint."""

PenaltyKind = Literal["step", "bend", "category", "outside"]


@dataclass(frozen=True, slots=True)
class Penalty:
    """One quadratic penalty on some neighbouring codes.

    Parameters
    ----------
    kind : str
        ``"step"``, ``"bend"``, ``"category"`` or ``"outside"``.
    codes : slice
        The codes it is on, in the long vector of all features.
    matrix : ndarray of float64, shape (codes, codes)
        The penalty is half of strength x shape' matrix shape.
    rank : int
        Directions that the matrix penalises.
    """

    kind: PenaltyKind
    codes: slice
    matrix: NDArray[np.float64]
    rank: int


@cache
def _differences(size: int, order: int) -> NDArray[np.float64]:
    return np.asarray(np.diff(np.eye(size), order, axis=0))


def difference_penalty(size: int, order: int) -> NDArray[np.float64]:
    """Return the sum of squared differences of an order, as a matrix.

    Examples
    --------
    >>> difference_penalty(3, 1)
    array([[ 1., -1.,  0.],
           [-1.,  2., -1.],
           [ 0., -1.,  1.]])
    """
    steps = _differences(size, order)
    return np.asarray(steps.T @ steps)


def reweighed(
    penalties: Sequence[Penalty],
    strengths: NDArray[np.float64],
    shapes: NDArray[np.float64],
    inverted: NDArray[np.float64],
) -> list[Penalty]:
    """Return the penalties with less weight where a shape jumps or turns sharply.

    A Gaussian prior smears a jump over its neighbours. Here differences have Student's t as their
    prior, a mixture of Gaussians, and each gets its expected precision (Lange, Little and Taylor
    1989, JASA 84: 881-896), so that a few large ones are allowed among many small ones.

    Parameters
    ----------
    penalties : sequence of Penalty
        The penalties so far.
    strengths : ndarray of float64, shape (n_penalties,)
        Their strengths.
    shapes : ndarray of float64, shape (all codes,)
        The shapes.
    inverted : ndarray of float64, shape (all codes, all codes)
        Covariance of the shapes.

    Returns
    -------
    list of Penalty
        One for each.

    Examples
    --------
    >>> flat = penalties_of([CodedFeature(2, 2)], np.ones(2))
    >>> jump = reweighed(flat, np.array([4.0]), np.array([0.0, 5.0]), np.zeros((2, 2)))
    >>> bool(jump[0].matrix[0, 0] < 0.1)
    True
    """
    found = []
    for penalty, strength in zip(penalties, strengths, strict=True):
        if penalty.kind not in {"step", "bend"}:
            found.append(penalty)
            continue
        own = penalty.codes
        steps = _differences(own.stop - own.start, 1 if penalty.kind == "step" else 2)
        covariance = inverted[own, own]
        squares = (steps @ shapes[own]) ** 2 + np.sum((steps @ covariance) * steps, axis=1)
        weight = np.maximum((TAILS + 1.0) / (TAILS + strength * squares), LIGHTEST)
        matrix = steps.T @ (weight[:, None] * steps)
        found.append(Penalty(penalty.kind, own, matrix, penalty.rank))
    return found


def penalties_of(features: Sequence[CodedFeature], weight: NDArray[np.float64]) -> list[Penalty]:
    """Return the penalties of features, in the order of the features.

    Parameters
    ----------
    features : sequence of CodedFeature
        The features.
    weight : ndarray of float64, shape (all codes,)
        Weight of the rows of each code; every feature has some.

    Returns
    -------
    list of Penalty
        Those on steps and bends stand side by side.

    Examples
    --------
    >>> found = penalties_of([CodedFeature(5, 6), CodedFeature(3, 3, True)], np.ones(9))
    >>> [each.kind for each in found]
    ['step', 'bend', 'outside', 'category']
    """
    found = []
    at = offsets([each.size for each in features])
    for place, feature in enumerate(features):
        first, middle, last = int(at[place]), int(at[place]) + feature.ordered, int(at[place + 1])
        run, size = slice(first, middle), feature.ordered
        if feature.categorical:
            if size > 0:
                found.append(Penalty("category", run, np.eye(size) - 1.0 / size, size - 1))
        else:
            if size >= 2:
                found.append(Penalty("step", run, difference_penalty(size, 1), size - 1))
            if size >= 3:
                found.append(Penalty("bend", run, difference_penalty(size, 2), size - 2))
        if feature.outside > 0:
            share = weight[first:last] / weight[first:last].sum()
            away = np.eye(feature.size)[size:] - share
            rank = feature.outside - int(share[:size].sum() == 0.0)
            found.append(Penalty("outside", slice(first, last), away.T @ away, rank))
    return found


def prior_traces(
    penalties: Sequence[Penalty], strengths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return, for each penalty, strength x trace(pseudo-inverse of the joint penalty x its own).

    Examples
    --------
    >>> prior_traces(penalties_of([CodedFeature(3, 3, True)], np.ones(3)), np.array([2.0]))
    array([2.])
    """
    traces = np.empty(len(penalties))
    for place, penalty in enumerate(penalties):
        size = penalty.codes.stop - penalty.codes.start
        if penalty.kind in {"category", "outside"}:
            traces[place] = penalty.rank
        elif penalty.kind == "step" and size == 2:
            traces[place] = 1.0
        elif penalty.kind == "step":
            bend = penalties[place + 1]
            joint = strengths[place] * penalty.matrix + strengths[place + 1] * bend.matrix
            # the joint penalty leaves the level alone: fill that direction in, and take it out
            inverse = np.linalg.inv(joint + strengths[place] / size)
            traces[place] = strengths[place] * np.sum(inverse * penalty.matrix)
            traces[place + 1] = strengths[place + 1] * np.sum(inverse * bend.matrix)
    return traces


def joint_penalty(
    penalties: Sequence[Penalty], strengths: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Return the sum of the penalties at their strengths, as one matrix of all codes.

    Examples
    --------
    >>> found = penalties_of([CodedFeature(2, 3)], np.array([5.0, 5.0, 0.0]))
    >>> joint_penalty(found, np.array([1.0, 4.0]), 3)
    array([[ 2.,  0., -2.],
           [ 0.,  2., -2.],
           [-2., -2.,  4.]])
    """
    total = np.zeros((size, size))
    for penalty, strength in zip(penalties, strengths, strict=True):
        total[penalty.codes, penalty.codes] += strength * penalty.matrix
    return total

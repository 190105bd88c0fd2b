"""What a shape pays for being anything but flat and smooth: Gaussian priors, one block a feature.

The ordered codes of a number pay for first differences (an effect at all) and second differences
(a bend); categories and codes outside the order pay for their distance from the average. The
strength of each is estimated from the data (see `smooth`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.tallies import offsets

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
    """

    kind: PenaltyKind
    codes: slice
    matrix: NDArray[np.float64]


@cache
def difference_penalty(size: int, order: int) -> NDArray[np.float64]:
    """Return the sum of squared differences of an order, as a matrix.

    Examples
    --------
    >>> difference_penalty(3, 1)
    array([[ 1., -1.,  0.],
           [-1.,  2., -1.],
           [ 0., -1.,  1.]])
    """
    steps = np.diff(np.eye(size), order, axis=0)
    return np.asarray(steps.T @ steps)


@cache
def bend_spectrum(size: int) -> NDArray[np.float64]:
    """Return the eigenvalues of the bend penalty against the step penalty.

    Examples
    --------
    >>> bend_spectrum(3).round(6) + 0.0
    array([0., 2.])
    """
    # an orthonormal basis of the shapes that sum to zero
    basis = scipy.linalg.null_space(np.ones((1, size)))
    step = basis.T @ difference_penalty(size, 1) @ basis
    bend = basis.T @ difference_penalty(size, 2) @ basis
    return np.clip(scipy.linalg.eigh(bend, step, eigvals_only=True), 0.0, None)


def penalties_of(features: Sequence[CodedFeature]) -> list[Penalty]:
    """Return the penalties of features, in the order of the features.

    Examples
    --------
    >>> [each.kind for each in penalties_of([CodedFeature(5, 6), CodedFeature(3, 3, True)])]
    ['step', 'bend', 'outside', 'category']
    """
    found = []
    at = offsets([each.size for each in features])
    for place, feature in enumerate(features):
        first, middle, last = int(at[place]), int(at[place]) + feature.ordered, int(at[place + 1])
        run = slice(first, middle)
        if feature.categorical:
            if feature.ordered > 0:
                found.append(Penalty("category", run, np.eye(feature.ordered)))
        else:
            if feature.ordered >= 2:
                found.append(Penalty("step", run, difference_penalty(feature.ordered, 1)))
            if feature.ordered >= 3:
                found.append(Penalty("bend", run, difference_penalty(feature.ordered, 2)))
        if feature.outside > 0:
            found.append(Penalty("outside", slice(middle, last), np.eye(feature.outside)))
    return found


def prior_traces(
    penalties: Sequence[Penalty], strengths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return, for each penalty, strength x trace(pseudo-inverse of the joint penalty x its own).

    Examples
    --------
    >>> prior_traces(penalties_of([CodedFeature(3, 3, True)]), np.array([2.0]))
    array([3.])
    """
    traces = np.empty(len(penalties))
    for place, penalty in enumerate(penalties):
        size = penalty.codes.stop - penalty.codes.start
        if penalty.kind in {"category", "outside"}:
            traces[place] = size
        elif penalty.kind == "step" and size == 2:
            traces[place] = 1.0
        elif penalty.kind == "step":
            step, bend = strengths[place], strengths[place + 1]
            traces[place] = np.sum(step / (step + bend * bend_spectrum(size)))
        else:
            step, bend = strengths[place - 1], strengths[place]
            ratios = bend_spectrum(size)
            traces[place] = np.sum(bend * ratios / (step + bend * ratios))
    return traces


def joint_penalty(
    penalties: Sequence[Penalty], strengths: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Return the sum of the penalties at their strengths, as one matrix of all codes.

    Examples
    --------
    >>> joint_penalty(penalties_of([CodedFeature(2, 3)]), np.array([1.0, 5.0]), 3)
    array([[ 1., -1.,  0.],
           [-1.,  1.,  0.],
           [ 0.,  0.,  5.]])
    """
    total = np.zeros((size, size))
    for penalty, strength in zip(penalties, strengths, strict=True):
        total[penalty.codes, penalty.codes] += strength * penalty.matrix
    return total

"""Which features pay on rows they were not fitted on.

Every fold is left out in turn. Around the fit on all rows the loss is taken as quadratic, so that
leaving a fold out, and dropping a feature and letting the others take its place, are solutions of
linear systems and need no further pass over the rows.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from plainscore.scorecard.additive.folds import FOLDS
from plainscore.scorecard.additive.newton import LEVEL
from plainscore.scorecard.additive.penalties import joint_penalty
from plainscore.scorecard.additive.smooth import SmoothFit
from plainscore.scorecard.additive.tallies import (
    Codes,
    add_by_code,
    gram,
    log_loss_parts,
    sums_by_code,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which features stay.

    Parameters
    ----------
    kept : tuple of int
        Places of the features that stay.
    dropped : tuple of int
        Places of the others, the first dropped first.
    gains : ndarray of float64, shape (n_features,)
        Loss (nats over all held-out rows) that each feature saved, given those that were there
        when it was last looked at.
    """

    kept: tuple[int, ...]
    dropped: tuple[int, ...]
    gains: NDArray[np.float64]


@dataclass(slots=True)
class _Fold:
    """What one held-out fold and the fit without it look like."""

    slope: NDArray[np.float64]
    curvature: NDArray[np.float64]
    covariance: NDArray[np.float64]
    change: NDArray[np.float64]
    solution: NDArray[np.float64]

    def without(self, place: slice) -> tuple[NDArray[np.float64], float]:
        """Return how the solution changes without a feature, and what that costs held out."""
        wide = self.covariance[:, place]
        shift = -wide @ scipy.linalg.solve(
            self.covariance[place, place], self.solution[place], assume_a="pos", check_finite=False
        )
        pull = self.curvature @ shift
        return shift, float((self.change @ pull) - self.slope @ shift + 0.5 * shift @ pull)

    def drop(self, place: slice) -> None:
        shift, _ = self.without(place)
        self.change = self.change + shift
        self.solution = self.solution + shift
        wide = self.covariance[:, place]
        self.covariance = self.covariance - wide @ scipy.linalg.solve(
            self.covariance[place, place], wide.T, assume_a="pos", check_finite=False
        )
        # what is dropped keeps a unit block, so that later steps stay solvable
        self.covariance[:, place] = 0.0
        self.covariance[place, :] = 0.0
        self.covariance[place, place] = np.eye(place.stop - place.start)
        self.solution[place] = 0.0


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A fit with every fold left out in turn.

    Parameters
    ----------
    folds : tuple of _Fold
        One a fold.
    loss : float
        Loss (nats) over all rows, each by the fit without its fold.
    """

    folds: tuple[_Fold, ...]
    loss: float


def select_features(
    held: HeldOut, fit: SmoothFit, max_features: int | None, surety: float = 1.0
) -> Selection:
    """Drop features, the least useful first, while one does not pay or there are too many.

    A feature does not pay when its held-out gain is below zero by more than its standard error
    over the folds: shapes are shrunk as the data say, so that one of little use does little harm,
    and a feature dropped by chance costs more than one kept by chance.

    Parameters
    ----------
    held : HeldOut
        The fit with folds left out; used up.
    fit : SmoothFit
        The fit.
    max_features : int or None
        Most features.
    surety : float
        How many standard errors below zero a gain must be.

    Returns
    -------
    Selection
        Places kept and dropped. At least one feature is kept.
    """
    at = fit.at.tolist()
    places = [slice(first, last) for first, last in pairwise(at)]
    kept = list(range(len(places)))
    dropped: list[int] = []
    gains, errors = np.zeros(len(places)), np.zeros(len(places))
    while len(kept) > 1:
        for each in kept:
            by_fold = np.array([one.without(places[each])[1] for one in held.folds])
            gains[each] = by_fold.sum()
            errors[each] = np.sqrt(FOLDS) * by_fold.std(ddof=1)
        ranked = sorted(kept, key=lambda each: gains[each])
        idle = [each for each in ranked if gains[each] + surety * errors[each] <= 0.0]
        excess = len(kept) - (max_features if max_features is not None else len(kept))
        if not idle and excess <= 0:
            break
        # features that stand in for one another must not all go at once
        batch = idle[: max(1, len(idle) // 3)] if idle else ranked[: max(1, excess // 4)]
        for each in batch[: len(kept) - 1]:
            for one in held.folds:
                one.drop(places[each])
            kept.remove(each)
            dropped.append(each)
    return Selection(tuple(kept), tuple(dropped), gains)


def leave_out(
    codes: Codes,
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    fold: NDArray[np.uint8],
    fit: SmoothFit,
) -> HeldOut:
    """Leave every fold out of a fit in turn.

    Parameters
    ----------
    codes, bad, weight
        The rows of the fit.
    fold : ndarray of uint8, shape (n_rows,)
        Fold of each row.
    fit : SmoothFit
        The fit on all of these rows.

    Returns
    -------
    HeldOut
        The fits without each fold.
    """
    size = fit.shapes.size
    rows = bad.shape[0]
    log_odds = add_by_code(codes, fit.sizes, fit.shapes, np.full(rows, fit.intercept))
    slope, curve = np.empty(rows), np.empty(rows)
    loss = log_loss_parts(log_odds, bad, weight, slope, curve)
    blocks = gram(codes, fit.sizes, curve, fold, FOLDS)
    whole = np.zeros((FOLDS, size + 1, size + 1))
    whole[:, :size, :size] = blocks
    slopes = np.zeros((FOLDS, size + 1))
    for k in range(FOLDS):
        inside = np.where(fold == k, 1.0, 0.0)
        mass = blocks[k].diagonal()
        whole[k, :size, size] = whole[k, size, :size] = mass
        whole[k, size, size] = inside @ curve
        slopes[k, :size] = sums_by_code(codes, fit.sizes, slope * inside)
        slopes[k, size] = inside @ slope
    penalty = np.zeros((size + 1, size + 1))
    penalty[:size, :size] = joint_penalty(fit.penalties, fit.strengths, size)
    # the level, too: where outcomes are told apart without fail, nothing else holds it
    penalty[np.diag_indices_from(penalty)] += LEVEL
    total = whole.sum(axis=0) + penalty
    here = np.append(fit.shapes, fit.intercept)
    found = []
    for k in range(FOLDS):
        covariance = scipy.linalg.inv(total - whole[k], overwrite_a=True, check_finite=False)
        # the penalised slope of all rows is zero at the fit
        change = -covariance @ slopes[k]
        loss += float(0.5 * change @ whole[k] @ change - slopes[k] @ change)
        found.append(_Fold(slopes[k], whole[k], covariance, change, here + change))
    return HeldOut(tuple(found), loss)

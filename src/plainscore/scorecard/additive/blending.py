"""On few rows: several additive fits blended into one.

The sum of additive fits is an additive fit, so that all of them go on one scorecard. Three kinds
are blended: the joint smooth shapes, smooth shapes seen one feature at a time, and weights of
evidence of exact bins. Every mixture of them on a grid counts by the likelihood that it gives to
held-out rows (pseudo-Bayesian model averaging: Geisser and Eddy 1979, JASA 74: 153-160; Yao,
Vehtari, Simpson and Gelman 2018, Bayesian Analysis 13: 917-1007). To choose the best mixture alone
would follow the noise of the folds.

The smooth fits are averaged with the fits that left each fold out (Krogh and Vedelsby 1995,
Advances in Neural Information Processing Systems 7: 231-238): on few rows the estimated strengths
of the penalties differ from fold to fold, and the average of the shapes is steadier than any.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.evidence import fit_evidence
from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.folds import FOLDS
from plainscore.scorecard.additive.marginal import MarginalFit, shapes_alone, stretched
from plainscore.scorecard.additive.rows import rarer_weight
from plainscore.scorecard.additive.smooth import POOLED, SmoothFit, fit_smooth, polish
from plainscore.scorecard.additive.tallies import Codes, add_by_code, log_loss_parts, offsets

FEW = 1000
"""Rows of the rarer outcome up to which fits are blended; with more, each feature's own shape
beside all others is known well enough for it not to matter."""

PARTS = 4
"""The mixtures on the grid are made of so many equal parts."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows as codes, and what the codes mean.

    Parameters
    ----------
    columns : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    features : sequence of CodedFeature
        What the codes mean.
    """

    columns: Codes
    features: Sequence[CodedFeature]

    def rows(self, rows: NDArray[np.int64]) -> Codes:
        """Return the codes of some rows."""
        return [each[rows] for each in self.columns]

    def of(self, places: Sequence[int]) -> "Coded":
        """Return some of the features."""
        return Coded([self.columns[p] for p in places], [self.features[p] for p in places])

    def log_odds(
        self, fit: MarginalFit | SmoothFit, rows: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the log-odds of some rows by a fit of these features."""
        sizes = [each.size for each in self.features]
        return add_by_code(self.rows(rows), sizes, fit.shapes, np.full(rows.size, fit.intercept))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of the same rows, and the fold that each is in.

    Parameters
    ----------
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes (0 or 1) and weights.
    fold : ndarray of uint8, shape (n_rows,)
        Fold of each row.
    """

    bad: NDArray[np.float64]
    weight: NDArray[np.float64]
    fold: NDArray[np.uint8]

    def sides(self) -> list[NDArray[np.int64]]:
        """Return the rows without each fold."""
        return [np.flatnonzero(self.fold != k) for k in range(FOLDS)]


@dataclass(frozen=True, slots=True)
class Choice:
    """What held-out folds speak for.

    Parameters
    ----------
    pooled : float
        Degrees of freedom with which the common strength of a kind counts in each feature's own.
    shares : tuple of float
        Shares of the joint shapes, of those seen alone and of exact bins.
    joint : tuple of SmoothFit
        The joint fits without each fold.
    alone : tuple of list of ndarray
        The shapes seen alone without each fold; none, as of joint fits, where there are so many
        rows, or so few, that nothing is blended.
    """

    pooled: float = POOLED
    shares: tuple[float, float, float] = (1.0, 0.0, 0.0)
    joint: tuple[SmoothFit, ...] = ()
    alone: tuple[list[NDArray[np.float64]], ...] = ()


def choose(
    smooth: Coded,
    fine: Coded,
    outcomes: Outcomes,
    max_bins: int,
) -> Choice:
    """Choose how to fit by the loss on held-out folds.

    Parameters
    ----------
    smooth, fine : Coded
        The same features with the codes of smooth shapes, and with those of exact bins.
    outcomes : Outcomes
        Outcomes of the rows.
    max_bins : int
        Most bins of a feature.

    Returns
    -------
    Choice
        What to use; the plain choice with so many rows that it does not matter, or so few that a
        fold has only one outcome.
    """
    bad, weight = outcomes.bad, outcomes.weight
    sides = outcomes.sides()
    one_kind = any(side.size == 0 or bad[side].min() == bad[side].max() for side in sides)
    if one_kind or rarer_weight(bad, weight) > FEW:
        return Choice()

    def held_out(coded: Coded, fits: Sequence[MarginalFit | SmoothFit]) -> NDArray[np.float64]:
        log_odds = np.zeros(bad.size)
        for k, fit in enumerate(fits):
            out = np.flatnonzero(outcomes.fold == k)
            log_odds[out] = coded.log_odds(fit, out)
        return log_odds

    def loss(log_odds: NDArray[np.float64]) -> float:
        slope, curve = np.empty_like(log_odds), np.empty_like(log_odds)
        return log_loss_parts(log_odds, bad, weight, slope, curve)

    given = [(smooth.rows(side), bad[side], weight[side]) for side in sides]
    together = {
        pooled: tuple(fit_smooth(own, smooth.features, y, w, pooled) for own, y, w in given)
        for pooled in (POOLED, 0.0)
    }
    unseen = {pooled: held_out(smooth, fits) for pooled, fits in together.items()}
    pooled, joint = min(unseen.items(), key=lambda each: loss(each[1]))
    shapes = tuple(shapes_alone(own, smooth.features, y, w, pooled) for own, y, w in given)
    alone = held_out(
        smooth,
        [stretched(own, each, y, w) for (own, y, w), each in zip(given, shapes, strict=True)],
    )
    exact = held_out(
        fine,
        [
            fit_evidence(fine.rows(side), fine.features, bad[side], weight[side], max_bins)
            for side in sides
        ],
    )
    mixtures = np.array(
        [(PARTS - a - b, a, b) for a in range(PARTS + 1) for b in range(PARTS + 1 - a)]
    )
    losses = np.array([loss(each @ np.stack([joint, alone, exact]) / PARTS) for each in mixtures])
    likelihood = np.exp(losses.min() - losses)
    shares = likelihood @ mixtures / (PARTS * likelihood.sum())
    found = (float(shares[0]), float(shares[1]), float(shares[2]))
    return Choice(pooled, found, together[pooled], shapes)


def blend(
    fit: SmoothFit,
    choice: Choice,
    kept: Sequence[int],
    smooth: Coded,
    fine: Coded,
    groups: Sequence[NDArray[np.uint8]],
    outcomes: Outcomes,
    max_bins: int,
) -> list[NDArray[np.float64]]:
    """Blend a joint fit with the others, by the shares chosen.

    Parameters
    ----------
    fit : SmoothFit
        The joint fit of the features kept.
    choice : Choice
        What `choose` found.
    kept : sequence of int
        Places of those features among those that `choose` saw.
    smooth, fine : Coded
        The features kept, as for `choose`.
    groups : sequence of ndarray of uint8, shape (fine codes,)
        Code among those of smooth shapes of each of those of exact bins.
    outcomes, max_bins
        As for `choose`.

    Returns
    -------
    list of ndarray of float64, shape (fine codes,)
        What each code adds to the log-odds of being bad, one array a feature.
    """
    bad, weight = outcomes.bad, outcomes.weight
    declared = any(each.course != "none" for each in smooth.features)
    members, marginal = [fit.shapes], []
    for side, joint, alone in zip(outcomes.sides(), choice.joint, choice.alone, strict=True):
        own, y, w = smooth.rows(side), bad[side], weight[side]
        member = (
            joint
            if len(kept) == len(alone)
            else fit_smooth(own, smooth.features, y, w, choice.pooled)
        )
        members.append(
            polish(own, smooth.features, y, w, member).shapes if declared else member.shapes
        )
        marginal.append(stretched(own, [alone[place] for place in kept], y, w).shapes)
    whole = shapes_alone(smooth.columns, smooth.features, bad, weight, choice.pooled)
    marginal.append(stretched(smooth.columns, whole, bad, weight).shapes)
    together, seen_alone, exact = choice.shares
    drawn = together * np.mean(members, axis=0) + seen_alone * np.mean(marginal, axis=0)
    found = fit_evidence(fine.columns, fine.features, bad, weight, max_bins).shapes
    at = offsets([each.size for each in smooth.features])
    fine_at = offsets([each.size for each in fine.features])
    return [
        drawn[first:last][group] + exact * found[fine_first:fine_last]
        for (first, last), (fine_first, fine_last), group in zip(
            pairwise(at), pairwise(fine_at), groups, strict=True
        )
    ]

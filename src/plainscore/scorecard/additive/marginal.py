"""Shapes seen one feature at a time, each stretched by one coefficient, and blends with them.

Where many features are signs of the same risk, one coefficient a feature says nearly all there is,
and on few rows it is better known than a whole shape beside all others (this is what weights of
evidence with a logistic regression rely on). The sum of two additive fits is one additive fit, so
that both can be blended on one scorecard, by the share that held-out folds speak for (stacking:
Wolpert 1992, Neural Networks 5: 241-259; Breiman 1996, Machine Learning 24: 49-64).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.folds import FOLDS
from plainscore.scorecard.additive.smooth import POOLED, SmoothFit, fit_smooth
from plainscore.scorecard.additive.tallies import Codes, add_by_code, log_loss_parts
from plainscore.scorecard.logistic import fit_logistic

FEW = 2500
"""Rows of the rarer outcome up to which held-out folds decide how to fit; with more, each feature's
own shape beside all others is known well enough for it not to matter."""

SHARES = (0.25, 0.5, 0.75)
"""Shares of the shapes seen alone that are tried."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What held-out folds speak for.

    Parameters
    ----------
    pooled : float
        Degrees of freedom with which the common strength of a kind counts in each feature's own.
    share : float
        Share of the shapes seen one feature at a time.
    """

    pooled: float = POOLED
    share: float = 0.0


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


def fit_marginal(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    pooled: float = POOLED,
) -> MarginalFit:
    """Fit each feature's smooth shape alone, then one coefficient for each, never negative.

    Parameters
    ----------
    codes, features, bad, weight, pooled
        As for `fit_smooth`.

    Returns
    -------
    MarginalFit
        The stretched shapes.

    Examples
    --------
    >>> columns = [np.repeat(np.arange(4, dtype=np.uint8), 50)] * 2
    >>> bad = (np.arange(200) % 10 < 1 + 2 * columns[0]).astype(float)
    >>> fit = fit_marginal(columns, [CodedFeature(4, 4)] * 2, bad, np.ones(200))
    >>> bool(np.allclose(fit.shapes[:4], fit.shapes[4:], atol=1e-4))
    True
    """
    alone = [
        fit_smooth([column], [feature], bad, weight, pooled).shapes
        for column, feature in zip(codes, features, strict=True)
    ]
    # evidence speaks of goods
    found = fit_logistic(codes, [-each for each in alone], bad.astype(np.uint8), weight)
    stretched = [
        float(coefficient) * shape
        for coefficient, shape in zip(found.coefficients, alone, strict=True)
    ]
    return MarginalFit(-found.intercept, np.concatenate(stretched))


def blended(
    fit: SmoothFit,
    share: float,
    codes: Codes,
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    pooled: float,
) -> SmoothFit:
    """Return a joint fit drawn to the shapes seen one feature at a time.

    Parameters
    ----------
    fit : SmoothFit
        The joint fit.
    share : float
        Share of the shapes seen alone.
    codes, bad, weight, pooled
        As for `fit_smooth`.

    Returns
    -------
    SmoothFit
        The blend.
    """
    if share <= 0.0:
        return fit
    alone = fit_marginal(codes, fit.features, bad, weight, pooled)
    return replace(
        fit,
        intercept=(1.0 - share) * fit.intercept + share * alone.intercept,
        shapes=(1.0 - share) * fit.shapes + share * alone.shapes,
    )


def choose(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    fold: NDArray[np.uint8],
) -> Choice:
    """Choose how to fit by the loss on held-out folds.

    Parameters
    ----------
    codes, features, bad, weight
        As for `fit_smooth`.
    fold : ndarray of uint8, shape (n_rows,)
        Fold of each row.

    Returns
    -------
    Choice
        What to use; the plain choice with so many rows that it does not matter, or so few that a
        fold has only one outcome.
    """
    sides = [np.flatnonzero(fold != k) for k in range(FOLDS)]
    outcomes = [bad[side] for side in sides]
    one_kind = any(each.size == 0 or each.min() == each.max() for each in outcomes)
    bads = np.count_nonzero(bad)
    if one_kind or min(bads, bad.size - bads) > FEW:
        return Choice()

    def held_out(pooled: float, *, alone: bool) -> NDArray[np.float64]:
        log_odds = np.zeros(bad.size)
        for k, side in enumerate(sides):
            inside = [column[side] for column in codes]
            fitted = fit_marginal if alone else fit_smooth
            fit = fitted(inside, features, bad[side], weight[side], pooled)
            out = np.flatnonzero(fold == k)
            start = np.full(out.size, fit.intercept)
            sizes = [each.size for each in features]
            log_odds[out] = add_by_code([column[out] for column in codes], sizes, fit.shapes, start)
        return log_odds

    def loss(log_odds: NDArray[np.float64]) -> float:
        slope, curve = np.empty_like(log_odds), np.empty_like(log_odds)
        return log_loss_parts(log_odds, bad, weight, slope, curve)

    pooling = {pooled: held_out(pooled, alone=False) for pooled in (POOLED, 0.0)}
    pooled, joint = min(pooling.items(), key=lambda each: loss(each[1]))
    if len(features) < 2:
        return Choice(pooled)
    alone = held_out(pooled, alone=True)
    shares = {share: loss((1.0 - share) * joint + share * alone) for share in (0.0, *SHARES)}
    return Choice(pooled, min(shares, key=shares.__getitem__))

"""A scorecard fitted again with inferred outcomes, and how far it moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.base import clone

from plainscore.scorecard import Scorecard, ScorecardClassifier
from plainscore.validation.outcomes import Values, read_outcomes
from plainscore.validation.rejects.bounds import RejectBounds, bound_by_rejects
from plainscore.validation.rejects.methods import (
    Inferred,
    extrapolation,
    fuzzy_augmentation,
    parcelling,
)
from plainscore.validation.tables import as_arrow_table


@dataclass(frozen=True, slots=True)
class Refitted:
    """One method's scorecard.

    Parameters
    ----------
    inferred : Inferred
        Outcomes inferred for the refused.
    card : Scorecard
        Scorecard of the accepted and the refused.
    """

    inferred: Inferred
    card: Scorecard


@dataclass(frozen=True, slots=True)
class RejectInference:
    """What every method makes of the refused, and how wrong it can be.

    Parameters
    ----------
    accepted : Scorecard
        Scorecard of the accepted alone.
    refitted : tuple of Refitted
        One a method.
    bounds : tuple of RejectBounds
        For each assumption, from the mildest to none at all.
    """

    accepted: Scorecard
    refitted: tuple[Refitted, ...]
    bounds: tuple[RejectBounds, ...]


def infer_rejects(
    estimator: ScorecardClassifier,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    refused: Any,
    *,
    bad: object = 1,
    worse: float = 1.0,
    assumptions: Sequence[float] = (2.0, 5.0, np.inf),
    seed: int = 0,
) -> RejectInference:
    """Fit a scorecard with every method of reject inference.

    Parameters
    ----------
    estimator : ScorecardClassifier
        How scorecards are fitted; it is cloned.
    X : pandas, polars or pyarrow table, n rows
        The accepted.
    y : column, vector or sequence, length n
        Their outcomes; all must be known.
    refused : table, m rows
        The refused, with the same columns.
    bad : object
        The value of `y` that means bad.
    worse : float
        Odds of bad of the refused, as a multiple of those of accepted people of the same score,
        that the methods assume.
    assumptions : sequence of float
        The same as bounds: for each, how far figures can be off.
    seed : int
        Seed of parcelling.

    Returns
    -------
    RejectInference
        Scorecards and bounds.

    Raises
    ------
    ValueError
        If an outcome is missing, or nobody was refused.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> X = pa.table({"a": rng.normal(size=600)})
    >>> y = rng.random(600) < 1 / (1 + np.exp(1 + X["a"].to_numpy()))
    >>> refused = pa.table({"a": rng.normal(-1, 1, 200)})
    >>> found = infer_rejects(ScorecardClassifier(), X, y, refused)
    >>> [each.inferred.method for each in found.refitted]
    ['fuzzy augmentation', 'parcelling', 'extrapolation']
    """
    table, others = as_arrow_table(X), as_arrow_table(refused)
    outcomes = read_outcomes(y, bad)
    if outcomes.known.size != table.num_rows or not outcomes.known.all():
        raise ValueError("every accepted row needs an outcome")
    if not others.num_rows:
        raise ValueError("nobody was refused")
    card = clone(estimator).fit(table, outcomes.bad).scorecard_
    score, refused_score = card.score(table), card.score(others)
    chance = card.calibration.probability(refused_score)
    inferred = (
        fuzzy_augmentation(chance, worse=worse),
        parcelling(score, outcomes.bad, refused_score, worse=worse, seed=seed),
        extrapolation(chance, worse=worse),
    )
    return RejectInference(
        card,
        tuple(
            Refitted(each, _fit_with(estimator, table, outcomes.bad, others, each))
            for each in inferred
        ),
        tuple(
            bound_by_rejects(score, outcomes.bad, refused_score, chance, worse=each)
            for each in assumptions
        ),
    )


def _fit_with(
    estimator: ScorecardClassifier,
    table: pa.Table,
    bad: Any,
    refused: pa.Table,
    inferred: Inferred,
) -> Scorecard:
    added = refused.select(table.column_names).take(pa.array(inferred.row))
    both = pa.concat_tables([table, added], promote_options="permissive")
    outcome = np.concatenate([bad, inferred.bad])
    weight = np.concatenate([np.ones(table.num_rows), inferred.weight])
    kept = weight > 0
    fitted = clone(estimator).fit(
        both.filter(pa.array(kept)),
        outcome[kept],
        sample_weight=weight[kept],
    )
    card: Scorecard = fitted.scorecard_
    return card

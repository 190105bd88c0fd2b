"""Candidates on the rows of the search: who is tried, who is on the frontier, who goes on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from plainscore.validation.alternatives.recipe import Recipe
from plainscore.validation.alternatives.trial import Bench, Terms, Trial
from plainscore.validation.fairness.measures import Bools
from plainscore.validation.figure import Figure
from plainscore.validation.tally import Floats

TRIED = 80
"""Candidates that get a full trial, in each of three orders, of those whose figures would do."""

SCREEN = 0.05
"""P-value, not adjusted, from which a card of the search counts as likely to be certified."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate's figures on the rows of the search, without intervals.

    Parameters
    ----------
    recipe : Recipe
        What it is made of.
    score : ndarray of float64, shape (n,)
        Its scores of these rows.
    cut_off : float
        Lowest of them approved.
    auc, disparity : float
        The figures.
    """

    recipe: Recipe
    score: Floats
    cut_off: float
    auc: float
    disparity: float


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate with its full trial on the rows of the search.

    Parameters
    ----------
    weighed : Weighed
        The candidate.
    trial : Trial
        Its trial.
    """

    weighed: Weighed
    trial: Trial


def weigh(recipe: Recipe, score: Floats, bench: Bench, terms: Terms) -> Weighed:
    """Measure a candidate on the rows of the search.

    Parameters
    ----------
    recipe : Recipe
        What it is made of.
    score : ndarray of float64, shape (n,)
        Its scores.
    bench : Bench
        The rows.
    terms : Terms
        Which disparity.

    Returns
    -------
    Weighed
        Its figures.
    """
    cut_off = bench.same_share(score) if terms.approve else float("-inf")
    disparity = bench.disparity(score, cut_off, terms).value
    return Weighed(recipe, score, cut_off, area(score, bench.bad, bench.weight), disparity)


def area(score: Floats, bad: Bools, weight: Floats) -> float:
    """Return the area under the ROC curve, ties counted half.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Scores; higher is safer.
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.

    Examples
    --------
    >>> area(np.array([1.0, 2.0, 2.0]), np.array([True, True, False]), np.ones(3))
    0.75
    """
    distinct, at = np.unique(score, return_inverse=True)
    bads = np.bincount(at[bad], weight[bad], distinct.size)
    goods = np.bincount(at[~bad], weight[~bad], distinct.size)
    above = np.cumsum(goods[::-1])[::-1] - goods / 2
    return float(bads @ above / (bads.sum() * goods.sum()))


def promising(
    found: Iterable[Weighed], bench: Bench, before: float, terms: Terms, score: Floats
) -> list[Tried]:
    """Try the candidates whose figures on the rows of the search would do.

    Parameters
    ----------
    found : iterable of Weighed
        All candidates.
    bench : Bench
        The rows.
    before : float
        Disparity of the incumbent there.
    terms : Terms
        What is to be proved.
    score : ndarray of float64, shape (n,)
        The incumbent's scores.

    Returns
    -------
    list of Tried
        `TRIED` of least disparity, as many of greatest AUC, and as many well within both.
    """
    least_auc = area(score, bench.bad, bench.weight) - terms.tolerance
    most_disparity = before - terms.improvement
    enough = [
        each
        for each in found
        if each.recipe.features and each.auc >= least_auc and abs(each.disparity) <= most_disparity
    ]
    orders: tuple[Callable[[Weighed], float], ...] = (
        lambda each: abs(each.disparity),
        lambda each: -each.auc,
        # far from failing either way; a product of margins needs no common scale
        lambda each: -(each.auc - least_auc) * (most_disparity - abs(each.disparity)),
    )
    kept = {id(each): each for order in orders for each in sorted(enough, key=order)[:TRIED]}
    return [Tried(each, bench.try_score(each.score, each.cut_off, terms)) for each in kept.values()]


def roles(tried: Sequence[Tried], terms: Terms) -> dict[str, Tried]:
    """Name the candidates that go on, each for a reason fixed beforehand.

    Parameters
    ----------
    tried : sequence of Tried
        Candidates with their trials.
    terms : Terms
        What is to be proved.

    Returns
    -------
    dict of str to Tried
        ``"surest"``: the one most likely to be certified. ``"least disparity"`` and ``"most
        accurate"``: of those whose trial would do by itself. Empty when there is none.
    """
    if not tried:
        return {}

    def less(each: Tried, by: float) -> float:
        """Say what a card has to be better by to be preferred to a plain set of features."""
        return 0.0 if each.weighed.recipe.plain else by

    found = {"surest": max(tried, key=lambda each: _sureness(each.trial) - less(each, 0.5))}
    sure = [each for each in tried if each.trial.p_value <= SCREEN]
    if sure:
        found["least disparity"] = min(
            sure, key=lambda each: abs(each.weighed.disparity) + less(each, terms.improvement / 4)
        )
        found["most accurate"] = max(
            sure, key=lambda each: each.weighed.auc - less(each, terms.tolerance / 4)
        )
    return found


def _sureness(trial: Trial) -> float:
    """Return the smaller of both standardised distances from failing."""
    found = []
    for figure, p_value in ((trial.gain, trial.p_accuracy), (trial.less, trial.p_disparity)):
        if isinstance(figure, Figure) and 1e-300 < p_value < 1:
            found.append(float(norm.isf(p_value)))
        else:
            found.append(40.0 if p_value <= 1e-300 else -40.0)
    return min(found)


def frontier(found: Sequence[Weighed]) -> list[Weighed]:
    """Keep the candidates that no other beats in both AUC and disparity.

    Parameters
    ----------
    found : sequence of Weighed
        All candidates.

    Returns
    -------
    list of Weighed
        The most accurate first.
    """
    kept: list[Weighed] = []
    for each in sorted(found, key=lambda one: (-one.auc, abs(one.disparity))):
        if not kept or abs(each.disparity) < abs(kept[-1].disparity) - 1e-12:
            kept.append(each)
    return kept

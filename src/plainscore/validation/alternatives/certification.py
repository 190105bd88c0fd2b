"""Certification: the few cards that go on, on rows that nothing was chosen on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from plainscore.validation.alternatives.choosing import Tried, promising, roles, weigh
from plainscore.validation.alternatives.disparity import Sides
from plainscore.validation.alternatives.found import Certified, GroupAfter, Question
from plainscore.validation.alternatives.recipe import Recipe, Workshop
from plainscore.validation.alternatives.trial import Bench, Terms, holm
from plainscore.validation.fairness import MINIMUM_CELL, NOT_STATED, Attribute
from plainscore.validation.tally import Floats

if TYPE_CHECKING:
    from plainscore.scorecard import Scorecard


def certify(  # noqa: PLR0913, PLR0917 - two parts, and what is asked of them
    workshop: Workshop,
    picked: Mapping[str, Tried],
    search: Bench,
    search_table: pa.Table,
    held: Bench,
    held_table: pa.Table,
    attribute: Attribute,
    terms: Terms,
    question: Question,
    beside: Recipe,
    name: str,
) -> tuple[tuple[Certified, ...], int]:
    """Make scorecards of the candidates picked, and try them on the untouched rows.

    Parameters
    ----------
    workshop : Workshop
        Makes the scorecards.
    picked : mapping of str to Tried
        Candidates by the role they were picked for.
    search, held : Bench
        The rows of the search, and the untouched ones.
    search_table, held_table : pyarrow.Table
        The same rows as tables.
    attribute : Attribute
        Groups of the untouched rows.
    terms : Terms
        What is to be proved.
    question : Question
        What was asked.
    beside : Recipe
        What the incumbent is made of.
    name : str
        Name of the cards.

    Returns
    -------
    tuple of Certified
        The least disparity on the rows of the search first, so that the choice among those
        certified does not depend on the untouched rows.
    int
        Scorecards made.
    """
    made: dict[Recipe, Scorecard] = {}
    weighed = []
    for each in picked.values():
        for recipe in _with_and_without_pairs(each.weighed.recipe, workshop):
            if recipe not in made:
                made[recipe] = workshop.make(recipe, name)
                score = made[recipe].score(search_table).astype(np.float64)
                weighed.append(weigh(recipe, score, search, terms))
    before = search.disparity(search.score, search.cut_off, terms).value
    # the same roles again: rounding to points, or a joint fit, changes scores a little
    again = roles(promising(weighed, search, before, terms, search.score), terms)
    taken = list({tried.weighed.recipe: tried for tried in again.values()}.values())
    taken.sort(key=lambda tried: abs(tried.weighed.disparity))
    scores = [made[each.weighed.recipe].score(held_table).astype(np.float64) for each in taken]
    trials = [
        held.try_score(score, each.weighed.cut_off, terms)
        for each, score in zip(taken, scores, strict=True)
    ]
    adjusted = holm([each.p_value for each in trials])
    return tuple(
        Certified(
            tuple(role for role, other in again.items() if other is each),
            replace(each.weighed.recipe, features=card.feature_names).changes(beside),
            card.feature_names,
            card,
            each.weighed.cut_off if terms.approve else None,
            trial,
            p_value,
            p_value <= question.alpha,
            _others(attribute, question, held, score, each.weighed.cut_off, terms),
        )
        for each, trial, p_value, score in zip(taken, trials, adjusted, scores, strict=True)
        for card in (made[each.weighed.recipe],)
    ), len(made)


def _with_and_without_pairs(recipe: Recipe, workshop: Workshop) -> tuple[Recipe, ...]:
    if workshop.settings.method == "woe" or recipe.pairs == 0:
        return (recipe,)
    return recipe, replace(recipe, pairs=0)


def _others(
    attribute: Attribute,
    question: Question,
    held: Bench,
    score: Floats,
    cut_off: float,
    terms: Terms,
) -> tuple[GroupAfter, ...]:
    found = []
    for label, n in attribute.counts().items():
        if n < MINIMUM_CELL or label in {question.group, question.reference, NOT_STATED}:
            continue
        bench = replace(held, sides=Sides.of(attribute, label, question.reference))
        before = bench.disparity(bench.score, bench.cut_off, terms).value
        after = bench.disparity(score, cut_off, terms).value
        found.append(GroupAfter(label, n, before, after))
    return tuple(found)

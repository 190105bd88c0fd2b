"""Two small scorecards over features of the catalogue."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from plainscore.cli.fit import catalogue_notes
from plainscore.scorecard import Scorecard, ScorecardClassifier, ScoredPair

MEANS = {"low_balance_days": (0.3, 0.2), "income_cv": (0.3, 0.15)}


@pytest.fixture(scope="session")
def card() -> Scorecard:
    rng = np.random.default_rng(3)
    risk = rng.normal(size=2000)
    table = pa.table(
        {n: mean + slope * (risk + rng.normal(size=2000)) for n, (mean, slope) in MEANS.items()}
    )
    bad = (rng.random(2000) < 1 / (1 + np.exp(2 - 1.5 * risk))).astype(int)
    every_note = catalogue_notes()
    notes = {name: every_note[name] for name in MEANS}
    model = ScorecardClassifier(name="small", notes=notes, gate="enough_information", max_bins=4)
    return model.fit(table, bad).scorecard_


@pytest.fixture(scope="session")
def vague_card(card) -> Scorecard:
    """The same, with a sentence that is no specific reason."""
    first, *others = card.features
    note = replace(first.note, sentence="You failed to achieve a qualifying score.")
    return replace(card, features=(replace(first, note=note), *others))


@pytest.fixture(scope="session")
def paired_card(card) -> Scorecard:
    """The same, with points that both features get together."""
    first, second = card.features
    groups = [tuple(min(at, 2) for at in range(len(each.bins))) for each in card.features]
    weight = ((0.0, 10.0, 20.0), (30.0, 40.0, 50.0), (60.0, 70.0, 80.0))
    points = ((3, 0, 1), (2, 5, 4), (6, 7, 9))
    pair = ScoredPair(
        first.name, second.name, "both", "", *groups, points, weight, weight, 9.0, 2.0
    )
    references = tuple(replace(each, points=(*each.points, Decimal(4))) for each in card.references)
    return replace(card, pairs=(pair,), references=references)

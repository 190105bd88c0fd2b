"""Two fitted scorecards over the same made-up people, with every kind of bin."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from plainscore.records import Purpose
from plainscore.scorecard import FeatureNote, ScorecardClassifier
from plainscore.service.evidence import (
    AdverseAction,
    Coverage,
    Party,
    ScoreContext,
    make_score_event,
)

SENTENCES = {
    "income": "Your income over the last months was low.",
    "late": "Bills were paid late.",
    "months": "It is not long since a payment was returned.",
    "inquiries_6m": "Lenders asked for your report often in the last six months.",
    "balance": "Your balance was often low before income came in.",
    "overdrawn": "Your account was overdrawn on many days.",
}


def people(rows, seed):
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=rows)
    frame = pd.DataFrame(
        {
            "income": np.round(np.exp(7 - 0.5 * risk + rng.normal(scale=0.4, size=rows)), 2),
            "late": rng.poisson(np.exp(0.7 * risk - 0.5)).astype(float),
            "months": np.where(risk > 0.8, rng.integers(0, 9, rows), rng.integers(0, 60, rows)),
            "inquiries_6m": rng.poisson(np.exp(0.5 * risk)).astype(float),
            "balance": np.round(-risk * 300 + rng.normal(scale=250, size=rows), 2),
            "overdrawn": rng.poisson(np.exp(0.8 * risk)).astype(float),
            "housing": np.where(rng.random(rows) < 0.5 + 0.2 * np.tanh(risk), "rent", "own"),
            "enough_information": True,
        }
    )
    frame["months"] = frame["months"].astype(float)
    frame.loc[rng.random(rows) < 0.1, "months"] = -1.0
    frame.loc[rng.random(rows) < 0.1, "income"] = np.nan
    both = 1.5 * ((frame["late"] > 1) & (frame["balance"] < 0))
    bad = rng.random(rows) < 1 / (1 + np.exp(1.5 - 1.2 * risk - both))
    return frame, bad.astype(int)


@pytest.fixture(scope="session", params=["woe", "additive"])
def card(request):
    frame, bad = people(4000, 5)
    notes = {
        name: FeatureNote(label=name.replace("_", " "), sentence=sentence, factor="made-up")
        for name, sentence in SENTENCES.items()
    }
    model = ScorecardClassifier(
        request.param,
        name="made-up",
        notes=notes,
        special={"months": {"never": -1.0}},
        gate="enough_information",
        calibration_folds=0,
    )
    return model.fit(frame, bad).scorecard_


@pytest.fixture(scope="session")
def rows(card):
    """People the scorecard has not seen, some with values that no sample had."""
    frame, _ = people(150, 6)
    listed = frame.to_dict("records")
    for place, row in enumerate(listed[:40]):
        row[card.feature_names[place % len(card.feature_names)]] = None
    listed[40] |= dict.fromkeys(card.feature_names)
    listed[41] |= {"late": 1e300, "income": -1e300, "housing": "castle"}
    listed[42] |= {"late": float("inf"), "balance": float("-inf")}
    return listed


@pytest.fixture(scope="session")
def context():
    return ScoreContext(
        score_id="score_1",
        person_id="person_1",
        lender_id="lender_1",
        consent_id="consent_1",
        purpose=Purpose.EXTENSION_OF_CREDIT,
        as_of=datetime(2026, 3, 2, 12, tzinfo=UTC),
        inputs_digest="ab" * 32,
        coverage=Coverage(2, 1, "2025-03-01", "2026-03-01", 412),
    )


@pytest.fixture(scope="session")
def events(card, rows, context):
    return [make_score_event(card, row, context) for row in rows]


@pytest.fixture(scope="session")
def action():
    return AdverseAction(
        outcome="declined",
        applied_on=date(2026, 3, 2),
        dated_on=date(2026, 4, 1),
        applicant="The applicant\n1 Some Street",
        creditor=Party("A lender", "2 Bank Street", "555 0100"),
        scorer=Party("A score service", "3 Score Street", "555 0101", "https://score.example"),
        authority=Party("Federal Trade Commission", "Washington, DC 20580"),
    )

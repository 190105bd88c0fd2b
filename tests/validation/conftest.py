"""Samples and scorecards that the validation tests share."""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from plainscore.scorecard import ProtectedColumnWarning, Scorecard, ScorecardClassifier
from plainscore.validation import Evidence, validate


@dataclass(frozen=True)
class ScoredSample:
    score: npt.NDArray[np.float64]
    bad: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64]
    probability: npt.NDArray[np.float64]


@pytest.fixture(scope="session")
def sample() -> ScoredSample:
    """2,000 rows with integer scores (so with ties), probabilities a little off, and weights."""
    rng = np.random.default_rng(20)
    risk = rng.normal(-1.4, 1.1, 2000)
    bad = rng.random(2000) < 1 / (1 + np.exp(-risk))
    score = np.rint(600 - 40 * risk + rng.normal(0, 25, 2000))
    probability = 1 / (1 + np.exp(-(0.8 * risk + 0.1)))
    return ScoredSample(score, bad, rng.uniform(0.2, 3.0, 2000), probability)


@dataclass(frozen=True)
class Fitted:
    card: Scorecard
    seen: pd.DataFrame
    seen_bad: npt.NDArray[np.int64]
    unseen: pd.DataFrame
    unseen_bad: npt.NDArray[np.int64]


@pytest.fixture(scope="session")
def fitted() -> Fitted:
    """A scorecard on 3,000 people with a gate, missing values and a protected column."""
    rng = np.random.default_rng(7)
    n = 4500
    table = pd.DataFrame(
        {
            "balance": rng.normal(900, 400, n).round(2),
            "overdraft_days": rng.poisson(3, n).astype(float),
            "housing": rng.choice(["rent", "own", "<b>lodger</b>"], n),
            "gender": rng.choice(["f", "m"], n),
            "noise": rng.normal(size=n),
            "enough": rng.random(n) > 0.03,
        }
    )
    risk = -1.6 - table["balance"] / 500 + 0.35 * table["overdraft_days"]
    risk += 1.1 * (table["housing"] == "rent")
    bad = (rng.random(n) < 1 / (1 + np.exp(-risk.to_numpy()))).astype(np.int64)
    table.loc[rng.random(n) < 0.08, "balance"] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProtectedColumnWarning)
        card = (
            ScorecardClassifier(name="Household card", gate="enough")
            .fit(table[:3000], bad[:3000])
            .scorecard_
        )
    return Fitted(card, table[:3000], bad[:3000], table[3000:], bad[3000:])


@pytest.fixture(scope="session")
def paired() -> Fitted:
    """An additive scorecard on 4,000 weighted people, with a pair of features."""
    rng = np.random.default_rng(11)
    n = 5000
    table = pd.DataFrame(
        {
            "buffer": rng.normal(size=n),
            "strain": rng.normal(size=n),
            "housing": rng.choice(["rent", "own"], n),
        }
    )
    table.loc[rng.random(n) < 0.05, "buffer"] = np.nan
    both = (table["buffer"] > 0) & (table["strain"] > 0)
    risk = -1.8 - table["buffer"].fillna(0) + 2.5 * both + 0.6 * (table["housing"] == "rent")
    bad = (rng.random(n) < 1 / (1 + np.exp(-risk.to_numpy()))).astype(np.int64)
    card = (
        ScorecardClassifier(name="Card of pairs", method="additive", pairs=1, calibration_folds=0)
        .fit(table[:4000], bad[:4000], sample_weight=weights_of(4000))
        .scorecard_
    )
    assert len(card.pairs) == 1
    return Fitted(card, table[:4000], bad[:4000], table[4000:], bad[4000:])


def weights_of(n: int) -> npt.NDArray[np.float64]:
    return 0.5 + np.arange(n) % 5 / 3


@pytest.fixture(scope="session")
def evidence(fitted: Fitted) -> Evidence:
    return validate(
        fitted.card, fitted.unseen, fitted.unseen_bad, sample="hold-out", source="people.csv"
    )

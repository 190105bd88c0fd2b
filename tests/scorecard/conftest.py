"""Made-up tables with every kind of value a scorecard can meet."""

import numpy as np
import pandas as pd
import pytest

from plainscore.scorecard import ScorecardClassifier


def mixed_table(rows: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=rows)
    income = np.round(np.exp(7 - 0.4 * risk + rng.normal(scale=0.5, size=rows)), 2)
    late = rng.poisson(np.exp(0.6 * risk - 0.5)).astype(float)
    months = rng.integers(0, 60, rows).astype(float)
    months[rng.random(rows) < 0.1 * np.exp(0.7 * risk)] = -1.0
    ratio = risk + rng.normal(size=rows)
    ratio[rng.random(rows) < 0.02] = np.inf
    ratio[rng.random(rows) < 0.02] = -np.inf
    income[rng.random(rows) < 0.08] = np.nan
    housing = np.where(risk > 0.5, "rent", np.where(risk < -0.5, "own", "family")).astype(object)
    swap = rng.random(rows) < 0.3
    housing[swap] = rng.choice(["own", "rent", "family", "hostel"], swap.sum())
    housing[rng.random(rows) < 0.05] = None
    frame = pd.DataFrame(
        {"income": income, "late": late, "months": months, "ratio": ratio, "housing": housing}
    )
    bad = (rng.random(rows) < 1 / (1 + np.exp(1.2 - 1.3 * risk))).astype(int)
    return frame, bad


def hostile_rows(rows: int, seed: int) -> pd.DataFrame:
    """Rows as no training sample has them: missing, special, unseen, infinite, extreme."""
    rng = np.random.default_rng(seed)
    numbers = np.array([np.nan, np.inf, -np.inf, -1.0, 0.0, -0.0, 5e-324, 1e308, -1e308, 3.0, 0.4])
    frame = pd.DataFrame(
        {name: rng.choice(numbers, rows) for name in ("income", "late", "months", "ratio")}
    )
    frame["housing"] = rng.choice(
        np.array(["own", "rent", "castle", "", None, "OWN", "\N{SNOWMAN}"], dtype=object), rows
    )
    return frame


@pytest.fixture(scope="session")
def sample():
    return mixed_table(3000, 7)


@pytest.fixture(scope="session")
def model(sample):
    frame, bad = sample
    return ScorecardClassifier(name="mixed", special={"months": {"never": -1.0}}).fit(frame, bad)


@pytest.fixture(scope="session")
def card(model):
    return model.scorecard_


@pytest.fixture(scope="session")
def hostile():
    return hostile_rows(2000, 11)


@pytest.fixture(scope="session")
def make_table():
    return mixed_table

"""A scorecard, and months of applicants that are as before or have moved by a stated size."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from plainscore.scorecard import Scorecard, ScorecardClassifier

Month = Callable[..., pd.DataFrame]


def applicants(
    rng: np.random.Generator, n: int, *, balance: float = 0.0, worse: float = 0.0
) -> pd.DataFrame:
    """Make applicants whose balance has moved by so many deviations and odds of bad by a factor."""
    table = pd.DataFrame(
        {
            "balance": rng.normal(900 - 400 * balance, 400, n),
            "overdraft_days": rng.poisson(3, n).astype(float),
            "housing": rng.choice(["rent", "own", "lodger"], n, p=[0.5, 0.4, 0.1]),
            "income_cv": rng.gamma(2.0, 0.15, n),
        }
    )
    table.loc[rng.random(n) < 0.05, "income_cv"] = np.nan
    risk = -1.6 - (table["balance"] - 900) / 500 + 0.35 * (table["overdraft_days"] - 3)
    risk += 0.9 * (table["housing"] == "rent") + worse
    table["bad"] = rng.random(n) < 1 / (1 + np.exp(-risk))
    table["overridden"] = rng.random(n) < 0.03
    return table


@pytest.fixture(scope="session")
def month() -> Month:
    return applicants


@pytest.fixture(scope="session")
def card() -> Scorecard:
    table = applicants(np.random.default_rng(0), 8000)
    columns = ["balance", "overdraft_days", "housing", "income_cv"]
    return ScorecardClassifier().fit(table[columns], table["bad"]).scorecard_


@pytest.fixture(scope="session")
def baseline() -> pd.DataFrame:
    return applicants(np.random.default_rng(1), 6000)

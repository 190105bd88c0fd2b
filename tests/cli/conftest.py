"""Running the program as a person at the keyboard does."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from plainscore.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capfd) -> Callable[..., Ran]:
    """Run the program in this process; capture its exit code and what it printed."""

    def run_words(*words: object) -> Ran:
        code: int | str | None = 0
        try:
            main([str(word) for word in words])
        except SystemExit as stop:
            code = stop.code
        captured = capfd.readouterr()
        return Ran(int(code or 0), captured.out, captured.err)

    return run_words


@pytest.fixture(scope="session")
def loans() -> pa.Table:
    """1,200 made-up loans: two numbers and a category that matter, missing values, a sex column."""
    rng = np.random.default_rng(11)
    n = 1200
    income = rng.lognormal(7.5, 0.5, n)
    late = rng.poisson(1.0, n)
    home = rng.choice(["own", "rent", "other"], n, p=[0.5, 0.4, 0.1])
    logit = -1.5 - 0.9 * np.log(income / 1800) + 0.7 * late + 0.5 * (home == "other")
    bad = rng.random(n) < 1 / (1 + np.exp(-logit))
    return pa.table(
        {
            "application_id": [f"L{i:04d}" for i in range(n)],
            "income": pa.array(np.round(income, 2), mask=rng.random(n) < 0.05),
            "late_payments": late,
            "home": pa.array(home, mask=rng.random(n) < 0.03),
            "sex": rng.choice(["f", "m"], n),
            "weight": rng.uniform(0.5, 2.0, n),
            "bad": bad.astype(np.int8),
        }
    )


@pytest.fixture
def loans_csv(loans, tmp_path):
    path = tmp_path / "loans.csv"
    pa_csv.write_csv(loans, path)
    return path

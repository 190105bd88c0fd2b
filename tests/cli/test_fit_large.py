"""Large Parquet files are read column by column, and give the same scorecard."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.cli.fit import fit_card
from plainscore.cli.large_tables import read_outcomes
from plainscore.scorecard import Scorecard

ROWS = 210_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    rng = np.random.default_rng(5)
    late = rng.poisson(1.0, ROWS)
    income = np.where(rng.random(ROWS) < 0.05, np.nan, rng.lognormal(7.0, 0.6, ROWS))
    risk = late / 2 - np.nan_to_num(income, nan=1000.0) / 2000
    table = pa.table(
        {
            "application_id": pa.array([f"a{row}" for row in range(ROWS)]),
            "late": late,
            "income": income,
            "home": rng.choice(["own", "rent"], ROWS),
            "sex": rng.choice(["f", "m"], ROWS),
            "weight": rng.choice([1.0, 2.0], ROWS),
            "bad": rng.random(ROWS) < 1 / (1 + np.exp(1.5 - risk)),
        }
    )
    path = tmp_path_factory.mktemp("large") / "loans.parquet"
    pq.write_table(table, path, row_group_size=64_000)
    return path, table


@pytest.mark.parametrize("weight", [None, "weight"])
def test_a_large_file_gives_the_scorecard_of_its_table_in_memory(run, large, tmp_path, weight):
    path, table = large
    words = ["--exclude", "home"] if weight is None else ["--weight", weight]
    ran = run("fit", path, "--target", "bad", "--out", tmp_path / "card.json", *words)
    assert ran.code == 0
    assert "left out sex" in ran.err
    excluded = ["home"] if weight is None else []
    whole = fit_card(table, "bad", path=path, exclude=excluded, weight=weight, name="loans")
    assert Scorecard.load(tmp_path / "card.json").digest == whole.digest


def test_nothing_but_outcomes_and_weights_is_read(large):
    path, table = large
    read = read_outcomes(path, ["bad", "weight"], ["home"])
    assert read.column_names == ["bad", "weight"]
    assert read["bad"].equals(table["bad"])


def test_what_needs_the_whole_table_is_read_whole(large, tmp_path):
    path, table = large
    assert read_outcomes(path, ["default"], []) is None
    assert read_outcomes(path, ["bad"], ["nowhere"]) is None
    for name, changed in (
        ("few", table.slice(0, 1000)),
        ("gate", table.append_column("enough_information", pa.array([True] * ROWS))),
        ("open", table.set_column(6, "bad", pa.array([1.0, None, float("nan")] * (ROWS // 3)))),
    ):
        other = tmp_path / f"{name}.parquet"
        pq.write_table(changed.select([c for c in changed.column_names if c != "home"]), other)
        assert read_outcomes(other, ["bad"], []) is None
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    assert read_outcomes(tmp_path / "broken.parquet", ["bad"], []) is None

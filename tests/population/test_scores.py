"""Scores of a folder are those of its rows in one table."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.population import ManifestError, population_scores, scored_table
from plainscore.scorecard import Scorecard, ScorecardClassifier


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    rng = np.random.default_rng(4)
    late = rng.poisson(1.0, 900)
    return pa.table(
        {
            "application_id": [f"A{place:04d}" for place in range(900)],
            "late": late.astype(float),
            "share": rng.random(900),
            "bad": rng.random(900) < 0.1 + 0.1 * np.minimum(late, 4),
        }
    )


def fitted(rows: pa.Table, **options) -> Scorecard:
    columns = rows.select(["late", "share"]).to_pandas()
    model = ScorecardClassifier(**options).fit(columns, rows["bad"].to_numpy().astype(int))
    return model.scorecard_


@pytest.fixture(scope="module")
def card(rows) -> Scorecard:
    return fitted(rows)


@pytest.fixture
def folder(rows, tmp_path):
    place = tmp_path / "rows"
    place.mkdir()
    for number in range(3):
        pq.write_table(rows.slice(300 * number, 300), place / f"part-{number}.parquet")
    return place


def test_files_together_are_the_whole(rows, card, folder, tmp_path):
    manifest = population_scores(card, folder, tmp_path / "out", reasons=2)
    files = sorted((tmp_path / "out" / "scores").glob("*.parquet"))
    assert len(files) == 3
    together = pa.concat_tables(map(pq.read_table, files))
    assert together.equals(scored_table(card, rows, reasons=2))
    assert together["score"].to_pylist() == card.score(rows).tolist()
    assert manifest.totals["features"].rows_out == 900
    assert manifest.asked["scorecard"] == card.digest


def test_another_scorecard_needs_another_folder(rows, card, folder, tmp_path):
    population_scores(card, folder, tmp_path / "out")
    other = fitted(rows, max_bins=2)
    assert other.digest != card.digest
    with pytest.raises(ManifestError, match="other scorecard"):
        population_scores(other, folder, tmp_path / "out")


def test_a_lost_file_is_made_again(card, folder, tmp_path, contents):
    out = tmp_path / "out"
    population_scores(card, folder, out)
    before = contents(out)
    (out / "scores" / "partition-00001.parquet").unlink()
    population_scores(card, folder, out)
    assert contents(out) == before


def test_what_cannot_be_scored_is_named(card, folder, tmp_path):
    pq.write_table(pa.table({"late": [1.0]}), folder / "part-1.parquet")
    with pytest.raises(ValueError, match=r"part-1\.parquet cannot be scored: it lacks .* share"):
        population_scores(card, folder, tmp_path / "out")


def test_an_empty_folder_is_refused(card, tmp_path):
    with pytest.raises(ValueError, match="no Parquet files"):
        population_scores(card, tmp_path / "nothing", tmp_path / "out")

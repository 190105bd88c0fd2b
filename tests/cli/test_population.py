"""`features` and `score` with a folder to write."""

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from plainscore.records import read_table
from plainscore.simulation import Economy, simulate


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    place = tmp_path_factory.mktemp("people") / "records"
    quick = Economy(warm_up_months=1, outcome_months=12, shock_median=2000.0)
    return simulate(120, 4, 5, place, economy=quick, people_per_part=60).folder


def test_features_and_scores_of_a_folder_are_those_of_a_file(run, people, tmp_path):
    file, folder = tmp_path / "features.parquet", tmp_path / "features"
    assert run("features", people, "--out", file).code == 0
    ran = run("features", people, "--out", folder, "--memory-limit", "1GB")
    assert ran.code == 0
    assert "120 applications in 2 partitions" in ran.out
    parts = sorted((folder / "features").glob("*.parquet"))
    assert pa.concat_tables(map(pq.read_table, parts)).equals(pq.read_table(file))

    card, scores = tmp_path / "card.json", tmp_path / "scores"
    assert run("fit", file, "--target", "bad", "--out", card).code == 0
    assert run("score", card, file, "--out", tmp_path / "scores.parquet").code == 0
    ran = run("score", card, folder, "--out", scores)
    assert ran.code == 0
    assert "120 rows in 2 partitions" in ran.out
    parts = sorted((scores / "scores").glob("*.parquet"))
    together = pa.concat_tables(map(pq.read_table, parts))
    assert together.equals(pq.read_table(tmp_path / "scores.parquet"))

    again = run("features", people, "--out", folder, "--partitions", "3")
    assert again.code == 1
    assert "other partitions" in again.err
    assert "--restart" in again.err


def test_applications_from_a_file_with_faults(run, people, tmp_path):
    applications = read_table(people, "applications").slice(0, 5)
    doubled = pa.concat_tables([applications, applications.slice(0, 1)])
    pq.write_table(doubled, tmp_path / "apps.parquet")
    words = ("--applications", tmp_path / "apps.parquet", "--out", tmp_path / "out")
    ran = run("features", people, *words)
    assert ran.code == 0
    assert "5 applications" in ran.out
    assert "applications: 1 of 6 rows were left out" in ran.err
    assert "repeated_key 1" in ran.err

    pa_csv.write_csv(applications, tmp_path / "apps.csv")
    words = ("--applications", tmp_path / "apps.csv", "--out", tmp_path / "from-csv")
    assert run("features", people, *words).code == 0


@pytest.mark.parametrize("command", ["features", "score"])
def test_an_address_that_cannot_be_opened_says_why(run, people, loans_csv, tmp_path, command):
    first = [people]
    if command == "score":
        run("fit", loans_csv, "--target", "bad", "--out", tmp_path / "card.json")
        first = [tmp_path / "card.json", people]
    ran = run(command, *first, "--out", "nosuch://bucket/out")
    assert ran.code == 1
    assert "nosuch://bucket/out cannot be opened" in ran.err

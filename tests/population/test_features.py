"""The population route gives what one computation gives, and accounts for every row."""

import json
import shutil
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.features import compute_features
from plainscore.population import ManifestError, population_features
from plainscore.records import read_table


@pytest.fixture(scope="module")
def at_once(people, few):
    """Features of everybody in one computation."""
    applications = read_table(people, "applications")
    return compute_features(people, applications, features=few).sort_by("application_id")


def test_partitions_together_are_the_whole(finished, at_once, rows_of):
    assert len(list((finished / "features").iterdir())) == 3
    assert rows_of(finished / "features").drop(["bad"]).equals(at_once)
    assert not (finished / ".work").exists()


@pytest.mark.parametrize("partitions", [1, 4])
def test_the_number_of_partitions_changes_nothing(
    people, few, at_once, rows_of, tmp_path, partitions
):
    manifest = population_features(people, tmp_path / "out", features=few, partitions=partitions)
    assert len(manifest.names) == partitions
    assert rows_of(tmp_path / "out" / "features").drop(["bad"]).equals(at_once)


def test_people_spread_over_files_are_brought_together(mixed, few, at_once, rows_of, tmp_path):
    population_features(mixed, tmp_path / "out", features=few)
    assert rows_of(tmp_path / "out" / "features").drop(["bad"]).equals(at_once)


def test_outcomes_stand_beside_the_features(people, finished, rows_of):
    rows = rows_of(finished / "features")
    known = read_table(people, "outcomes").sort_by("application_id")
    assert rows["bad"].to_pylist() == known["bad"].to_pylist()


@pytest.mark.parametrize("partitions", [None, 3])
def test_every_row_is_used_or_quarantined(faulty, few, counted, rows_of, tmp_path, partitions):
    folder, expected = faulty
    manifest = population_features(folder, tmp_path / "out", features=few, partitions=partitions)
    for table, rows in counted(folder).items():
        assert manifest.totals[table].rows_in == rows, table
        left_out = sum(expected.get(table, {}).values())
        assert manifest.totals[table].quarantined == left_out, table
    assert manifest.problems == dict(sum(map(Counter, expected.values()), Counter()))
    written = rows_of(tmp_path / "out" / "features")
    assert written.num_rows == manifest.totals["applications"].rows_out == 46
    assert len(set(written["application_id"].to_pylist())) == 46


@pytest.mark.parametrize("partitions", [None, 3])
def test_problems_name_the_row_of_the_file_given(faulty, few, tmp_path, partitions):
    folder, _ = faulty
    population_features(folder, tmp_path / "out", features=few, partitions=partitions)
    problems = pa.concat_tables(
        map(pq.read_table, sorted((tmp_path / "out" / "problems").glob("*.parquet")))
    ).to_pylist()
    places = {(each["file"], each["row"]): each["code"] for each in problems}
    first = pq.read_metadata(folder / "transactions" / "part-00000.parquet").num_rows
    last = read_table_rows(folder, "applications")
    assert places == {
        ("transactions/part-00000.parquet", first - 4): "repeated_key",
        ("transactions/part-00000.parquet", first - 3): "unknown_account",
        ("transactions/part-00000.parquet", first - 2): "outside_list",
        ("transactions/part-00000.parquet", first - 1): "empty",
        ("transactions/part-00000.parquet", first): "empty",
        ("applications.parquet", last - 2): "repeated_key",
        ("applications.parquet", last - 1): "empty",
        ("outcomes.parquet", read_table_rows(folder, "outcomes")): "unknown_application",
    }


def read_table_rows(folder, name):
    return pq.read_metadata(folder / f"{name}.parquet").num_rows


def test_quarantine_leaves_the_features_of_others_as_they_were(
    faulty, few, at_once, rows_of, tmp_path
):
    population_features(faulty[0], tmp_path / "out", features=few)
    rows = rows_of(tmp_path / "out" / "features").drop(["bad"])
    ours = rows.filter(pa.array([key != "stranger" for key in rows["application_id"].to_pylist()]))
    assert ours.equals(at_once)


def test_the_manifest_tells_what_was_done(finished):
    document = json.loads((finished / "manifest.json").read_text())
    assert document["complete"]
    assert document["asked"]["engine"] == "duckdb"
    assert len(document["asked"]["catalogue"]) == len(document["asked"]["inputs"]) == 64
    digests = [each["input_digest"] for each in document["partitions"].values()]
    assert len(set(digests)) == 3


def test_a_second_call_does_nothing(people, few, copied):
    def times():
        return {path: path.stat().st_mtime_ns for path in copied.rglob("*") if path.is_file()}

    before = times()
    assert population_features(people, copied, features=few).complete
    assert times() == before


def test_a_partition_that_was_lost_is_made_again(people, few, finished, copied, contents):
    (copied / "features" / "partition-00002.parquet").unlink()
    population_features(people, copied, features=few)
    assert contents(copied) == contents(finished)


def test_another_question_needs_another_folder_or_a_restart(
    people, few, finished, copied, contents
):
    with pytest.raises(ManifestError, match="other catalogue"):
        population_features(people, copied, features=few[:1])
    assert contents(copied) == contents(finished)
    population_features(people, copied, features=few[:1], partitions=2, restart=True)
    assert len(list((copied / "features").iterdir())) == 2


def test_changed_inputs_are_noticed(people, few, copied, tmp_path):
    folder = shutil.copytree(people, tmp_path / "records")
    assert population_features(folder, copied, features=few).complete
    part = folder / "transactions" / "part-00001.parquet"
    rows = pq.read_table(part)
    pq.write_table(rows.slice(1), part)
    with pytest.raises(ManifestError, match="other inputs"):
        population_features(folder, copied, features=few)


def test_a_folder_of_something_else_is_never_touched(people, few, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for restart in (False, True):
        with pytest.raises(ManifestError, match=r"letter\.txt and no manifest"):
            population_features(people, tmp_path, features=few, restart=restart)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_applications_may_come_from_another_file(people, few, rows_of, tmp_path):
    some = read_table(people, "applications").slice(0, 7)
    pq.write_table(some, tmp_path / "apps.parquet")
    given = {"applications": tmp_path / "apps.parquet"}
    population_features(people, tmp_path / "out", features=few, given=given)
    rows = rows_of(tmp_path / "out" / "features")
    assert rows["application_id"].to_pylist() == some["application_id"].to_pylist()


def test_a_table_without_its_columns_is_refused_by_name(people, few, tmp_path):
    pq.write_table(pa.table({"application_id": ["a"]}), tmp_path / "apps.parquet")
    given = {"applications": tmp_path / "apps.parquet"}
    with pytest.raises(ValueError, match="is not a table of applications"):
        population_features(people, tmp_path / "out", features=few, given=given)


def test_transactions_of_another_shape_are_refused_by_name(people, few, tmp_path):
    folder = tmp_path / "records"
    (folder / "transactions").mkdir(parents=True)
    (folder / "applications.parquet").write_bytes((people / "applications.parquet").read_bytes())
    pq.write_table(pa.table({"amount": [1.0]}), folder / "transactions" / "part-0.parquet")
    with pytest.raises(ValueError, match=r"part-0\.parquet is not a transactions table"):
        population_features(folder, tmp_path / "out", features=few)

import csv
import hashlib

import pyarrow.parquet as pq
import pytest

from plainscore.records import read_table
from plainscore.simulation import write_bank_files
from plainscore.simulation.bank_files.files import FORMAT_WEIGHTS


def digest(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_files(records_folder, tmp_path):
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        write_bank_files(records_folder, tmp_path / name, seed=seed)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "three")


def test_each_person_has_a_folder_and_the_tables_stand_beside(records_folder, tmp_path):
    seen = []
    write_bank_files(
        records_folder, tmp_path / "files", progress=lambda done, total: seen.append((done, total))
    )
    people = read_table(records_folder, "applications")["person_id"].to_pylist()
    folders = sorted(path.name for path in (tmp_path / "files").iterdir() if path.is_dir())
    assert folders == sorted(people)
    assert seen == [(done, len(people)) for done in range(1, len(people) + 1)]
    with (tmp_path / "files" / "outcomes.csv").open() as stream:
        outcomes = {row["application_id"]: row["bad"] == "true" for row in csv.DictReader(stream)}
    truth = read_table(records_folder, "outcomes")
    assert outcomes == dict(
        zip(*(truth[name].to_pylist() for name in truth.column_names), strict=True)
    )
    for name in ("tradelines", "tradeline_months"):
        beside = pq.read_table(tmp_path / "files" / f"{name}.parquet")
        assert beside.equals(read_table(records_folder, name))


def test_no_protected_attribute_and_no_stream_leaves_with_the_files(records_folder, tmp_path):
    write_bank_files(records_folder, tmp_path / "files")
    names = {path.name for path in (tmp_path / "files").rglob("*")}
    assert not {"audit", "protected.parquet", "streams"} & names


def test_formats_are_shared_out_in_full():
    assert sum(FORMAT_WEIGHTS.values()) == pytest.approx(1)


def test_other_records_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="was not written by simulate"):
        write_bank_files(tmp_path, tmp_path / "files")
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("damage", [-0.1, 1.1, float("nan")])
def test_damage_is_a_share(records_folder, tmp_path, damage):
    with pytest.raises(ValueError, match="damage"):
        write_bank_files(records_folder, tmp_path / "files", damage=damage)

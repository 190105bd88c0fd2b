"""A records folder is written whole or not at all."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.records import (
    SCHEMAS,
    Records,
    read_records,
    read_table,
    whole_folder,
    write_records,
    write_table,
)


def accounts(*ids):
    return pa.table(
        {
            "account_id": list(ids),
            "person_id": ["p"] * len(ids),
            "kind": ["current"] * len(ids),
            "currency": ["EUR"] * len(ids),
            "opened_on": [None] * len(ids),
            "credit_limit": [None] * len(ids),
        }
    ).cast(SCHEMAS["accounts"])


def records(*ids):
    empty = Records.empty()
    return Records(accounts(*ids), empty.transactions, empty.tradelines, empty.tradeline_months)


def test_what_is_written_is_read_back(tmp_path):
    write_records(tmp_path / "out", records("a1", "a2"))
    assert read_records(tmp_path / "out") == records("a1", "a2")


def test_writing_again_replaces_the_former_state(tmp_path):
    write_records(tmp_path / "out", records("a1"))
    write_records(tmp_path / "out", records("a2"))
    assert read_records(tmp_path / "out").accounts["account_id"].to_pylist() == ["a2"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_crash_half_way_leaves_the_former_state(tmp_path):
    write_records(tmp_path / "out", records("a1"))

    def crash():
        with whole_folder(tmp_path / "out") as scratch:
            write_table(scratch, "accounts", accounts("a2"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crash()
    assert read_records(tmp_path / "out").accounts["account_id"].to_pylist() == ["a1"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_of_other_columns_is_refused_by_name(tmp_path):
    pq.write_table(pa.table({"x": [1]}), tmp_path / "accounts.parquet")
    with pytest.raises(ValueError, match=r"accounts\.parquet is not a accounts table"):
        read_table(tmp_path, "accounts")


def test_records_refuse_a_table_of_another_shape():
    empty = Records.empty()
    with pytest.raises(ValueError, match="table accounts has columns"):
        Records(empty.transactions, empty.transactions, empty.tradelines, empty.tradeline_months)


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    with pytest.raises(FileExistsError, match="not written by plainscore"):
        write_records(tmp_path / "home", records("a1"))
    assert (tmp_path / "home" / "letter.txt").read_text() == "dear"


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "out").mkdir()
    write_records(tmp_path / "out", records("a1"))
    assert read_records(tmp_path / "out").accounts.num_rows == 1

"""Analysts' tables, refused in the command line's own words."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.cli.console import CommandError
from plainscore.cli.tables import column_of, read_analyst_table


def test_a_column_is_found_by_name(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "t.parquet")
    table = read_analyst_table(tmp_path / "t.parquet").table
    assert column_of(table, "a", tmp_path).to_pylist() == [1]


def test_an_absent_column_is_named_beside_those_there_are(tmp_path):
    with pytest.raises(CommandError, match="no column 'b'; it has: a"):
        column_of(pa.table({"a": [1]}), "b", tmp_path)


def test_what_is_no_table_stops_the_command(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"")
    with pytest.raises(CommandError, match="cannot be read as a table"):
        read_analyst_table(tmp_path / "t.csv")

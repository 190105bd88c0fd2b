"""Parquet: typed columns, a mapping, and files that are damaged."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.sources import CsvMapping, read
from plainscore.sources.parquet import read_parquet
from plainscore.sources.unreadable import UnreadableError

Write = Callable[..., Path]


def table(**columns: object) -> pa.Table:
    own = {
        "account_id": ["A1", "A1"],
        "date": [date(2024, 5, 6), date(2024, 5, 7)],
        "amount": [Decimal("-12.50"), Decimal(3)],
        "currency": ["EUR", "EUR"],
    }
    return pa.table({**own, **columns})


@pytest.fixture
def written(tmp_path: Path) -> Callable[[pa.Table], Path]:
    def path_of(rows: pa.Table) -> Path:
        path = tmp_path / "may.parquet"
        pq.write_table(rows, path)
        return path

    return path_of


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"amount": ["-12.50", "3"]},
        {"amount": [-12.5, 3.0]},
        {"date": ["2024-05-06", "2024-05-07"]},
        {"date": [datetime(2024, 5, 6, 23, tzinfo=UTC), datetime(2024, 5, 7, tzinfo=UTC)]},
        {"account_id": pa.array(["A1", "A1"]).dictionary_encode()},
        {"merchant": ["not", "read"]},
    ],
)
def test_types_that_mean_the_same(
    columns: dict[str, object], written: Callable[[pa.Table], Path]
) -> None:
    lines = read_parquet(written(table(**columns)), "f").lines
    assert [(line.amount, line.booked_on.day) for line in lines] == [
        (Decimal("-12.5"), 6),
        (Decimal(3), 7),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"amount": [float("nan"), 3.0]},
        {"amount": pa.array([10**15, 3])},
        {"amount": [None, 3.0]},
        {"amount": [[1], [3]]},
        {"date": pa.array([3_000_000, 19_850], pa.date32())},
        {"date": [None, date(2024, 5, 7)]},
        {"currency": ["E", "EUR"]},
        {"account_id": [None, "A1"]},
    ],
)
def test_a_bad_value_quarantines_its_row(
    columns: dict[str, object], written: Callable[[pa.Table], Path]
) -> None:
    parsed = read_parquet(written(table(**columns)), "f")
    assert parsed.accounted_for
    assert parsed.rows_in == 2
    assert 1 in {problem.row for problem in parsed.problems}


def test_a_mapping_names_the_columns(written: Callable[[pa.Table], Path]) -> None:
    mapping = CsvMapping(date="date", amount="amount", currency_code="GBP", account_id="joint")
    (first, _) = read_parquet(written(table()), "f", mapping).lines
    assert (first.account_id, first.currency) == ("joint", "GBP")


def test_a_table_without_rows(written: Callable[[pa.Table], Path]) -> None:
    imported = read(written(table().slice(0, 0)))
    assert imported.rows_in == 0
    assert [problem.code for problem in imported.problems] == ["no_rows"]


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b"PAR1garbage"])
def test_what_is_no_sound_file_is_refused(content: bytes, write: Write) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_parquet(write(content), "f")
    assert refused.value.code == "not_parquet"


@pytest.mark.parametrize("claimed", [None, "parquet", "records"])
def test_a_column_whose_name_is_no_text(
    claimed: str | None, written: Callable[[pa.Table], Path]
) -> None:
    path = written(table())
    path.write_bytes(path.read_bytes().replace(b"currency", b"curre\xeecy"))
    imported = read(path, format=claimed)
    assert imported.kept == 0
    assert imported.problems

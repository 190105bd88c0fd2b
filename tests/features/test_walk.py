"""The walk: each row read once, whatever the order of rows, and the same values as the plan's."""

from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from plainscore.features import CATALOGUE, compute_features, transaction_chunks
from plainscore.features.kernel import NOTHING, Names
from plainscore.features.plan_route import features_by_plan
from plainscore.features.steps import finishing_plan_for, plan_for
from plainscore.records import table_path, write_records, write_table

EVERY = tuple(CATALOGUE)


def close(found: pa.Table, planned: pa.Table) -> None:
    """Hold equal: exactly, but for the one figure whose rounding DuckDB's builds differ in."""
    assert found.schema == planned.schema
    for name in found.column_names:
        if name == "bill_lateness_p90":
            for value, wanted in zip(
                found[name].to_pylist(), planned[name].to_pylist(), strict=True
            ):
                assert value == (None if wanted is None else pytest.approx(wanted, rel=1e-15))
        else:
            assert found[name].equals(planned[name]), name


@pytest.fixture
def folder(town: ModuleType, tmp_path: Path) -> Path:
    """Return a records folder of shuffled rows, two parts, small row groups."""
    made_up = town.Town(41, 50)
    folder = tmp_path / "town"
    write_records(folder, made_up.records())
    write_table(folder, "applications", made_up.applications())
    rows = made_up.records().transactions
    parts = table_path(folder, "transactions")
    half = rows.num_rows // 2
    for number, part in enumerate((rows.slice(0, half), rows.slice(half))):
        pq.write_table(part, parts / f"part-{number:05d}.parquet", row_group_size=97)
    return folder


def by_person(folder: Path) -> pa.Table:
    """Return the rows with each person's together."""
    rows = pq.read_table(table_path(folder, "transactions"))
    accounts = pq.read_table(folder / "accounts.parquet")
    person = accounts["person_id"].take(pc.index_in(rows["account_id"], accounts["account_id"]))
    return rows.append_column("who", person).sort_by("who").drop_columns(["who"])


def test_rows_that_stand_apart_are_brought_together(folder: Path) -> None:
    applications = pq.read_table(folder / "applications.parquet")
    found = compute_features(folder, applications)
    close(found, features_by_plan(folder, applications, EVERY))


def test_rows_that_stand_together_are_read_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    applications = pq.read_table(folder / "applications.parquet")
    apart = compute_features(folder, applications)
    rows = by_person(folder)
    parts = table_path(folder, "transactions")
    half = rows.num_rows // 3
    for number, part in enumerate((rows.slice(0, half), rows.slice(half))):
        pq.write_table(part, parts / f"part-{number:05d}.parquet", row_group_size=97)
    read: list[int] = []
    as_rows = transaction_chunks.as_rows

    def counting(table: pa.Table, accounts: Names) -> transaction_chunks.Rows:
        read.append(table.num_rows)
        return as_rows(table, accounts)

    monkeypatch.setattr(transaction_chunks, "as_rows", counting)
    assert compute_features(folder, applications) == apart
    assert sum(read) == rows.num_rows


@pytest.mark.parametrize("before_the_last", [0, 1])
def test_when_rows_became_known_is_read_where_it_may_matter(
    folder: Path, before_the_last: int
) -> None:
    parts = table_path(folder, "transactions")
    rows = by_person(folder)
    for part in parts.glob("*.parquet"):
        part.unlink()
    pq.write_table(rows, parts / "part-00000.parquet", row_group_size=97)
    asked = pq.read_table(folder / "applications.parquet")
    last = pc.max(pc.cast(rows["known_at"], pa.int64())).as_py() - before_the_last
    moment = pa.array([last] * asked.num_rows).cast(asked["as_of"].type)
    asked = asked.set_column(asked.column_names.index("as_of"), "as_of", moment)
    nobody = Names(pa.array([], pa.string()))
    read = [chunk() for chunk in transaction_chunks.stored_chunks(folder, nobody, last)]
    skipped = [(rows.known == NOTHING).all() for rows in read]
    assert all(skipped) if before_the_last == 0 else {*skipped} == {False, True}
    close(compute_features(folder, asked), features_by_plan(folder, asked, EVERY))


def test_no_feature_reads_the_transactions_again() -> None:
    assert not any("transactions" in step.reads for step in finishing_plan_for(EVERY))
    finishing = {step.name: step for step in finishing_plan_for(EVERY)}
    whole = {step.name: step for step in plan_for(EVERY)}
    assert all(step.sql("duckdb") == whole[name].sql("duckdb") for name, step in finishing.items())


def test_amounts_too_great_for_64_bits_take_the_route_of_wide_decimals(town: ModuleType) -> None:
    made_up = town.Town(43, 20)
    great = made_up.tables["transactions"][0]
    great["amount"], great["balance_after"] = town.Decimal("-99999999999999.99"), None
    applications = made_up.applications()
    found = compute_features(made_up.records(), applications)
    close(found, features_by_plan(made_up.records(), applications, EVERY))


def test_files_of_other_writers_allow_nulls(folder: Path) -> None:
    applications = pq.read_table(folder / "applications.parquet")
    expected = compute_features(folder, applications)
    for name in ("accounts", "tradelines", "tradeline_months"):
        path = table_path(folder, name)
        table = pq.read_table(path)
        nullable = pa.schema([field.with_nullable(nullable=True) for field in table.schema])
        pq.write_table(table.cast(nullable), path)
    assert compute_features(folder, applications) == expected

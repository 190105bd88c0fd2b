"""The DuckDB engine: files, limits, and tables that are not what they should be."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.features import compute_features
from plainscore.records import SCHEMAS, table_path, write_records, write_table

FEW = ["net_flow_ratio", "utilisation_max_line"]


@pytest.fixture
def folder(town: ModuleType, tmp_path: Path) -> Path:
    made_up = town.Town(9, 6)
    write_records(tmp_path / "it's here", made_up.records())
    write_table(tmp_path / "it's here", "applications", made_up.applications())
    return tmp_path / "it's here"


def test_a_folder_and_its_records_give_the_same(town: ModuleType, folder: Path) -> None:
    made_up = town.Town(9, 6)
    expected = compute_features(made_up.records(), made_up.applications(), features=FEW)
    assert compute_features(folder, table_path(folder, "applications"), features=FEW) == expected
    assert compute_features(str(folder), made_up.applications(), features=FEW) == expected


def test_progress_ends_at_the_end(town: ModuleType, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    compute_features(
        folder,
        table_path(folder, "applications"),
        features=FEW,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert {total for _, total in seen} == {len(seen)}


def test_nothing_is_drawn_even_in_an_interactive_session() -> None:
    # python -c counts as interactive
    program = (
        "from plainscore.features.duckdb_engine import open_duckdb\n"
        "with open_duckdb() as connection:\n"
        "    query = \"SELECT current_setting('enable_progress_bar')\"\n"
        "    print(connection.execute(query).fetchall())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"[(False,)]"]


def test_a_memory_limit_is_kept_to(town: ModuleType, folder: Path) -> None:
    applications = table_path(folder, "applications")
    limited = compute_features(folder, applications, features=FEW, memory_limit="200MB")
    assert limited == compute_features(folder, applications, features=FEW)
    with pytest.raises(Exception, match=r"(?i)memory"):
        compute_features(folder, applications, features=FEW, memory_limit="nonsense")


def test_a_folder_without_tables_is_a_folder_of_nobody(town: ModuleType, tmp_path: Path) -> None:
    found = compute_features(tmp_path, town.Town(9, 6).applications(), features=FEW)
    assert set(found["enough_information"].to_pylist()) == {False}


def test_a_file_that_is_not_parquet_is_named(town: ModuleType, folder: Path) -> None:
    part = table_path(folder, "transactions") / "part-00000.parquet"
    part.write_text("not parquet")
    with pytest.raises(ValueError, match=r"part-00000\.parquet is not a Parquet file"):
        compute_features(folder, town.Town(9, 6).applications(), features=FEW)


def test_a_table_that_breaks_its_contract_is_named(town: ModuleType, folder: Path) -> None:
    path = table_path(folder, "transactions") / "part-00000.parquet"
    stored = pq.read_table(path)
    pq.write_table(stored.drop_columns(["amount"]), path)
    with pytest.raises(ValueError, match=r"not a transactions table: it needs amount as decimal"):
        compute_features(folder, town.Town(9, 6).applications(), features=FEW)
    at = stored.schema.get_field_index("amount")
    pq.write_table(stored.set_column(at, "amount", stored["amount"].cast(pa.float64())), path)
    with pytest.raises(ValueError, match=r"it needs amount as decimal"):
        compute_features(folder, town.Town(9, 6).applications(), features=FEW)


def test_applications_that_break_their_contract_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="lacks as_of"):
        compute_features(folder, pa.table({"application_id": ["a"], "person_id": ["p"]}))
    without_moment = pa.table({"application_id": ["a"], "person_id": ["p"], "as_of": ["soon"]})
    with pytest.raises(ValueError, match="applications breaks its contract"):
        compute_features(folder, without_moment)


def test_an_unknown_engine_is_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="there is no engine 'abacus'"):
        compute_features(folder, SCHEMAS["applications"].empty_table(), engine="abacus")  # type: ignore[arg-type]

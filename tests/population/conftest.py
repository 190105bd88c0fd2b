"""A small population: clean, and with one of every fault."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.population import population_features
from plainscore.records import SCHEMAS, read_table, table_path
from plainscore.simulation import Economy, simulate

FEW = ("income_cv", "housing_ratio", "net_flow_ratio")


@pytest.fixture(scope="session")
def few() -> tuple[str, ...]:
    """Some features that are quick to compute."""
    return FEW


@pytest.fixture(scope="session")
def people(tmp_path_factory) -> Path:
    """45 people in three files of transactions."""
    quick = Economy(warm_up_months=1, outcome_months=1)
    place = tmp_path_factory.mktemp("people") / "records"
    return simulate(45, 4, 5, place, economy=quick, people_per_part=15).folder


def parts(folder: Path) -> list[Path]:
    return sorted(table_path(folder, "transactions").glob("*.parquet"))


@pytest.fixture(scope="session")
def mixed(people, tmp_path_factory) -> Path:
    """The same people, every one with transactions in several files."""
    place = tmp_path_factory.mktemp("mixed") / "records"
    shutil.copytree(people, place)
    rows = read_table(people, "transactions")
    files = parts(place)
    for number, file in enumerate(files):
        every = pa.array(range(number, rows.num_rows, len(files)))
        pq.write_table(rows.take(every), file)
    return place


def replace_table(folder: Path, name: str, table: pa.Table) -> None:
    pq.write_table(table, table_path(folder, name))


def with_rows(table: pa.Table, *rows: dict[str, object]) -> pa.Table:
    """Add rows of a contract, some of whose values may be missing."""
    relaxed = pa.schema([pa.field(field.name, field.type) for field in table.schema])
    return pa.concat_tables([table.cast(relaxed), pa.Table.from_pylist(list(rows), relaxed)])


@pytest.fixture(scope="session")
def faulty(people, tmp_path_factory) -> tuple[Path, dict[str, dict[str, int]]]:
    """The same people, spoilt; and how many rows of each table each fault costs."""
    place = tmp_path_factory.mktemp("faulty") / "records"
    shutil.copytree(people, place)
    first = pq.read_table(parts(place)[0])
    good = first.slice(3, 1).to_pylist()[0]
    spoilt = with_rows(
        first,
        good,
        good | {"transaction_id": "X1", "account_id": "nobody's"},
        good | {"transaction_id": "X2", "role": "groceries"},
        good | {"transaction_id": "X3", "amount": None},
        good | {"transaction_id": None},
    )
    pq.write_table(spoilt, parts(place)[0])
    applications = read_table(place, "applications")
    one = applications.slice(0, 1).to_pylist()[0]
    replace_table(
        place,
        "applications",
        with_rows(
            applications,
            one | {"person_id": "P000000040"},
            one | {"application_id": "nobody", "person_id": None},
            one | {"application_id": "stranger", "person_id": "nobody known"},
        ),
    )
    outcomes = read_table(place, "outcomes")
    replace_table(
        place, "outcomes", with_rows(outcomes, {"application_id": "no such", "bad": True})
    )
    expected = {
        "transactions": {
            "repeated_key": 1,
            "unknown_account": 1,
            "outside_list": 1,
            "empty": 2,
        },
        "applications": {"repeated_key": 1, "empty": 1},
        "outcomes": {"unknown_application": 1},
    }
    return place, expected


@pytest.fixture(scope="session")
def contents() -> Callable[[Path], dict[str, str]]:
    """A function that gives the digest of every file below a folder, work in progress apart."""

    def digests(folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and ".work" not in path.parts
        }

    return digests


@pytest.fixture(scope="session")
def rows_of() -> Callable[[Path], pa.Table]:
    """A function that reads a folder of partitions, in the order of applications."""

    def read(folder: Path) -> pa.Table:
        files = sorted(folder.glob("*.parquet"))
        return pa.concat_tables(map(pq.read_table, files)).sort_by("application_id")

    return read


@pytest.fixture(scope="session")
def counted() -> Callable[[Path], dict[str, int]]:
    """A function that counts the rows of every table of a records folder."""

    def count(folder: Path) -> dict[str, int]:
        small = [name for name in SCHEMAS if name != "transactions"]
        files = {name: [table_path(folder, name)] for name in small}
        files["transactions"] = parts(folder)
        return {
            name: sum(pq.read_metadata(file).num_rows for file in each)
            for name, each in files.items()
        }

    return count


@pytest.fixture(scope="session")
def finished(people, few, tmp_path_factory) -> Path:
    """What a run over the people gives; for reading only."""
    out = tmp_path_factory.mktemp("finished") / "out"
    population_features(people, out, features=few)
    return out


@pytest.fixture
def copied(finished, tmp_path) -> Path:
    """The same, for tests that change it."""
    return Path(shutil.copytree(finished, tmp_path / "out"))

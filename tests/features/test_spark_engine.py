"""The Spark engine: stored tables, other people's sessions, and what is missing."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.features import EngineError, compute_features
from plainscore.features.chosen import numbered
from plainscore.features.spark_engine import Route
from plainscore.features.spark_session import open_spark
from plainscore.features.spark_tables import open_spark_tables
from plainscore.features.spark_walk import walked
from plainscore.features.spark_writing import write_features
from plainscore.records import SCHEMAS, table_path, write_records, write_table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FEW = ["net_flow_ratio", "utilisation_max_line"]

pytestmark = [
    # Spark keeps sockets to its virtual machine open until the process ends
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


@pytest.fixture
def folder(town: ModuleType, tmp_path: Path) -> Path:
    made_up = town.Town(9, 6)
    write_records(tmp_path / "it's here", made_up.records())
    write_table(tmp_path / "it's here", "applications", made_up.applications())
    return tmp_path / "it's here"


@pytest.mark.parametrize("route", ["walk", "plan"])
def test_executors_read_and_write_folders(
    spark: "SparkSession", folder: Path, tmp_path: Path, route: Route
) -> None:
    before = spark.conf.get("spark.sql.ansi.enabled")
    seen: list[tuple[int, int]] = []
    count = write_features(
        folder,
        tmp_path / "out",
        features=FEW,
        route=route,
        progress=lambda done, total: seen.append((done, total)),
    )
    written = pq.read_table(tmp_path / "out").sort_by("application_id")
    expected = compute_features(folder, table_path(folder, "applications"), features=FEW)
    assert (tmp_path / "out" / "_SUCCESS").exists()
    assert written.to_pylist() == expected.sort_by("application_id").to_pylist()
    assert count == expected.num_rows
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert {total for _, total in seen} == {len(seen)}
    # the session that was there keeps its settings and sees none of our tables
    assert spark.conf.get("spark.sql.ansi.enabled") == before
    assert spark.catalog.listTables() == []
    with pytest.raises(ValueError, match="is there already"):
        write_features(folder, tmp_path / "out", features=FEW)


def test_a_task_walks_over_few_people_at_a_time(
    spark: "SparkSession", town: ModuleType, folder: Path
) -> None:
    applications = town.Town(9, 6).applications()
    # somebody without records, and somebody who is not asked about
    moment = applications["as_of"][0].as_py()
    nobody = [{"application_id": "?", "person_id": "nobody", "as_of": moment}]
    asked = pa.concat_tables([applications.slice(1), town.table("applications", nobody)])
    expected = compute_features(folder, asked, features=FEW)
    with open_spark() as session:
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "7")
        open_spark_tables(session, folder, numbered(asked))
        for size in (1, 400):
            found = walked(session, (*FEW,), size).toArrow().sort_by("application")
            assert found.drop(["application"]).to_pylist() == expected.to_pylist()


def test_what_is_not_there(spark: "SparkSession", town: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no applications at .*applications\.parquet"):
        write_features(tmp_path, tmp_path / "out")
    with open_spark() as session:
        open_spark_tables(session, tmp_path, town.table("applications", []))
        assert session.table("transactions").count() == 0


def test_a_table_that_breaks_its_contract_is_named(
    spark: "SparkSession", town: ModuleType, folder: Path
) -> None:
    path = table_path(folder, "transactions") / "part-00000.parquet"
    stored = pq.read_table(path)
    at = stored.schema.get_field_index("amount")
    pq.write_table(stored.set_column(at, "amount", stored["amount"].cast(pa.float64())), path)
    with pytest.raises(ValueError, match=r"no transactions: amount must be stored as decimal"):
        compute_features(folder, town.Town(9, 6).applications(), engine="spark")


def test_spark_that_runs_elsewhere(spark: "SparkSession", folder: Path) -> None:
    applications = SCHEMAS["applications"].empty_table()
    with pytest.raises(EngineError, match=r"runs at local\[2\] in this process, not at local\[7\]"):
        compute_features(folder, applications, engine="spark", master="local[7]")


def test_other_engines_have_no_master(folder: Path) -> None:
    applications = SCHEMAS["applications"].empty_table()
    with pytest.raises(ValueError, match="the engine duckdb has no master"):
        compute_features(folder, applications, master="local[1]")


@pytest.mark.parametrize(
    ("missing", "wanted"),
    [
        ("Java", "needs Java 17 or newer"),
        ("PySpark", "pip install 'plainscore[spark]'"),
    ],
)
def test_what_is_missing_is_named(missing: str, wanted: str, tmp_path: Path) -> None:
    hide = "import sys; sys.modules['pyspark'] = None\n" if missing == "PySpark" else ""
    program = (
        f"{hide}from plainscore.features.spark_session import EngineError, open_spark\n"
        "try:\n"
        "    with open_spark('local[1]'): pass\n"
        "except EngineError as error:\n"
        "    print(error)\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment | {"PATH": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert wanted in done.stdout

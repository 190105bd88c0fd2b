"""The SQL for Spark gives what the scorecard gives, in a local Spark."""

import shutil
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from plainscore.scorecard.export import export_sql

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17"),
    # Spark keeps sockets to its virtual machine open until the process ends
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow, and of use only with Java

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        # a short run gains nothing from the optimising compiler, and the query is one long method
        .config(
            "spark.driver.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:-DontCompileHugeMethods -XX:+UseSerialGC",
        )
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    yield session
    session.stop()


def run(spark, card, table, folder):
    pq.write_table(table, folder / "rows.parquet")
    spark.read.parquet(str(folder / "rows.parquet")).createOrReplaceTempView("applicants")
    scored = spark.sql(export_sql(card, dialect="spark", keep=["id"]))
    scored.write.parquet(str(folder / "scored"))
    return pq.read_table(folder / "scored")


def test_same_scores_points_and_reasons(spark, card, rows, wanted, tmp_path):
    wanted.check_table(run(spark, card, rows, tmp_path))


def test_same_for_a_fitted_card(spark, fitted_card, table_of, expect, tmp_path):
    table = table_of(fitted_card, 2000, 9)
    expect(fitted_card, table).check_table(run(spark, fitted_card, table, tmp_path))


def test_same_under_a_gate(spark, gated_card, table_of, expect, tmp_path):
    table = table_of(gated_card, 2000, 4)
    expect(gated_card, table).check_table(run(spark, gated_card, table, tmp_path))

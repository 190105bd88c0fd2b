"""The SQL for Spark gives what the scorecard gives, in a local Spark."""

import pyarrow.parquet as pq
import pytest

from plainscore.scorecard.export import export_sql

pytestmark = [
    # Spark keeps sockets to its virtual machine open until the process ends
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


def run(spark, card, table, folder):
    pq.write_table(table, folder / "rows.parquet")
    # a session of its own: no other test sees its view
    session = spark.newSession()
    session.read.parquet(str(folder / "rows.parquet")).createOrReplaceTempView("applicants")
    scored = session.sql(export_sql(card, dialect="spark", keep=["id"]))
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

"""Samples stored as Parquet: DuckDB and Spark count what one table in memory counts."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.validation.monitoring import stored, tally_batches, tally_rows
from plainscore.validation.monitoring.stored import tally_on_spark, tally_stored

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

NAMED = {"target": "outcome", "bad": "charged off", "flags": ("overridden",)}


def same(one, two):
    return np.array_equal(one.to_vector(), two.to_vector())


@pytest.fixture(scope="module")
def table(baseline):
    """Outcomes as words: some parts hold kinds of goods and no bad."""
    words = np.where(baseline["bad"], "charged off", np.where(baseline.index % 2, "paid", "late"))
    words[baseline.index < 100] = np.where(np.arange(100) % 2, "paid", "late")
    outcome = pa.array(words, mask=(baseline.index % 7 == 0))
    rows = pa.Table.from_pandas(baseline.drop(columns="bad"), preserve_index=False)
    return rows.append_column("outcome", outcome)


@pytest.fixture(scope="module")
def folder(table, tmp_path_factory):
    place = tmp_path_factory.mktemp("stored")
    for at, start in enumerate((0, 100, 3000)):
        part = place / f"month=2026-0{at + 1}"
        part.mkdir()
        stop = (100, 3000, 6000)[at]
        # columns of another order, and one that nobody asked for
        names = table.column_names[:: 1 if at else -1]
        rows = table.slice(start, stop - start).select(names)
        pq.write_table(rows.append_column("more", pa.nulls(len(rows))), part / "0.parquet")
    return place


def test_a_folder_is_counted_as_its_rows_in_memory(card, table, folder, monkeypatch):
    expected = tally_rows(card, table, **NAMED)
    assert expected.goods.sum() > expected.bads.sum() > 0
    assert same(tally_stored(card, folder, **NAMED), expected)
    monkeypatch.setattr(stored, "ROWS_AT_ONCE", 700)
    assert same(tally_stored(card, folder, **NAMED), expected)
    one = folder / "month=2026-02" / "0.parquet"
    assert same(tally_stored(card, one, **NAMED), tally_rows(card, table[100:3000], **NAMED))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_spark_counts_the_same(spark: "SparkSession", card, table, folder) -> None:
    expected = tally_rows(card, table, **NAMED)
    assert same(tally_on_spark(spark, card, str(folder), **NAMED), expected)
    with pytest.raises(ValueError, match="no column 'disputed'"):
        tally_on_spark(spark, card, str(folder), flags=["disputed"])
    with pytest.raises(ValueError, match="holds no Parquet"):
        tally_on_spark(spark, card, str(folder / "nowhere"))
    with pytest.raises(ValueError, match="no outcome is gone; the values are charged off, late"):
        tally_on_spark(spark, card, str(folder), target="outcome", bad="gone")


def test_a_slip_in_what_means_bad_is_found_over_all_parts(card, folder, table):
    with pytest.raises(ValueError, match="no outcome is gone; the values are charged off, late"):
        tally_stored(card, folder, target="outcome", bad="gone")
    early = [table[:50], table[50:100]]
    with pytest.raises(ValueError, match="no outcome is charged off"):
        tally_batches(card, early, target="outcome", bad="charged off")


def test_a_part_without_bads_is_no_mistake(card, table):
    parts = [table[:100], table[100:]]
    counted = tally_batches(card, parts, **NAMED)
    assert same(counted, tally_rows(card, table, **NAMED))


def test_what_is_not_there_is_named(card, folder, tmp_path):
    with pytest.raises(ValueError, match="no column 'disputed'; there are: "):
        tally_stored(card, folder, flags=["disputed"])
    with pytest.raises(ValueError, match="no Parquet files"):
        tally_stored(card, tmp_path)


@pytest.mark.parametrize(
    ("kind", "bad", "value"),
    [
        (pa.bool_(), "true", True),
        (pa.bool_(), "0", False),
        (pa.decimal128(4, 0), "1", 1.0),
        (pa.string(), "1", "1"),
        (pa.int8(), None, 1),
    ],
)
def test_what_means_bad_is_read_as_its_column_has_it(kind, bad, value):
    assert stored.value_of(pa.schema({"y": kind}), "y", bad) == value

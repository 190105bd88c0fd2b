"""Scores written by Spark are those of the rows in one table."""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.population import scored_table
from plainscore.population.spark_scores import write_scores
from plainscore.scorecard import ScorecardClassifier

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    # Spark keeps sockets to its virtual machine open until the process ends
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


def test_the_same_scores_and_reasons(spark: "SparkSession", tmp_path) -> None:
    rng = np.random.default_rng(4)
    late = rng.poisson(1.0, 900).astype(float)
    table = pa.table(
        {
            "application_id": [f"A{place:04d}" for place in range(900)],
            "late": pa.array(late, mask=rng.random(900) < 0.1),
            "share": rng.random(900),
        }
    )
    bad = rng.random(900) < 0.1 + 0.1 * np.minimum(late, 4)
    fitting = ScorecardClassifier()
    card = fitting.fit(table.select(["late", "share"]).to_pandas(), bad.astype(int)).scorecard_
    (tmp_path / "features").mkdir()
    for part in range(3):
        pq.write_table(table.slice(300 * part, 300), tmp_path / "features" / f"{part}.parquet")
    write_scores(card, tmp_path / "features", tmp_path / "scores", reasons=2)
    written = pq.read_table(tmp_path / "scores").sort_by("application_id")
    expected = scored_table(card, table, reasons=2)
    assert written.drop_columns("probability_bad").to_pylist() == (
        expected.drop_columns("probability_bad").to_pylist()
    )
    assert np.allclose(written["probability_bad"], expected["probability_bad"], rtol=1e-12, atol=0)
    with pytest.raises(ValueError, match="is there already"):
        write_scores(card, tmp_path / "features", tmp_path / "scores")
    with pytest.raises(ValueError, match="holds no Parquet files"):
        write_scores(card, tmp_path / "nothing", tmp_path / "more")
    pq.write_table(table.drop_columns("late"), tmp_path / "short.parquet")
    with pytest.raises(ValueError, match="lacks columns the scorecard needs: late"):
        write_scores(card, tmp_path / "short.parquet", tmp_path / "more")

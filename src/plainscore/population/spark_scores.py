"""`write_scores`: a scorecard over stored features on a Spark cluster, in Spark's own SQL."""

from pathlib import Path

from plainscore.features.spark_session import open_spark
from plainscore.features.spark_tables import is_stored, read_stored
from plainscore.population.scores import KEY
from plainscore.scorecard import Scorecard
from plainscore.scorecard.export import export_sql


def write_scores(
    card: Scorecard,
    features: Path | str,
    out: Path | str,
    *,
    reasons: int = 4,
    master: str | None = None,
) -> None:
    """Score features on Spark and let its executors write the scores.

    What `plainscore.population.scored_table` gives, by the query that the scorecard is exported
    as. No row passes through this process.

    Parameters
    ----------
    card : Scorecard
        The document.
    features : pathlib.Path or str
        A Parquet file or a folder of them: on a file system that every executor sees, or at an
        address that this Spark reads, such as ``s3a://bucket/features``.
    out : pathlib.Path or str
        Folder of Parquet files to write, of the same kinds; it must not exist. All rows are in it
        once ``_SUCCESS`` is.
    reasons : int
        How many reasons a row.
    master : str, optional
        Where Spark runs, as for `plainscore.features.compute_features`.

    Raises
    ------
    ValueError
        If there is nothing to score, a column that the scorecard needs is absent, or `out` exists.
    plainscore.features.EngineError
        If Spark cannot run here.

    Examples
    --------
    >>> write_scores(card, "s3a://bucket/features", "s3a://bucket/scores",
    ...              master="spark://host:7077")  # doctest: +SKIP
    """
    with open_spark(master) as session:
        if is_stored(session, str(out)):
            raise ValueError(f"{out} is there already: name a folder that is not")
        rows = read_stored(session, str(features))
        if rows is None:
            raise ValueError(f"{features} holds no Parquet files")
        needed = [*card.feature_names, *([card.gate] if card.gate else [])]
        absent = [name for name in needed if name not in rows.columns]
        if absent:
            raise ValueError(f"it lacks columns the scorecard needs: {', '.join(absent)}")
        rows.createOrReplaceTempView("applicants")
        keep = [KEY] if KEY in rows.columns else []
        scored = session.sql(export_sql(card, dialect="spark", keep=keep, reasons=reasons))
        wanted = [*keep, "score", "probability_bad", *(f"reason_{n + 1}" for n in range(reasons))]
        scored.select(*wanted).write.option("compression", "zstd").parquet(str(out))

"""A session of Spark that computes as the plan means it, whoever started Spark and however."""

import os
import re
import shutil
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from plainscore.processors import processors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession


class EngineError(RuntimeError):
    """An engine that cannot run here; the message says what to install or to change."""


_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    # exact or nothing: Spark would rather round a product than leave its last digits no room
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # a place beyond the end of an array holds nothing, as in the other engines
    "spark.sql.ansi.enabled": "false",
}
"""Settings that decide what an expression means. They hold in a session of their own."""

_STARTED_HERE = {
    "spark.app.name": "plainscore",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    # kept tables are let go of when the virtual machine collects its garbage
    "spark.cleaner.periodicGC.interval": "1min",
}
"""Settings of a Spark that was not running before; ``spark-defaults.conf`` adds to them."""

_UNITS = {"K": 2**-10, "M": 1, "G": 2**10, "T": 2**20}


@contextmanager
def open_spark(
    master: str | None = None, memory_limit: str | None = None
) -> "Iterator[SparkSession]":
    """Open a session of Spark; a Spark that is started for it is stopped with the block.

    Where the process has a session already (a notebook, a job of ``spark-submit``), a session
    beside it is opened in the same Spark, with its own settings and its own views.

    Parameters
    ----------
    master : str, optional
        Where Spark runs: ``"local[2]"``, ``"spark://host:7077"``, ``"yarn"``,
        ``"k8s://https://..."``. By default what Spark is configured for, else this machine.
    memory_limit : str, optional
        Bound of the heap of the driver, such as ``"2GB"``, where Spark is started here.

    Yields
    ------
    pyspark.sql.SparkSession
        The session.

    Raises
    ------
    EngineError
        If PySpark or Java is missing, or Spark already runs at another master.

    Examples
    --------
    >>> with open_spark("local[1]") as session:  # doctest: +SKIP
    ...     session.sql("SELECT 1 + 1").collect()
    [Row((1 + 1)=2)]
    """
    try:
        with _whatever_pandas():
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineError(
            "the engine spark needs PySpark: pip install 'plainscore[spark]'"
        ) from error

    running = SparkSession.getActiveSession()
    if running is None:
        started = _start(master, memory_limit)
        try:
            yield _beside(started)
        finally:
            started.stop()
        return
    at = running.sparkContext.master
    if master not in {None, at}:
        raise EngineError(f"Spark already runs at {at} in this process, not at {master}")
    yield _beside(running)


def _start(master: str | None, memory_limit: str | None) -> "SparkSession":
    from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415 - an extra
    from pyspark.sql import SparkSession  # noqa: PLC0415 - as above

    if not _has_java():
        raise EngineError(
            "the engine spark needs Java 17 or newer (Debian: default-jre-headless), "
            "found on the path or through JAVA_HOME"
        )
    builder = SparkSession.builder
    for name, value in _STARTED_HERE.items():
        builder = builder.config(name, value)
    if master is not None:
        builder = builder.master(master)
        if master.startswith("local"):
            # so many as its processors have use for: 200, Spark's default, are for a cluster
            shuffles = str(4 * processors())
            builder = builder.config("spark.sql.shuffle.partitions", shuffles)
            # nothing listens on a network for a Spark that is one process
            builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
            builder = builder.config("spark.driver.host", "127.0.0.1")
    if memory_limit is not None:
        builder = builder.config("spark.driver.memory", f"{_mebibytes(memory_limit)}m")
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise EngineError(f"Spark does not start: {error}") from error


def _beside(running: "SparkSession") -> "SparkSession":
    context = running.sparkContext
    if str(context.master).startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        # executors on this machine have what this process has, whatever python3 is on the path
        context.pythonExec = sys.executable
    session = running.newSession()
    for name, value in _MEANING.items():
        session.conf.set(name, value)
    return session


def spark_dialect() -> str:
    """Return the name of Ibis's dialect for Spark, having told Ibis about it.

    Returns
    -------
    str
        A dialect for `plainscore.features.plan.Step.sql`.
    """
    with _whatever_pandas():
        from ibis.backends.pyspark import Backend  # noqa: PLC0415 - an extra

    Backend.register_options()
    return "pyspark"


@contextmanager
def _whatever_pandas() -> "Iterator[None]":
    """Import what warns of a pandas newer than it knows: nothing here goes through pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        yield


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    if home:
        return (Path(home) / "bin" / "java").exists()
    return shutil.which("java") is not None


def _mebibytes(text: str) -> int:
    """Return an amount of memory as Java's launcher takes it.

    Examples
    --------
    >>> _mebibytes("1.5GB"), _mebibytes("512 MiB")
    (1536, 512)
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT])i?B", text, re.IGNORECASE)
    if found is None:
        raise ValueError(f"{text!r} is no amount of memory: write it like 4GB")
    return max(int(float(found[1]) * _UNITS[found[2].upper()]), 1)

"""What every test may use."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

DEFAULT_DATA = Path(__file__).parents[2] / "shared" / "data"


def pytest_collection_finish() -> None:
    """Let no collection of garbage look again at what has been imported, which stays."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let the end of the process find what it has to let go of."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real public data; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("PLAINSCORE_DATA", DEFAULT_DATA))
    if not folder.is_dir():
        pytest.skip(f"real data not present at {folder}: set PLAINSCORE_DATA")
    return folder


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    """One Spark for all tests, fit for few rows: it plans in haste and compiles nothing."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17: install default-jre-headless")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - slow, and of use only with Java

    options = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.constraintPropagation.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    # what runs on executors is this package's, whatever python3 is on the path
    session.sparkContext.pythonExec = sys.executable
    yield session
    session.stop()

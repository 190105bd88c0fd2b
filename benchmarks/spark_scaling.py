"""How the features of a population take to more executors of Spark.

    python -m benchmarks.spark_scaling [PEOPLE] [EXECUTORS ...]

A Spark cluster on one machine: a master and so many workers, each a process with an executor of
one core and 1 GiB (``local-cluster[n,1,1024]``). The executors cannot be faster together than the
processors of the machine, so read the figures against their number.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from pyspark.sql import SparkSession

from plainscore.features import compute_features
from plainscore.records import table_path
from plainscore.simulation import simulate

MONTHS = 24


def seconds_on(executors: int, folder: Path, few: Path) -> float:
    """Return the wall seconds of the whole catalogue, after a first run over a few people."""
    session = (
        SparkSession.builder.master(f"local-cluster[{executors},1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        compute_features(few, table_path(few, "applications"), engine="spark")
        start = time.perf_counter()
        compute_features(folder, table_path(folder, "applications"), engine="spark")
        return time.perf_counter() - start
    finally:
        session.stop()


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    counts = [int(text) for text in sys.argv[2:]] or [1, 2, 4]
    with tempfile.TemporaryDirectory() as place:
        folder, few = Path(place) / "people", Path(place) / "few"
        made = simulate(people, MONTHS, 11, folder)
        simulate(50, MONTHS, 12, few)
        stored = sum(
            part.stat().st_size for part in table_path(folder, "transactions").glob("*.parquet")
        )
        print(
            f"{made}; {stored / made.transactions:.1f} bytes a transaction; {os.cpu_count()} cores"
        )
        print(f"{'executors':>9}{'wall s':>9}{'rows/s':>12}{'rows/s each':>13}", flush=True)
        for executors in counts:
            wall = seconds_on(executors, folder, few)
            speed = made.transactions / wall
            print(
                f"{executors:>9}{wall:>9.1f}{speed:>12,.0f}{speed / executors:>13,.0f}", flush=True
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak resident memory of this process {peak:.2f} GiB, the executors not counted")


if __name__ == "__main__":
    main()

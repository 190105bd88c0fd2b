"""How the features of a population take to more executors of Spark.

    python -m benchmarks.spark_scaling [PEOPLE] [EXECUTORS ...]

PEOPLE is how many to make up, or a records folder that has its applications.
A Spark cluster on one machine: a master and so many workers, each a process with an executor of
one core and 1 GiB (``local-cluster[n,1,1024]``). The executors cannot be faster together than the
processors of the machine, so read the wall seconds against their number; the processor seconds, of
driver and executors together, tell what more executors cost, whatever else the machine does.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from plainscore.features import compute_features
from plainscore.records import table_path
from plainscore.simulation import simulate

MONTHS = 24


def processor_seconds() -> float:
    """Return the processor seconds of this process and of all it started that still run."""
    parent, used = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parent[int(place.parent.name)] = int(fields[1])
        used[int(place.parent.name)] = int(fields[11]) + int(fields[12])
    ours = {os.getpid()}
    while more := {each for each, of in parent.items() if of in ours} - ours:
        ours |= more
    return sum(used.get(each, 0) for each in ours) / os.sysconf("SC_CLK_TCK")


def seconds_on(executors: int, folder: Path, few: Path) -> tuple[float, float]:
    """Return wall and processor seconds of the whole catalogue, after a run over a few people."""
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
        start, used = time.perf_counter(), processor_seconds()
        compute_features(folder, table_path(folder, "applications"), engine="spark")
        return time.perf_counter() - start, processor_seconds() - used
    finally:
        session.stop()


def people_in(place: Path, asked: str) -> Path:
    """Return a folder of records: the one asked for, or one with so many people made up."""
    if not asked.isdecimal():
        return Path(asked)
    print(simulate(int(asked), MONTHS, 11, place / "people"))
    return place / "people"


def main() -> None:
    counts = [int(text) for text in sys.argv[2:]] or [1, 2, 4]
    with tempfile.TemporaryDirectory() as place:
        folder = people_in(Path(place), sys.argv[1] if len(sys.argv) > 1 else "4000")
        few = Path(place) / "few"
        simulate(50, MONTHS, 12, few)
        parts = list(table_path(folder, "transactions").glob("*.parquet"))
        rows = sum(pq.read_metadata(part).num_rows for part in parts)
        stored = sum(part.stat().st_size for part in parts)
        print(f"{rows:,} transactions of {stored / rows:.1f} bytes; {os.cpu_count()} cores")
        print(
            f"{'executors':>9}{'wall s':>9}{'rows/s':>10}{'cpu s':>9}{'rows/cpu s':>12}", flush=True
        )
        for executors in counts:
            wall, used = seconds_on(executors, folder, few)
            print(
                f"{executors:>9}{wall:>9.1f}{rows / wall:>10,.0f}{used:>9.1f}{rows / used:>12,.0f}",
                flush=True,
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak resident memory of this process {peak:.2f} GiB, the executors not counted")


if __name__ == "__main__":
    main()

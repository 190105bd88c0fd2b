"""Bringing each person's transactions together, file by file."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from plainscore.population.layout import PARTITIONED, Layout, Sources, hashed
from plainscore.population.location import Location
from plainscore.population.sql import connect, literal, parquet

_PIECES = "pieces"


def cluster(
    sources: Sources,
    layout: Layout,
    work: Path,
    *,
    memory_limit: str | None,
    workers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Cut every part of the transactions into one piece a partition.

    A part's pieces appear in one step; those of an earlier run that was broken off are not made
    again.

    Parameters
    ----------
    sources : Sources
        The files.
    layout : Layout
        How the population is divided.
    work : pathlib.Path
        The folder for unfinished work.
    memory_limit : str or None
        Bound of DuckDB's memory for each worker.
    workers : int
        Parts cut at once.
    progress : callable, optional
        Called with parts done and parts in all.
    """
    advance = progress or (lambda _done, _total: None)
    (work / _PIECES).mkdir(exist_ok=True)
    cut = partial(_cut, layout=layout, work=work, memory_limit=memory_limit)
    parts = range(len(sources.transactions))
    with ThreadPoolExecutor(workers) as pool:
        done = pool.map(cut, parts, sources.transactions)
        for place, _ in enumerate(done):
            advance(place + 1, len(parts))


def pieces(work: Path, partition: int) -> list[Path]:
    """Return the files with the transactions of a partition, in the order of the parts."""
    return sorted((work / _PIECES).glob(f"*/{PARTITIONED}={partition}/*.parquet"))


def _cut(
    place: int, part: Location, *, layout: Layout, work: Path, memory_limit: str | None
) -> None:
    target = work / _PIECES / f"{place:05d}"
    if target.exists():
        return
    scratch = work / f"scratch-part-{place:05d}"
    scratch.mkdir()
    file = part.fetch(scratch, "part.parquet")
    with connect(work, memory_limit) as connection:
        connection.execute(
            f"""COPY (
                SELECT each.* EXCLUDE (file_row_number), {place} AS source_part,
                    each.file_row_number AS source_row,
                    coalesce(owner.{PARTITIONED}, {hashed("account_id", layout.partitions)}, 0)
                        ::INTEGER AS {PARTITIONED}
                FROM {parquet([file], "file_row_number = true")} each
                LEFT JOIN {parquet([work / "owners.parquet"])} owner USING (account_id)
            ) TO {literal(scratch / "pieces")}
            (FORMAT parquet, PARTITION_BY ({PARTITIONED}), COMPRESSION zstd)"""
        )
    (scratch / "pieces").replace(target)
    shutil.rmtree(scratch)

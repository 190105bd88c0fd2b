"""Simulating any number of people into a folder of records, chunk by chunk."""

import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.processors import processors
from plainscore.records import SCHEMAS, table_path, whole_folder
from plainscore.simulation.bank_files import write_bank_files
from plainscore.simulation.economy import Economy
from plainscore.simulation.layout import FILES, protected_path, streams_path
from plainscore.simulation.life import live
from plainscore.simulation.people import calendar_for
from plainscore.simulation.tables import PROTECTED, tables_of

MOST_MONTHS = 120
MOST_WORKERS = 1024
_PERSON_MONTHS_A_PART = 96_000
"""Keeps a part near 3 million rows, and a worker within about a gigabyte."""
MOST_PEOPLE = 10**9
_ROWS_A_GROUP = 250_000
_ONE_PROCESS_BELOW = 20_000
"""Starting processes costs more than it saves for fewer people than this."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation wrote.

    Parameters
    ----------
    folder : pathlib.Path
        The records folder.
    people, accounts, transactions, tradelines, bads : int
        How many of each it holds.

    Examples
    --------
    >>> print(Simulated(Path("out"), 100, 160, 36_000, 90, 11))
    100 people with 160 accounts, 36,000 transactions and 90 tradelines; 11 bad (11.0%)
    """

    folder: Path
    people: int
    accounts: int
    transactions: int
    tradelines: int
    bads: int

    def __str__(self) -> str:
        return (
            f"{self.people:,} people with {self.accounts:,} accounts, "
            f"{self.transactions:,} transactions and {self.tradelines:,} tradelines; "
            f"{self.bads:,} bad ({self.bads / self.people:.1%})"
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """One chunk of people to simulate and where its rows go; sent to a worker process."""

    economy: Economy
    folder: Path
    seed: int
    months: int
    index: int
    first: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Done:
    """What is left of a part once its transactions are written."""

    transactions: int
    tables: dict[str, pa.Table]

    def counts(self) -> dict[str, int]:
        return {
            "accounts": self.tables["accounts"].num_rows,
            "transactions": self.transactions,
            "tradelines": self.tables["tradelines"].num_rows,
            "bads": pc.sum(self.tables["outcomes"]["bad"].cast(pa.int64())).as_py(),
        }


def simulate(  # noqa: PLR0913 - each is set by name, and most have a default
    people: int,
    months: int,
    seed: int,
    out: Path,
    *,
    economy: Economy | None = None,
    workers: int | None = None,
    people_per_part: int | None = None,
    files: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Make up people with bank accounts and loans and write their records.

    Each person's household economy is lived day by day: work lost and found, bills, debts, food,
    shocks, savings and overdrafts. Each applies for a loan; life goes on for a year that nobody
    sees, and the loan is bad if it was ever 90 days past due in that year. For trying things out
    and for tests of scale: what is found on made-up people says nothing about real ones.

    Parameters
    ----------
    people : int
        How many people.
    months : int
        Months of records before each application, 1 to 120.
    seed : int
        The same seed gives the same people, whatever `workers` and `people_per_part` are; person
        k is the same however many people there are.
    out : pathlib.Path
        The records folder, written whole or not at all; replaced when it exists.
    economy : Economy, optional
        Parameters of the world; the default gives about one bad in ten.
    workers : int, optional
        Processes; by default all cores for 20,000 people or more, otherwise one. With more than
        one, a script must guard its start with ``if __name__ == "__main__"``.
    people_per_part : int, optional
        People in one file of transactions; by default so many that it has some 3 million rows.
    files : bool
        Also write everybody's statements as bank files, in ``out/files``.
    progress : callable, optional
        Called with people done and people in all.

    Returns
    -------
    Simulated
        Counts of what was written.

    Raises
    ------
    ValueError
        If a number is out of range.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = simulate(20, 3, 7, Path(place) / "people")
    ...     sorted(path.name for path in made.folder.glob("[!.]*"))
    ['accounts.parquet', 'applications.parquet', 'audit', 'outcomes.parquet',
     'tradeline_months.parquet', 'tradelines.parquet', 'transactions']
    """
    _check(people=people, months=months, people_per_part=people_per_part, workers=workers)
    per_part = people_per_part or _PERSON_MONTHS_A_PART // months
    economy = economy or Economy()
    with whole_folder(out) as scratch:
        table_path(scratch, "transactions").mkdir()
        streams_path(scratch).mkdir(parents=True)
        parts = [
            _Part(economy, scratch, seed, months, index, first, min(first + per_part, people))
            for index, first in enumerate(range(0, people, per_part))
        ]
        counts: Counter[str] = Counter()
        with _Writers(scratch) as writers:
            for part, done in zip(parts, _run(parts, _processes(workers, people)), strict=True):
                writers.write(done.tables)
                counts.update(done.counts())
                if progress is not None:
                    progress(part.stop, people)
        if files:
            write_bank_files(scratch, scratch / FILES, seed=seed, progress=progress)
    return Simulated(folder=out, people=people, **counts)


_MOST = {
    "people": MOST_PEOPLE,
    "months": MOST_MONTHS,
    "people_per_part": MOST_PEOPLE,
    "workers": MOST_WORKERS,
}


def _check(**numbers: int | None) -> None:
    for name, value in numbers.items():
        if value is not None and not 1 <= value <= _MOST[name]:
            raise ValueError(f"{name} is {value}; it must lie between 1 and {_MOST[name]:,}")


def _processes(workers: int | None, people: int) -> int:
    if workers is not None:
        return workers
    if people < _ONE_PROCESS_BELOW:
        return 1
    return processors()


def _run(parts: list[_Part], processes: int) -> Iterator[_Done]:
    """Simulate the parts and yield them in their order, with few waiting in memory."""
    if processes == 1 or len(parts) == 1:
        yield from map(_simulate_part, parts)
        return
    # forking a process that has threads (Arrow's, DuckDB's) can deadlock, so processes are spawned
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        running: deque[Future[_Done]] = deque()
        waiting = iter(parts)
        for part in islice(waiting, processes + 1):
            running.append(pool.submit(_simulate_part, part))
        while running:
            done = running.popleft().result()
            for part in islice(waiting, 1):
                running.append(pool.submit(_simulate_part, part))
            yield done


def _simulate_part(part: _Part) -> _Done:
    """Simulate one chunk, write its transactions and return its small tables."""
    calendar = calendar_for(part.economy, part.months)
    number = np.arange(part.first, part.stop)
    lived = live(part.economy, calendar, part.seed, number, part.months)
    tables = tables_of(lived, calendar, part.seed, part.economy.currency)
    name = f"part-{part.index:05d}.parquet"
    transactions, streams = tables.pop("transactions"), tables.pop("streams")
    pq.write_table(
        transactions,
        table_path(part.folder, "transactions") / name,
        compression="zstd",
        row_group_size=_ROWS_A_GROUP,
        use_dictionary=["account_id", "booked_on", "known_at", "role", "role_source"],
        column_encoding={"transaction_id": "DELTA_BYTE_ARRAY"},
        store_decimal_as_integer=True,
    )
    pq.write_table(streams, streams_path(part.folder) / name, compression="zstd")
    return _Done(transactions.num_rows, tables)


class _Writers:
    """Streams the small tables of every part into one file each."""

    def __init__(self, folder: Path) -> None:
        places = {name: table_path(folder, name) for name in SCHEMAS if name != "transactions"}
        places["protected"] = protected_path(folder)
        schemas = SCHEMAS | {"protected": PROTECTED}
        self._writers = {
            name: pq.ParquetWriter(place, schemas[name], compression="zstd")
            for name, place in places.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.close()

    def write(self, tables: dict[str, pa.Table]) -> None:
        for name, writer in self._writers.items():
            writer.write_table(tables[name])

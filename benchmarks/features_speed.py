"""How many transactions a second features are computed from, beside one grouped scan.

python -m benchmarks features_speed [ROWS ...] [--memory LIMIT]

1 and 10 million rows unless others are asked for, and how time grows from one to the other. Each
figure is the best of three runs, ours and the scan's, one after the other in one process.

The data: people with two years of 1,500 transactions each, rows in the order of accounts and days,
balances that add up. The scan: ``GROUP BY account_id, role`` with a count and a sum.
"""

import argparse
import math
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from plainscore.features import CATALOGUE, compute_features
from plainscore.features.plan_route import features_by_plan
from plainscore.records import table_path

ROWS_A_PERSON = 1_500
ROWS_A_PART = 3_000_000

REPEATS = 3

MOST_BY_PLAN = 1_000_000
"""Beyond so many rows the plan's own SQL is not timed."""


def write_people(folder: Path, rows: int) -> int:
    """Write a records folder of made-up rows, without drawing them one by one."""
    people = max(rows // ROWS_A_PERSON, 1)
    person = "lpad(p::VARCHAR, 8, '0')"
    with duckdb.connect() as connection:
        connection.execute("SELECT setseed(0.5)")
        connection.execute(f"""
            COPY (SELECT 'a' || {person} AS account_id, 'p' || {person} AS person_id,
                'current' AS kind, 'EUR' AS currency, NULL::DATE AS opened_on,
                CASE WHEN p % 3 = 0 THEN 500 END::DECIMAL(18, 4) AS credit_limit
                FROM range({people}) AS t(p)) TO '{folder}/accounts.parquet'""")  # noqa: S608 - our own scratch folder
        connection.execute(f"""
            COPY (SELECT 'x' || {person} AS application_id, 'p' || {person} AS person_id,
                '2026-01-01 00:00:00+00'::TIMESTAMPTZ AS as_of
                FROM range({people}) AS t(p)) TO '{folder}/applications.parquet'""")  # noqa: S608 - as above
        parts = table_path(folder, "transactions")
        parts.mkdir()
        step = ROWS_A_PART // ROWS_A_PERSON
        for number, first in enumerate(range(0, people, step)):
            last = min(first + step, people)
            connection.execute(f"""
                COPY (
                    WITH drawn AS (
                        SELECT p, i, DATE '2024-01-02' + (i * 729 // {ROWS_A_PERSON})::INT AS day,
                            random() AS r, random() AS s
                        FROM range({first}, {last}) AS t(p), range({ROWS_A_PERSON}) AS u(i)),
                    meant AS (
                        SELECT *, CASE
                            WHEN i % 62 = 3 THEN 'income'
                            WHEN i % 62 = 5 THEN 'housing'
                            WHEN i % 62 = 9 THEN 'utilities'
                            WHEN i % 62 = 12 THEN 'telecom'
                            WHEN i % 62 = 15 THEN 'insurance'
                            WHEN i % 62 = 20 AND p % 2 = 0 THEN 'debt_payment'
                            WHEN r < 0.05 THEN 'cash'
                            WHEN r < 0.06 THEN 'refund'
                            WHEN r < 0.07 THEN 'savings_transfer'
                            WHEN r < 0.072 THEN 'fee_overdraft'
                            ELSE 'other' END AS role FROM drawn),
                    priced AS (
                        SELECT *, round(CASE role
                            WHEN 'income' THEN 2200 + p % 1000 WHEN 'housing' THEN -700 - p % 200
                            WHEN 'utilities' THEN -60 - 30 * s WHEN 'refund' THEN 30 * s
                            WHEN 'telecom' THEN -35 WHEN 'insurance' THEN -50
                            WHEN 'debt_payment' THEN -180 ELSE -50 * s END, 2
                        )::DECIMAL(18, 4) AS amount FROM meant)
                    SELECT 't' || i AS transaction_id, 'a' || {person} AS account_id,
                        day AS booked_on, (day + 1)::TIMESTAMP::TIMESTAMPTZ AS known_at, amount,
                        (1500 + sum(amount) OVER (PARTITION BY p ORDER BY i
                            ROWS UNBOUNDED PRECEDING))::DECIMAL(18, 4) AS balance_after,
                        role, 'keyword' AS role_source
                    FROM priced ORDER BY p, i
                ) TO '{parts}/part-{number:05d}.parquet' (COMPRESSION zstd)""")  # noqa: S608 - as above
    return people * ROWS_A_PERSON


class Clock:
    """Wall-clock seconds, and seconds of processor, which a busy machine disturbs less."""

    def __init__(self) -> None:
        self.marks = [(time.perf_counter(), time.process_time())]

    def mark(self, *_progress: int) -> None:
        """Take a time."""
        self.marks.append((time.perf_counter(), time.process_time()))

    def spans(self) -> list[tuple[float, float]]:
        """Return what passed between the times taken."""
        return [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(self.marks)]


def scan(folder: Path) -> tuple[float, float]:
    """Return wall and processor seconds of one grouped scan, the best of three."""
    parts = table_path(folder, "transactions")
    with duckdb.connect() as connection:
        clock = Clock()
        for _ in range(REPEATS):
            connection.sql(
                f"""SELECT account_id, role, count(*) AS rows, sum(amount) AS total
                FROM read_parquet('{parts}/*.parquet') GROUP BY ALL"""  # noqa: S608 - as above
            ).to_arrow_table()
            clock.mark()
    return min(clock.spans())


def whole(folder: Path, memory_limit: str | None, repeats: int = REPEATS) -> tuple[float, float]:
    """Return wall and processor seconds of the whole catalogue, the best of a few."""
    clock = Clock()
    for _ in range(repeats):
        compute_features(folder, table_path(folder, "applications"), memory_limit=memory_limit)
        clock.mark()
    return min(clock.spans())


def planned(folder: Path, memory_limit: str | None) -> tuple[float, float]:
    """Return wall and processor seconds of the same by the plan's SQL, step by step."""
    clock = Clock()
    applications = pq.read_table(table_path(folder, "applications"))
    features_by_plan(folder, applications, tuple(CATALOGUE), memory_limit=memory_limit)
    clock.mark()
    return clock.spans()[0]


def measure(rows: int, memory_limit: str | None, *, by_plan: bool) -> float:
    """Print the figures of so many rows, and return the seconds of the whole catalogue."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # written by another process, so that the peak of memory is that of the features
        subprocess.run(
            [sys.executable, "-m", "benchmarks.features_speed", "write", place, str(rows)],
            check=True,
        )
        written = max(rows // ROWS_A_PERSON, 1) * ROWS_A_PERSON
        found = {"grouped scan": scan(folder), "whole catalogue": whole(folder, memory_limit)}
        if by_plan:
            found["the same as DuckDB SQL"] = planned(folder, memory_limit)
    once = found["grouped scan"]
    print(f"\n{written:,} transactions, {written // ROWS_A_PERSON:,} people\n")
    print("| | wall s | M rows/s | processor s | x scan by wall | x scan by processor |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, (wall, cpu) in found.items():
        times = f"{wall / once[0]:.1f} | {cpu / once[1]:.1f}"
        print(f"| {name} | {wall:.2f} | {written / wall / 1e6:.2f} | {cpu:.2f} | {times} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"\nPeak resident memory so far: {peak:.2f} GiB.", flush=True)
    return found["whole catalogue"][0]


def main() -> None:
    if sys.argv[1:2] == ["write"]:
        write_people(Path(sys.argv[2]), int(sys.argv[3]))
        return
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    asked.add_argument("--memory", help="the bound of DuckDB's memory, such as 2GB")
    options = asked.parse_args()
    sizes, memory_limit = options.rows, options.memory
    with tempfile.TemporaryDirectory() as place:
        # kernels are loaded, and the plan is made, once a process
        write_people(Path(place), ROWS_A_PERSON)
        whole(Path(place), None, 1)
    seconds = [measure(size, memory_limit, by_plan=size <= MOST_BY_PLAN) for size in sizes]
    for (one, two), (fast, slow) in zip(pairwise(sizes), pairwise(seconds), strict=True):
        exponent = math.log(slow / fast) / math.log(two / one)
        print(f"\nFrom {one:,} to {two:,} rows time grows with rows to the power {exponent:.2f}.")


if __name__ == "__main__":
    main()

"""Whether every route says the same of every feature: the walk, the plan, one person, Spark.

    python -m benchmarks.engine_agreement [PEOPLE] [MONTHS] [WORK_FOLDER] [BERKA_FOLDER]

Every application of the Berka bank, where its folder is given, and made-up people (50,000 with 24
months by default), one part of their transactions at a time. What an engine gave of a part is
written to the work folder at once, so that a run that is broken off goes on from there.

Two values differ if one is missing, or if they are further apart than a part in 10^12 (what is
compared comes after the last division; sums of money are exact on every engine).
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from plainscore.features import CATALOGUE, GATES, compute_features, person_features
from plainscore.features.plan_route import features_by_plan
from plainscore.records import Records, read_records, read_table, table_path, write_records
from plainscore.simulation import simulate
from plainscore.sources import read

RELATIVE = 1e-12
MASTER = "local[2]"
MEMORY = "4GB"
SPARK = {
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.codegen.cache.maxEntries": "2000",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.cleaner.periodicGC.interval": "1min",
}
Compute = Callable[[Path, pa.Table], pa.Table]
COLUMNS = [*GATES, *CATALOGUE]


def part_of(folder: Path, part: Path, scratch: Path) -> pa.Table:
    """Write the records of the people of one part; return their applications."""
    accounts = read_table(folder, "accounts")
    present = pc.unique(pq.read_table(part, columns=["account_id"])["account_id"])
    people = pc.unique(accounts.filter(pc.is_in(accounts["account_id"], present))["person_id"])

    def of(table: pa.Table, key: str, values: pa.Array) -> pa.Table:
        return table.filter(pc.is_in(table[key], values))

    tradelines = of(read_table(folder, "tradelines"), "person_id", people)
    months = of(
        read_table(folder, "tradeline_months"),
        "tradeline_id",
        pc.unique(tradelines["tradeline_id"]),
    )
    records = Records(of(accounts, "person_id", people), pq.read_table(part), tradelines, months)
    write_records(scratch, records)
    return of(read_table(folder, "applications"), "person_id", people)


def each_person(records: Records, applications: pa.Table) -> Iterator[tuple[Records, Any]]:
    """Give the records of one application's person after the other."""
    owner = dict(
        zip(
            records.accounts["account_id"].to_pylist(),
            records.accounts["person_id"].to_pylist(),
            strict=True,
        )
    )
    holder = dict(
        zip(
            records.tradelines["tradeline_id"].to_pylist(),
            records.tradelines["person_id"].to_pylist(),
            strict=True,
        )
    )
    tables = {
        "accounts": by_person(records.accounts, records.accounts["person_id"]),
        "transactions": by_person(
            records.transactions, named(records.transactions["account_id"], owner)
        ),
        "tradelines": by_person(records.tradelines, records.tradelines["person_id"]),
        "tradeline_months": by_person(
            records.tradeline_months, named(records.tradeline_months["tradeline_id"], holder)
        ),
    }
    for row in applications.to_pylist():
        yield (
            Records(
                **{
                    name: table.slice(*places.get(row["person_id"], (0, 0)))
                    for name, (table, places) in tables.items()
                }
            ),
            row["as_of"],
        )


def named(keys: pa.ChunkedArray, names: dict[str, str]) -> pa.ChunkedArray:
    encoded = keys.combine_chunks().dictionary_encode()
    people = pa.array([names[key] for key in encoded.dictionary.to_pylist()], pa.string())
    return people.take(encoded.indices)


def by_person(
    table: pa.Table, people: pa.ChunkedArray
) -> tuple[pa.Table, dict[str, tuple[int, int]]]:
    """Return the rows in the order of their people, and where each person's stand."""
    order = pc.sort_indices(people)
    counted = pc.value_counts(people.take(order))
    places, at = {}, 0
    for person, count in zip(
        counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True
    ):
        places[person] = (at, count)
        at += count
    return table.take(order).combine_chunks(), places


def one_by_one(records: Records, applications: pa.Table) -> pa.Table:
    rows = [person_features(alone, as_of) for alone, as_of in each_person(records, applications)]
    return pa.table({name: [row[name] for row in rows] for name in COLUMNS})


def compared(table: pa.Table, other: pa.Table) -> dict[str, dict[str, float]]:
    """Return, by column: values that differ, values not equal to the bit, greatest difference."""
    found = {}
    for name in COLUMNS:
        first, second = (
            pc.cast(each[name], pa.float64()).to_numpy(zero_copy_only=False)
            for each in (table, other)
        )
        missing = np.isnan(first) != np.isnan(second)
        size = np.maximum(np.abs(first), np.abs(second))
        with np.errstate(invalid="ignore"):
            apart = np.where(first == second, 0.0, np.abs(first - second) / size)
        apart = apart[~np.isnan(apart)]
        found[name] = {
            "differing": int(missing.sum() + (apart > RELATIVE).sum()),
            "not_to_the_bit": int(missing.sum() + (apart > 0).sum()),
            "greatest": float(apart.max(initial=0.0)),
        }
    return found


def by_the_plan(folder: Path, applications: pa.Table) -> pa.Table:
    return features_by_plan(folder, applications, tuple(CATALOGUE), memory_limit=MEMORY)


def on_duckdb(folder: Path, applications: pa.Table) -> pa.Table:
    return compute_features(folder, applications, memory_limit=MEMORY)


def on_spark(engine: Literal["spark", "spark-plan"]) -> Compute:
    return lambda folder, applications: compute_features(folder, applications, engine=engine)


ENGINES: dict[str, Compute] = {
    "plan": by_the_plan,
    "one person": lambda folder, applications: one_by_one(read_records(folder), applications),
    "spark": on_spark("spark"),
    "spark-plan": on_spark("spark-plan"),
}
"""What is held against DuckDB's walk: its run of the plan, a person at a time, Spark's two."""


def timed(compute: Compute, folder: Path, applications: pa.Table) -> tuple[pa.Table, float]:
    start = time.perf_counter()
    table = compute(folder, applications)
    return table, round(time.perf_counter() - start, 1)


def agreement(
    name: str, folder: Path, applications: pa.Table, engines: list[str]
) -> Iterator[dict[str, Any]]:
    rows = sum(
        pq.read_metadata(part).num_rows
        for part in table_path(folder, "transactions").glob("*.parquet")
    )
    first, seconds = timed(on_duckdb, folder, applications)
    print(f"{name}: duckdb {seconds} s", flush=True)
    for engine in engines:
        second, taken = timed(ENGINES[engine], folder, applications)
        columns = compared(first, second)
        differing = sum(column["differing"] for column in columns.values())
        print(f"{name}: {engine} {taken} s, {differing} values differ", flush=True)
        yield {
            "part": name,
            "engine": engine,
            "applications": applications.num_rows,
            "transactions": rows,
            "seconds": {"duckdb": seconds, engine: taken},
            "columns": columns,
        }


def report(results: list[dict[str, Any]]) -> None:
    for engine in ENGINES:
        for label, is_berka in (("made-up", False), ("berka", True)):
            chosen = [
                each
                for each in results
                if each["engine"] == engine and (each["part"] == "berka") == is_berka
            ]
            columns = [each["columns"][name] for each in chosen for name in COLUMNS]
            print(
                f"{engine:<11} {label:<8}"
                f"{sum(each['applications'] for each in chosen):>8,} applications"
                f"{sum(each['transactions'] for each in chosen):>12,} transactions"
                f"{sum(column['differing'] for column in columns):>5} values differ,"
                f"{sum(column['not_to_the_bit'] for column in columns):>7,} of "
                f"{sum(each['applications'] for each in chosen) * len(COLUMNS):,} not to the bit, "
                f"greatest difference {max((c['greatest'] for c in columns), default=0):.1e}"
            )
    for each in results:
        for name, column in each["columns"].items():
            if column["differing"]:
                print(f"{each['part']}: {each['engine']}, {name}: {column}")


def open_spark() -> None:
    """Start one Spark for all parts, with room for the code of all its queries."""
    builder = SparkSession.builder.master(MASTER)
    for name, value in SPARK.items():
        builder = builder.config(name, value)
    builder.getOrCreate()


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    work = Path(sys.argv[3] if len(sys.argv) > 3 else tempfile.mkdtemp())
    berka = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    folder, log = work / "people", work / "agreement.jsonl"
    if not folder.exists():
        print(simulate(people, months, 11, folder), flush=True)
    log.touch()
    results = [json.loads(line) for line in log.read_text().splitlines()]
    finished = {(each["part"], each["engine"]) for each in results}
    parts: list[Path | None] = sorted(table_path(folder, "transactions").glob("*.parquet"))
    open_spark()
    # the plan on Spark takes longest by far: everything else comes first
    for engines in ([name for name in ENGINES if name != "spark-plan"], ["spark-plan"]):
        for part in [*([None] if berka else []), *parts]:
            name = part.stem if part else "berka"
            todo = [engine for engine in engines if (name, engine) not in finished]
            if not todo:
                continue
            with tempfile.TemporaryDirectory() as scratch:
                place = Path(scratch) / "part"
                if part:
                    applications = part_of(folder, part, place)
                else:
                    imported = read(berka)
                    write_records(place, imported.records)
                    applications = imported.applications
                with log.open("a") as stream:
                    for result in agreement(name, place, applications, todo):
                        results.append(result)
                        stream.write(json.dumps(result) + "\n")
                        stream.flush()
    report(results)


if __name__ == "__main__":
    main()

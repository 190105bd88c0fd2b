"""Whether Spark, DuckDB and the one-person path say the same of every feature.

    python -m benchmarks.engine_agreement [PEOPLE] [MONTHS] [WORK_FOLDER] [BERKA_FOLDER]

Made-up people (50,000 with 24 months by default), one part of their transactions at a time, then
every application of the Berka bank where its folder is given. What a part gave is written to the
work folder at once, so that a run that is broken off goes on with the next part.

Two values differ if one is missing, or if they are further apart than a part in 10^12 (what is
compared comes after the last division; sums of money are exact on every engine).
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainscore.features import CATALOGUE, GATES, compute_features, person_features
from plainscore.records import Records, read_records, read_table, table_path, write_records
from plainscore.simulation import simulate
from plainscore.sources import read

RELATIVE = 1e-12
MASTER = "local[2]"
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


def agreement(name: str, folder: Path, applications: pa.Table) -> dict[str, Any]:
    seconds, tables = {}, {}
    for engine, compute in {
        "duckdb": lambda: compute_features(folder, applications),
        "one person": lambda: one_by_one(read_records(folder), applications),
        "spark": lambda: compute_features(
            folder, applications, engine="spark", master=MASTER, memory_limit="4GB"
        ),
    }.items():
        start = time.perf_counter()
        tables[engine] = compute()
        seconds[engine] = round(time.perf_counter() - start, 1)
        print(f"  {name}: {engine} {seconds[engine]} s", flush=True)
    rows = sum(
        pq.read_metadata(part).num_rows
        for part in table_path(folder, "transactions").glob("*.parquet")
    )
    return {
        "part": name,
        "applications": applications.num_rows,
        "transactions": rows,
        "seconds": seconds,
        "spark": compared(tables["duckdb"], tables["spark"]),
        "one person": compared(tables["duckdb"], tables["one person"]),
    }


def report(results: list[dict[str, Any]]) -> None:
    for engine in ("spark", "one person"):
        for label, chosen in (
            ("made-up", [each for each in results if each["part"] != "berka"]),
            ("berka", [each for each in results if each["part"] == "berka"]),
        ):
            columns = [each[engine][name] for each in chosen for name in COLUMNS]
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
        for engine in ("spark", "one person"):
            for name, column in each[engine].items():
                if column["differing"]:
                    print(f"{each['part']}: {engine}, {name}: {column}")


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
    finished = {each["part"] for each in results}
    parts: list[Path | None] = sorted(table_path(folder, "transactions").glob("*.parquet"))
    for part in [*parts, *([None] if berka else [])]:
        name = part.stem if part else "berka"
        if name in finished:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            if part:
                applications = part_of(folder, part, Path(scratch) / "part")
            else:
                imported = read(berka)
                write_records(Path(scratch) / "part", imported.records)
                applications = imported.applications
            results.append(agreement(name, Path(scratch) / "part", applications))
        with log.open("a") as stream:
            stream.write(json.dumps(results[-1]) + "\n")
    report(results)


if __name__ == "__main__":
    main()

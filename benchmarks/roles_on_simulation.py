"""How well roles are recognised on simulated bank files, format by format, against the truth.

People are simulated and their statements written as bank files; the files are read back and each
transaction's recognised role is held against what the money really moved for.

    python -m benchmarks.roles_on_simulation [PEOPLE] [MONTHS]
"""

import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from plainscore.records import Role, read_table
from plainscore.simulation import simulate, write_bank_files
from plainscore.simulation.layout import streams_path
from plainscore.sources import Import, read
from plainscore.sources.roles import evaluate_roles, quality_table

Key = tuple[object, ...]


def keyed(transactions: pa.Table, values: list[str]) -> dict[Key, str]:
    """Find a value by account, day, amount and place among those equal so far."""
    seen: Counter[Key] = Counter()
    found: dict[Key, str] = {}
    columns = (transactions[name].to_pylist() for name in ("account_id", "booked_on", "amount"))
    for *row, value in zip(*columns, values, strict=True):
        key = tuple(row)
        found[(*key, seen[key])] = value
        seen[key] += 1
    return found


def format_of_people(imported: Import) -> dict[str, str]:
    """Return each person's format, by the folder their files stand in."""
    return {
        file.file.split("/")[0]: str(file.format) for file in imported.files if "/" in file.file
    }


def main(people: int, months: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, files = Path(place) / "people", Path(place) / "files"
        made = simulate(people, months, 7, folder)
        write_bank_files(folder, files, seed=7, damage=0.0)
        start = time.process_time()
        imported = read([path for path in files.iterdir() if path.is_dir()], workers=1)
        seconds = time.process_time() - start
        truth = read_table(folder, "transactions")
        streams = pq.read_table(streams_path(folder))["stream"].to_pylist()
        owner = dict(
            zip(
                *(
                    read_table(folder, "accounts")[name].to_pylist()
                    for name in ("account_id", "person_id")
                ),
                strict=True,
            )
        )
    true = keyed(truth, truth["role"].to_pylist())
    stream_of = keyed(truth, streams)
    got = imported.records.transactions
    found = keyed(got, got["role"].to_pylist())
    formats = format_of_people(imported)
    print(f"{made}; {imported.rows_in / seconds:,.0f} lines read a second of one core")
    print(f"{len(true) - len(true.keys() & found.keys()):,} transactions not found again\n")
    keys = [key for key in true if key in found]
    print(
        quality_table(
            evaluate_roles([Role(true[key]) for key in keys], [Role(found[key]) for key in keys])
        )
    )
    by_format: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        by_format[formats.get(owner[str(key[0])], "?")].append(key)
    for name, some in sorted(by_format.items()):
        print(f"\n## {name}: {len(some):,} transactions\n")
        print(
            quality_table(
                evaluate_roles(
                    [Role(true[key]) for key in some], [Role(found[key]) for key in some]
                )
            )
        )
    print("\n| stream | true role | lines | recognised as |\n|---|---|---:|---|")
    by_stream: dict[str, Counter[str]] = defaultdict(Counter)
    for key in keys:
        by_stream[f"{stream_of[key]} | {true[key]}"][found[key]] += 1
    for name, roles in sorted(by_stream.items()):
        told = ", ".join(f"{role} {count:,}" for role, count in roles.most_common(5))
        print(f"| {name} | {roles.total():,} | {told} |")


if __name__ == "__main__":
    main(*(int(text) for text in [*sys.argv[1:], *("500", "12")[len(sys.argv) - 1 :]]))

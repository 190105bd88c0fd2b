"""How fast people are simulated and written, and how much memory it takes.

python -m benchmarks.simulation [PEOPLE] [MONTHS] [WORKERS]
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from plainscore.simulation import simulate, write_bank_files

KIB = 1024
FILES_FOR_PEOPLE = 2_000


def peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / KIB


def folder_mib(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / KIB**2


def main(people: int, months: int, workers: int) -> None:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        made = simulate(people, months, 7, Path(place) / "people", workers=workers)
        seconds = time.perf_counter() - start
        size = folder_mib(made.folder)
        print(f"{made}; {months} months, {workers} processes, load {load:.1f} before\n")
        print("| | |\n|---|---:|")
        print(f"| seconds | {seconds:,.0f} |")
        print(f"| people a second | {people / seconds:,.0f} |")
        print(f"| transactions a second | {made.transactions / seconds:,.0f} |")
        print(f"| peak memory of the parent, MiB | {peak_mib(resource.RUSAGE_SELF):,.0f} |")
        print(f"| peak memory of a worker, MiB | {peak_mib(resource.RUSAGE_CHILDREN):,.0f} |")
        print(f"| on disk, MiB | {size:,.0f} |")
        print(f"| bytes a transaction | {size * KIB**2 / made.transactions:,.1f} |")
        few = simulate(FILES_FOR_PEOPLE, months, 7, Path(place) / "few", workers=1)
        start = time.perf_counter()
        lines = write_bank_files(few.folder, Path(place) / "files", seed=7)
        seconds = time.perf_counter() - start
        print(f"| lines of bank files for {FILES_FOR_PEOPLE:,} people | {lines:,} |")
        print(f"| seconds to write them, one process | {seconds:,.1f} |")


if __name__ == "__main__":
    main(*(int(text) for text in [*sys.argv[1:], *("100000", "12", "2")[len(sys.argv) - 1 :]]))

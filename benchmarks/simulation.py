"""How fast people are simulated and written, and how much memory and disk it takes.

python -m benchmarks simulation [--people 300000] [--months 12] [--workers 2]

300,000 people with 12 months are some 100 million transactions; they take 1.3 GiB of disk, in the
system's temporary folder, and are removed afterwards.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from plainscore.simulation import simulate, write_bank_files

KIB = 1024
FILES_FOR_PEOPLE = 2_000
BYTES_A_PERSON_MONTH = 450
"""What people take on disk, rounded up."""


def peak_mib(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / KIB


def folder_mib(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / KIB**2


def main(people: int, months: int, workers: int) -> None:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        need, free = BYTES_A_PERSON_MONTH * people * months, shutil.disk_usage(place).free
        if need > free:
            sys.exit(f"needs {need / KIB**3:,.1f} GiB of disk; {free / KIB**3:,.1f} GiB are free")
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
        print(f"| bytes a transaction | {size * KIB**2 / made.transactions:,.1f} |", flush=True)
        few = simulate(FILES_FOR_PEOPLE, months, 7, Path(place) / "few", workers=1)
        start = time.perf_counter()
        lines = write_bank_files(few.folder, Path(place) / "files", seed=7)
        seconds = time.perf_counter() - start
        print(f"| lines of bank files for {FILES_FOR_PEOPLE:,} people | {lines:,} |")
        print(f"| seconds to write them, one process | {seconds:,.1f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    main(**vars(parser.parse_args()))

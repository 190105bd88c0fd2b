"""Plainscore beside its peers, in sections that can run one at a time; writes RESULTS.md.

python -m benchmarks results [--section speed|growth|binning|accuracy|render] [--budget SECONDS]

Each contender runs in a process of its own under a budget of seconds, counted from when its table
is made and its code is compiled; one that is stopped is not given a table as large again.
What was measured is kept under benchmarks/results/, a file a section, from which the page is
written.
"""

import argparse
import json
import os
import platform
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks._binning_beside import compare_bins
from benchmarks._contenders import ACCURACY, SPEED, environment_of_fasterrisk, quiet
from benchmarks._page import write_page
from benchmarks.auc_public_sets import TABLES
from benchmarks.scorecard_speed import exact_search

SIZES = ((100_000, 20), (1_000_000, 20), (1_000_000, 200), (10_000_000, 20))
GROWTH = (30_000, 100_000, 300_000, 1_000_000, 3_000_000)
# of a thousand rows, one repeat says more of the folds than of the fits
REPEATS = {"German": 10, "South German": 10, "credit_data": 3, "Taiwan": 1}
FOLDER = Path(__file__).with_name("results")
DATA = Path(os.environ.get("PLAINSCORE_DATA", Path(__file__).parents[2] / "shared" / "data"))
PACKAGES = ("numpy", "pandas", "scikit-learn", "optbinning", "toad", "interpret-core", "lightgbm")


def run(arguments: list[str], budget: float, *, threads: int = 0) -> list[dict[str, Any]]:
    """Return what a contender said until it was done, failed or was stopped."""
    own = {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)} if threads else {}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks._contender", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **own},
        start_new_session=True,
    )
    lines: queue.Queue[str | None] = queue.Queue()

    def follow() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=follow, daemon=True).start()
    said: list[dict[str, Any]] = []
    # making a table and compiling have a budget of their own
    until = time.monotonic() + 150
    while True:
        try:
            line = lines.get(timeout=max(until - time.monotonic(), 0.01))
        except queue.Empty:
            os.killpg(process.pid, signal.SIGKILL)
            said.append({"stopped": budget})
            break
        if line is None:
            said.append({"failed": f"its process ended with code {process.wait()}"})
            break
        found = json.loads(line)
        if found.get("done"):
            break
        if found.get("ready"):
            until = time.monotonic() + budget
        said.append(found)
    process.wait()
    return said


def speed(budget: float, cells: float) -> dict[str, Any]:
    environment_of_fasterrisk()
    found = []
    for name in SPEED:
        beaten = float("inf")
        for rows, columns in SIZES:
            row: dict[str, Any] = {"name": name, "rows": rows, "columns": columns}
            if rows * columns > cells:
                continue
            if rows * columns >= beaten:
                row["skipped"] = True
            else:
                for said in run(["speed", name, str(rows), str(columns)], budget):
                    row |= said
                if ("stopped" in row and "fit_s" not in row) or "failed" in row:
                    beaten = rows * columns
            print(row, flush=True)
            found.append(row)
            # what is measured stays when the run is cut short
            keep("speed", {"budget_s": budget, "rows": found})
    return {"budget_s": budget, "rows": found}


def growth(budget: float, _: float) -> dict[str, Any]:
    names = [name for name in SPEED if name.startswith("Plainscore")]
    sizes = [str(rows) for rows in GROWTH]
    return {
        name: [x for x in run(["growth", name, *sizes], budget) if "rows" in x] for name in names
    }


def binning(_: float, __: float) -> dict[str, Any]:
    quiet()
    return {"search_ms": exact_search(), "beside_optbinning": compare_bins(DATA)}


def accuracy(budget: float, _: float) -> dict[str, Any]:
    environment_of_fasterrisk()

    def one(table: str, name: str) -> dict[str, Any]:
        repeats = REPEATS[table]
        said = run(["accuracy", name, table, str(repeats), str(DATA)], budget, threads=1)
        row: dict[str, Any] = {"table": table, "name": name, "folds": []}
        for each in said:
            if "fold" in each:
                row["folds"].append(each)
            else:
                row |= each
        print(table, name, len(row["folds"]), "folds", flush=True)
        return row

    asked = [(table, name) for table in TABLES for name in ACCURACY]
    with ThreadPoolExecutor(os.cpu_count()) as several:
        return {"budget_s": budget, "rows": list(several.map(lambda each: one(*each), asked))}


BUDGETS = {"speed": 75.0, "growth": 150.0, "binning": 0.0, "accuracy": 75.0}
SECTIONS = {"speed": speed, "growth": growth, "binning": binning, "accuracy": accuracy}


def facts(packages: Sequence[str] = PACKAGES) -> dict[str, Any]:
    def own(package: str) -> str:
        try:
            return version(package)
        except PackageNotFoundError:
            return "absent"

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - the git that made the clone
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "revision": revision,
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "python": platform.python_version(),
        "versions": {name: own(name) for name in packages},
    }


STARTED = time.monotonic()


def keep(name: str, measured: dict[str, Any]) -> None:
    """Write what a section has measured, and the page."""
    stated = facts() | {"minutes": round((time.monotonic() - STARTED) / 60, 1)}
    stated["versions"]["fasterrisk"] = "0.1.10"
    text = json.dumps({"facts": stated, "measured": measured}, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    write_page(FOLDER, Path(__file__).with_name("RESULTS.md"))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--section", choices=[*SECTIONS, "render"], action="append")
    asked.add_argument("--budget", type=float, help="seconds a contender may take for a table")
    asked.add_argument("--cells", type=float, default=1e9, help="the largest table to time on")
    options = asked.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for name in options.section or SECTIONS:
        if name == "render":
            continue
        keep(name, SECTIONS[name](options.budget or BUDGETS[name], options.cells))
    write_page(FOLDER, Path(__file__).with_name("RESULTS.md"))


if __name__ == "__main__":
    main()

"""Every benchmark of features, one after the other; writes FEATURES.md.

python -m benchmarks features [--section speed|person|peers|simulation|render] [--peers PYTHON]

What a section printed is kept under benchmarks/results/, from which the page is written.
`--peers` names the Python of an environment that has featuretools (see `features_peers`).
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks._page import origin
from benchmarks.results import FOLDER, facts

PAGE = Path(__file__).with_name("FEATURES.md")
SIZES = ("1000000", "10000000", "36000000", "100000000")
SECTIONS = {
    "speed": (
        "The whole catalogue beside one grouped scan",
        ["features_speed", *SIZES, "--memory", "2GB"],
    ),
    "person": ("One person, from records to a score with its reasons", ["one_person"]),
    "peers": (
        "The same features by others",
        ["features_peers", "--rows", *SIZES[:2], "--limit", "60"],
    ),
    "simulation": ("People simulated and written", ["simulation", "--people", "300000"]),
}
VERSIONS = ("duckdb", "pyarrow", "numpy", "numba", "polars", "pandas")


def printed(arguments: list[str]) -> str:
    """Return what a benchmark printed; it is shown as it comes."""
    lines = []
    command = [sys.executable, "-m", f"benchmarks.{arguments[0]}", *arguments[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        sys.exit(f"{arguments[0]} failed")
    return "".join(lines).strip()


def write_page() -> None:
    """Write the page from what is kept."""
    lines = [
        "# Features: how fast, and beside whom",
        "",
        "Made by `python -m benchmarks features`; each section in a process of its own.",
        "",
    ]
    for name, (title, _) in SECTIONS.items():
        kept = FOLDER / f"features_{name}.json"
        if not kept.is_file():
            continue
        found = json.loads(kept.read_text(encoding="utf-8"))
        stated = found["facts"]
        versions = ", ".join(f"{name} {each}" for name, each in stated["versions"].items())
        lines += [
            f"## {title}",
            "",
            f"{origin(stated)} {versions}.",
            "",
            found["printed"],
            "",
        ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--section", choices=[*SECTIONS, "render"], action="append")
    asked.add_argument("--peers", help="the Python of an environment with featuretools")
    options = asked.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for name in options.section or SECTIONS:
        if name == "render":
            continue
        extra = ["--featuretools", options.peers] if options.peers and name == "peers" else []
        start = time.monotonic()
        text = printed(SECTIONS[name][1] + extra)
        minutes = {"minutes": round((time.monotonic() - start) / 60, 1)}
        found = {"facts": facts(VERSIONS) | minutes, "printed": text}
        kept = FOLDER / f"features_{name}.json"
        kept.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        write_page()
    write_page()


if __name__ == "__main__":
    main()

"""Runs every benchmark, one after the other, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

names = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
)
failed = []
for name in names:
    print(f"\n== {name}", flush=True)
    ran = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
    if ran.returncode:
        failed.append(name)
if failed:
    sys.exit(f"failed: {', '.join(failed)}")

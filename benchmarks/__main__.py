"""Runs every benchmark, one after the other, each in a process of its own; or the one named.

python -m benchmarks [NAME [ARGUMENTS]]
"""

import subprocess
import sys
from pathlib import Path

names = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")
)
# run by `features`, which writes their page
parts = {"features_speed", "features_peers", "one_person", "simulation"}
chosen, arguments = sys.argv[1:2], sys.argv[2:]
if chosen and chosen[0] not in names:
    sys.exit(f"there is no benchmark {chosen[0]!r}; choose from {', '.join(names)}")
failed = []
for name in chosen or [each for each in names if each not in parts]:
    print(f"\n== {name}", flush=True)
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    if subprocess.run(command, check=False).returncode:
        failed.append(name)
if failed:
    sys.exit(f"failed: {', '.join(failed)}")

"""One contender in a process of its own; a line of JSON for each thing measured.

python -m benchmarks._contender speed NAME ROWS COLUMNS
python -m benchmarks._contender accuracy NAME TABLE REPEATS DATA
python -m benchmarks._contender growth NAME ROWS...
"""

import contextlib
import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks._contenders import ACCURACY, SEED, SPEED, Fit, faster_risk, quiet
from benchmarks.auc_public_sets import read
from benchmarks.scorecard_speed import fastest, make_table
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

FRESH_ROWS = 100_000


def say(**found: Any) -> None:
    print(json.dumps(found), file=sys.__stdout__, flush=True)


def mebibytes(key: str) -> float:
    """Return a figure of this process and of its children, the greater one."""
    best = 0.0
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    for process in ("self", *children):
        with contextlib.suppress(FileNotFoundError, StopIteration):
            lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
            best = max(best, *(int(x.split()[1]) / 1024 for x in lines if x.startswith(key)))
    return best


def timed(name: str, frame: pd.DataFrame, bad: np.ndarray) -> tuple[Fit, float]:
    started = time.perf_counter()
    fitted = SPEED[name](frame, bad)
    seconds = time.perf_counter() - started
    return fitted, seconds if fitted.seconds is None else fitted.seconds[0]


def speed(name: str, rows: int, columns: int) -> None:
    frame, bad = make_table(rows, columns)
    fresh, fresh_bad = make_table(FRESH_ROWS, columns, seed=1)
    if name == "FasterRisk":
        say(ready=True)
        fitted = faster_risk(frame, bad, fresh)
        assert fitted.seconds is not None
        say(fit_s=fitted.seconds[0], bins=fitted.bins, features=fitted.features)
        say(score_s=fitted.seconds[1] * rows / FRESH_ROWS)
        say(auc=float(roc_auc_score(fresh_bad, fitted.risk(fresh))))
        return
    # what is compiled or loaded on first use is not part of a fit
    SPEED[name](frame.iloc[:3000], bad[:3000]).risk(frame.iloc[:3000])
    say(ready=True)
    before = mebibytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    fitted, seconds = timed(name, frame, bad)
    say(fit_s=seconds, bins=fitted.bins, features=fitted.features)
    say(held_mib=before, peak_mib=mebibytes("VmHWM"))
    say(auc=float(roc_auc_score(fresh_bad, fitted.risk(fresh))))
    one = fitted.one(frame.iloc[[0]])
    one()
    many = 2000 if fastest(one, 3) < 1e-4 else 1
    say(one_row_us=1e6 * fastest(lambda: [one() for _ in range(many)], 5) / many)
    say(score_s=fastest(lambda: fitted.risk(frame), 3 if rows <= 1_000_000 else 1))
    say(sum_s=fastest(lambda: frame.to_numpy().sum(axis=1), 3))
    if seconds < 10:
        say(fit_s=min(seconds, *(timed(name, frame, bad)[1] for _ in range(2))))


def accuracy(name: str, table: str, repeats: int, data: Path) -> None:
    frame, bad = read(data, table)
    say(ready=True, rows=len(frame), bads=int(bad.sum()))
    for repeat in range(repeats):
        folds = StratifiedKFold(5, shuffle=True, random_state=SEED + repeat)
        for fold, (train, test) in enumerate(folds.split(frame, bad)):
            learn, check = frame.iloc[train], frame.iloc[test]
            started = time.perf_counter()
            if name == "FasterRisk":
                fitted = faster_risk(learn, bad[train], check)
            else:
                fitted = ACCURACY[name](learn, bad[train])
            seconds = time.perf_counter() - started
            area = float(roc_auc_score(bad[test], fitted.risk(check)))
            say(
                fold=[repeat, fold], auc=area, bins=fitted.bins, features=fitted.features,
                seconds=seconds,
            )  # fmt: skip


def growth(name: str, sizes: list[int]) -> None:
    frame, bad = make_table(max(sizes), 20)
    SPEED[name](frame.iloc[:3000], bad[:3000])
    say(ready=True)
    for rows in sizes:
        part, own = frame.iloc[:rows].copy(), bad[:rows]
        say(rows=rows, fit_s=min(timed(name, part, own)[1] for _ in range(2)))


def main() -> None:
    quiet()
    kind, name, *rest = sys.argv[1:]
    try:
        # peers print
        with contextlib.redirect_stdout(io.StringIO()):
            if kind == "speed":
                speed(name, int(rest[0]), int(rest[1]))
            elif kind == "accuracy":
                accuracy(name, rest[0], int(rest[1]), Path(rest[2]))
            else:
                growth(name, [int(each) for each in rest])
    except Exception as error:  # noqa: BLE001 - a peer's failure is a result, not an end
        first = " ".join(str(error).splitlines()[:1])
        say(failed=f"{type(error).__name__}: {first[:160]}")
    say(done=True)


if __name__ == "__main__":
    main()

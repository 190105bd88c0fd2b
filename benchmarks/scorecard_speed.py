"""The whole scorecard beside optbinning, time and memory: `python -m benchmarks.scorecard_speed`.

Both sides get the same table in one run, in processes of their own where memory is measured:
binning of every column (at most 8 bins of at least 5 % of the rows), coefficients, points; then
the scores of the same rows, of one row, and one variable with 100 pre-bins.
"""

import argparse
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import Constraints, ScorecardClassifier
from plainscore.scorecard.binning import find_cut, numeric_prebins

SIDES = ("plainscore", "optbinning")
TRENDS = ("ascending", "descending", "peak", "valley", "none", "auto")


def make_table(rows: int, columns: int, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Return a table of normal, skewed, whole and partly missing columns, and which are bad."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, columns))
    risk = values @ np.where(np.arange(columns) < 12, 0.3, 0.05) - 2.0
    for place in range(columns):
        if place % 3 == 1:
            values[:, place] = np.exp(values[:, place])
        if place % 3 == 2:
            values[:, place] = np.round(10 * values[:, place])
        if place % 4 == 3:
            values[rng.random(rows) < 0.05, place] = np.nan
    bad = (rng.random(rows) < 1 / (1 + np.exp(-risk))).astype(np.int64)
    return pd.DataFrame(values, columns=[f"f{place}" for place in range(columns)]), bad


def fit_plainscore(frame: pd.DataFrame, bad: np.ndarray) -> ScorecardClassifier:
    return ScorecardClassifier(min_iv=0.0).fit(frame, bad)


def fit_optbinning(frame: pd.DataFrame, bad: np.ndarray) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from optbinning import BinningProcess, Scorecard  # noqa: PLC0415 - warns as it loads

        options = {name: {"max_n_bins": 8, "min_bin_size": 0.05} for name in frame}
        process = BinningProcess(list(frame), binning_fit_params=options)
        card = Scorecard(
            process,
            LogisticRegression(),
            scaling_method="pdo_odds",
            scaling_method_params={"pdo": 40, "odds": 10, "scorecard_points": 650},
        )
        return card.fit(frame, bad)


def fit_side(side: str, frame: pd.DataFrame, bad: np.ndarray) -> Any:
    return (fit_plainscore if side == "plainscore" else fit_optbinning)(frame, bad)


def score_side(side: str, fitted: Any, frame: pd.DataFrame) -> np.ndarray:
    return np.asarray(
        fitted.scorecard_.score(frame) if side == "plainscore" else fitted.score(frame)
    )


def information_values(side: str, fitted: Any) -> dict[str, float]:
    """Return the information value of every column that was binned."""
    if side == "plainscore":
        return {each.name: each.iv for each in fitted.verdicts_ if each.iv is not None}
    summary = fitted.binning_process_.summary()
    return dict(zip(summary["name"], summary["iv"].astype(float), strict=True))


def fastest(run: Callable[[], object], times: int) -> float:
    """Return the seconds of the fastest of some runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return min(taken)


def auc(score: np.ndarray, bad: np.ndarray) -> float:
    return float(roc_auc_score(bad, -score))


def time_side(side: str, rows: int, columns: int, times: int) -> dict[str, Any]:
    """Fit and score in this process; return seconds, AUC and information values."""
    frame, bad = make_table(rows, columns)
    few, few_bad = frame.iloc[:5000], bad[:5000]
    score_side(side, fit_side(side, few, few_bad), few)
    fitted: list[Any] = []
    fit = fastest(lambda: fitted.append(fit_side(side, frame, bad)), times)
    card = fitted[-1]
    scores: list[np.ndarray] = []
    score = fastest(lambda: scores.append(score_side(side, card, frame)), 3 * times)
    one = frame.iloc[:1]
    row = {name: float(value) for name, value in frame.iloc[0].items()}
    one_row = (
        fastest(lambda: [card.scorecard_.score_row(row) for _ in range(1000)], 5) / 1000
        if side == "plainscore"
        else fastest(lambda: score_side(side, card, one), 20)
    )
    return {
        "fit_s": fit,
        "score_s": score,
        "one_row_us": 1e6 * one_row,
        "auc": auc(scores[-1], bad),
        "iv": information_values(side, card),
        "sum_s": fastest(lambda: frame.to_numpy().sum(axis=1), 5),
    }


def peak_memory(side: str, rows: int, columns: int) -> dict[str, float]:
    """Return MiB of a process that holds the table, and at the most while it fits and scores."""
    command = [sys.executable, "-m", "benchmarks.scorecard_speed", "--memory-of", side]
    done = subprocess.run(
        [*command, "--rows", str(rows), "--columns", str(columns)],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measure_memory(side: str, rows: int, columns: int) -> dict[str, float]:
    def mebibytes(key: str) -> float:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024

    small, small_bad = make_table(2000, columns)
    score_side(side, fit_side(side, small, small_bad), small)
    frame, bad = make_table(rows, columns)
    before = mebibytes("VmRSS")
    # a peak is counted from here on
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    score_side(side, fit_side(side, frame, bad), frame)
    return {"before_mib": before, "peak_mib": mebibytes("VmHWM")}


def exact_search(prebins: int = 100, rows: int = 100_000) -> dict[str, float]:
    """Return milliseconds of the exact search for the best cut of pre-bins, by trend."""
    rng = np.random.default_rng(1)
    values = rng.normal(size=rows)
    bad = (rng.random(rows) < 1 / (1 + np.exp(2 - values))).astype(np.uint8)
    found = numeric_prebins(values, bad, np.ones(rows), prebins, {})
    taken = {}
    for trend in TRENDS:
        for size in (0.05, 0.0):
            constraints = Constraints(trend=trend, min_size=size, max_prebins=prebins, refine=False)  # type: ignore[arg-type]
            find_cut(found, constraints)
            name = trend if size else f"{trend}, no least size"
            taken[name] = 1000 * fastest(lambda c=constraints: find_cut(found, c), 20)  # type: ignore[misc]
    return taken


def compare(rows: int = 1_000_000, columns: int = 20, times: int = 2) -> dict[str, Any]:
    """Return the figures of both sides, and the ratios.

    Parameters
    ----------
    rows, columns : int
        Size of the table.
    times : int
        Fits of each; the fastest counts.

    Returns
    -------
    dict
        By side, and ``ratios``: how many times faster, and columns of higher and lower
        information value.
    """
    found: dict[str, Any] = {}
    for side in SIDES:
        found[side] = time_side(side, rows, columns, times if side == "plainscore" else 1)
        found[side] |= peak_memory(side, rows, columns)
    ours, theirs = (found[side] for side in SIDES)
    gaps = {name: ours["iv"].get(name, 0.0) - iv for name, iv in theirs["iv"].items()}
    found["ratios"] = {
        name: theirs[f"{name}"] / ours[f"{name}"] for name in ("fit_s", "score_s", "one_row_us")
    } | {
        "score_over_sum": ours["score_s"] / ours["sum_s"],
        "least_iv_gap": min(gaps.values()),
        "columns_below": sum(gap < -1e-9 for gap in gaps.values()),
    }
    found["search_ms"] = exact_search()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--memory-of", choices=SIDES)
    asked = parser.parse_args()
    if asked.memory_of is not None:
        print(json.dumps(_measure_memory(asked.memory_of, asked.rows, asked.columns)))
        return
    found = compare(asked.rows, asked.columns)
    for side in SIDES:
        shown = {key: value for key, value in found[side].items() if key != "iv"}
        print(side, {key: round(value, 4) for key, value in shown.items()})
    print("ratios", {key: round(value, 4) for key, value in found["ratios"].items()})
    print("exact search, ms", {key: round(value, 2) for key, value in found["search_ms"].items()})


if __name__ == "__main__":
    main()

"""What is compared in the results: each contender fits, then gives risks of rows."""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.additive_comparison import coded, steps_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from plainscore.scorecard import ScorecardClassifier

SEED = 20261123
THREADS = int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1))
MOST_BINS, LEAST_SHARE = 8, 0.05


@dataclass(frozen=True)
class Fit:
    """Risk of rows, scoring of one row, mean bins a feature, and features."""

    risk: Callable[[pd.DataFrame], np.ndarray]
    one: Callable[[pd.DataFrame], Callable[[], object]]
    bins: float | None
    features: int
    seconds: tuple[float, float] | None = None


def _one(risk: Callable[[pd.DataFrame], np.ndarray]) -> Callable[..., Callable[[], object]]:
    return lambda row: lambda: risk(row)


def ours(**options: Any) -> Callable[[pd.DataFrame, np.ndarray], Fit]:
    def fit(frame: pd.DataFrame, bad: np.ndarray) -> Fit:
        card = ScorecardClassifier(**options).fit(frame, bad).scorecard_

        def one(row: pd.DataFrame) -> Callable[[], object]:
            values = row.iloc[0].to_dict()
            return lambda: card.score_row(values)

        bins = np.mean([sum(b.count > 0 for b in each.binning.bins) for each in card.features])
        return Fit(lambda rows: -card.score(rows), one, float(bins), len(card.features))

    return fit


def texts_of(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]


def optbinning(frame: pd.DataFrame, bad: np.ndarray) -> Fit:
    from optbinning import BinningProcess, Scorecard  # noqa: PLC0415 - a peer

    options = {
        name: {"max_n_bins": MOST_BINS, "min_bin_size": LEAST_SHARE} for name in frame.columns
    }
    process = BinningProcess(
        list(frame.columns), categorical_variables=texts_of(frame), binning_fit_params=options
    )
    card = Scorecard(
        process,
        LogisticRegression(max_iter=1000),
        scaling_method="pdo_odds",
        scaling_method_params={"pdo": 40, "odds": 10, "scorecard_points": 650},
    ).fit(frame, bad)
    summary = card.binning_process_.summary()
    kept = summary[summary["selected"]]
    bins = float(kept["n_bins"].astype(float).mean())
    return Fit(lambda rows: -card.score(rows), _one(card.score), bins, len(kept))


def toad(frame: pd.DataFrame, bad: np.ndarray) -> Fit:
    import toad as peer  # noqa: PLC0415 - a peer

    frame = frame.assign(_bad=bad)
    combiner = peer.transform.Combiner()
    combiner.fit(
        frame, y="_bad", method="dt", n_bins=MOST_BINS, min_samples=LEAST_SHARE, empty_separate=True
    )
    woe = peer.transform.WOETransformer()
    table = woe.fit_transform(combiner.transform(frame), frame["_bad"], exclude=["_bad"])
    card = peer.ScoreCard(combiner=combiner, transer=woe, pdo=40, rate=2, base_odds=10)
    names = [name for name in frame.columns if name != "_bad"]
    card.fit(table[names], frame["_bad"])
    rules = combiner.export()
    bins = float(np.mean([len(rules[name]) + 1 for name in names]))
    return Fit(
        lambda rows: -np.asarray(card.predict(rows[names]), dtype=float),
        _one(lambda row: card.predict(row[names])),
        bins,
        len(names),
    )


def ebm(frame: pd.DataFrame, bad: np.ndarray) -> Fit:
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415 - a peer

    model = ExplainableBoostingClassifier(interactions=0, n_jobs=THREADS, random_state=SEED)
    model.fit(frame, bad)
    bins = float(np.mean([len(each) - 2 for each in model.term_scores_]))
    risk = lambda rows: model.predict_proba(rows)[:, 1]  # noqa: E731 - one of several
    return Fit(risk, _one(risk), bins, frame.shape[1])


def lightgbm(frame: pd.DataFrame, bad: np.ndarray) -> Fit:
    from lightgbm import LGBMClassifier  # noqa: PLC0415 - a peer

    kinds = {
        name: pd.CategoricalDtype(sorted(frame[name].dropna().unique())) for name in texts_of(frame)
    }
    model = LGBMClassifier(n_jobs=THREADS, verbose=-1, random_state=SEED)
    model.fit(frame.astype(kinds), bad)
    risk = lambda rows: model.predict_proba(rows.astype(kinds))[:, 1]  # noqa: E731 - one of several
    return Fit(risk, _one(risk), None, frame.shape[1])


def lightgbm_tuned(frame: pd.DataFrame, bad: np.ndarray) -> Fit:
    """Choose leaves and rounds on folds inside the training rows."""
    from lightgbm import LGBMClassifier, early_stopping  # noqa: PLC0415 - a peer

    kinds = {
        name: pd.CategoricalDtype(sorted(frame[name].dropna().unique())) for name in texts_of(frame)
    }
    frame, tried = frame.astype(kinds), []
    for leaves in (4, 8, 16, 31):
        settings = {
            "learning_rate": 0.05, "num_leaves": leaves, "subsample": 0.8, "subsample_freq": 1,
            "colsample_bytree": 0.5, "reg_lambda": 1.0, "n_jobs": THREADS, "verbose": -1,
            "random_state": SEED,
        }  # fmt: skip
        losses, rounds = [], []
        for inner, check in StratifiedKFold(3, shuffle=True, random_state=0).split(frame, bad):
            model = LGBMClassifier(n_estimators=1000, **settings).fit(
                frame.iloc[inner], bad[inner], eval_set=[(frame.iloc[check], bad[check])],
                callbacks=[early_stopping(30, verbose=False)],
            )  # fmt: skip
            losses.append(model.best_score_["valid_0"]["binary_logloss"])
            rounds.append(model.best_iteration_)
        tried.append((float(np.mean(losses)), int(np.mean(rounds) * 1.1) + 1, settings))
    _, count, settings = min(tried, key=lambda each: each[0])
    best = LGBMClassifier(n_estimators=count, **settings).fit(frame, bad)
    risk = lambda rows: best.predict_proba(rows.astype(kinds))[:, 1]  # noqa: E731 - one of several
    return Fit(risk, _one(risk), None, frame.shape[1])


def environment_of_fasterrisk() -> Path:
    """Return the Python of an environment with FasterRisk 0.1.10, made on first use."""
    folder = Path(__file__).parent / ".peers" / "fasterrisk"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        needed = ["fasterrisk==0.1.10", "numpy<2", "scikit-learn"]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *needed], check=True)
        (folder / "ready").touch()
    return python


def faster_risk(frame: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame | None = None) -> Fit:
    """Fit and score at once: FasterRisk 0.1.10 fails with NumPy 2, so it runs elsewhere."""
    rows = frame.iloc[:1000] if test is None else test
    table = coded(frame, bad, rows, 16)
    matrix, owner = steps_matrix(table, table.train)
    keep = matrix.std(axis=0) > 0
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "given.npz", Path(folder) / "found.npz"
        np.savez(
            given,
            train=matrix[:, keep].astype(np.uint8),
            bad=bad,
            test=steps_matrix(table, table.test)[0][:, keep].astype(np.uint8),
        )
        script = str(Path(__file__).with_name("_fasterrisk.py"))
        command = [str(environment_of_fasterrisk()), script, str(given), str(found)]
        subprocess.run(command, check=True, capture_output=True)
        result = np.load(found)
        risk, weights, seconds = result["risk"], result["weights"], result["seconds"]
    used = np.bincount(owner[keep], np.abs(np.ravel(weights)) > 1e-9)
    return Fit(
        lambda _: risk,
        _one(lambda _: risk[:1]),
        float(np.mean(used[used > 0] + 1)),
        int(np.count_nonzero(used)),
        (float(seconds[0]), float(seconds[1])),
    )


SPEED: dict[str, Callable[..., Fit]] = {
    "Plainscore woe": ours(min_iv=0.0),
    "Plainscore additive": ours(method="additive"),
    "optbinning": optbinning,
    "toad": toad,
    "EBM main effects": ebm,
    "LightGBM": lightgbm,
    "FasterRisk": faster_risk,
}
ACCURACY: dict[str, Callable[..., Fit]] = {
    "Plainscore woe": ours(),
    # the held-out calibration fits five times more, and changes no order
    "Plainscore additive": ours(method="additive", calibration_folds=0),
    "Plainscore additive, pairs": ours(method="additive", pairs="auto", calibration_folds=0),
    "optbinning": optbinning,
    "toad": toad,
    "EBM main effects": ebm,
    "LightGBM": lightgbm_tuned,
    "FasterRisk": faster_risk,
}


def quiet() -> None:
    warnings.simplefilter("ignore")

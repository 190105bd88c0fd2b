"""The joint additive fit beside its alternatives, on the same folds.

Run with ``python -m benchmarks.additive_comparison [--data FOLDER] [--only NAME,NAME]
[--tables NAME,NAME] [--repeats N]``. Peers that are not installed are left out: interpret-core,
lightgbm, optbinning, fasterrisk, fastsparsegams. Every method sees the same rows and columns (no
protected attribute, no identifier) and its own defaults; what has to be chosen is chosen by
validation inside the training rows. Bins are counted where the score can change: steps of a
feature's contribution over the training rows.
"""

import argparse
import importlib.util
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from benchmarks.auc_public_sets import TABLES, optbinning, read
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from plainscore.scorecard.additive import (
    AdditivePlan,
    CodedFeature,
    coded_feature,
    fit_additive,
    round_to_points,
)
from plainscore.scorecard.additive.projection import best_steps
from plainscore.scorecard.binning import category_prebins
from plainscore.scorecard.binning.prebins import numeric_prebins
from plainscore.scorecard.table import CategoryColumn

SEED = 20261123


@dataclass(frozen=True)
class Coded:
    """Training and test rows as codes."""

    train: list[np.ndarray]
    test: list[np.ndarray]
    features: list[CodedFeature]


@dataclass(frozen=True)
class Outcome:
    """Risk of the test rows, bins a feature, features, pairs."""

    risk: np.ndarray
    bins: float = np.nan
    features: float = np.nan
    pairs: float = 0


def coded(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame, most: int = 100) -> Coded:
    out = Coded([], [], [])
    ones, bads = np.ones(len(train)), bad.astype(np.uint8)
    for name in train:
        numeric = pd.api.types.is_numeric_dtype(train[name])
        if numeric:
            values = train[name].to_numpy(float)
            bins = numeric_prebins(values, bads, ones, most, {})
            other = test[name].to_numpy(float)
            codes = np.searchsorted([right for _, right in bins.gaps], other, side="right")
            codes = np.where(np.isnan(other), bins.missing, codes)
        else:
            levels = sorted(train[name].dropna().unique())
            place = {level: k for k, level in enumerate(levels)}
            positions = train[name].map(place).fillna(-1).to_numpy(np.int32)
            bins = category_prebins(CategoryColumn(tuple(levels), positions), bads, ones, most, {})
            group = {level: k for k, own in enumerate(bins.groups) for level in own}
            codes = [
                bins.missing if pd.isna(value) else group.get(value, bins.other)
                for value in test[name]
            ]
        out.train.append(bins.codes)
        out.test.append(np.asarray(codes, dtype=np.uint8))
        out.features.append(coded_feature(bins, categorical=not numeric))
    return out


def chance(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def additive(plan: AdditivePlan, *, points: bool = True) -> Callable[..., Outcome]:
    def run(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
        table = coded(train, bad, test)
        fit = fit_additive(table.train, table.features, bad, plan=plan)
        log_odds = fit.log_odds(table.test)
        if points:
            rounded = round_to_points(fit, table.train, bad)
            log_odds = -rounded.scaling.log_odds(rounded.score(fit, table.test))
        bins = float(np.mean([np.count_nonzero(each.weight) for each in fit.shapes]))
        return Outcome(chance(log_odds), bins, len(fit.shapes), len(fit.pairs))

    return run


def refitted(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    """Take the same steps, their values fitted to the outcomes again."""
    table = coded(train, bad, test)
    fit = fit_additive(table.train, table.features, bad)

    def indicators(codes: list[np.ndarray]) -> np.ndarray:
        return np.hstack(
            [np.eye(each.log_odds.size)[each.bin_of[codes[each.place]]] for each in fit.shapes]
        )

    model = LogisticRegression(C=100.0, max_iter=2000).fit(indicators(table.train), bad)
    bins = float(np.mean([np.count_nonzero(each.weight) for each in fit.shapes]))
    return Outcome(model.predict_proba(indicators(table.test))[:, 1], bins, len(fit.shapes))


def bagged(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    """Average the fits of eight bootstrap samples, not limited to steps."""
    random = np.random.default_rng(SEED)
    table = coded(train, bad, test)
    plan = AdditivePlan(max_bins=64, min_size=0)
    total = np.zeros(len(test))
    for _ in range(8):
        weight = np.bincount(random.integers(0, len(bad), len(bad)), minlength=len(bad))
        fit = fit_additive(table.train, table.features, bad, weight.astype(float), plan)
        total += fit.log_odds(table.test)
    return Outcome(chance(total / 8), np.nan, len(table.features))


def ebm(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415 - a peer

    model = ExplainableBoostingClassifier(interactions=0, n_jobs=1, random_state=SEED)
    model.fit(train, bad)
    bins = np.mean([len(each) - 2 for each in model.term_scores_])
    return Outcome(model.predict_proba(test)[:, 1], float(bins), train.shape[1])


def ebm_projected(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    """Boost in cycles with bags, then cut each shape into at most eight steps."""
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415 - a peer

    model = ExplainableBoostingClassifier(interactions=0, n_jobs=1, random_state=SEED)
    model.fit(train, bad)
    table = coded(train, bad, test)
    terms = model.eval_terms(train)
    risk = model.predict_proba(train)[:, 1]
    mass = risk * (1 - risk)
    total, bins = np.full(len(test), float(model.intercept_[0])), []
    for k, feature in enumerate(table.features):
        codes = table.train[k]
        heavy = np.bincount(codes, mass, feature.size) + 1e-9
        shape = np.bincount(codes, mass * terms[:, k], feature.size) / heavy
        count = np.bincount(codes, minlength=feature.size).astype(float)
        m = feature.ordered
        order = np.argsort(shape[:m], kind="stable") if feature.categorical else np.arange(m)
        left = 8 - np.count_nonzero(count[m:])
        runs = np.empty(feature.size, dtype=int)
        runs[:m][order] = best_steps(
            shape[:m][order], heavy[:m][order], count[:m][order], left, 0.01 * len(bad), 0.02
        )
        runs[m:] = runs[:m].max() + 1 + np.arange(feature.outside)
        values = np.bincount(runs, heavy * shape) / np.bincount(runs, heavy)
        total += values[runs][table.test[k]]
        bins.append(np.unique(runs[codes]).size)
    return Outcome(chance(total), float(np.mean(bins)), len(bins))


def steps_matrix(table: Coded, codes: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Cumulative indicators of ordered codes, plain ones of the others; and their feature."""
    blocks, owner = [], []
    for k, (column, feature) in enumerate(zip(codes, table.features, strict=True)):
        first = 0 if feature.categorical else feature.ordered
        if not feature.categorical:
            inside = (column < feature.ordered)[:, None]
            blocks.append((column[:, None] >= np.arange(1, feature.ordered)[None, :]) & inside)
        blocks.append(column[:, None] == np.arange(first, feature.size)[None, :])
        owner += [k] * sum(each.shape[1] for each in blocks[len(blocks) - (first > 0) - 1 :])
    return np.hstack(blocks).astype(float), np.array(owner)


def sparse_outcome(risk: np.ndarray, weights: np.ndarray, owner: np.ndarray) -> Outcome:
    used = np.bincount(owner, np.abs(weights) > 1e-6)
    return Outcome(risk, float(np.mean(used[used > 0] + 1)), int(np.count_nonzero(used)))


def fused_lasso(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    """Put an absolute penalty on every step, its strength by inner cross-validation."""
    table = coded(train, bad, test, 32)
    x, owner = steps_matrix(table, table.train)
    model = LogisticRegressionCV(
        Cs=np.logspace(-2, 1, 7) * (1000 / len(bad)) ** 0.5, cv=5, l1_ratios=(1.0,),
        solver="liblinear", scoring="neg_log_loss", use_legacy_attributes=False,
    )  # fmt: skip
    model.fit(x, bad)
    risk = model.predict_proba(steps_matrix(table, table.test)[0])[:, 1]
    return sparse_outcome(risk, model.coef_.ravel(), owner)


def fast_sparse(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    import fastsparsegams  # noqa: PLC0415 - a peer

    table = coded(train, bad, test, 32)
    x, owner = steps_matrix(table, table.train)
    keep = x.std(axis=0) > 0
    model = fastsparsegams.cvfit(
        x[:, keep], np.where(bad, 1.0, -1.0), loss="Logistic", penalty="L0L2", num_folds=5,
        num_gamma=3, num_lambda=50, max_support_size=60, seed=1,
    )  # fmt: skip
    best = min(
        ((float(np.min(each)), k, int(np.argmin(each))) for k, each in enumerate(model.cv_means)),
    )
    strength, gamma = model.lambda_0[best[1]][best[2]], model.gamma[best[1]]
    weights = np.asarray(model.coeff(lambda_0=strength, gamma=gamma).todense()).ravel()
    log_odds = steps_matrix(table, table.test)[0][:, keep] @ weights[1:] + weights[0]
    return sparse_outcome(chance(log_odds), weights[1:], owner[keep])


def faster_risk(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    from fasterrisk.fasterrisk import RiskScoreClassifier, RiskScoreOptimizer  # noqa: PLC0415

    table = coded(train, bad, test, 16)
    x, owner = steps_matrix(table, table.train)
    keep = x.std(axis=0) > 0
    found = RiskScoreOptimizer(X=x[:, keep], y=np.where(bad, 1.0, -1.0), k=20)
    found.optimize()
    multiplier, base, weights = found.get_models(model_index=0)
    model = RiskScoreClassifier(multiplier, base, weights)
    risk = model.predict_prob(steps_matrix(table, table.test)[0][:, keep])
    return sparse_outcome(np.asarray(risk), np.asarray(weights), owner[keep])


def woe(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    return Outcome(optbinning(train, bad, test), np.nan, train.shape[1])


def lightgbm(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> Outcome:
    from lightgbm import LGBMClassifier, early_stopping  # noqa: PLC0415 - a peer

    train, test = train.copy(), test.copy()
    for name in train.columns[[not pd.api.types.is_numeric_dtype(each) for each in train.dtypes]]:
        kind = pd.CategoricalDtype(sorted(train[name].dropna().unique()))
        train[name], test[name] = train[name].astype(kind), test[name].astype(kind)
    tried = []
    for leaves in (4, 8, 16, 31):
        settings = {
            "learning_rate": 0.03, "num_leaves": leaves, "subsample": 0.8, "subsample_freq": 1,
            "colsample_bytree": 0.5, "reg_lambda": 1.0, "n_jobs": 1, "verbose": -1,
            "random_state": SEED,
        }  # fmt: skip
        losses, rounds = [], []
        for fit, check in StratifiedKFold(5, shuffle=True, random_state=0).split(train, bad):
            model = LGBMClassifier(n_estimators=1500, **settings).fit(
                train.iloc[fit], bad[fit], eval_set=[(train.iloc[check], bad[check])],
                callbacks=[early_stopping(50, verbose=False)],
            )  # fmt: skip
            losses.append(model.best_score_["valid_0"]["binary_logloss"])
            rounds.append(model.best_iteration_)
        tried.append((float(np.mean(losses)), int(np.mean(rounds) * 1.1), settings))
    _, count, settings = min(tried, key=lambda each: each[0])
    model = LGBMClassifier(n_estimators=count, **settings).fit(train, bad)
    return Outcome(model.predict_proba(test)[:, 1], np.nan, train.shape[1])


METHODS: dict[str, tuple[str | None, Callable[..., Outcome]]] = {
    "additive (integer points)": (None, additive(AdditivePlan())),
    "additive (real values)": (None, additive(AdditivePlan(), points=False)),
    "additive with pairs": (None, additive(AdditivePlan(pairs=5))),
    "additive (at most 8 features)": (None, additive(AdditivePlan(max_features=8))),
    "smooth (up to 64 bins)": (None, additive(AdditivePlan(max_bins=64, min_size=0), points=False)),
    "smooth (8 bags)": (None, bagged),
    "additive (steps refitted)": (None, refitted),
    "EBM main effects": ("interpret", ebm),
    "EBM cut into 8 steps": ("interpret", ebm_projected),
    "fused lasso": (None, fused_lasso),
    "FastSparse L0L2": ("fastsparsegams", fast_sparse),
    "FasterRisk (20 steps)": ("fasterrisk", faster_risk),
    "optbinning WoE + LR": ("optbinning", woe),
    "LightGBM (tuned inside)": ("lightgbm", lightgbm),
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = os.environ.get("PLAINSCORE_DATA", Path(__file__).parents[2] / "shared" / "data")
    asked.add_argument("--data", type=Path, default=Path(default))
    asked.add_argument("--only", default=",".join(METHODS))
    asked.add_argument("--tables", default=",".join(TABLES))
    asked.add_argument("--repeats", type=int, default=1)
    options = asked.parse_args()
    warnings.simplefilter("ignore")
    print("| data | method | AUC | sd of folds | log loss | bins | features | pairs | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for table in options.tables.split(","):
        frame, bad = read(options.data, table)
        for name, (needs, method) in METHODS.items():
            absent = needs is not None and importlib.util.find_spec(needs) is None
            if absent or name not in options.only.split(","):
                continue
            rows = []
            for repeat in range(options.repeats if len(frame) < 10_000 else 1):
                folds = StratifiedKFold(5, shuffle=True, random_state=SEED + repeat)
                for train, test in folds.split(frame, bad):
                    began = time.perf_counter()
                    found = method(frame.iloc[train], bad[train], frame.iloc[test])
                    seconds = time.perf_counter() - began
                    area = roc_auc_score(bad[test], found.risk)
                    loss = log_loss(bad[test], np.clip(found.risk, 1e-9, 1 - 1e-9))
                    own = (found.bins, found.features, found.pairs)
                    rows.append((area, loss, *own, seconds))
            mean, spread = np.mean(rows, axis=0), float(np.std([each[0] for each in rows], ddof=1))
            print(
                f"| {table} | {name} | {mean[0]:.4f} | {spread:.4f} | {mean[1]:.4f} "
                f"| {mean[2]:.1f} | {mean[3]:.1f} | {mean[4]:.1f} | {mean[5]:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""Models of other kinds, near the defaults of their packages: nothing is tuned by hand."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.validation.tally import Floats

PACKAGES: Mapping[str, str] = {
    "lightgbm": "LightGBM (boosted trees)",
    "interpret-core": "EBM (boosted additive model with pairs)",
}
"""Packages by the name they are installed under, and what they are called."""

ROUNDS, PATIENCE, FOLDS = 500, 30, 3
"""Trees are added until folds of the rows of the fit have not gained for so many rounds."""

BAGS = 4
"""Additive models that are averaged: fewer than the default of 14, so that it takes no minutes."""

Ranking = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a rival is fitted on.

    Parameters
    ----------
    matrix : ndarray of float64, shape (n, n_features)
        Values; NaN is missing.
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    nominal : tuple of int
        Columns whose numbers stand for categories.
    """

    matrix: Floats
    bad: npt.NDArray[np.bool_]
    weight: Floats
    nominal: tuple[int, ...]


def fit_rival(package: str, rows: Rows, seed: int) -> Ranking:
    """Fit one model.

    Parameters
    ----------
    package : str
        One of `PACKAGES`, installed.
    rows : Rows
        What it is fitted on.
    seed : int
        Its seed.

    Returns
    -------
    callable
        From a matrix of values to risks, higher is riskier.
    """
    return {"lightgbm": _boosted_trees, "interpret-core": _boosted_additive}[package](rows, seed)


def _boosted_trees(rows: Rows, seed: int) -> Ranking:
    import lightgbm  # noqa: PLC0415 - an extra

    data = lightgbm.Dataset(
        rows.matrix,
        rows.bad.astype(float),
        weight=rows.weight,
        categorical_feature=list(rows.nominal),
        free_raw_data=False,
    )
    settings = {
        "objective": "binary",
        "metric": "auc",
        "learning_rate": 0.1,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        # so few rows do not gain from threads, which wait for one another on a busy machine
        "num_threads": 1,
        "verbosity": -1,
    }
    folds = min(FOLDS, int(rows.bad.sum()), int((~rows.bad).sum()))
    rounds = ROUNDS // 5
    if folds > 1:
        tried = lightgbm.cv(
            settings,
            data,
            ROUNDS,
            nfold=folds,
            seed=seed,
            callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
        )
        rounds = len(tried["valid auc-mean"])
    model = lightgbm.train(settings, data, rounds)
    return lambda matrix: np.asarray(model.predict(matrix, raw_score=True), np.float64)


def _boosted_additive(rows: Rows, seed: int) -> Ranking:
    from interpret.glassbox import ExplainableBoostingClassifier  # noqa: PLC0415 - an extra

    kinds = [
        "nominal" if at in rows.nominal else "continuous" for at in range(rows.matrix.shape[1])
    ]
    model = ExplainableBoostingClassifier(
        feature_types=kinds, outer_bags=BAGS, random_state=seed, n_jobs=1
    )
    with warnings.catch_warnings():
        # it warns that its own pictures do not show missing values; nobody looks at them
        warnings.filterwarnings("ignore", "Missing values detected", UserWarning)
        model.fit(rows.matrix, rows.bad.astype(int), sample_weight=rows.weight)
    return lambda matrix: np.asarray(model.decision_function(matrix), np.float64)

"""AUC on public credit data beside optbinning's, on the same folds.

Run with ``python -m benchmarks.auc_public_sets [FOLDER]``; the folder of public data is by default
``$PLAINSCORE_DATA``, or ``../shared/data`` beside the repository. Both get the same columns (no
protected attribute, no identifier), the same five stratified folds, and their own defaults; nothing
is tuned on the folds that are scored.
"""

import os
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from plainscore.scorecard import ScorecardClassifier, protected_ground

FOLDS, SEED = 5, 20261123

TABLES = {
    "German": ("german/german_credit.csv", "bad", 1),
    "South German": ("south_german/south_german_credit.csv", "credit_risk", 0),
    "Taiwan": (
        "taiwan/default_of_credit_card_clients.csv",
        "default.payment.next.month",
        1,
    ),
    "credit_data": ("credit_data/credit_data_4454.csv", "Status", "bad"),
}


def read(folder: Path, name: str) -> tuple[pd.DataFrame, np.ndarray]:
    path, target, event = TABLES[name]
    frame = pd.read_csv(folder / path)
    bad = (frame.pop(target) == event).to_numpy().astype(int)
    protected = [column for column in frame if protected_ground(column) is not None]
    return frame.drop(columns=[*protected, *frame.columns.intersection(["ID"])]), bad


def ours(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    return ScorecardClassifier().fit(train, bad).scorecard_.probability(test)


def optbinning(train: pd.DataFrame, bad: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    from optbinning import BinningProcess, Scorecard  # noqa: PLC0415 - a peer, not a dependency

    texts = [column for column in train if not pd.api.types.is_numeric_dtype(train[column])]
    process = BinningProcess(list(train.columns), categorical_variables=texts)
    card = Scorecard(
        binning_process=process,
        estimator=LogisticRegression(max_iter=1000),
        scaling_method="pdo_odds",
        scaling_method_params={"pdo": 40, "odds": 10, "scorecard_points": 650},
    )
    return card.fit(train, bad).predict_proba(test)[:, 1]


def main() -> None:
    default = os.environ.get("PLAINSCORE_DATA", Path(__file__).parents[2] / "shared" / "data")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else default)
    warnings.simplefilter("ignore")
    print(
        f"AUC by {FOLDS}-fold stratified cross-validation (seed {SEED}), mean and sd of the folds."
    )
    print("Protected attributes and identifiers removed for both.\n")
    print("| data | rows | bad | Plainscore | optbinning 1.0 | difference |")
    print("|---|---|---|---|---|---|")
    for name in TABLES:
        frame, bad = read(folder, name)
        found: dict[str, list[float]] = {"ours": [], "optbinning": []}
        splits = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        for train, test in splits.split(frame, bad):
            for label, fit in (("ours", ours), ("optbinning", optbinning)):
                risk = fit(frame.iloc[train], bad[train], frame.iloc[test])
                found[label].append(float(roc_auc_score(bad[test], risk)))
        mine, peer = np.array(found["ours"]), np.array(found["optbinning"])
        gap = mine - peer
        cells = [f"{each.mean():.4f} ({each.std(ddof=1):.4f})" for each in (mine, peer)]
        cells.append(f"{gap.mean():+.4f} ({gap.std(ddof=1):.4f})")
        print(f"| {name} | {len(frame):,} | {bad.mean():.1%} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()

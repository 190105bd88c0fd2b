"""How long one person takes inside a request: from records to a score with its reasons.

python -m benchmarks one_person [--people 300] [--repeats 5]

A scorecard is fitted on simulated people. Then features, score and reasons are computed person by
person, after a round that warms up, for 50 people with 1,500 transactions over two years.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks.engine_agreement import each_person
from benchmarks.features_speed import ROWS_A_PERSON, write_people

from plainscore.features import CATALOGUE, compute_features, person_features
from plainscore.records import read_records, table_path
from plainscore.scorecard import Scorecard, ScorecardClassifier
from plainscore.simulation import simulate

MONTHS = 24
TIMED = 50


def fitted(folder: Path) -> Scorecard:
    """Return a scorecard of the people's features and outcomes."""
    features = compute_features(folder, table_path(folder, "applications"))
    outcomes = pq.read_table(table_path(folder, "outcomes"))
    place = pc.index_in(features["application_id"], outcomes["application_id"])
    bad = outcomes["bad"].take(place).to_numpy().astype(int)
    return ScorecardClassifier().fit(features.select(list(CATALOGUE)).to_pandas(), bad).scorecard_


def main(people: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        card = fitted(simulate(people, MONTHS, 7, Path(place) / "people").folder)
        folder = Path(place) / "timed"
        folder.mkdir()
        write_people(folder, TIMED * ROWS_A_PERSON)
        applications = pq.read_table(table_path(folder, "applications"))
        held = list(each_person(read_records(folder), applications))
    steps: dict[str, list[float]] = {"features": [], "score and reasons": [], "both": []}
    for _ in range(repeats + 1):
        for alone, as_of in held:
            start = time.perf_counter()
            row = person_features(alone, as_of, features=card.feature_names)
            middle = time.perf_counter()
            explained = card.explain(row)
            end = time.perf_counter()
            assert explained.reasons is not None
            for name, taken in zip(steps, (middle - start, end - middle, end - start), strict=True):
                steps[name].append(taken)
    print(
        f"{TIMED} people of {ROWS_A_PERSON:,} transactions over {MONTHS} months; "
        f"{len(card.feature_names)} features on the card; {repeats} rounds after one.\n"
    )
    print("| | median ms | 99th of 100, ms |\n|---|---:|---:|")
    for name, taken in steps.items():
        # the first round warms up
        warm = np.array(taken[TIMED:]) * 1e3
        print(f"| {name} | {np.median(warm):.2f} | {np.quantile(warm, 0.99):.2f} |")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--people", type=int, default=300)
    asked.add_argument("--repeats", type=int, default=5)
    main(**vars(asked.parse_args()))

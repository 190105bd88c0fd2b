"""Weights of evidence never run against the trend of the bins."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard import FeatureNote, ScorecardClassifier

COUNTS = [(20, 6), (164, 31), (85, 4), (44, 2), (39, 1)]
"""Rows and bads by value: rates 4/85 and 2/44 fall, but so few rows are drawn to the average."""


def table(counts):
    value = np.repeat(np.arange(len(counts)), [rows for rows, _ in counts])
    bad = np.concatenate([np.arange(rows) < bads for rows, bads in counts])
    return pd.DataFrame({"buffer": value.astype(float)}), bad


def fitted(counts, direction="higher_is_safer"):
    frame, bad = table(counts)
    note = FeatureNote("Buffer", direction=direction)
    model = ScorecardClassifier(
        notes={"buffer": note}, min_bin_size=0.0, min_iv=0.0, trends={"buffer": "descending"}
    )
    return model.fit(frame, bad).scorecard_


def test_two_close_rates_of_few_rows_do_not_turn_the_points_around():
    points = [row.points for row in fitted(COUNTS).features[0].bins if row.kind == "interval"]
    assert points == sorted(points)
    assert len(points) >= 4


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 30)), min_size=2, max_size=6))
def test_a_declared_direction_always_holds(given_counts):
    counts = [(rows + bads, bads) for rows, bads in given_counts]
    bads = sum(bad for _, bad in counts)
    if bads == 0:
        return
    for feature in fitted(counts).features:
        points = [row.points for row in feature.bins if row.kind == "interval"]
        assert points == sorted(points)


@pytest.mark.parametrize("direction", ["higher_is_riskier", "neutral"])
def test_other_directions_fit_the_same_rows(direction):
    frame, bad = table(COUNTS)
    notes = {"buffer": FeatureNote("Buffer", direction=direction)}
    frame["other"] = np.arange(len(frame)) % 7 + 3 * bad
    card = ScorecardClassifier(notes=notes, min_iv=0.0).fit(frame, bad).scorecard_
    assert "other" in card.feature_names

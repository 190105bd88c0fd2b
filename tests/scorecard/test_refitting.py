"""Editing a jointly fitted scorecard: what is touched gets new points, all else stays."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss

from plainscore.scorecard import FeatureNote, Scorecard, ScorecardClassifier


def made(rows=4000, seed=1):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "used": rng.normal(size=rows),
            "late": rng.poisson(1.2, rows).astype(float),
            "home": rng.choice(["own", "rent", "family"], rows),
        }
    )
    log_odds = -1.4 + 0.8 * frame.used + 1.8 * ((frame.used > 0) & (frame.late > 1))
    log_odds += 0.4 * frame.late - 0.7 * (frame.home == "own")
    frame.loc[rng.random(rows) < 0.1, "used"] = np.nan
    return frame, (rng.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(int)


@pytest.fixture(scope="module")
def sample():
    return made()


@pytest.fixture(scope="module")
def card(sample):
    return ScorecardClassifier("additive", pairs=1, calibration_folds=0).fit(*sample).scorecard_


@pytest.fixture(scope="module")
def plain(sample):
    frame, bad = sample
    notes = {"late": FeatureNote("late", direction="higher_is_riskier")}
    model = ScorecardClassifier("additive", notes=notes, calibration_folds=0)
    return model.fit(frame, bad).scorecard_


def differences(before, after, frame):
    return {
        name: np.ptp(a - b)
        for name, a, b in zip(
            before.part_names, after.points(frame).T, before.points(frame).T, strict=True
        )
    }


def test_only_what_is_touched_changes(plain, sample):
    frame, bad = sample
    edges = plain.features[0].binning.edges
    edited = plain.edit("used").merge(0, 1).apply(frame, bad, reason="too fine")
    after = edited.scorecard
    assert after.features[0].binning.edges == edges[1:]
    assert after.features[1:] == plain.features[1:]
    rows = frame[~(frame.used < edges[1])]
    assert differences(plain, after, rows)["used"] == 0
    assert np.array_equal(after.base_points + after.points(frame).sum(axis=1), after.score(frame))
    assert after.edits[-1].reason == "too fine"
    assert Scorecard.from_json(after.to_json()) == after


def test_merged_bins_lie_between_the_two(plain, sample):
    frame, bad = sample
    points = list(plain.features[0].points)
    after = plain.edit("used").merge(0, 1).apply(frame, bad, reason="x").scorecard
    shift = after.base_points - plain.base_points
    low, high = sorted(points[:2])
    assert low - 3 <= after.features[0].points[0] + shift <= high + 3


def test_a_useful_split_lowers_the_loss(sample):
    frame, bad = sample
    model = ScorecardClassifier("additive", max_bins=3, calibration_folds=0)
    coarse = model.fit(frame, bad).scorecard_
    edges = coarse.features[0].binning.edges
    at = next(x for x in (-0.5, 0.5, 1.0, -1.0) if all(abs(x - edge) > 0.2 for edge in edges))
    after = coarse.edit("used").split(at).apply(frame, bad, reason="finer").scorecard
    losses = [log_loss(bad, each.probability(frame)) for each in (coarse, after)]
    assert losses[1] < losses[0]
    assert after.probability(frame).mean() == pytest.approx(bad.mean(), abs=1e-6)


def test_splitting_and_merging_again_gives_nearly_the_same(plain, sample):
    frame, bad = sample
    edges = plain.features[0].binning.edges
    again = plain.edit("used").split((edges[0] + edges[1]) / 2).merge(1, 2)
    after = again.apply(frame, bad, reason="and back").scorecard
    assert after.features[0].binning.edges == edges
    assert after.score(frame).tolist() == plain.score(frame).tolist()


def test_pairs_keep_their_table(card, sample):
    frame, bad = sample
    assert [pair.name for pair in card.pairs] == ["used & late"]
    pair, edges = card.pairs[0], card.features[0].binning.edges
    middle = (edges[0] + edges[1]) / 2
    after = card.edit("used").split(middle).apply(frame, bad, reason="finer").scorecard
    moved = after.pairs[0]
    assert moved.points == pair.points
    assert moved.first_group[1] == moved.first_group[2] == pair.first_group[1]
    assert len(moved.first_group) == len(pair.first_group) + 1
    assert differences(card, after, frame)["used & late"] == 0
    assert np.array_equal(after.base_points + after.points(frame).sum(axis=1), after.score(frame))


def test_bins_that_a_pair_tells_apart_are_not_merged(card, sample):
    frame, bad = sample
    groups = card.pairs[0].first_group
    place = next(k for k in range(len(groups) - 2) if groups[k] != groups[k + 1])
    with pytest.raises(ValueError, match="bins that the pair tells apart cannot be one"):
        card.edit("used").merge(place, place + 1).apply(frame, bad, reason="x")


def test_missing_merged_with_an_interval(plain, sample):
    frame, bad = sample
    last = len(plain.features[0].binning.bins) - 1
    after = plain.edit("used").merge(2, last).apply(frame, bad, reason="as the third").scorecard
    used = after.features[0]
    assert used.binning.missing_bin == 2
    assert np.array_equal(after.base_points + after.points(frame).sum(axis=1), after.score(frame))

"""Probabilities rest on rows that the fit had not seen."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.scorecard import Calibration, Scaling, ScorecardClassifier
from plainscore.scorecard import held_out as measured
from plainscore.scorecard.calibration import HeldOut, Piece, calibrate, fit_line
from plainscore.scorecard.isotonic import bend, curve_log_odds, fit_curve

SCALING = Scaling(40.0, 40.0, 650, 10.0)


def draw(rows, seed, noise=6):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, 4 + noise))
    risk = values[:, :4] @ np.array([0.5, 0.4, 0.3, 0.3]) - 1.2
    bad = (rng.random(rows) < 1 / (1 + np.exp(-risk))).astype(np.uint8)
    return pd.DataFrame(values, columns=[f"f{place}" for place in range(4 + noise)]), bad


def slope_of(calibration, score, bad):
    return fit_line(calibration.log_odds(score), bad.astype(float), np.ones(bad.size))[1]


def test_slope_on_fresh_rows_is_about_one():
    kept, shrunk = [], []
    for seed in range(8):
        table, bad = draw(1500, seed)
        fresh, fresh_bad = draw(30_000, 100 + seed)
        for found, folds in ((kept, 0), (shrunk, 5)):
            card = ScorecardClassifier(calibration_folds=folds).fit(table, bad).scorecard_
            found.append(slope_of(card.calibration, card.score(fresh), fresh_bad))
    middle, error = np.mean(shrunk), np.std(shrunk, ddof=1) / np.sqrt(len(shrunk))
    assert abs(middle - 1) < 3 * error + 0.05
    assert np.mean(kept) < 0.8
    assert abs(middle - 1) < abs(np.mean(kept) - 1) / 2


def test_document_says_what_it_rests_on():
    table, bad = draw(1500, 3)
    card = ScorecardClassifier().fit(table, bad).scorecard_
    found = card.calibration.held_out
    assert (found.folds, found.rows, found.bads) == (5, 1500, int(bad.sum()))
    assert found.shrinkage < 1
    assert f"on 1,500 rows ({bad.sum()} bad) held out in 5 folds" in card.summary()
    assert type(card).from_json(card.to_json()).calibration == card.calibration
    alone = ScorecardClassifier(calibration_folds=0).fit(table, bad).scorecard_
    assert alone.calibration.held_out is None
    assert np.array_equal(alone.score(table), card.score(table))
    assert "on the training sample" in alone.summary()


@pytest.mark.parametrize("method", ["woe", "additive"])
def test_level_is_that_of_the_sample(method):
    table, bad = draw(1200, 5, noise=1)
    weight = np.random.default_rng(1).integers(1, 4, bad.size).astype(float)
    card = ScorecardClassifier(method).fit(table, bad, weight).scorecard_
    assert card.calibration.held_out.folds == (5 if method == "woe" else 3)
    mean = np.average(card.probability(table), weights=weight)
    assert mean == pytest.approx(np.average(bad, weights=weight), abs=1e-9)


def test_order_of_rows_does_not_count():
    table, bad = draw(1000, 7)
    order = np.random.default_rng(0).permutation(bad.size)
    one = ScorecardClassifier().fit(table, bad).scorecard_
    other = ScorecardClassifier().fit(table.iloc[order], bad[order]).scorecard_
    assert one.calibration.slope == pytest.approx(other.calibration.slope, rel=1e-9)


def test_a_weight_of_two_is_the_row_twice():
    table, bad = draw(800, 8)
    weight = np.random.default_rng(0).integers(1, 3, bad.size)
    twice = np.repeat(np.arange(bad.size), weight)
    one = ScorecardClassifier().fit(table, bad, weight).scorecard_
    other = ScorecardClassifier().fit(table.iloc[twice], bad[twice]).scorecard_
    assert one.calibration.slope == pytest.approx(other.calibration.slope, rel=1e-9)


def test_large_samples_are_thinned(monkeypatch):
    table, bad = draw(4000, 9)
    whole = ScorecardClassifier().fit(table, bad).scorecard_.calibration
    monkeypatch.setattr(measured, "MOST_ROWS", 1500)
    part = ScorecardClassifier().fit(table, bad).scorecard_.calibration
    assert part.held_out.rows == 1334
    assert part.slope == pytest.approx(whole.slope, rel=0.25)
    monkeypatch.setattr(measured, "PLENTY", 500)
    assert ScorecardClassifier().fit(table, bad).scorecard_.calibration.held_out is None


def test_bent_risk_gets_a_curve():
    rng = np.random.default_rng(4)
    value = rng.normal(size=(12_000, 2))
    # the features together count for less among the safe, which no sum of points can say
    chance = 0.05 + 0.8 / (1 + np.exp(-4 * (value.sum(axis=1) - 1.5)))
    table = pd.DataFrame(value, columns=["a", "b"])
    bad = (rng.random(len(value)) < chance).astype(np.uint8)
    halves = slice(0, 6000), slice(6000, None)
    card = ScorecardClassifier(trends={"a": "ascending", "b": "ascending"})
    card = card.fit(table[halves[0]], bad[halves[0]]).scorecard_
    found = card.calibration
    line = replace(found, kind="logistic", pieces=())
    score, truth = card.score(table[halves[1]]), bad[halves[1]]

    def loss(calibration):
        odds = calibration.log_odds(score)
        return float(np.mean(np.logaddexp(0, odds) - truth * odds))

    assert found.kind == "isotonic"
    assert found.held_out.curve_loss < found.held_out.line_loss
    assert loss(found) < loss(line)
    assert np.all(np.diff(found.probability(np.arange(350, 951))) < 0)
    assert type(card).from_json(card.to_json()).digest == card.digest
    assert card.probability(table[halves[0]]).mean() == pytest.approx(bad[halves[0]].mean())


@given(
    st.lists(st.tuples(st.integers(350, 950), st.booleans()), min_size=3, max_size=60), st.data()
)
def test_any_calibration_falls_with_the_score(rows, data):
    score, bad = (np.array(each) for each in zip(*rows, strict=True))
    if bad.min() == bad.max():
        return
    weight = np.ones(bad.size)
    places = data.draw(st.sets(st.integers(-50, 50), min_size=1, max_size=8))
    risk = np.sort(np.array(list(places))) / 10.0
    truth = data.draw(st.lists(st.integers(0, 9), min_size=risk.size, max_size=risk.size))
    curve = fit_curve(risk, np.array(truth, float), np.full(risk.size, 9.0))
    held_out = HeldOut(5, 100, 20, 0.7, 0.5, 0.4, curve)
    found = calibrate(score, bad.astype(np.uint8), weight, SCALING, held_out)
    assert found.kind == "isotonic"
    assert np.all(np.diff(found.log_odds(np.arange(350, 951))) < 0)
    assert found.probability(score).mean() == pytest.approx(bad.mean(), abs=1e-6)


@given(st.sets(st.integers(-40, 40), min_size=1, max_size=9), st.data())
def test_a_curve_is_continuous_and_rises(places, data):
    given_ = np.sort(np.array(list(places))) / 10.0
    bads = data.draw(st.lists(st.integers(0, 20), min_size=given_.size, max_size=given_.size))
    knots = fit_curve(given_, np.array(bads, float), np.full(given_.size, 20.0))
    at, found = zip(*knots, strict=True)
    assert np.all(np.diff(at) > 0)
    assert np.all(np.diff(found) > 0)
    assert curve_log_odds(knots, np.array(at)) == pytest.approx(np.array(found))
    for before, after in zip(bend(knots), bend(knots)[1:], strict=False):
        assert before[1] + before[2] * before[0] == pytest.approx(after[1] + after[2] * before[0])


def test_what_is_no_calibration():
    with pytest.raises(ValueError, match="not known"):
        Calibration("beta", 1.0, -0.01)
    with pytest.raises(ValueError, match="has pieces"):
        Calibration("isotonic", 1.0, -0.01)
    with pytest.raises(ValueError, match="lower probability"):
        Calibration("isotonic", 6.0, -0.01, (Piece(350, 6.0, -0.01), Piece(600, 9.0, -0.01)))
    with pytest.raises(ValueError, match="calibration_folds"):
        ScorecardClassifier(calibration_folds=1).fit(*draw(50, 0))

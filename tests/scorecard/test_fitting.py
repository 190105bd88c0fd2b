import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from plainscore.scorecard import (
    FeatureNote,
    ProtectedColumnWarning,
    ScorecardClassifier,
    VerdictCode,
)
from plainscore.scorecard.calibration import calibrate
from plainscore.scorecard.logistic import fit_logistic
from plainscore.scorecard.scaling import Scaling, to_points


def codes_of(model):
    return {each.name: each.code.value for each in model.verdicts_}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), features=st.integers(1, 5))
def test_the_regression_satisfies_its_conditions_of_optimality(seed, features):
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, 4, 300).astype(np.uint8) for _ in range(features)]
    tables = [rng.normal(size=4) for _ in range(features)]
    bad = rng.integers(0, 2, 300).astype(np.uint8)
    weight = rng.integers(1, 4, 300).astype(float)
    fit = fit_logistic(codes, tables, bad, weight, penalty=1.0)
    design = np.column_stack([table[code] for code, table in zip(codes, tables, strict=True)])
    chance = 1 / (1 + np.exp(-(fit.intercept + design @ fit.coefficients)))
    residual = weight * (chance - (1 - bad))
    slope = design.T @ residual + fit.coefficients
    assert np.all(fit.coefficients >= 0)
    assert abs(residual.sum()) < 1e-5
    assert np.all(np.abs(slope[fit.coefficients > 0]) < 1e-5)
    assert np.all(slope[fit.coefficients == 0] > -1e-5)


def test_the_regression_equals_scikit_learns_where_no_bound_holds():
    rng = np.random.default_rng(3)
    codes = [rng.integers(0, 5, 2000).astype(np.uint8) for _ in range(3)]
    tables = [np.linspace(-1, 1, 5) for _ in range(3)]
    design = np.column_stack([table[code] for code, table in zip(codes, tables, strict=True)])
    bad = (rng.random(2000) < 1 / (1 + np.exp(1 + design @ [0.5, 1.0, 1.5]))).astype(np.uint8)
    fit = fit_logistic(codes, tables, bad, np.ones(2000), penalty=2.0)
    peer = LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(design, 1 - bad)
    assert fit.coefficients == pytest.approx(peer.coef_[0], abs=1e-5)
    assert fit.intercept == pytest.approx(peer.intercept_[0], abs=1e-5)


@settings(max_examples=200)
@given(
    st.floats(-6, 6),
    st.lists(st.lists(st.floats(-4, 4), min_size=1, max_size=8), max_size=12),
    st.sampled_from([5.0, 20.0, 40.0, 60.5]),
)
def test_every_attainable_score_lies_within_the_range(intercept, parts, pdo):
    found = to_points(intercept, parts, pdo=pdo, base_score=650, base_odds=10.0)
    top = found.base + sum(max(each) for each in found.points)
    assert 350 <= found.base <= top <= 950
    assert all(min(each) == 0 for each in found.points)
    assert found.scaling.pdo <= pdo
    assert found.scaling.shrunk == (found.scaling.pdo < pdo)
    for part, points in zip(parts, found.points, strict=True):
        order = np.argsort(part, kind="stable")
        assert np.all(np.diff(np.array(points)[order]) >= 0)


def test_double_odds_cost_pdo_points():
    scaling = Scaling(20.0, 20.0, 600, 30.0)
    assert scaling.score(np.log(60.0)) == pytest.approx(620.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_calibration_in_the_large_holds(seed):
    rng = np.random.default_rng(seed)
    score = rng.integers(400, 800, 200)
    bad = (rng.random(200) < 1 / (1 + np.exp((score - 600) / 60))).astype(np.uint8)
    weight = rng.random(200) + 0.1
    if bad.min() == bad.max():
        return
    fitted = calibrate(score, bad, weight, Scaling(40.0, 40.0, 650, 10.0))
    mean = np.average(fitted.probability(score), weights=weight)
    assert mean == pytest.approx(np.average(bad, weights=weight), abs=1e-8)


def test_a_perfect_score_is_calibrated_to_finite_numbers():
    score = np.array([400] * 50 + [800] * 50)
    bad = np.array([1] * 50 + [0] * 50, np.uint8)
    fitted = calibrate(score, bad, np.ones(100), Scaling(40.0, 40.0, 650, 10.0))
    assert np.isfinite([fitted.intercept, fitted.slope]).all()


def test_points_never_run_against_the_declared_direction(sample):
    frame, bad = sample
    notes = {
        "income": FeatureNote("income", direction="higher_is_riskier"),
        "late": FeatureNote("late payments", direction="higher_is_riskier"),
        "ratio": FeatureNote("ratio", direction="higher_is_safer"),
    }
    model = ScorecardClassifier(notes=notes, min_iv=0.0).fit(frame, bad)
    late = next(each for each in model.scorecard_.features if each.name == "late")
    course = late.points[: len(late.binning.edges) + 1]
    assert list(course) == sorted(course, reverse=True)
    # income is safer when higher, so no bound that runs the declared way can be found
    assert codes_of(model)["income"] in {"single_bin", "no_weight", "kept"}
    for feature in model.scorecard_.features:
        if feature.name in {"income", "ratio"}:
            assert len(feature.binning.edges) == 0


def test_a_weight_counts_like_repetitions(make_table):
    frame, bad = make_table(700, 5)
    weight = np.random.default_rng(1).integers(0, 4, 700)
    weighted = ScorecardClassifier().fit(frame, bad, sample_weight=weight).scorecard_
    repeated = ScorecardClassifier().fit(
        frame.loc[np.repeat(frame.index, weight)], np.repeat(bad, weight)
    )
    assert np.array_equal(weighted.score(frame), repeated.scorecard_.score(frame))


def test_order_of_rows_does_not_matter(sample):
    frame, bad = sample
    order = np.random.default_rng(2).permutation(len(frame))
    first = ScorecardClassifier().fit(frame, bad).scorecard_
    second = ScorecardClassifier().fit(frame.iloc[order], bad[order]).scorecard_
    assert np.array_equal(first.score(frame), second.score(frame))


def test_order_of_columns_does_not_matter(sample):
    frame, bad = sample
    first = ScorecardClassifier().fit(frame, bad).scorecard_
    second = ScorecardClassifier().fit(frame[frame.columns[::-1]], bad).scorecard_
    assert np.array_equal(first.score(frame), second.score(frame))


def test_equal_fits_have_equal_digests(sample):
    frame, bad = sample
    first = ScorecardClassifier().fit(frame, bad).scorecard_
    assert first.digest == ScorecardClassifier().fit(frame, bad).scorecard_.digest


def test_every_column_gets_a_verdict_and_a_reason():
    rng = np.random.default_rng(9)
    n = 400
    signal = rng.normal(size=n)
    frame = pd.DataFrame(
        {
            "signal": signal,
            "noise": rng.normal(size=n),
            "constant": 1.0,
            "empty": np.nan,
            "number": np.arange(n),
            "reference": [f"R{k}" for k in range(n)],
            "many": [f"M{k}" for k in rng.integers(0, 300, n)],
            "sex": rng.integers(0, 2, n),
            "when": pd.Timestamp("2026-01-01"),
            "unwanted": signal + 1,
        }
    )
    bad = (signal + rng.normal(size=n) > 0.5).astype(int)
    model = ScorecardClassifier(exclude=["unwanted"], min_iv=0.3)
    with pytest.warns(ProtectedColumnWarning, match="sex"):
        model.fit(frame, bad)
    assert codes_of(model) == {
        "signal": "kept",
        "noise": "low_iv",
        "constant": "constant",
        "empty": "all_missing",
        "number": "identifier",
        "reference": "identifier",
        "many": "too_many_categories",
        "sex": "protected",
        "when": "unsupported_type",
        "unwanted": "excluded",
    }
    assert all(each.reason for each in model.verdicts_)
    assert {each.name for each in model.scorecard_.excluded} == set(frame.columns) - {"signal"}


def test_at_most_so_many_features(sample):
    frame, bad = sample
    model = ScorecardClassifier(max_features=2).fit(frame, bad)
    assert len(model.scorecard_.features) == 2
    assert "not_selected" in codes_of(model).values()


def test_a_special_code_is_kept_apart_from_the_trend(sample):
    frame, bad = sample
    model = ScorecardClassifier(special={"months": {"never": -1}}, min_iv=0.0).fit(frame, bad)
    found = {each.name: each for each in model.scorecard_.features}
    if "months" in found:
        assert found["months"].binning.places() == {-1.0: len(found["months"].bins) - 2}


def test_integers_can_be_read_as_categories(make_table):
    frame, bad = make_table(900, 3)
    frame = frame.assign(kind=np.where(bad == 1, 2, np.arange(900) % 4))
    card = ScorecardClassifier(categorical=["kind"]).fit(frame, bad).scorecard_
    kind = next(each for each in card.features if each.name == "kind")
    assert kind.binning.kind == "categorical"
    assert card.score_row({"kind": 2}) == card.score_row({"kind": "2"})
    assert card.score_row({"kind": 2.0}) == card.score_row({"kind": 2})


def test_progress_counts_columns(sample):
    frame, bad = sample
    seen = []
    ScorecardClassifier().fit(frame, bad, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(k + 1, 5) for k in range(5)]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"method": "magic"}, "method"),
        ({"max_bins": 0}, "max_bins"),
        ({"min_bin_size": 1.5}, "min_size"),
        ({"objective": "gini"}, "objective"),
        ({"trends": {"income": "up"}}, "trend"),
        ({"trends": {"nothing": "peak"}}, "nothing"),
        ({"bad": 7}, "bad=7"),
        ({"pdo": -1.0}, "pdo"),
        ({"base_score": 100}, "base score"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(sample, parameters, message):
    frame, bad = sample
    with pytest.raises(ValueError, match=message):
        ScorecardClassifier(**parameters).fit(frame, bad)


def test_a_table_without_signal_gives_a_constant_scorecard():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"noise": rng.normal(size=500)})
    bad = rng.integers(0, 2, 500)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        card = ScorecardClassifier(min_iv=9.0).fit(frame, bad).scorecard_
    assert card.features == ()
    assert np.all(card.score(frame) == card.base_points)
    assert card.probability(frame)[0] == pytest.approx(bad.mean())
    assert VerdictCode.LOW_IV in {each.code for each in card.excluded}

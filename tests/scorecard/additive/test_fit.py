"""The joint additive fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.additive import AdditivePlan, CodedFeature, fit_additive, round_to_points
from plainscore.scorecard.additive.folds import folds_of, row_keys
from plainscore.scorecard.additive.selection import leave_out, select_features
from plainscore.scorecard.additive.smooth import fit_smooth


def simulated(seed, rows, features=4, levels=20, signal=1.0):
    """Codes whose first two features matter (a rise and a step), with true log-odds."""
    random = np.random.default_rng(seed)
    codes = [random.integers(0, levels, rows).astype(np.uint8) for _ in range(features)]
    log_odds = -1.5 + signal * (
        2.0 * (codes[0] / (levels - 1) - 0.5) + 1.5 * (codes[1] >= levels // 2)
    )
    bad = random.random(rows) < 1 / (1 + np.exp(-log_odds))
    return codes, [CodedFeature(levels, levels)] * features, bad, log_odds


def auc(bad, score):
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    bads = bad.sum()
    return (ranks[bad].sum() - bads * (bads + 1) / 2) / (bads * (len(bad) - bads))


@pytest.fixture(scope="module")
def fitted():
    codes, features, bad, log_odds = simulated(1, 8000)
    return codes, features, bad, log_odds, fit_additive(codes, features, bad)


def test_planted_shapes_are_recovered(fitted):
    codes, _, _, log_odds, fit = fitted
    found = fit.log_odds(codes)
    assert np.sqrt(np.mean((found - log_odds) ** 2)) < 0.15


def test_planted_step_has_its_edge_where_it_was_planted(fitted):
    _, _, _, _, fit = fitted
    step = next(each for each in fit.shapes if each.place == 1)
    values = step.log_odds[step.bin_of]
    assert np.argmax(np.diff(values)) == 9
    assert abs(values[12:].mean() - values[:8].mean() - 1.5) < 0.25


def test_noise_features_weigh_next_to_nothing(fitted):
    _, _, _, _, fit = fitted
    for shape in fit.shapes:
        if shape.place >= 2:
            assert np.ptp(shape.log_odds) < 0.15


def test_no_feature_has_more_bins_than_allowed(fitted):
    codes, features, bad, _, _ = fitted
    for most in (2, 3, 5):
        fit = fit_additive(codes, features, bad, plan=AdditivePlan(max_bins=most))
        assert fit.shapes
        assert max(np.count_nonzero(each.weight) for each in fit.shapes) <= most


def test_bins_of_ordered_codes_are_runs_and_not_too_small(fitted):
    _, _, bad, _, fit = fitted
    for shape in fit.shapes:
        assert np.all(np.diff(shape.bin_of.astype(int)) >= 0)
        assert shape.weight.min() >= 0.01 * len(bad)


def test_shapes_are_zero_on_average_and_the_fit_expects_the_bads_it_saw(fitted):
    codes, _, bad, _, fit = fitted
    chance = 1 / (1 + np.exp(-fit.log_odds(codes)))
    assert chance.sum() == pytest.approx(bad.sum(), rel=1e-9)


def test_the_same_input_gives_the_same_fit_to_the_last_bit(fitted):
    codes, features, bad, _, fit = fitted
    again = fit_additive(codes, features, bad)
    assert again.intercept == fit.intercept
    for one, other in zip(fit.shapes, again.shapes, strict=True):
        assert np.array_equal(one.bin_of, other.bin_of)
        assert np.array_equal(one.log_odds, other.log_odds)


def same_fit(one, other, codes):
    assert [each.place for each in one.shapes] == [each.place for each in other.shapes]
    for a, b in zip(one.shapes, other.shapes, strict=True):
        assert np.array_equal(a.bin_of, b.bin_of)
    assert [(p.first, p.second) for p in one.pairs] == [(p.first, p.second) for p in other.pairs]
    np.testing.assert_allclose(one.log_odds(codes), other.log_odds(codes), atol=1e-6)


def test_shuffled_rows_give_the_same_fit():
    codes, features, bad, _ = simulated(2, 3000)
    order = np.random.default_rng(0).permutation(len(bad))
    plan = AdditivePlan(pairs=1)
    one = fit_additive(codes, features, bad, plan=plan)
    other = fit_additive([each[order] for each in codes], features, bad[order], plan=plan)
    same_fit(one, other, codes)


def test_a_weight_of_k_is_the_row_k_times_and_of_zero_no_row():
    codes, features, bad, _ = simulated(3, 3000)
    weight = np.random.default_rng(0).integers(0, 4, len(bad)).astype(float)
    repeat = np.repeat(np.arange(len(bad)), weight.astype(int))
    plan = AdditivePlan(pairs=1)
    one = fit_additive(codes, features, bad, weight, plan)
    other = fit_additive([each[repeat] for each in codes], features, bad[repeat], plan=plan)
    same_fit(one, other, codes)
    points = round_to_points(one, codes, bad, weight)
    again = round_to_points(other, [each[repeat] for each in codes], bad[repeat])
    assert (points.base, points.shapes) == (again.base, again.shapes)


def test_a_sample_of_many_rows_finds_the_same_shapes(monkeypatch):
    codes, features, bad, log_odds = simulated(4, 60_000)
    monkeypatch.setattr("plainscore.scorecard.additive.fit.SAMPLE", 15_000)
    fit = fit_additive(codes, features, bad)
    assert np.sqrt(np.mean((fit.log_odds(codes) - log_odds) ** 2)) < 0.1


def test_rare_events_are_not_lost_in_the_sample(monkeypatch):
    codes, features, _, log_odds = simulated(5, 60_000)
    bad = np.random.default_rng(5).random(60_000) < 1 / (1 + np.exp(-(log_odds - 4)))
    monkeypatch.setattr("plainscore.scorecard.additive.fit.SAMPLE", 10_000)
    fit = fit_additive(codes, features, bad)
    chance = 1 / (1 + np.exp(-fit.log_odds(codes)))
    assert chance.sum() == pytest.approx(bad.sum(), rel=1e-9)
    assert np.corrcoef(fit.log_odds(codes), log_odds)[0, 1] > 0.97


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(60, 600),
    levels=st.integers(2, 30),
    most=st.integers(2, 8),
    course=st.sampled_from(["ascending", "descending"]),
)
def test_declared_course_always_holds_in_log_odds_and_points(seed, rows, levels, most, course):
    random = np.random.default_rng(seed)
    codes = [random.integers(0, levels, rows).astype(np.uint8) for _ in range(3)]
    bad = random.random(rows) < 0.2 + 0.6 * random.random(levels)[codes[0]]
    bad[:2] = [True, False]
    features = [CodedFeature(levels, levels, course=course)] * 3
    plan = AdditivePlan(max_bins=most, pairs=2)
    fit = fit_additive(codes, features, bad, plan=plan)
    courses = dict.fromkeys(range(3), course)
    points = round_to_points(fit, codes, bad, courses=courses)
    sign = 1 if course == "ascending" else -1
    grid = np.arange(levels, dtype=np.uint8)
    other = [np.full(levels, column[seed % rows], np.uint8) for column in codes]
    for place in range(3):
        moved = [grid if k == place else other[k] for k in range(3)]
        assert np.all(sign * np.diff(fit.log_odds(moved)) >= -1e-9)
        assert np.all(sign * np.diff(points.score(fit, moved)) <= 0)
    for shape in fit.shapes:
        assert np.count_nonzero(shape.weight) <= most


def test_a_course_against_the_data_leaves_the_feature_out():
    codes, features, bad, _ = simulated(6, 4000)
    features = [CodedFeature(20, 20, course="descending"), *features[1:]]
    fit = fit_additive(codes, features, bad)
    assert 0 in {each.place for each in fit.dropped if each.reason == "no effect"}


def test_informative_missing_has_a_bin_of_its_own():
    random = np.random.default_rng(7)
    codes = random.integers(0, 11, 4000).astype(np.uint8)
    bad = random.random(4000) < np.where(codes == 10, 0.5, 0.1)
    fit = fit_additive([codes], [CodedFeature(10, 11)], bad)
    shape = fit.shapes[0]
    values = shape.log_odds[shape.bin_of]
    assert np.count_nonzero(shape.bin_of == shape.bin_of[10]) == 1
    assert values[10] - values[:10].mean() == pytest.approx(np.log(9.0), abs=0.35)


def test_a_code_without_rows_outside_the_order_is_average():
    codes, _, bad, _ = simulated(8, 2000)
    fit = fit_additive(codes, [CodedFeature(20, 22)] * 4, bad)
    for shape in fit.shapes:
        assert shape.weight[shape.bin_of[20]] == 0
        assert abs(shape.log_odds[shape.bin_of[20]]) < 0.2


def test_fifty_categories_are_shrunk_and_share_bins():
    random = np.random.default_rng(9)
    truth = random.normal(0, 0.7, 50)
    codes = random.integers(0, 50, 2000).astype(np.uint8)
    bad = random.random(2000) < 1 / (1 + np.exp(1.5 - truth[codes]))
    fit = fit_additive([codes], [CodedFeature(50, 50, categorical=True)], bad)
    shape = fit.shapes[0]
    assert shape.log_odds.size <= 8
    rates = np.clip(np.bincount(codes, bad) / np.bincount(codes), 0.01, 0.99)
    found, raw = shape.log_odds[shape.bin_of], np.log(rates / (1 - rates))
    errors = [np.var(each - truth) for each in (found, raw)]
    assert errors[0] < 0.8 * errors[1]


def test_the_number_of_features_can_be_capped():
    codes, features, bad, _ = simulated(10, 4000)
    fit = fit_additive(codes, features, bad, plan=AdditivePlan(max_features=1))
    assert len(fit.shapes) == 1
    assert fit.shapes[0].place in {0, 1}
    assert {each.reason for each in fit.dropped} <= {"not selected", "does not pay"}


def test_more_surety_never_drops_more():
    random = np.random.default_rng(11)
    codes = [random.integers(0, 20, 300).astype(np.uint8) for _ in range(12)]
    bad = (random.random(300) < 1 / (1 + np.exp(-0.2 * (codes[0] - 10.0)))).astype(float)
    ones, fold = np.ones(300), folds_of(row_keys(codes, bad, seed=0))
    fit = fit_smooth(codes, [CodedFeature(20, 20)] * 12, bad, ones)
    dropped = [
        select_features(leave_out(codes, bad, ones, fold, fit), fit, None, surety).dropped
        for surety in (0.0, 1.0, 2.0)
    ]
    assert len(dropped[0]) > len(dropped[1]) >= len(dropped[2])
    assert 0 not in dropped[0]


def test_of_very_many_features_those_that_matter_are_found():
    random = np.random.default_rng(11)
    codes = [random.integers(0, 10, 3000).astype(np.uint8) for _ in range(90)]
    bad = random.random(3000) < 1 / (1 + np.exp(-(0.3 * (codes[17] - 4.5) + 0.3 * codes[71] - 3)))
    fit = fit_additive(codes, [CodedFeature(10, 10)] * 90, bad)
    spread = {each.place: np.ptp(each.log_odds) for each in fit.shapes}
    assert set(sorted(spread, key=lambda place: -spread[place])[:2]) == {17, 71}


def test_one_value_is_left_out():
    codes, features, bad, _ = simulated(12, 1000)
    codes[3] = np.zeros(1000, np.uint8)
    fit = fit_additive(codes, features, bad)
    assert [each.reason for each in fit.dropped if each.place == 3] == ["one value"]


def test_nothing_but_constants_gives_the_average():
    bad = np.arange(100) % 4 == 0
    fit = fit_additive([np.zeros(100, np.uint8)], [CodedFeature(1, 1)], bad)
    assert fit.shapes == ()
    assert fit.intercept == pytest.approx(np.log(1 / 3))


def test_perfect_separation_stays_finite():
    codes = np.repeat(np.arange(10, dtype=np.uint8), 30)
    fit = fit_additive([codes], [CodedFeature(10, 10)], codes >= 5)
    found = fit.log_odds([codes])
    assert np.all(np.isfinite(found))
    assert auc(codes >= 5, found) == 1.0


def test_progress_counts_up_to_its_end():
    codes, features, bad, _ = simulated(13, 500)
    calls = []
    fit_additive(codes, features, bad, progress=lambda done, total: calls.append((done, total)))
    assert [done for done, _ in calls] == list(range(1, calls[-1][1] + 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bad": np.zeros(10)}, "both outcomes"),
        ({"bad": np.arange(10)}, "0 or 1"),
        ({"weight": np.full(10, -1.0)}, "at least 0"),
        ({"weight": np.ones(3)}, "number of rows"),
        ({"codes": [np.full(10, 7, np.uint8)]}, "code 7 of 5"),
        ({"codes": []}, "0 columns"),
    ],
)
def test_wrong_input_is_refused(change, message):
    good = {"codes": [np.arange(10, dtype=np.uint8) % 5], "bad": np.arange(10) % 2, "weight": None}
    given_ = {**good, **change}
    with pytest.raises(ValueError, match=message):
        fit_additive(given_["codes"], [CodedFeature(5, 5)], given_["bad"], given_["weight"])


def test_two_bins_are_left_for_ordered_codes():
    codes = np.arange(500).astype(np.uint8) % 5
    bad = np.arange(500) % 5 > (np.arange(500) % 7 < 3)
    fit = fit_additive([codes], [CodedFeature(3, 5)], bad, plan=AdditivePlan(max_bins=2))
    assert fit.shapes[0].ordered_bins == 2


def test_outcomes_told_apart_without_fail():
    codes = np.repeat(np.arange(6, dtype=np.uint8), 100)
    bad = codes > 2
    fit = fit_additive([codes, codes[::-1]], [CodedFeature(6, 6)] * 2, bad)
    log_odds = fit.log_odds([codes, codes[::-1]])
    assert np.all(np.isfinite(log_odds))
    assert log_odds[bad].min() > log_odds[~bad].max()


def test_a_code_with_few_rows_and_one_outcome_stays_plausible():
    random = np.random.default_rng(14)
    share = np.array([0.1, 0.2, 0.45, 0.12, 0.08, 0.02, 0.01, 0.01, 0.006, 0.002, 0.002])
    codes = [random.choice(11, 6000, p=share).astype(np.uint8) for _ in range(3)]
    jump = np.array([0, 0.1, -0.4, 0.5, 1.9, 1.8, 1.6, 1.7, 1.6, 1.5, 1.5])
    log_odds = -1.3 + jump[codes[0]] + 0.3 * jump[codes[1]]
    bad = random.random(6000) < 1 / (1 + np.exp(-log_odds))
    for column in codes:
        bad[column >= 9] = False
    fit = fit_additive(codes, [CodedFeature(11, 13)] * 3, bad)
    for shape in fit.shapes:
        assert np.abs(shape.log_odds).max() < 5
        assert np.all(shape.log_odds[shape.bin_of[11:]] == 0)
    points = round_to_points(fit, codes, bad)
    assert points.scaling.pdo > 20
    assert abs(auc(bad, fit.log_odds(codes)) - auc(bad, -points.score(fit, codes))) < 0.005

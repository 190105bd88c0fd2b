"""Blends of fits, and the shares that held-out folds speak for."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from plainscore.scorecard.additive import AdditivePlan, CodedFeature, fit_additive
from plainscore.scorecard.additive.blending import Choice, Coded, Outcomes, blend, choose
from plainscore.scorecard.additive.evidence import fit_evidence
from plainscore.scorecard.additive.folds import folds_of, row_keys
from plainscore.scorecard.additive.joining import fit_of_tables
from plainscore.scorecard.additive.marginal import shapes_alone, stretched
from plainscore.scorecard.additive.smooth import fit_smooth


@pytest.fixture(autouse=True)
def _one_thread():
    # as in the whole fit: the matrices are small
    with threadpool_limits(1, user_api="blas"):
        yield


def drawn(log_odds, rng):
    return (rng.random(log_odds.size) < 1 / (1 + np.exp(-log_odds))).astype(float)


def signs_of_one_risk(rows, seed, features=12):
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=rows)
    values = 0.35 * risk[:, None] + rng.normal(size=(rows, features))
    codes = [
        np.searchsorted(np.quantile(each, np.linspace(0.05, 0.95, 19)), each).astype(np.uint8)
        for each in values.T
    ]
    return codes, [CodedFeature(20, 20)] * features, drawn(1.5 * risk - 1.2, rng)


def of_its_own(rows, seed, features=12):
    """Each feature has a shape that the others do not share."""
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, 20, rows).astype(np.uint8) for _ in range(features)]
    log_odds = -1 + sum(0.8 * np.sign(np.sin(each / 3 + k)) for k, each in enumerate(codes[:4]))
    log_odds = log_odds + 0.05 * (codes[1].astype(float) - codes[0])
    return codes, [CodedFeature(20, 20)] * features, drawn(log_odds, rng)


def spiked(rows, seed, features=6):
    """A narrow run of codes is far riskier than its neighbours."""
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, 40, rows).astype(np.uint8) for _ in range(features)]
    log_odds = sum(2.0 * ((each >= 17) & (each < 20)) for each in codes) - 2.0
    return codes, [CodedFeature(40, 40)] * features, drawn(log_odds, rng)


def chosen(codes, features, bad):
    coded = Coded(codes, features)
    fold = folds_of(row_keys(codes, bad, seed=0))
    return choose(coded, coded, Outcomes(bad, np.ones(bad.size), fold), 8)


def test_shares_are_those_of_one_whole():
    found = chosen(*signs_of_one_risk(500, 1, features=4))
    assert sum(found.shares) == pytest.approx(1.0)
    assert min(found.shares) >= 0.0


def test_folds_speak_for_shapes_seen_alone_where_all_are_signs_of_one_risk():
    assert chosen(*signs_of_one_risk(800, 1)).shares[0] < 0.7


def test_and_for_the_joint_shapes_where_each_says_something_of_its_own():
    own = chosen(*of_its_own(2000, 2))
    assert own.shares[0] > 0.5 > own.shares[2]


def test_exact_bins_count_where_risk_jumps_and_not_where_it_is_smooth():
    assert chosen(*spiked(1000, 3)).shares[2] > chosen(*signs_of_one_risk(1000, 3)).shares[2]


def test_many_events_need_no_choice():
    assert chosen(*signs_of_one_risk(20_000, 3, features=2)) == Choice()


def test_one_outcome_in_a_fold_gives_the_plain_choice():
    codes, features, _ = signs_of_one_risk(60, 4)
    bad = np.zeros(60)
    bad[7] = 1.0
    assert chosen(codes, features, bad) == Choice()


def test_a_blend_is_the_weighted_sum():
    codes, features, bad = signs_of_one_risk(600, 6, features=3)
    ones, coded = np.ones(bad.size), Coded(codes, features)
    fold = folds_of(row_keys(codes, bad, seed=0))
    found = chosen(codes, features, bad)
    same = [np.arange(20, dtype=np.uint8)] * 3
    tables = blend(
        fit_smooth(codes, features, bad, ones, found.pooled), found, range(3), coded, coded, same,
        Outcomes(bad, ones, fold), 8,
    )  # fmt: skip
    parts = [np.flatnonzero(fold != k) for k in range(5)] + [np.arange(bad.size)]
    smooth, alone = [], []
    for own in parts:
        given = [each[own] for each in codes], features, bad[own], ones[own], found.pooled
        smooth.append(fit_smooth(*given).shapes)
        alone.append(stretched(given[0], shapes_alone(*given), bad[own], ones[own]).shapes)
    exact = fit_evidence(codes, features, bad, ones, 8).shapes
    expected = np.average(
        [np.mean(smooth, axis=0), np.mean(alone, axis=0), exact], axis=0, weights=found.shares
    )
    assert np.concatenate(tables) == pytest.approx(expected)


def test_joining_codes_of_one_value_leaves_every_log_odds_as_it_is():
    codes, features, bad = signs_of_one_risk(600, 6, features=2)
    ones = np.ones(bad.size)
    tables = [np.repeat([0.5, -0.2, 0.1, -0.4], 5), np.linspace(-1, 1, 20)]
    start = fit_smooth(codes, features, bad, ones)
    fit, groups = fit_of_tables(tables, codes, features, bad, ones, start)
    assert [each.size for each in fit.features] == [4, 20]
    at = fit.at
    for k, table in enumerate(tables):
        moved = fit.shapes[at[k] : at[k + 1]][groups[k]] - table
        assert np.ptp(moved) == pytest.approx(0.0, abs=1e-12)


def test_expected_bads_are_those_seen_after_blending():
    codes, features, bad = signs_of_one_risk(700, 7)
    fit = fit_additive(codes, features, bad)
    assert (1 / (1 + np.exp(-fit.log_odds(codes)))).sum() == pytest.approx(bad.sum())
    assert max(each.log_odds.size for each in fit.shapes) <= 8


def test_a_declared_course_holds_after_blending():
    codes, _, bad = spiked(900, 8)
    features = [CodedFeature(40, 40, course="ascending")] * len(codes)
    fit = fit_additive(codes, features, bad, plan=AdditivePlan(max_bins=6))
    for shape in fit.shapes:
        assert np.all(np.diff(shape.log_odds[: shape.ordered_bins]) >= 0.0)


def test_a_coefficient_never_turns_a_shape_around():
    codes, features, bad = signs_of_one_risk(1500, 5)
    ones = np.ones(bad.size)
    alone = shapes_alone(codes, features, bad, ones)
    fit = stretched(codes, alone, bad, ones)
    for place, shape in enumerate(alone):
        assert fit.shapes[20 * place : 20 * place + 20] @ shape >= 0


def test_exact_bins_of_categories_need_no_order():
    rng = np.random.default_rng(9)
    codes = rng.integers(0, 6, 3000).astype(np.uint8)
    bad = drawn(np.where(codes % 2 == 0, -2.0, 0.0), rng)
    fit = fit_evidence([codes], [CodedFeature(6, 8, True)], bad, np.ones(3000), 2)
    assert np.unique(fit.shapes[:6]).size == 2
    assert fit.shapes[0] == fit.shapes[2] == fit.shapes[4] < fit.shapes[1]
    assert fit.shapes[6] == fit.shapes[7] == 0.0

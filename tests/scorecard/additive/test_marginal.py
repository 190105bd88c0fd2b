"""Shapes seen alone, and the share of them that held-out folds speak for."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from plainscore.scorecard.additive import CodedFeature, fit_additive
from plainscore.scorecard.additive.folds import folds_of, row_keys
from plainscore.scorecard.additive.marginal import Choice, blended, choose, fit_marginal
from plainscore.scorecard.additive.smooth import fit_smooth


@pytest.fixture(autouse=True)
def _one_thread():
    # as in the whole fit: the matrices are small
    with threadpool_limits(1, user_api="blas"):
        yield


def signs_of_one_risk(rows, seed, features=12):
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=rows)
    values = 0.35 * risk[:, None] + rng.normal(size=(rows, features))
    codes = [
        np.searchsorted(np.quantile(each, np.linspace(0.05, 0.95, 19)), each).astype(np.uint8)
        for each in values.T
    ]
    bad = (rng.random(rows) < 1 / (1 + np.exp(1.2 - 1.5 * risk))).astype(float)
    return codes, [CodedFeature(20, 20)] * features, bad


def of_its_own(rows, seed, features=12):
    """Each feature has a shape that the others do not share."""
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, 20, rows).astype(np.uint8) for _ in range(features)]
    log_odds = -1 + sum(0.8 * np.sign(np.sin(each / 3 + k)) for k, each in enumerate(codes[:4]))
    log_odds = log_odds + 0.05 * (codes[1].astype(float) - codes[0])
    bad = (rng.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(float)
    return codes, [CodedFeature(20, 20)] * features, bad


def chosen(codes, features, bad):
    return choose(codes, features, bad, np.ones(bad.size), folds_of(row_keys(codes, bad, seed=0)))


def test_folds_speak_for_shapes_seen_alone_where_all_are_signs_of_one_risk():
    assert chosen(*signs_of_one_risk(800, 1)).share >= 0.25


def test_and_not_where_each_says_something_of_its_own():
    assert chosen(*of_its_own(3000, 2)).share <= 0.25


def test_many_events_need_no_choice():
    codes, features, bad = signs_of_one_risk(20_000, 3, features=2)
    assert chosen(codes, features, bad) == Choice()


def test_one_outcome_in_a_fold_gives_the_plain_choice():
    codes, features, _ = signs_of_one_risk(60, 4)
    bad = np.zeros(60)
    bad[7] = 1.0
    assert chosen(codes, features, bad) == Choice()


def test_coefficients_never_turn_a_shape_around():
    codes, features, bad = signs_of_one_risk(1500, 5)
    fit = fit_marginal(codes, features, bad, np.ones(bad.size))
    for place, column in enumerate(codes):
        own = fit.shapes[20 * place : 20 * place + 20]
        alone = fit_smooth([column], [features[place]], bad, np.ones(bad.size)).shapes
        assert own @ alone >= 0


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_blend_is_the_weighted_sum(share):
    codes, features, bad = signs_of_one_risk(1000, 6, features=4)
    ones = np.ones(bad.size)
    joint = fit_smooth(codes, features, bad, ones, 0.0)
    alone = fit_marginal(codes, features, bad, ones, 0.0)
    found = blended(joint, share, codes, bad, ones, 0.0)
    assert found.shapes == pytest.approx((1 - share) * joint.shapes + share * alone.shapes)
    assert found.intercept == pytest.approx((1 - share) * joint.intercept + share * alone.intercept)


def test_expected_bads_are_those_seen_after_blending():
    codes, features, bad = signs_of_one_risk(700, 7)
    fit = fit_additive(codes, features, bad)
    assert (1 / (1 + np.exp(-fit.log_odds(codes)))).sum() == pytest.approx(bad.sum())

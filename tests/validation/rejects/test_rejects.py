"""Bounds beside brute force; methods on people whose outcomes are known after all."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import ScorecardClassifier
from plainscore.validation.rejects import (
    bound_by_rejects,
    extrapolation,
    fuzzy_augmentation,
    infer_rejects,
    parcelling,
)

PEOPLE = st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=2, max_size=6)


def share_of_pairs_in_order(score, bad):
    """Return the area by its meaning: scikit-learn's takes a hundred times as long."""
    apart = score[~bad][:, None] - score[bad]
    return ((apart > 0) + 0.5 * (apart == 0)).mean()


@settings(max_examples=30)
@given(PEOPLE, st.lists(st.integers(1, 5), min_size=1, max_size=5))
# the greatest area has one of two people of the same score bad
@example([(1, False), (3, True)], [2, 2])
def test_bounds_without_assumption_are_those_of_trying_every_outcome(people, refused):
    score, bad = [each[0] for each in people], [each[1] for each in people]
    if len(set(bad)) < 2:
        return
    everyone = np.array([*score, *refused])
    found = bound_by_rejects(score, bad, refused, [0.5] * len(refused))
    tried = [
        (
            share_of_pairs_in_order(everyone, np.array([*bad, *outcome])),
            np.mean([*bad, *outcome]),
        )
        for outcome in product([False, True], repeat=len(refused))
    ]
    assert found.auc.low == pytest.approx(min(each[0] for each in tried))
    assert found.auc.high == pytest.approx(max(each[0] for each in tried))
    assert found.bad_rate.low == pytest.approx(min(each[1] for each in tried))
    assert found.bad_rate.high == pytest.approx(max(each[1] for each in tried))


@pytest.fixture(scope="module")
def market():
    """6,000 applicants; a lender with an older score refused most of the riskier half."""
    rng = np.random.default_rng(11)
    table = pd.DataFrame({"income": rng.normal(size=6000), "arrears": rng.poisson(1.0, 6000)})
    risk = -1.8 - 0.9 * table["income"] + 0.7 * table["arrears"]
    bad = rng.random(6000) < 1 / (1 + np.exp(-risk))
    accepted = (risk + rng.normal(0, 0.7, 6000) < -0.9).to_numpy()
    return table, bad.to_numpy(), accepted


@pytest.fixture(scope="module")
def inferred(market):
    table, bad, accepted = market
    return infer_rejects(ScorecardClassifier(), table[accepted], bad[accepted], table[~accepted])


def test_the_true_figures_lie_within_the_bounds(market, inferred):
    table, bad, accepted = market
    area = roc_auc_score(~bad, inferred.accepted.score(table))
    for bounds in inferred.bounds[1:]:
        assert bounds.auc.low <= area <= bounds.auc.high
        assert bounds.bad_rate.low <= bad.mean() <= bounds.bad_rate.high
        assert bounds.refused_bad_rate.low <= bad[~accepted].mean() <= bounds.refused_bad_rate.high


def test_a_milder_assumption_gives_narrower_bounds(inferred):
    widths = [bounds.auc.high - bounds.auc.low for bounds in inferred.bounds]
    assert widths == sorted(widths)
    assert widths[0] < widths[-1] / 2


def test_every_method_says_the_refused_are_riskier(market, inferred):
    _, bad, accepted = market
    for each in inferred.refitted:
        assert each.inferred.bad_rate > 1.5 * bad[accepted].mean()
        assert each.card.fitted_on.rows >= accepted.sum()


def test_when_the_truth_depends_on_the_features_alone_inferred_rates_are_near_it(market, inferred):
    _, bad, accepted = market
    fuzzy = inferred.refitted[0].inferred
    assert fuzzy.bad_rate == pytest.approx(bad[~accepted].mean(), abs=0.1)


CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(CHANCES, st.floats(0.2, 5))
def test_fuzzy_weights_of_a_person_add_up_to_one(chances, worse):
    found = fuzzy_augmentation(chances, worse=worse)
    assert np.bincount(found.row, weights=found.weight) == pytest.approx(np.ones(len(chances)))


@given(CHANCES)
def test_extrapolation_calls_as_many_bad_as_expected_and_the_riskiest(chances):
    found = extrapolation(chances)
    assert found.bad.sum() == round(sum(chances))
    if 0 < found.bad.sum() < len(chances):
        risk = np.array(chances)
        assert risk[found.bad].min() >= risk[~found.bad].max()
    assert extrapolation(chances, cut_off=0.5).bad.tolist() == [each >= 0.5 for each in chances]


def test_parcels_have_the_bad_rate_of_their_band_times_the_odds():
    rng = np.random.default_rng(0)
    score = rng.integers(400, 900, 5000)
    bad = rng.random(5000) < (900 - score) / 800
    refused = rng.integers(400, 650, 3000)
    same, riskier = (parcelling(score, bad, refused, worse=each) for each in (1.0, 2.0))
    expected = np.mean((900 - refused) / 800)
    assert same.bad_rate == pytest.approx(expected, abs=0.03)
    assert riskier.bad_rate > same.bad_rate + 0.05
    assert parcelling(score, bad, refused).bad.tolist() == same.bad.tolist()


def test_impossible_assumptions_are_refused(market):
    table, bad, accepted = market
    with pytest.raises(ValueError, match="worse is 1 or more"):
        bound_by_rejects([1, 2], [0, 1], [1], [0.5], worse=0.5)
    with pytest.raises(ValueError, match="nobody was refused"):
        infer_rejects(ScorecardClassifier(), table, bad, table.iloc[:0])
    with pytest.raises(ValueError, match="needs an outcome"):
        infer_rejects(ScorecardClassifier(), table, np.where(accepted, 1.0, np.nan), table)
    with pytest.raises(ValueError, match="above zero"):
        fuzzy_augmentation([0.5], worse=0)

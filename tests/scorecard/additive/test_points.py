"""Integer points from an additive fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.additive import AdditivePlan, CodedFeature, fit_additive, round_to_points
from plainscore.scorecard.additive.blending import FEW


def sample(seed, rows=1500):
    random = np.random.default_rng(seed)
    codes = [random.integers(0, 8, rows).astype(np.uint8) for _ in range(5)]
    crossed = (codes[0] >= 4) == (codes[1] >= 4)
    log_odds = -1 + 0.3 * (codes[0] - 3.5) + 0.2 * codes[1] - 0.15 * codes[2] + 1.2 * crossed
    return codes, random.random(rows) < 1 / (1 + np.exp(-log_odds))


def mean_loss(score, share_of_bads, scaling):
    odds = np.array([scaling.log_odds(each) for each in score])
    return float(np.mean(np.logaddexp(0, -odds) + share_of_bads * odds))


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 1000),
    rows=st.sampled_from([1500, 4000]),
    pdo=st.sampled_from([3, 10, 40]),
    pairs=st.integers(0, 2),
)
def test_never_worse_than_rounding_and_reported_as_it_is(seed, rows, pdo, pairs):
    codes, bad = sample(seed, rows)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad, plan=AdditivePlan(pairs=pairs))
    points = round_to_points(fit, codes, bad, pdo=pdo)
    score = points.score(fit, codes)
    few = min(bad.sum(), (~bad).sum()) <= FEW
    seen = 1 / (1 + np.exp(-fit.log_odds(codes))) if few else bad
    assert points.loss <= points.rounded_loss
    assert points.loss == pytest.approx(mean_loss(score, seen, points.scaling), rel=1e-9)
    assert score.min() >= 350
    assert score.max() <= 950


def test_with_few_events_points_do_not_follow_the_outcomes_of_the_rows():
    codes, bad = sample(5, 1200)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad)
    points = round_to_points(fit, codes, bad, pdo=5)
    other = np.random.default_rng(0).permutation(bad)
    assert round_to_points(fit, codes, other, pdo=5) == points


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), rows=st.sampled_from([400, 3500]), pdo=st.sampled_from([5, 40]))
def test_points_know_no_order_of_rows_and_a_weight_is_so_many_rows(seed, rows, pdo):
    codes, bad = sample(seed, rows)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad)
    random = np.random.default_rng(seed)
    weight = random.integers(1, 4, rows)
    found = round_to_points(fit, codes, bad, weight.astype(float), pdo=pdo)
    rows_of_it = random.permutation(np.repeat(np.arange(rows), weight))
    again = round_to_points(fit, [each[rows_of_it] for each in codes], bad[rows_of_it], pdo=pdo)
    assert (again.base, again.shapes) == (found.base, found.shapes)
    assert again.loss == pytest.approx(found.loss, rel=1e-12)


def test_close_to_the_loss_of_real_values():
    codes, bad = sample(1, 4000)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad)
    points = round_to_points(fit, codes, bad, pdo=20)
    real = fit.log_odds(codes)
    loss = np.mean(np.logaddexp(0, np.where(bad, -real, real)))
    assert points.loss < loss + 1e-4


def test_coarse_points_gain_by_the_descent():
    codes, bad = sample(2, 4000)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad)
    points = round_to_points(fit, codes, bad, pdo=2)
    assert points.loss < points.rounded_loss


def test_base_and_points_are_the_score_with_pairs():
    codes, bad = sample(3, 6000)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad, plan=AdditivePlan(pairs=2))
    assert [(each.first, each.second) for each in fit.pairs][:1] == [(0, 1)]
    points = round_to_points(fit, codes, bad)
    for row in range(50):
        total = points.base
        bins = {each.place: int(each.bin_of[codes[each.place][row]]) for each in fit.shapes}
        for shape, own in zip(fit.shapes, points.shapes, strict=True):
            total += own[bins[shape.place]]
        for pair, table in zip(fit.pairs, points.pairs, strict=True):
            total += table[pair.first_group[bins[pair.first]]][pair.second_group[bins[pair.second]]]
        assert total == points.score(fit, codes)[row]


def test_every_point_is_next_to_its_exact_value():
    codes, bad = sample(4)
    fit = fit_additive(codes, [CodedFeature(8, 8)] * 5, bad)
    points = round_to_points(fit, codes, bad)
    for shape, own in zip(fit.shapes, points.shapes, strict=True):
        exact = points.scaling.factor * (shape.log_odds.max() - shape.log_odds)
        assert np.all(np.abs(np.array(own) - exact) < 1 + 1e-9)

"""Pairs that pay, and only those."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.additive import AdditivePlan, CodedFeature, fit_additive
from plainscore.scorecard.additive.grid import PER_CELL, PRECISION, best_grid, beyond_margins


def crossed(seed, rows, strength):
    random = np.random.default_rng(seed)
    codes = [random.integers(0, 12, rows).astype(np.uint8) for _ in range(6)]
    cross = np.where((codes[2] >= 6) == (codes[4] >= 6), 0.5, -0.5)
    log_odds = -1 + 0.2 * (codes[0] - 5.5) + 0.15 * (codes[2] - 5.5) + strength * cross
    return codes, random.random(rows) < 1 / (1 + np.exp(-log_odds)), cross


def test_planted_pair_is_found_and_valued():
    codes, bad, cross = crossed(1, 8000, 2.0)
    # the sixth feature is pure noise; the fifth matters through the pair alone
    fit = fit_additive(codes, [CodedFeature(12, 12)] * 6, bad, plan=AdditivePlan(pairs=1))
    if 4 not in {each.place for each in fit.shapes}:
        pytest.fail("a feature without an effect of its own was dropped before pairs were tried")
    pair = fit.pairs[0]
    assert (pair.first, pair.second) == (2, 4)
    assert pair.log_odds.shape[0] <= 5
    assert pair.log_odds.shape[1] <= 5
    added = pair.log_odds.ravel()[fit.cells(pair, codes)]
    assert np.corrcoef(added, cross)[0, 1] > 0.9
    assert pair.weight.sum() == pytest.approx(len(bad))


def test_without_interaction_pairs_are_rare():
    kept = 0
    for seed in range(12):
        codes, bad, _ = crossed(seed, 1500, 0.0)
        plan = AdditivePlan(pairs=3)
        kept += len(fit_additive(codes, [CodedFeature(12, 12)] * 6, bad, plan=plan).pairs)
    assert kept <= 2


def test_missing_values_get_nothing_from_a_pair():
    codes, bad, _ = crossed(2, 8000, 2.0)
    codes[2][:400] = 12
    features = [CodedFeature(12, 13) if k == 2 else CodedFeature(12, 12) for k in range(6)]
    fit = fit_additive(codes, features, bad, plan=AdditivePlan(pairs=1))
    pair = fit.pairs[0]
    assert np.all(pair.log_odds.ravel()[fit.cells(pair, codes)[:400]] == 0)


def brute_force(slope, curve, side):
    best = 0.0
    rows, columns = slope.shape

    def cuts(n):
        for size in range(1, side):
            yield from itertools.combinations(range(1, n), size)

    for row_cut in cuts(rows):
        for column_cut in cuts(columns):
            sums = [
                np.add.reduceat(np.add.reduceat(each, [0, *row_cut], 0), [0, *column_cut], 1)
                for each in (slope, curve)
            ]
            price = PER_CELL * len(row_cut) * len(column_cut)
            best = max(best, float(np.sum(0.5 * sums[0] ** 2 / (sums[1] + PRECISION)) - price))
    return best


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(2, 5), columns=st.integers(2, 6))
def test_the_best_table_is_the_best_of_all(seed, rows, columns):
    random = np.random.default_rng(seed)
    slope = random.normal(0, 12, (rows, columns))
    curve = random.uniform(1, 20, (rows, columns))
    gain, row_group, column_group = best_grid(slope, curve, 4)
    assert gain == pytest.approx(brute_force(slope, curve, 4), abs=1e-8)
    assert row_group.max() < 4
    assert column_group.max() < 4


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_is_left_has_no_margins(seed):
    random = np.random.default_rng(seed)
    slope, curve = random.normal(0, 5, (5, 4)), random.uniform(1, 9, (5, 4))
    left = beyond_margins(slope, curve)
    np.testing.assert_allclose(left.sum(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(left.sum(axis=1), 0, atol=1e-4)

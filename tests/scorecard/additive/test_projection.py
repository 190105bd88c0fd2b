"""Few steps from smooth shapes."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from plainscore.scorecard.additive import CodedFeature
from plainscore.scorecard.additive.projection import best_steps, in_course, project
from plainscore.scorecard.additive.smooth import fit_smooth


def cost(target, mass, weight, cuts, min_weight, per_bin):
    total = 0.0
    for part in np.split(np.arange(target.size), cuts):
        if weight[part].sum() < min_weight and len(cuts):
            return np.inf
        mean = np.average(target[part], weights=mass[part])
        total += 0.5 * np.sum(mass[part] * (target[part] - mean) ** 2) + per_bin
    return total


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    size=st.integers(1, 8),
    most=st.integers(1, 5),
    least=st.sampled_from([0.0, 1.0, 2.5]),
    per_bin=st.sampled_from([0.0, 0.3]),
)
def test_the_steps_are_the_best_of_all(seed, size, most, least, per_bin):
    random = np.random.default_rng(seed)
    target, mass = random.normal(size=size), random.uniform(0.1, 2, size)
    weight = random.uniform(0.2, 2, size)
    runs = best_steps(target, mass, weight, most, least, per_bin)
    cuts = tuple(np.flatnonzero(np.diff(runs)) + 1)
    best = min(
        cost(target, mass, weight, tried, least, per_bin)
        for count in range(min(most, size))
        for tried in itertools.combinations(range(1, size), count)
    )
    assert len(cuts) < most
    assert cost(target, mass, weight, cuts, least, per_bin) == pytest.approx(best, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 30))
def test_values_in_course_are_the_nearest_monotone_ones(seed, size):
    random = np.random.default_rng(seed)
    values, mass = random.normal(size=size), random.uniform(0.1, 3, size)
    up = isotonic_regression(values, weights=mass).x
    down = isotonic_regression(values, weights=mass, increasing=False).x
    np.testing.assert_allclose(in_course(values, mass, "ascending"), up, atol=1e-9)
    np.testing.assert_allclose(in_course(values, mass, "descending"), down, atol=1e-9)
    assert in_course(values, mass, "none") is values


def test_a_bin_has_to_save_less_the_fewer_events_there_are():
    random = np.random.default_rng(4)
    codes = [random.integers(0, 20, 400).astype(np.uint8) for _ in range(3)]
    log_odds = 0.1 * (codes[0] - 10.0) - 0.05 * (codes[1] - 10.0)
    bad = (random.random(400) < 1 / (1 + np.exp(-log_odds))).astype(float)
    fit = fit_smooth(codes, [CodedFeature(20, 20)] * 3, bad, np.ones(400))
    weights = [np.bincount(each, minlength=20).astype(float) for each in codes]

    def bins(rarer):
        return [each.size for each in project(fit, weights, 20, 0.0, rarer)[1]]

    assert sum(bins(50.0)) > sum(bins(1000.0))
    assert bins(1000.0) == bins(1e6)

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.binning import sharpening
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.divergence import contributions
from plainscore.scorecard.binning.optimal import find_cut
from plainscore.scorecard.binning.prebins import numeric_prebins
from plainscore.scorecard.binning.sharpening import near_bounds, sharpen
from plainscore.scorecard.binning.stretches import Chosen, Stretches, choose


def chosen_of(prebins, near, values, bad, weight):
    size = int(prebins.count[near].sum())
    rows, found = np.empty(size + 1, np.int64), np.empty(size + 1)
    half = values.size // 2
    taken = choose(prebins.codes[:half], near, values[:half], 0, rows, found, 0)
    taken = choose(prebins.codes[half:], near, values[half:], half, rows, found, taken)
    assert taken == size
    rows = rows[:size]
    assert np.array_equal(rows, np.flatnonzero(near[prebins.codes]))
    assert np.array_equal(found[:size], values[rows])
    return Chosen(rows, values[rows], bad[rows], np.zeros(0) if weight is None else weight[rows])


def made_up(size, seed=2):
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(size=size), 4)
    values[rng.random(size) < 0.05] = np.nan
    values[:50], values[50:100] = np.inf, -np.inf
    risk = 1 + np.nan_to_num(values.clip(-4, 4))
    bad = (rng.random(size) < 1 / (1 + np.exp(risk))).astype(np.uint8)
    return values, bad, rng.choice([0.5, 1.0, 2.0], size)


@pytest.mark.parametrize("weighted", [False, True])
def test_sharper_bins_count_the_same_rows_and_are_never_worse(weighted):
    size = 60_000
    values, bad, weight = made_up(size)
    if not weighted:
        weight = np.ones(size)
    constraints = Constraints(trend="descending", min_size=0.06)
    before = numeric_prebins(values, bad, weight, 300, {})
    cut = find_cut(before, constraints)
    coarse = before.codes.copy()
    near = near_bounds(before, cut)
    chosen = chosen_of(before, near, values, bad, weight if weighted else None)
    sharp, after = sharpen(before, cut, near, chosen, constraints)
    assert np.array_equal(before.codes, coarse)
    assert after.objective > cut.objective
    assert after.starts == tuple(range(1, sharp.ordered))
    # codes are those of a coding of every row by the new bounds
    bounds = np.array([right for _, right in sharp.gaps])
    expected = np.where(
        np.isnan(values), sharp.missing, np.searchsorted(bounds, values, side="right")
    )
    assert np.array_equal(sharp.codes, expected)
    for tallied, each in ((sharp.count, np.ones(size)), (sharp.weight, weight)):
        assert tallied == pytest.approx(np.bincount(expected, each, sharp.other + 1))
    assert sharp.bad == pytest.approx(np.bincount(expected, weight * bad, sharp.other + 1))
    for code, (left, right) in enumerate(sharp.gaps):
        assert values[expected == code].max() == left
        assert values[expected == code + 1].min() == right
    rates = sharp.bad[: sharp.ordered] / sharp.weight[: sharp.ordered]
    assert np.all(np.diff(rates) <= 0)
    assert sharp.weight[: sharp.ordered].min() >= 0.06 * weight.sum()


def test_no_bound_can_be_moved_to_a_better_value_near_it():
    values, bad, weight = made_up(40_000, seed=3)
    constraints = Constraints(trend="descending", min_size=0.1, max_bins=4)
    before = numeric_prebins(values, bad, weight, 300, {})
    cut = find_cut(before, constraints)
    near = near_bounds(before, cut)
    chosen = chosen_of(before, near, values, bad, weight)
    sharp, _ = sharpen(before, cut, near, chosen, constraints)
    bounds = [right for _, right in sharp.gaps]
    seen = ~np.isnan(values)
    total, bads = weight.sum(), (weight * bad).sum()

    def objective(bounds):
        code = np.searchsorted(bounds, values[seen], side="right")
        mass = np.bincount(code, weight[seen], len(bounds) + 1)
        events = np.bincount(code, (weight * bad)[seen], len(bounds) + 1)
        if mass.min() < 0.1 * total or np.any(np.diff(events / mass) > 0):
            return -np.inf
        return contributions(mass - events, events, total - bads, bads, "iv").sum()

    reached = objective(bounds)
    for place, bound in enumerate(bounds):
        within = values[near[before.codes] & (np.abs(values - bound) < 0.05)]
        for moved in np.unique(within):
            others = [*bounds[:place], moved, *bounds[place + 1 :]]
            assert objective(others) <= reached + 1e-12


rates = st.lists(st.sampled_from([0.02, 0.2, 0.5, 0.9]), min_size=2, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), rates, st.booleans(), st.integers(0, 3))
def test_steps_that_are_not_sorted_hold_no_corner(seed, shape, weighted, decimals):
    rng = np.random.default_rng(seed)
    size = 5000
    values = np.round(rng.normal(size=size), 1 + decimals)
    chance = np.interp(values, np.linspace(-2, 2, len(shape)), shape)
    bad = (rng.random(size) < chance).astype(np.uint8)
    weight = rng.choice([1.0, 3.0], size) if weighted else np.ones(size)
    prebins = numeric_prebins(values, bad, weight, 12, {})
    near = np.arange(prebins.other + 1) < prebins.ordered
    near[5] = False
    chosen = chosen_of(prebins, near, values, bad, weight if weighted else None)
    steps = Stretches.of(prebins, near, chosen)
    whole = steps.apart(steps.line.near.copy())
    assert np.array_equal(whole.least[whole.near], np.unique(chosen.values))
    for trend in ("ascending", "descending", "peak", "none"):
        some = steps.apart(sharpening._promising(steps.line, trend))
        assert some.weight.sum() == whole.weight.sum()
        corners = [line.least[sharpening._corners(line, trend)] for line in (some, whole)]
        assert np.array_equal(*corners)


def test_bounds_of_infinite_and_equal_values_are_found():
    values = np.repeat([-np.inf, 0.0, 1.0, 2.0, np.inf], 200)
    bad = np.tile([0, 1, 0, 0], 250).astype(np.uint8)
    prebins = numeric_prebins(values, bad, None, 100, {})
    near = np.arange(prebins.other + 1) < prebins.ordered
    steps = Stretches.of(prebins, near, chosen_of(prebins, near, values, bad, None))
    line = steps.apart(steps.line.near.copy())
    assert line.least.tolist() == line.greatest.tolist() == [-np.inf, 0.0, 1.0, 2.0, np.inf]
    assert all(left < right for left, right in pairwise(line.least))


def test_stated_bounds_stay_where_they_are():
    values = np.linspace(0, 1, 1000)
    bad = (values > 0.5).astype(np.uint8)
    prebins = numeric_prebins(values, bad, None, 10, {}, locked=[0.4])
    cut = find_cut(prebins, Constraints())
    assert not near_bounds(prebins, cut).any()

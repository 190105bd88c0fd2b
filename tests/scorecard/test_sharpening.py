from itertools import pairwise

import numpy as np
import pytest

from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.optimal import find_cut
from plainscore.scorecard.binning.prebins import numeric_prebins
from plainscore.scorecard.binning.sharpening import near_bounds, sharpen, with_corners


@pytest.mark.parametrize("weighted", [False, True])
def test_finer_prebins_count_the_same_rows_and_never_cut_worse(weighted):
    rng = np.random.default_rng(2)
    size = 60_000
    values = np.round(rng.normal(size=size), 4)
    values[rng.random(size) < 0.05] = np.nan
    values[:50], values[50:100] = np.inf, -np.inf
    bad = (rng.random(size) < 1 / (1 + np.exp(1 + np.nan_to_num(values.clip(-4, 4))))).astype(
        np.uint8
    )
    weight = rng.choice([0.5, 1.0, 2.0], size) if weighted else np.ones(size)
    constraints = Constraints(trend="descending", min_size=0.06)
    before = numeric_prebins(values, bad, weight, 300, {})
    cut = find_cut(before, constraints)
    coarse = before.codes.copy()
    near = near_bounds(before, cut)
    rows = np.flatnonzero(near[before.codes])
    finer = with_corners(before, near, rows, values[rows], bad[rows], weight[rows])
    assert finer.ordered > before.ordered
    # codes are those of a coding of every row by the finer bounds
    bounds = np.array([right for _, right in finer.gaps])
    expected = np.where(
        np.isnan(values), finer.missing, np.searchsorted(bounds, values, side="right")
    )
    assert np.array_equal(finer.codes, expected)
    for tallied, each in ((finer.count, np.ones(size)), (finer.weight, weight)):
        assert tallied == pytest.approx(np.bincount(expected, each, finer.other + 1))
    assert finer.bad == pytest.approx(np.bincount(expected, weight * bad, finer.other + 1))
    for code, (left, right) in enumerate(finer.gaps):
        assert values[expected == code].max() == left
        assert values[expected == code + 1].min() == right
    assert coarse.max() == before.missing
    after = sharpen(before, finer, cut, constraints, None)
    assert after.objective > cut.objective
    parts = list(pairwise((0, *after.starts, finer.ordered)))
    weights = np.array([finer.weight[a:b].sum() for a, b in parts])
    rates = np.array([finer.bad[a:b].sum() for a, b in parts]) / weights
    assert np.all(np.diff(rates) <= 0)
    assert weights.min() >= 0.06 * weight.sum()


def test_stated_bounds_stay_where_they_are():
    values = np.linspace(0, 1, 1000)
    bad = (values > 0.5).astype(np.uint8)
    prebins = numeric_prebins(values, bad, None, 10, {}, locked=[0.4])
    cut = find_cut(prebins, Constraints())
    assert not near_bounds(prebins, cut).any()

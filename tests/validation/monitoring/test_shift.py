"""PSI by hand, its p-value beside SciPy, and its interval by simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from statsmodels.stats.multitest import multipletests

from plainscore.validation.monitoring import holm, measure_shift

COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=8)


def test_psi_is_that_by_hand():
    then, now = np.array([500, 300, 200]), np.array([150, 150, 200])
    added = 1.5 * (then + now) / 1500
    first, second = (then + added) / 1001.5, (now + added) / 501.5
    wanted = sum((b - a) * np.log(b / a) for a, b in zip(first, second, strict=True))
    assert measure_shift(then, now).psi == pytest.approx(wanted)


def test_the_p_value_is_that_of_scipy():
    then, now = np.array([500, 300, 200, 90]), np.array([150, 150, 120, 30])
    wanted = chi2_contingency([then, now], correction=False).pvalue
    assert measure_shift(then, now).p_value == pytest.approx(wanted)


@given(COUNTS)
def test_the_same_counts_have_not_moved(counts):
    shift = measure_shift(np.array(counts), np.array(counts))
    assert shift is None or (shift.psi == pytest.approx(0, abs=1e-12) and shift.p_value > 0.99)


@given(COUNTS, st.randoms(use_true_random=False))
def test_it_does_not_matter_which_sample_is_first_nor_the_order_of_cells(counts, random):
    other = counts[:]
    random.shuffle(other)
    order = list(range(len(counts)))
    random.shuffle(order)
    then, now = np.array(counts), np.array(other)
    shift, turned = measure_shift(then, now), measure_shift(now[order], then[order])
    assert (shift is None) == (turned is None)
    if shift is not None:
        assert turned.psi == pytest.approx(shift.psi)
        assert 0 <= shift.low <= shift.high
        assert 0 <= shift.p_value <= 1


def test_p_values_of_unmoved_samples_are_evenly_spread_even_with_rare_cells():
    rng = np.random.default_rng(2)
    shares = np.array([0.4, 0.3, 0.2, 0.08, 0.015, 0.005])
    found = [
        measure_shift(rng.multinomial(900, shares), rng.multinomial(250, shares)).p_value
        for _ in range(1000)
    ]
    for level in (0.01, 0.05, 0.2):
        assert np.mean(np.array(found) < level) == pytest.approx(level, abs=0.6 * level + 0.005)


@pytest.mark.parametrize("moved", [0.0, 0.3, 0.8])
def test_the_interval_covers_the_index_of_the_populations(moved):
    rng = np.random.default_rng(3)
    first = np.full(10, 0.1)
    second = first * np.exp(moved * np.linspace(-1, 1, 10))
    second /= second.sum()
    truth = float(np.sum((second - first) * np.log(second / first)))
    inside = 0
    for _ in range(400):
        shift = measure_shift(rng.multinomial(2000, first), rng.multinomial(1500, second))
        inside += shift.low <= truth <= shift.high
    assert 0.91 <= inside / 400 <= 1


def test_nothing_to_compare_gives_nothing():
    assert measure_shift(np.array([5, 5]), np.array([0, 0])) is None
    assert measure_shift(np.array([5, 0]), np.array([7, 0])) is None


def test_counts_of_other_cells_are_refused():
    with pytest.raises(ValueError, match="same cells"):
        measure_shift(np.array([1, 2]), np.array([1, 2, 3]))


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_are_those_of_statsmodels(p_values):
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])

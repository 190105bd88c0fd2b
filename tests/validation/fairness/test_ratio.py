"""Intervals of ratios and differences, beside statsmodels and by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from plainscore.validation.fairness import difference_interval, equal_shares_p, ratio_interval

COUNTS = [(80, 200, 200, 400), (3, 60, 6, 100), (45, 50, 57, 60), (1, 50, 2, 60), (30, 60, 59, 60)]


@pytest.mark.parametrize(("x", "m", "y", "n"), COUNTS)
def test_the_ratio_interval_is_that_of_statsmodels(x, m, y, n):
    theirs = confint_proportions_2indep(
        x, m, y, n, compare="ratio", method="score", correction=False
    )
    assert ratio_interval(x / m, m, y / n, n) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize(("x", "m", "y", "n"), COUNTS)
def test_the_difference_interval_is_that_of_statsmodels(x, m, y, n):
    theirs = confint_proportions_2indep(x, m, y, n, compare="diff", method="newcomb")
    assert difference_interval(x / m, m, y / n, n) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize(("x", "m", "y", "n"), COUNTS)
def test_the_p_value_is_that_of_statsmodels(x, m, y, n):
    _, theirs = proportions_ztest([x, y], [m, n])
    assert equal_shares_p(x / m, m, y / n, n) == pytest.approx(theirs)


@given(
    st.integers(1, 300).flatmap(lambda m: st.tuples(st.integers(0, m), st.just(m))),
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
)
def test_the_interval_holds_the_ratio_and_turns_over_with_it(group, reference):
    (x, m), (y, n) = group, reference
    low, high = ratio_interval(x / m, m, y / n, n)
    assert 0 <= low <= high
    if y:
        assert low <= x / m / (y / n) * (1 + 1e-8)
        assert high >= x / m / (y / n) * (1 - 1e-8)
    if x and y:
        other_low, other_high = ratio_interval(y / n, n, x / m, m)
        assert (1 / other_high, 1 / other_low) == pytest.approx((low, high), rel=1e-6)


@pytest.mark.parametrize(("p", "m", "q", "n"), [(0.4, 60, 0.5, 90), (0.93, 50, 0.97, 60)])
def test_the_interval_covers_the_truth_about_as_often_as_it_says(p, m, q, n):
    rng = np.random.default_rng(5)
    x, y = rng.binomial(m, p, 600), rng.binomial(n, q, 600)
    inside = [
        low <= p / q <= high
        for one, other in zip(x, y, strict=True)
        for low, high in (ratio_interval(one / m, m, other / n, n),)
    ]
    assert 0.92 <= np.mean(inside) <= 0.99


def test_nobody_approved_in_the_reference_group_leaves_the_ratio_open():
    assert ratio_interval(0.3, 50, 0.0, 50)[1] == math.inf
    assert ratio_interval(0.0, 50, 0.0, 50) == (0.0, math.inf)


def test_what_is_not_a_share_is_refused():
    with pytest.raises(ValueError, match="not shares"):
        ratio_interval(1.2, 50, 0.5, 50)


def test_certain_shares_do_not_differ():
    assert equal_shares_p(1.0, 20, 1.0, 30) == 1.0

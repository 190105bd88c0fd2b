import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta
from statsmodels.stats.proportion import proportion_confint

from plainscore.validation import jeffreys, wilson
from plainscore.validation.proportion import effective_count


@st.composite
def counts(draw):
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


@given(counts())
def test_wilson_equals_statsmodels(numbers):
    hits, n = numbers
    assert wilson(hits, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-12)


@given(counts())
def test_jeffreys_equals_the_beta_quantiles(numbers):
    hits, n = numbers
    low, high = jeffreys(hits, n)
    assert low == (0.0 if hits == 0 else pytest.approx(beta.ppf(0.025, hits + 0.5, n - hits + 0.5)))
    assert high == (
        1.0 if hits == n else pytest.approx(beta.ppf(0.975, hits + 0.5, n - hits + 0.5))
    )


@given(counts(), st.sampled_from([wilson, jeffreys]))
def test_intervals_hold_the_share_and_mirror(numbers, interval):
    hits, n = numbers
    low, high = interval(hits, n)
    assert 0 <= low <= hits / n <= high <= 1
    assert interval(n - hits, n) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("interval", [wilson, jeffreys])
@pytest.mark.parametrize(("hits", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_is_an_error(interval, hits, n):
    with pytest.raises(ValueError, match="not a proportion"):
        interval(hits, n)


def test_the_effective_count_is_between_one_and_all():
    weight = np.array([1.0, 1.0, 10.0])
    assert effective_count(weight) == pytest.approx(144 / 102)
    assert effective_count(np.full(7, 3.0)) == pytest.approx(7)

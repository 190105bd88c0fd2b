"""Profit by cut-off, recomputed row by row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.validation.strategy import Terms, break_even_price, simulate_strategy

TERMS = Terms(margin=0.06, loss=0.55)


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(2)
    risk = rng.normal(-2.2, 1.1, 4000)
    probability = 1 / (1 + np.exp(-risk))
    bad = rng.random(4000) < probability
    return np.rint(560 - 40 * risk), bad, probability, rng.uniform(500, 3000, 4000)


def test_profit_is_the_sum_over_the_approved(people):
    score, bad, probability, amount = people
    found = simulate_strategy(score, bad, probability, TERMS, amount)
    for row in found.rows:
        earned = sum(
            (-0.55 if is_bad else 0.06) * size
            for value, is_bad, size in zip(score, bad, amount, strict=True)
            if value >= row.cut_off
        )
        assert row.profit.value == pytest.approx(earned / amount.sum())


def test_the_best_cut_off_is_near_the_break_even_bad_rate(people):
    found = simulate_strategy(*people[:3], TERMS)
    at = next(row for row in found.rows if row.cut_off == found.best)
    below = next(row for row in found.rows if row.cut_off == found.best - 25)
    assert below.marginal_bad_rate.high > TERMS.break_even_bad_rate
    assert at.marginal_bad_rate.low < TERMS.break_even_bad_rate
    assert found.best in found.as_good


def test_expected_and_observed_bad_rates_agree_when_the_probabilities_are_right(people):
    for row in simulate_strategy(*people[:3], TERMS).rows:
        if row.bad_rate.n > 500:
            assert row.bad_rate.low - 0.01 <= row.expected_bad_rate <= row.bad_rate.high + 0.01


def test_cut_offs_far_from_the_best_are_not_as_good(people):
    found = simulate_strategy(*people[:3], TERMS)
    assert found.rows[-1].cut_off not in found.as_good
    assert len(found.as_good) < len(found.rows) / 2


def test_nobody_to_judge_is_refused():
    with pytest.raises(ValueError, match="needs people"):
        simulate_strategy([], [], [], TERMS)
    with pytest.raises(ValueError, match="above zero"):
        Terms(0.0, 0.5)


@given(st.floats(0, 0.9), st.floats(0.01, 1), st.floats(0, 0.2))
def test_a_loan_at_the_break_even_price_earns_what_is_wanted(p, loss, wanted):
    price = float(break_even_price([p], loss, wanted)[0])
    assert (1 - p) * price - p * loss == pytest.approx(wanted, abs=1e-9)


def test_a_certain_bad_has_no_price():
    with pytest.raises(ValueError, match="below 1"):
        break_even_price([1.0], 0.5)

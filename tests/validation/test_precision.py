import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from plainscore.validation import (
    Figure,
    Strength,
    accuracy_statement,
    auc,
    bads_needed,
    strength,
)
from plainscore.validation.precision import auc_standard_error


@pytest.mark.parametrize(("true", "bads", "goods"), [(0.75, 35, 357), (0.85, 60, 60)])
def test_the_planned_standard_error_is_that_of_simulated_samples(true, bads, goods):
    rng = np.random.default_rng(3)
    shift = np.sqrt(2) * norm.ppf(true)
    of_bads, of_goods = rng.normal(size=(800, bads)), rng.normal(shift, size=(800, goods))
    drawn = (of_goods[:, None, :] > of_bads[:, :, None]).mean(axis=(1, 2))
    assert auc_standard_error(true, goods, bads) == pytest.approx(np.std(drawn), rel=0.08)


@given(st.floats(0.01, 0.2), st.floats(0.01, 0.9))
def test_so_many_bads_are_enough_and_far_fewer_are_not(half_width, rate):
    needed = bads_needed(half_width, rate)

    def reach(bads):
        return norm.ppf(0.975) * auc_standard_error(0.75, max(1, round(bads * (1 - rate) / rate)), bads)  # fmt: skip # noqa: E501 - one formula

    assert reach(needed) <= half_width * 1.02
    if needed > 20:
        assert reach(int(needed * 0.8)) > half_width


@pytest.mark.parametrize(("half_width", "rate"), [(0, 0.1), (0.5, 0.1), (0.1, 0), (0.1, 1)])
def test_impossible_plans_are_errors(half_width, rate):
    with pytest.raises(ValueError, match="between"):
        bads_needed(half_width, rate)


def test_a_lucky_high_auc_does_not_make_a_small_sample_large():
    rng = np.random.default_rng(0)
    bad = np.arange(392) < 35
    found = auc(rng.normal(4.0 * ~bad, 1.0), bad)
    assert found.half_width < 0.02
    assert strength(35, 357, area=found) is Strength.NOTHING
    assert accuracy_statement(found).startswith("35 bads prove nothing about accuracy: ")


@pytest.mark.parametrize(
    ("bads", "goods", "held"),
    [(35, 357, Strength.NOTHING), (300, 700, Strength.ROUGH), (6636, 23364, Strength.FIRM)],
)
def test_the_statement_opens_with_the_bads_and_their_worth(bads, goods, held):
    rng = np.random.default_rng(1)
    bad = np.arange(bads + goods) < bads
    found = auc(rng.normal(0.95 * ~bad, 1.0), bad)
    words = {
        Strength.NOTHING: "prove nothing about accuracy",
        Strength.ROUGH: "give a rough idea of accuracy",
        Strength.FIRM: "give a firm figure",
    }
    assert strength(bads, goods, area=found) is held
    statement = accuracy_statement(found)
    assert statement.startswith(f"{bads:,} bads {words[held]}: the 95 % interval of the AUC is ± ")
    places = 3 if held is Strength.FIRM else 2
    assert f"{found.low:.{places}f} to {found.high:.{places}f}" in statement
    assert "too good" not in statement
    assert "too good" in accuracy_statement(found, in_sample=True)


def test_more_bads_never_weaken_the_evidence():
    order = list(Strength)
    held = [order.index(strength(bads, 10 * bads)) for bads in range(10, 3000, 10)]
    assert held == sorted(held)
    assert (held[0], held[-1]) == (0, 2)


def test_an_interval_wider_than_planned_counts():
    wide = Figure("AUC", 0.6, 0.5, 0.7, 0.95, 30_000, 6636, "DeLong")
    assert strength(6636, 23_364, area=wide) is Strength.NOTHING


def test_a_refusal_is_stated_with_what_is_needed():
    statement = accuracy_statement(auc([1, 2, 3], [1, 0, 0]))
    assert statement.startswith("1 bad and 2 goods prove nothing about accuracy: no figure")
    assert "At least 10 bads and 10 goods" in statement
    assert strength(0, 0) is Strength.NOTHING


def test_more_bads_are_asked_for_than_are_there():
    """An interval wider than planned for needs more bads than planned."""
    area = Figure("AUC", 0.733, 0.7126, 0.7534, 0.95, 3000, 812, "DeLong")
    said = accuracy_statement(area)
    assert "812 bads give a rough idea" in said
    assert "About 850 bads at this bad rate" in said

"""Paired tests hold their level where the hypothesis is just true; figures are the usual ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from plainscore.validation.alternatives.disparity import (
    Sides,
    approval_shortfall,
    mean_gap,
    worst_off,
)
from plainscore.validation.alternatives.trial import Bench, Terms, holm
from plainscore.validation.fairness import Attribute, measure_attribute
from plainscore.validation.fairness.measures import Scored


def _sample(rng, n=600):
    woman = rng.random(n) < 0.4
    bad = rng.random(n) < 0.3
    score = rng.normal(600 - 15 * woman - 25 * bad, 50)
    return woman, bad, score, rng.uniform(0.5, 2.0, n)


def test_disparities_are_those_of_the_fairness_report():
    rng = np.random.default_rng(3)
    woman, bad, score, weight = _sample(rng)
    sides = Sides(woman, ~woman)
    sex = Attribute("sex", ("m", "f"), woman.astype(np.int64))
    scored = Scored(score, bad, weight, np.full(score.size, 0.3))
    group = measure_attribute(scored, sex, [590], reference="m").groups[1]
    assert mean_gap(score, sides, weight).value == pytest.approx(-group.smd.value)
    shortfall = approval_shortfall(score >= 590, sides, weight)
    assert shortfall.value == pytest.approx(1 - group.at[0].air.value)
    assert worst_off(score, sex, weight, "m") == "f"


def test_errors_of_differences_agree_with_the_bootstrap():
    rng = np.random.default_rng(4)
    woman, _, score, _ = _sample(rng, 1500)
    other = score + rng.normal(0, 20, score.size)
    sides, one = Sides(woman, ~woman), np.ones(score.size)
    gap = mean_gap(score, sides, one).influence - mean_gap(other, sides, one).influence
    short = (
        approval_shortfall(score >= 590, sides, one).influence
        - approval_shortfall(other >= 590, sides, one).influence
    )
    drawn = []
    for _ in range(800):
        rows = rng.integers(0, score.size, score.size)
        part = Sides(woman[rows], ~woman[rows])
        drawn.append(
            (
                mean_gap(score[rows], part, one).value - mean_gap(other[rows], part, one).value,
                approval_shortfall(score[rows] >= 590, part, one).value
                - approval_shortfall(other[rows] >= 590, part, one).value,
            )
        )
    spread = np.std(drawn, axis=0)
    assert np.sqrt(gap @ gap) == pytest.approx(spread[0], rel=0.12)
    assert np.sqrt(short @ short) == pytest.approx(spread[1], rel=0.12)


@pytest.mark.parametrize("approve", [False, True])
def test_the_level_holds_where_the_hypothesis_is_just_true(approve):
    """Both scores are as accurate and as unequal: each test rejects as rarely as stated."""
    rng = np.random.default_rng(5)
    runs, terms = 400, Terms(0.0, 0.0, approve)
    rejected = np.zeros(2, int)
    for _ in range(runs):
        woman, bad, middle, _ = _sample(rng, 500)
        first, second = (middle + rng.normal(0, 25, middle.size) for _ in range(2))
        bench = Bench(bad, np.ones(500), Sides(woman, ~woman), first, 590.0)
        trial = bench.try_score(second, 590.0, terms)
        rejected += (trial.p_accuracy <= 0.05, trial.p_disparity <= 0.05)
    assert (rejected <= binom.ppf(0.999, runs, 0.05)).all()
    assert rejected[0] >= binom.ppf(0.001, runs, 0.05)


def test_a_gap_turned_round_is_no_improvement():
    rng = np.random.default_rng(6)
    woman, bad, score, _ = _sample(rng, 3000)
    bench = Bench(bad, np.ones(3000), Sides(woman, ~woman), score, -np.inf)
    terms = Terms(0.5, 0.05, approve=False)
    assert bench.try_score(score + 60 * woman, -np.inf, terms).p_disparity > 0.99
    assert bench.try_score(score + 15 * woman, -np.inf, terms).p_disparity < 1e-3


def test_the_same_score_is_as_accurate_and_no_less_unequal():
    rng = np.random.default_rng(7)
    woman, bad, score, _ = _sample(rng)
    bench = Bench(bad, np.ones(600), Sides(woman, ~woman), score, 590.0)
    trial = bench.try_score(score, 590.0, Terms(0.0, 0.02, approve=True))
    assert (trial.p_accuracy, trial.p_disparity, trial.moved) == (0.0, 1.0, 0)


@given(st.integers(0, 10_000))
def test_another_score_never_approves_more(seed):
    rng = np.random.default_rng(seed)
    woman = rng.random(60) < 0.5
    weight = rng.uniform(0.5, 2, 60)
    first, second = np.round(rng.normal(600, 3, (2, 60)))
    bench = Bench(rng.random(60) < 0.3, weight, Sides(woman, ~woman), first, 600.0)
    cut = bench.same_share(second)
    wanted = weight[first >= 600].sum()
    assert weight[second >= cut].sum() <= wanted * (1 + 1e-9)
    below = second[second < cut]
    if below.size:
        assert weight[second >= below.max()].sum() > wanted


def test_few_moved_decisions_prove_nothing():
    woman = np.arange(400) < 200
    score = np.where(np.arange(400) % 4 > 0, 650.0, 550.0)
    other = score.copy()
    other[:5] = 700.0
    bench = Bench(np.arange(400) % 7 == 0, np.ones(400), Sides(woman, ~woman), score, 600.0)
    assert bench.try_score(other, 600.0, Terms(0.5, 0.0, approve=True)).p_disparity == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.floats(0.001, 0.999))
def test_holm_rejects_what_stepping_down_rejects(p_values, alpha):
    rejected = set()
    for step, place in enumerate(sorted(range(len(p_values)), key=lambda k: p_values[k])):
        if p_values[place] * (len(p_values) - step) > alpha:
            break
        rejected.add(place)
    assert {place for place, p in enumerate(holm(p_values)) if p <= alpha} == rejected

"""Branch and bound gives what going through every set gives; the floor lies below every card."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from plainscore.validation.alternatives.floor import gap_floor
from plainscore.validation.alternatives.parts import part_rows
from plainscore.validation.alternatives.subsets import SLACK, Coded, enumerate_subsets, fit_subset


def _coded(seed, features=5, n=400, width=3):
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, width, n).astype(np.uint8) for _ in range(features)]
    worth = rng.uniform(0, 1.2, features) * (rng.random(features) < 0.7)
    risk = sum(w * (own - 1.0) for w, own in zip(worth, codes, strict=True)) - 1.0
    bad = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(np.uint8)
    weight = rng.uniform(0.5, 1.5, n)
    evidence = []
    for own in codes:
        bads = np.bincount(own, weight * bad, width) + 0.5
        goods = np.bincount(own, weight * (1 - bad), width) + 0.5
        evidence.append(np.log(goods / goods.sum() / (bads / bads.sum())))
    return Coded(tuple("abcdefgh"[:features]), tuple(codes), tuple(evidence), bad, weight)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.0, 40.0))
def test_every_set_within_the_loss_is_found_and_all_others_are_counted(seed, more):
    sample = _coded(seed)
    places = range(len(sample.names))
    allowed = fit_subset(sample, places).loss + more
    found = enumerate_subsets(sample, allowed)
    every = [fit_subset(sample, c) for k in range(1, 6) for c in combinations(places, k)]
    surely = {each.places for each in every if each.loss <= allowed}
    perhaps = {each.places for each in every if each.loss <= allowed + 2 * SLACK}
    given_ = {tuple(sorted(each.places)) for each in found.fits}
    assert surely <= given_ <= perhaps
    assert (found.total, found.left_open) == (31, 0)
    assert len(found.fits) == len(given_)
    assert found.fitted <= 31


def test_what_is_not_looked_at_is_counted():
    sample = _coded(1)
    found = enumerate_subsets(sample, np.inf, most=1)
    assert (len(found.fits), found.left_open, found.total) == (1, 30, 31)
    whole = enumerate_subsets(sample, np.inf)
    assert (len(whole.fits), whole.left_open, whole.inaccurate) == (31, 0, 0)


def _pull(sample, seed):
    rng = np.random.default_rng(seed)
    woman = rng.random(sample.bad.size) < 1 / (1 + np.exp(1.0 - sample.codes[0]))
    return tuple(
        np.bincount(own[~woman], minlength=3) / (~woman).sum()
        - np.bincount(own[woman], minlength=3) / woman.sum()
        for own in sample.codes
    )


def _loss_and_gap(sample, pull, at):
    log_odds = np.full(sample.bad.size, at[-1])
    gap = 0.0
    for place, own in enumerate(sample.codes):
        points = at[3 * place : 3 * place + 3]
        log_odds = log_odds + points[own]
        gap += points @ pull[place]
    signed = np.where(sample.bad == 1, log_odds, -log_odds)
    return float(sample.weight @ np.logaddexp(0, signed)), float(gap)


@pytest.mark.parametrize("seed", [0, 2])
def test_the_floor_is_what_a_general_solver_reaches(seed):
    sample = _coded(seed, features=2, n=300)
    pull = _pull(sample, seed)
    allowed = fit_subset(sample, [0, 1]).loss + 2.0
    floor = gap_floor(sample, pull, allowed)
    start = np.concatenate([*(0.5 * each for each in sample.evidence), [0.5]])
    solved = minimize(
        lambda at: _loss_and_gap(sample, pull, at)[1],
        start,
        method="SLSQP",
        constraints={
            "type": "ineq",
            "fun": lambda at: allowed - _loss_and_gap(sample, pull, at)[0],
        },
        options={"maxiter": 500},
    )
    assert solved.success
    assert floor.gap == pytest.approx(max(0.0, solved.fun), abs=2e-3)
    assert floor.gap <= max(0.0, solved.fun) + 1e-6


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_no_card_within_the_loss_goes_below_the_floor(seed):
    rng = np.random.default_rng(seed)
    sample = _coded(seed % 7, features=3)
    pull = _pull(sample, seed % 7)
    best = fit_subset(sample, [0, 1, 2])
    floor = gap_floor(sample, pull, best.loss + 8.0)
    at = np.zeros(10)
    for place, coefficient in zip(best.places, best.coefficients, strict=True):
        at[3 * place : 3 * place + 3] = coefficient * sample.evidence[place]
    at[-1] = np.log((1 - sample.bad).sum() / sample.bad.sum())
    for _ in range(50):
        loss, gap = _loss_and_gap(sample, pull, at + rng.normal(0, 0.15, 10))
        if loss <= floor.allowed:
            assert abs(gap) >= floor.gap - 1e-9


def test_parts_share_out_each_stratum_and_no_row_twice():
    strata = np.random.default_rng(0).integers(0, 4, 1003)
    usable = np.arange(1003) % 10 > 0
    parts = part_rows(strata, usable, (0.4, 0.25, 0.35), seed=3)
    together = np.concatenate(parts)
    assert sorted(together.tolist()) == np.flatnonzero(usable).tolist()
    for part, share in zip(parts, (0.4, 0.25, 0.35), strict=True):
        for stratum in range(4):
            n = int((usable & (strata == stratum)).sum())
            assert abs(int((strata[part] == stratum).sum()) - share * n) <= 1

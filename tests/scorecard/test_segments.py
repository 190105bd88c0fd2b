"""The dynamic programme against brute force: every cut of every small case."""

from itertools import combinations, pairwise
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.divergence import contributions
from plainscore.scorecard.binning.optimal import find_cut
from plainscore.scorecard.binning.prebins import Prebins

TRENDS = ("ascending", "descending", "peak", "valley", "none")


def prebins_of(good, bad):
    good, bad = np.array(good, float), np.array(bad, float)
    pad = np.zeros(2)
    weight = np.concatenate([good + bad, pad])
    return Prebins(
        codes=np.zeros(0, np.uint8),
        gaps=tuple((float(k), float(k + 1)) for k in range(good.size - 1)),
        groups=(),
        pooled=(),
        specials=(),
        ordered=good.size,
        count=weight,
        weight=weight,
        bad=np.concatenate([bad, pad]),
    )


def in_course(steps, trend):
    """Whether the steps of the event rate follow a trend."""
    if trend == "none":
        return True
    if trend == "ascending":
        return all(step >= 0 for step in steps)
    if trend == "descending":
        return all(step <= 0 for step in steps)
    sign = 1 if trend == "peak" else -1
    return any(
        all(sign * step >= 0 for step in steps[:turn])
        and all(sign * step <= 0 for step in steps[turn:])
        for turn in range(len(steps) + 1)
    )


def brute_force(good, bad, constraints):
    """The best objective over all cuts, by trying each."""
    good, bad = np.array(good, float), np.array(bad, float)
    goods, bads, n = good.sum(), bad.sum(), good.size
    best = -np.inf
    for k in range(constraints.min_bins - 1, min(constraints.max_bins, n)):
        for starts in combinations(range(1, n), k):
            bounds = list(pairwise((0, *starts, n)))
            g = np.array([good[a:b].sum() for a, b in bounds])
            b = np.array([bad[a:b].sum() for a, b in bounds])
            if (
                np.any(g + b < constraints.min_size * (goods + bads))
                or np.any(g + b <= 0)
                or np.any(b < constraints.min_events)
                or np.any(g < constraints.min_nonevents)
            ):
                continue
            rates = b / (g + b)
            steps = np.diff(rates)
            if np.any(np.abs(steps) < constraints.min_difference):
                continue
            if constraints.min_z > 0 and len(bounds) > 1:
                w = g + b
                pooled = (b[1:] + b[:-1]) / (w[1:] + w[:-1])
                spread = pooled * (1 - pooled) * (1 / w[1:] + 1 / w[:-1])
                if np.any(spread <= 0) or np.any(steps**2 < constraints.min_z**2 * spread):
                    continue
            if not in_course(list(steps), constraints.trend):
                continue
            best = max(best, contributions(g, b, goods, bads, constraints.objective).sum())
    return best


counts = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8).filter(
    lambda rows: sum(g for g, _ in rows) > 0 and sum(b for _, b in rows) > 0
)

conditions = st.builds(
    Constraints,
    max_bins=st.integers(1, 8),
    min_size=st.sampled_from([0.0, 0.05, 0.2]),
    min_events=st.sampled_from([0.0, 1.0, 3.0]),
    min_nonevents=st.sampled_from([0.0, 1.0, 3.0]),
    min_difference=st.sampled_from([0.0, 0.05, 0.3]),
    max_p_value=st.sampled_from([None, 0.05, 0.5]),
    objective=st.sampled_from(["iv", "js", "hellinger"]),
    trend=st.sampled_from(TRENDS),
)


@settings(max_examples=600, deadline=None)
@given(counts, conditions)
def test_no_cut_is_better(rows, constraints):
    good, bad = zip(*rows, strict=True)
    cut = find_cut(prebins_of(good, bad), constraints)
    assert cut.objective == pytest.approx(brute_force(good, bad, constraints), abs=1e-9)


@settings(max_examples=300, deadline=None)
@given(counts, conditions)
def test_the_cut_reaches_its_objective_and_keeps_the_conditions(rows, constraints):
    good, bad = (np.array(each, float) for each in zip(*rows, strict=True))
    cut = find_cut(prebins_of(good, bad), constraints)
    if not np.isfinite(cut.objective):
        assert cut.starts == ()
        return
    bounds = list(pairwise((0, *cut.starts, good.size)))
    g = np.array([good[a:b].sum() for a, b in bounds])
    b = np.array([bad[a:b].sum() for a, b in bounds])
    found = contributions(g, b, good.sum(), bad.sum(), constraints.objective).sum()
    assert cut.objective == pytest.approx(found, abs=1e-9)
    assert len(bounds) <= constraints.max_bins
    assert in_course(list(np.diff(b / (g + b))), constraints.trend)


def test_auto_keeps_a_monotone_course_when_the_turn_is_noise():
    cut = find_cut(prebins_of([80, 85, 90, 94, 93], [20, 15, 10, 6, 7]), Constraints())
    assert cut.trend == "descending"
    assert "has to pay for" in cut.reason


def test_auto_takes_a_turn_that_pays():
    cut = find_cut(prebins_of([900, 500, 100, 500, 900], [100, 500, 900, 500, 100]), Constraints())
    assert cut.trend == "peak"
    assert "raises the log-likelihood" in cut.reason


def test_a_hundred_prebins_take_milliseconds():
    rng = np.random.default_rng(1)
    bad = rng.integers(50, 450, 100)
    prebins = prebins_of(1000 - bad, bad)
    constraints = Constraints(trend="descending", min_size=0.0)
    find_cut(prebins, constraints)
    started = perf_counter()
    for _ in range(5):
        find_cut(prebins, constraints)
    assert (perf_counter() - started) / 5 < 0.1

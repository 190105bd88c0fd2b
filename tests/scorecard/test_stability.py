from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.scorecard import ScorecardClassifier
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.divergence import contributions
from plainscore.scorecard.binning.optimal import find_cut
from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.binning.stability import LEAST_SHARE, Stability


def case(good, bad, max_psi):
    """Pre-bins of counts by period, shape (periods, pre-bins); missing and other are empty."""
    pad = ((0, 0), (0, 2))
    weight, events = np.pad(good + bad, pad), np.pad(bad, pad)
    prebins = Prebins(
        np.zeros(0, np.uint8),
        tuple((float(k), k + 1.0) for k in range(good.shape[1] - 1)),
        (),
        (),
        (),
        good.shape[1],
        weight.sum(axis=0),
        weight.sum(axis=0),
        events.sum(axis=0),
    )
    return prebins, Stability(weight, events, max_psi)


def holds(weight, events, trend, max_psi):
    """Whether bins (periods, bins) keep their order in every period and their PSI bound."""
    whole_rate = events.sum(axis=0) / weight.sum(axis=0)
    for k in range(weight.shape[1] - 1):
        step = whole_rate[k + 1] - whole_rate[k]
        if (trend == "ascending" and step < 0) or (trend == "descending" and step > 0):
            return False
        for t in range(weight.shape[0]):
            if weight[t, k] > 0 and weight[t, k + 1] > 0:
                moved = events[t, k + 1] / weight[t, k + 1] - events[t, k] / weight[t, k]
                if step * moved < 0:
                    return False
    if max_psi is None:
        return True
    p = np.maximum(weight / weight.sum(axis=1, keepdims=True), LEAST_SHARE)
    q = np.maximum(weight.sum(axis=0) / weight.sum(), LEAST_SHARE)
    return bool(np.all(((p - q) * np.log(p / q)).sum(axis=1) <= max_psi))


tables = st.integers(2, 7).flatmap(
    lambda size: st.lists(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=size, max_size=size),
        min_size=1,
        max_size=3,
    )
)


@settings(max_examples=300, deadline=None)
@given(
    tables,
    st.sampled_from(["ascending", "descending", "none"]),
    st.sampled_from([None, 0.02, 0.1, 0.5]),
    st.integers(1, 5),
)
def test_no_stable_cut_is_better(rows, trend, max_psi, most):
    counts = np.array(rows, float)
    good, bad = counts[:, :, 0], counts[:, :, 1]
    if good.sum() == 0 or bad.sum() == 0 or np.any((good + bad).sum(axis=1) == 0):
        return
    prebins, stability = case(good, bad, max_psi)
    constraints = Constraints(max_bins=most, min_size=0.0, trend=trend)
    cut = find_cut(prebins, constraints, stability)
    best, n = -np.inf, good.shape[1]
    for k in range(min(most, n)):
        for starts in combinations(range(1, n), k):
            runs = list(pairwise((0, *starts, n)))
            g = np.stack([good[:, a:b].sum(axis=1) for a, b in runs], axis=1)
            b = np.stack([bad[:, a:b].sum(axis=1) for a, b in runs], axis=1)
            if np.all((g + b).sum(axis=0) > 0) and holds(g + b, b, trend, max_psi):
                value = contributions(g.sum(axis=0), b.sum(axis=0), good.sum(), bad.sum()).sum()
                best = max(best, value)
    assert cut.objective == pytest.approx(best, abs=1e-9)
    if np.isfinite(best):
        assert stability.holds(prebins, cut.starts)


@pytest.fixture(scope="module")
def drifting():
    rng = np.random.default_rng(6)
    n = 6000
    month = rng.integers(0, 4, n)
    steady = rng.normal(size=n)
    # a feature that means the opposite in the last month, and one whose level runs away
    fickle = rng.normal(size=n)
    runaway = rng.normal(size=n) + 1.5 * month
    log_odds = -1 + steady + np.where(month == 3, -1.0, 1.0) * fickle + runaway - 1.5 * month
    bad = (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)
    names = np.array(["2026-01", "2026-02", "2026-03", "2026-04"])[month]
    return pd.DataFrame(
        {"steady": steady, "fickle": fickle, "runaway": runaway, "month": names}
    ), bad


def test_what_does_not_hold_in_every_period_is_left_out(drifting):
    frame, bad = drifting
    model = ScorecardClassifier(period="month", max_psi=0.1).fit(frame, bad)
    codes = {each.name: each.code.value for each in model.verdicts_}
    assert codes == {
        "steady": "kept",
        "fickle": "unstable",
        "runaway": "unstable",
        "month": "period",
    }
    steady = model.scorecard_.features[0].binning
    place = np.searchsorted(steady.edges, frame["steady"], side="right")
    rates = pd.DataFrame({"month": frame["month"], "bin": place, "bad": bad})
    by_month = rates.groupby(["month", "bin"])["bad"].mean().unstack().to_numpy()
    assert np.all(np.diff(by_month, axis=1) >= 0)


def test_without_periods_they_are_kept(drifting):
    frame, bad = drifting
    model = ScorecardClassifier().fit(frame.drop(columns="month"), bad)
    assert set(model.scorecard_.feature_names) == {"steady", "fickle", "runaway"}


def test_the_bound_needs_periods_and_every_row_one(drifting):
    frame, bad = drifting
    with pytest.raises(ValueError, match="max_psi needs period"):
        ScorecardClassifier(max_psi=0.1).fit(frame, bad)
    holes = frame.assign(month=frame["month"].where(frame.index > 0))
    with pytest.raises(ValueError, match="has missing values"):
        ScorecardClassifier(period="month").fit(holes, bad)

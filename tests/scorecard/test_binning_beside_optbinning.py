"""Exactness beside a solver: never below optbinning's information value on real data."""

import warnings

import numpy as np
import pandas as pd
import pytest

from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.optimal import find_cut, fine_prebins
from plainscore.scorecard.binning.prebins import numeric_prebins
from plainscore.scorecard.notes import note_for
from plainscore.scorecard.screening import Candidate, Sample, Wishes, screen
from plainscore.scorecard.table import read_table

COLUMNS = ("Seniority", "Time", "Expenses", "Income", "Assets", "Debt", "Amount", "Price")
TRENDS = ("ascending", "descending", "peak", "valley", "none")


@pytest.fixture(scope="module")
def credit(shared_data):
    frame = pd.read_csv(shared_data / "credit_data" / "credit_data_4454.csv")
    return frame, (frame["Status"] == "bad").to_numpy().astype(np.uint8)


def found_iv(frame, bad, name, trend, splits=None, *, refine=True):
    sample = Sample(None, bad, np.ones(bad.size))
    constraints = Constraints(max_bins=8, min_events=1, min_nonevents=1, trend=trend, refine=refine)
    wishes = Wishes(splits=splits)
    found = screen(
        name, read_table(frame), sample, note_for(name), constraints, wishes, min_iv=-1.0
    )
    return found.binning.iv if isinstance(found, Candidate) else found.iv or 0.0


@pytest.mark.parametrize("trend", TRENDS)
@pytest.mark.parametrize("name", COLUMNS)
def test_never_below_optbinning_from_the_same_prebins(credit, name, trend):
    with warnings.catch_warnings():
        # the peer's own dependencies warn
        warnings.simplefilter("ignore")
        peer_module = pytest.importorskip("optbinning", reason="a peer of the bench extra")
    frame, bad = credit
    peer = peer_module.OptimalBinning(
        monotonic_trend=None if trend == "none" else trend, max_n_bins=8, min_bin_size=0.05
    )
    prebins = []
    refinement = peer._prebinning_refinement

    def remember(*args, **kwargs):
        found = refinement(*args, **kwargs)
        prebins.append(found[0])
        return found

    peer._prebinning_refinement = remember
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer.fit(frame[name].to_numpy(), bad)
        theirs = peer.binning_table.build().loc["Totals", "IV"]
    same = found_iv(frame, bad, name, trend, tuple(float(each) for each in prebins[0]))
    assert same >= theirs - 1e-9
    assert found_iv(frame, bad, name, trend) >= theirs - 0.002


@pytest.mark.parametrize("trend", TRENDS)
@pytest.mark.parametrize("name", COLUMNS)
def test_refinement_never_lowers_the_divergence(credit, name, trend):
    frame, bad = credit
    refined = found_iv(frame, bad, name, trend)
    assert refined >= found_iv(frame, bad, name, trend, refine=False) - 2e-3


def test_a_refined_cut_keeps_its_conditions():
    rng = np.random.default_rng(5)
    values = rng.normal(size=20_000)
    bad = (rng.random(20_000) < 1 / (1 + np.exp(1 + values))).astype(np.uint8)
    constraints = Constraints(trend="descending", min_size=0.08, min_difference=0.02)
    fine = fine_prebins(values.size, constraints)
    prebins = numeric_prebins(values, bad, np.ones(values.size), fine, {})
    assert prebins.ordered > 1000
    cut = find_cut(prebins, constraints)
    bounds = [0, *cut.starts, prebins.ordered]
    weight = np.add.reduceat(prebins.weight[: prebins.ordered], bounds[:-1])
    rate = np.add.reduceat(prebins.bad[: prebins.ordered], bounds[:-1]) / weight
    assert weight.min() >= 0.08 * values.size
    assert np.all(np.diff(rate) <= -0.02)

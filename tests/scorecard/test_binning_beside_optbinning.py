"""Exactness beside a solver: never below optbinning's information value on real data."""

import warnings

import numpy as np
import pandas as pd
import pytest

from plainscore.scorecard import VerdictCode
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.optimal import find_cut, fine_prebins
from plainscore.scorecard.binning.prebins import numeric_prebins
from plainscore.scorecard.notes import note_for
from plainscore.scorecard.prebinning import Wishes
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.screening import Candidate, screen
from plainscore.scorecard.table import read_table

SETS = ("credit_data", "taiwan", "german", "south_german", "berka")
TRENDS = ("ascending", "descending", "peak", "valley", "none", "auto")


def load(shared_data, name):
    """A public set: its columns and which rows are bad."""
    if name == "credit_data":
        frame = pd.read_csv(shared_data / name / "credit_data_4454.csv")
        return frame.drop(columns="Status"), (frame["Status"] == "bad")
    if name == "taiwan":
        frame = pd.read_csv(next((shared_data / name).glob("*.csv")))
        outcome = next(each for each in frame if each.startswith("default"))
        return frame.drop(columns=outcome), frame[outcome]
    if name == "german":
        frame = pd.read_csv(shared_data / name / "german_credit.csv")
        return frame.drop(columns="bad"), frame["bad"]
    if name == "south_german":
        frame = pd.read_csv(next((shared_data / name).glob("*.csv")))
        return frame.drop(columns="credit_risk"), 1 - frame["credit_risk"]
    frame = pd.read_csv(shared_data / name / "loan_labels.csv")
    return frame.drop(columns="bad"), frame["bad"]


def binned(column, bad, *, categorical, trend, **wishes):
    """Our binning of a column whatever it is called, or why it has none."""
    values = column.to_numpy()
    if not categorical:
        # a column that numbers the rows is no feature, and yet it can be binned
        values = values.astype(float) / 2
    constraints = Constraints(max_bins=8, min_events=1, min_nonevents=1, trend=trend)
    found = screen(
        "x",
        read_table(pd.DataFrame({"x": values})),
        Sample(None, bad, np.ones(bad.size)),
        note_for("x"),
        constraints,
        Wishes(categorical=categorical, **wishes),
        min_iv=-1.0,
    )
    if isinstance(found, Candidate):
        return found.binning.iv
    assert found.code in {VerdictCode.SINGLE_BIN, VerdictCode.TOO_MANY_CATEGORIES}
    return None if found.code is VerdictCode.TOO_MANY_CATEGORIES else found.iv


def peer_binning(optimal_binning, column, bad, *, categorical, trend):
    """The solver's information value, and the course its event rates take."""
    peer = optimal_binning(
        dtype="categorical" if categorical else "numerical",
        monotonic_trend=None if trend == "none" else trend,
        max_n_bins=8,
        min_bin_size=0.05,
    )
    with warnings.catch_warnings():
        # the peer divides by zero in bins that it then refuses
        warnings.simplefilter("ignore")
        peer.fit(column.to_numpy(), bad)
        table = peer.binning_table.build()
    rates = table["Event rate"].to_numpy()[: len(peer.splits) + (not categorical)]
    return table.loc["Totals", "IV"], course_of(rates.astype(float)), peer.splits


def course_of(rates):
    """The simplest trend that event rates follow."""
    signs = np.sign(np.diff(rates))
    signs = signs[signs != 0]
    turns = int(np.sum(signs[1:] != signs[:-1]))
    if turns > 1:
        return "none"
    rises = signs.size == 0 or signs[0] > 0
    return (("ascending", "peak") if rises else ("descending", "valley"))[turns]


@pytest.fixture(scope="module")
def optimal_binning():
    with warnings.catch_warnings():
        # the peer's own dependencies warn
        warnings.simplefilter("ignore")
        return pytest.importorskip("optbinning", reason="the test extra holds it").OptimalBinning


@pytest.mark.parametrize("name", SETS)
def test_never_below_optbinning_on_any_column(shared_data, optimal_binning, name):
    """The same conditions from raw values; under auto, the course that the peer settled on.

    Which course auto settles on is a question of taste, not of the search: the peer guesses it
    from the shape of the event rates, we take a turn where it pays for itself.
    """
    frame, outcome = load(shared_data, name)
    bad = outcome.to_numpy().astype(np.uint8)
    below, compared = [], 0
    for column in frame:
        categorical = not pd.api.types.is_numeric_dtype(frame[column])
        for trend in ("auto",) if categorical else TRENDS:
            theirs, taken, _ = peer_binning(
                optimal_binning, frame[column], bad, categorical=categorical, trend=trend
            )
            asked = taken if trend == "auto" and not categorical else trend
            ours = binned(frame[column], bad, categorical=categorical, trend=asked)
            if ours is None:
                # dates as text
                assert column in {"date", "first_trans", "last_trans"}
                continue
            compared += 1
            if ours < theirs - 1e-9:
                below.append((column, trend, asked, ours, theirs))
    assert not below
    assert compared >= 10


@pytest.mark.parametrize("name", ["Seniority", "Income", "Amount", "Price"])
@pytest.mark.parametrize("trend", TRENDS[:-1])
def test_equal_to_the_solver_from_the_same_bounds(shared_data, optimal_binning, name, trend):
    frame, outcome = load(shared_data, "credit_data")
    bad = outcome.to_numpy().astype(np.uint8)
    theirs, _, splits = peer_binning(
        optimal_binning, frame[name], bad, categorical=False, trend=trend
    )
    # from the bounds that it kept there is nothing better, and nothing else as good
    kept = tuple(float(each) / 2 for each in splits)
    ours = binned(frame[name], bad, categorical=False, trend=trend, splits=kept)
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_a_refined_cut_keeps_its_conditions():
    rng = np.random.default_rng(5)
    values = rng.normal(size=20_000)
    bad = (rng.random(20_000) < 1 / (1 + np.exp(1 + values))).astype(np.uint8)
    constraints = Constraints(trend="descending", min_size=0.08, min_difference=0.02)
    fine = fine_prebins(values.size, constraints)
    prebins = numeric_prebins(values, bad, np.ones(values.size), fine, {}, tree=True)
    assert prebins.ordered > 1000
    cut = find_cut(prebins, constraints)
    bounds = [0, *cut.starts, prebins.ordered]
    weight = np.add.reduceat(prebins.weight[: prebins.ordered], bounds[:-1])
    rate = np.add.reduceat(prebins.bad[: prebins.ordered], bounds[:-1]) / weight
    assert weight.min() >= 0.08 * values.size
    assert np.all(np.diff(rate) <= -0.02)

"""Every planted leak is found, and an honest table raises no suspicion."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.features import compute_features
from plainscore.simulation import simulate
from plainscore.validation.leakage import LeakKind, find_leaks


def honest(seed, n=2000):
    """A table as it should be: features of ordinary strength, dates before the decision."""
    rng = np.random.default_rng(seed)
    as_of = np.datetime64("2025-01-01") + rng.integers(0, 300, n)
    table = pd.DataFrame(
        {
            "as_of": as_of,
            "person": [f"p{each}" for each in rng.permutation(n)],
            "income": rng.lognormal(8, 0.5, n),
            "overdraft_days": rng.poisson(2, n).astype(float),
            "housing": rng.choice(["rent", "own", "other"], n),
            "months_known": rng.integers(1, 240, n).astype(float),
            "opened_on": as_of - rng.integers(1, 3000, n),
            "branch": rng.choice([f"b{each}" for each in range(30)], n),
            "fold": rng.integers(0, 5, n),
        }
    )
    table.loc[rng.random(n) < 0.1, "months_known"] = np.nan
    risk = -1.6 + 0.5 * (table["overdraft_days"] - 2) - 0.6 * (np.log(table["income"]) - 8)
    risk += 0.7 * (table["housing"] == "rent")
    bad = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(int).to_numpy()
    return table, bad, rng


def search(table, bad, **named):
    return find_leaks(table, bad, as_of="as_of", person="person", fold="fold", **named)


@pytest.mark.parametrize("seed", range(20))
def test_an_honest_table_raises_no_suspicion(seed):
    table, bad, _ = honest(seed)
    assert search(table, bad) == ()


def copy_of_the_outcome(table, bad, rng):
    table["letter"] = np.where(rng.random(bad.size) < 0.03, 1 - bad, bad)
    return table, bad, LeakKind.TOO_GOOD, "letter"


def copy_in_other_order(table, bad, rng):
    """A number that is high for bads and for some goods low or high: no monotone relation."""
    table["code"] = np.where(
        bad == 1, rng.uniform(4, 6, bad.size), rng.choice([1.0, 9.0], bad.size)
    )
    return table, bad, LeakKind.TOO_GOOD, "code"


def state_only_bads_reach(table, bad, rng):
    reached = (bad == 1) & (rng.random(bad.size) < 0.2)
    table["state"] = np.where(reached, "legal", rng.choice(["open", "closed"], bad.size))
    return table, bad, LeakKind.ONLY_BADS, "state"


def filled_in_because_of_the_outcome(table, bad, rng):
    filled = (bad == 1) ^ (rng.random(bad.size) < 0.08)
    table["reminder_fee"] = np.where(filled, rng.uniform(5, 50, bad.size), np.nan)
    return table, bad, LeakKind.MISSINGNESS, "reminder_fee"


def name_of_the_outcome(table, bad, rng):
    table["chargeOffAmount"] = rng.uniform(0, 1, bad.size)
    return table, bad, LeakKind.NAME, "chargeOffAmount"


def sorted_by_outcome(table, bad, rng):
    order = np.argsort(bad + rng.normal(0, 0.2, bad.size), kind="stable")
    return table.iloc[order].reset_index(drop=True), bad[order], LeakKind.ROW_ORDER, None


def number_given_by_outcome(table, bad, rng):
    table["loan_number"] = np.argsort(np.argsort(bad * 0.5 + rng.random(bad.size))) + 10_000
    return table, bad, LeakKind.IDENTIFIER, "loan_number"


def rates_of_this_very_sample(table, bad, rng):
    rates = pd.Series(bad).groupby(table["branch"]).transform("mean")
    table["branch_risk"] = rates.to_numpy()
    return table, bad, LeakKind.TARGET_MEAN, "branch_risk"


def date_after_the_decision(table, bad, rng):
    late = rng.random(bad.size) < 0.02
    last = table["as_of"] - pd.to_timedelta(rng.integers(1, 60, bad.size), "D")
    table["last_payment_on"] = last.where(~late, table["as_of"] + pd.Timedelta(40, "D"))
    return table, bad, LeakKind.LATER_DATE, "last_payment_on"


def date_after_the_decision_as_text(table, bad, rng):
    table, bad, kind, column = date_after_the_decision(table, bad, rng)
    table[column] = table[column].dt.strftime("%Y-%m-%d")
    return table, bad, kind, column


def equal_rows_across_folds(table, bad, rng):
    again = table.iloc[:25].assign(fold=(table["fold"].iloc[:25] + 1) % 5, person="x")
    again["person"] = [f"q{each}" for each in range(25)]
    both = pd.concat([table, again], ignore_index=True)
    return both, np.concatenate([bad, bad[:25]]), LeakKind.SHARED_ROW, None


def one_person_across_folds(table, bad, rng):
    table.loc[:9, "person"] = table.loc[10:19, "person"].to_numpy()
    table.loc[:9, "fold"] = (table.loc[10:19, "fold"].to_numpy() + 1) % 5
    return table, bad, LeakKind.SHARED_PERSON, "person"


PLANTS = [
    copy_of_the_outcome,
    copy_in_other_order,
    state_only_bads_reach,
    filled_in_because_of_the_outcome,
    name_of_the_outcome,
    sorted_by_outcome,
    number_given_by_outcome,
    rates_of_this_very_sample,
    date_after_the_decision,
    date_after_the_decision_as_text,
    equal_rows_across_folds,
    one_person_across_folds,
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_found(plant, seed):
    table, bad, kind, column = plant(*honest(100 + seed))
    assert (kind, column) in {(leak.kind, leak.column) for leak in search(table, bad)}


def test_an_outcome_known_at_the_decision_is_found():
    table, bad, _ = honest(1)
    table["outcome_on"] = table["as_of"] + pd.Timedelta(365, "D")
    assert search(table, bad, outcome_on="outcome_on") == ()
    table.loc[:3, "outcome_on"] = table.loc[:3, "as_of"]
    (leak,) = search(table, bad, outcome_on="outcome_on")
    assert (leak.kind, leak.figure) == (LeakKind.EARLY_OUTCOME, 4 / len(table))


def test_a_hold_out_sample_that_is_neither_apart_nor_later_is_found():
    table, bad, _ = honest(2)
    late = (table["as_of"] > np.datetime64("2025-08-01")).to_numpy()
    training, later = table[~late], table[late]
    assert search(training, bad[~late], held_out=later) == ()
    mixed = pd.concat([later, training.iloc[:5]])
    kinds = [leak.kind for leak in search(training, bad[~late], held_out=mixed)]
    assert kinds == [LeakKind.SHARED_ROW, LeakKind.SHARED_PERSON, LeakKind.OVERLAPPING_TIME]


@pytest.mark.parametrize("make", [pa.Table.from_pandas, pl.from_pandas, lambda table: table])
def test_any_kind_of_table_gives_the_same(make):
    table, bad, _, _ = copy_of_the_outcome(*honest(3))
    assert search(make(table), bad) == search(table, bad)


def test_rows_without_an_outcome_tell_nothing():
    table, bad, _ = honest(4)
    table["only_when_unknown"] = np.where(np.arange(len(table)) < 300, np.nan, 1.0)
    outcome = bad.astype(float)
    outcome[:300] = np.nan
    assert search(table, outcome) == ()


def test_a_column_that_is_not_there_or_holds_no_dates_is_named():
    table, bad, _ = honest(5)
    with pytest.raises(ValueError, match="no column 'when'; it has: as_of, person"):
        find_leaks(table, bad, as_of="when")
    with pytest.raises(ValueError, match="'housing' holds no dates"):
        find_leaks(table, bad, as_of="housing")
    with pytest.raises(ValueError, match="3 outcomes for 2000 rows"):
        find_leaks(table, [1, 0, 1])


@pytest.mark.parametrize(
    ("folder", "target", "bad"),
    [
        ("taiwan", "default.payment.next.month", 1),
        ("german", "bad", 1),
        ("credit_data", "Status", "bad"),
    ],
)
def test_public_data_raise_no_suspicion_of_a_column(shared_data, folder, target, bad):
    (path,) = (shared_data / folder).glob("*.csv")
    table = pd.read_csv(path)
    assert find_leaks(table.drop(columns=[target]), table[target], bad=bad) == ()


def test_features_of_simulated_people_raise_no_suspicion(tmp_path):
    simulate(people=400, months=15, seed=4, out=tmp_path / "town")
    features = compute_features(tmp_path / "town", tmp_path / "town" / "applications.parquet")
    outcomes = pq.read_table(tmp_path / "town" / "outcomes.parquet")
    both = features.join(outcomes, "application_id", join_type="inner")
    assert both["bad"].to_numpy().sum() > 10
    assert find_leaks(both.drop_columns(["bad"]), both["bad"], bad=True) == ()

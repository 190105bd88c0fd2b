"""Periods beside the first one."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.validation.stability import measure_stability


@pytest.fixture(scope="module")
def months(fitted):
    """Four months of unseen people; in the last one balances are lower for everybody."""
    table = fitted.unseen.reset_index(drop=True)
    table["month"] = [f"2026-{1 + at * 4 // len(table):02d}" for at in range(len(table))]
    last = table["month"] == "2026-04"
    table.loc[last, "balance"] -= 500
    return fitted.card, table, fitted.unseen_bad


def test_figures_of_a_period_are_those_of_its_rows(months):
    card, table, bad = months
    found = measure_stability(card, table, bad, period="month")
    assert [each.name for each in found.periods] == [f"2026-0{at}" for at in range(1, 5)]
    for each in found.periods:
        rows = (table["month"] == each.name).to_numpy() & card.scorable(table)
        assert each.n == rows.sum()
        assert each.bad_rate.value == pytest.approx(bad[rows].mean())
        area = roc_auc_score(1 - bad[rows], card.score(table)[rows])
        assert each.auc.value == pytest.approx(area)


def test_the_month_that_moved_is_the_one_that_is_seen(months):
    found = measure_stability(*months, period="month")
    alerts = [[alert.name for alert in each.compared.alerts] for each in found.periods]
    assert alerts[:3] == [[], [], []]
    assert {"score", "feature balance"} <= set(alerts[3])


def test_dates_are_put_together_by_month(months):
    card, table, bad = months
    dated = table.assign(day=pd.to_datetime(table["month"] + "-17"))
    found = measure_stability(card, dated, bad, period="day")
    assert [each.name for each in found.periods] == [f"2026-0{at}" for at in range(1, 5)]


def test_numbers_are_in_the_order_of_numbers(months):
    card, table, bad = months
    numbered = table.assign(vintage=np.where(np.arange(len(table)) % 2 == 0, 9, 10))
    found = measure_stability(card, numbered, bad, period="vintage")
    assert [each.name for each in found.periods] == ["9", "10"]


def test_one_period_or_none_is_refused(months):
    card, table, bad = months
    with pytest.raises(ValueError, match="has 1 values; stability needs 2 to 60"):
        measure_stability(card, table.assign(month="x"), bad, period="month")
    with pytest.raises(ValueError, match="no column 'when'"):
        measure_stability(card, table, bad, period="when")

"""Quiet months raise no alert; moved ones do, for the right reason."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.validation.monitoring import Thresholds, Urgency, monitor, tally_rows

NAMED = {"target": "bad", "bad": True, "flags": ("overridden",)}
MONTHS = 100


@pytest.fixture(scope="module")
def counted(card, baseline):
    return tally_rows(card, baseline, **NAMED)


def after(card, counted, table):
    (sample,) = monitor(card, counted, {"later": tally_rows(card, table, **NAMED)}).samples
    return sample


@pytest.mark.parametrize("n", [400, 3000])
def test_at_most_five_of_a_hundred_quiet_months_raise_an_alert(card, counted, month, n):
    quiet = [
        not after(card, counted, month(np.random.default_rng(100 + seed), n)).alerts
        for seed in range(MONTHS)
    ]
    assert sum(quiet) >= 95


@pytest.mark.parametrize(
    ("moved", "wanted"),
    [
        ({"balance": 0.6}, "feature balance"),
        ({"balance": 0.6}, "score"),
        ({"worse": 0.7}, "bads"),
    ],
)
def test_at_least_95_of_a_hundred_moved_months_raise_the_right_alert(
    card, counted, month, moved, wanted
):
    """Balances lower by 0.6 deviations, or odds of bad twice as high, in 1,000 applicants."""
    found = [
        wanted
        in {
            alert.name
            for alert in after(
                card, counted, month(np.random.default_rng(seed), 1000, **moved)
            ).alerts
        }
        for seed in range(MONTHS)
    ]
    assert sum(found) >= 95


def test_overrides_missing_values_and_reasons_that_move_are_seen(card, counted, month):
    table = month(np.random.default_rng(5), 3000)
    table["overridden"] = np.arange(3000) % 5 == 0
    table["income_cv"] = np.where(np.arange(3000) % 2 == 0, np.nan, table["income_cv"])
    names = [alert.name for alert in after(card, counted, table).alerts]
    assert names[0] == "overridden"
    kept = {feature.name for feature in card.features}
    assert ("feature income_cv" in names) == ("income_cv" in kept)


def test_accuracy_is_that_of_scikit_learn_and_its_loss_is_seen(card, counted, month):
    table = month(np.random.default_rng(6), 4000)
    sample = after(card, counted, table)
    assert sample.auc.value == pytest.approx(roc_auc_score(~table["bad"], card.score(table)))
    table["bad"] = np.random.default_rng(7).permutation(table["bad"])
    lost = after(card, counted, table)
    assert ("auc", Urgency.ACT) in {(alert.name, alert.urgency) for alert in lost.alerts}


def test_bads_over_those_expected_are_counted_by_hand(card, counted, month):
    table = month(np.random.default_rng(8), 2000)
    wanted = table["bad"].sum() / card.probability(table).sum()
    assert after(card, counted, table).bads == pytest.approx(wanted)


def test_a_large_change_in_few_rows_is_not_reported(card, counted, month):
    sample = after(card, counted, month(np.random.default_rng(9), 12, balance=0.3))
    assert sample.score.psi > 0.1
    assert sample.alerts == ()


def test_thresholds_decide_what_is_large(card, counted, month):
    moved = {"May": tally_rows(card, month(np.random.default_rng(3), 3000, balance=0.4), **NAMED)}
    usual = monitor(card, counted, moved)
    deaf = monitor(
        card, counted, moved, thresholds=Thresholds(psi_watch=9, psi_act=9, bads_watch=9)
    )
    assert usual.urgency is not None
    assert deaf.urgency is None


def test_samples_without_outcomes_or_flags_are_compared_on_the_rest(card, baseline):
    then = tally_rows(card, baseline)
    (sample,) = monitor(card, then, {"June": tally_rows(card, baseline.iloc[:500])}).samples
    assert [check.name for check in sample.checks] == [
        "score",
        *(f"feature {name}" for name in card.feature_names),
        "first reason",
        "not scorable",
    ]
    assert sample.bads is None


def test_bands_of_score_are_about_tenths_of_the_baseline(card, counted):
    bands = monitor(card, counted, {}).bands
    assert len(bands) == 9
    shares = [part.sum() / counted.scored for part in np.split(counted.scores, list(bands))]
    assert max(shares) < 0.16

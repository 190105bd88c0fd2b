"""Segments that differ pay; segments that do not, do not."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss

from plainscore.scorecard import ProtectedFeatureError, ScorecardClassifier
from plainscore.validation.segmentation import segment


def people(seed, *, apart, n=2400):
    """Two products; the same feature points the other way in one of them when `apart`."""
    rng = np.random.default_rng(seed)
    product = rng.choice(["card", "loan"], n)
    table = pd.DataFrame({"balance": rng.normal(size=n), "product": product})
    slope = np.where((product == "card") & apart, 1.2, -1.2)
    bad = rng.random(n) < 1 / (1 + np.exp(1 - slope * table["balance"]))
    return table, bad


def test_segments_that_differ_pay_and_read_their_own_way():
    table, bad = people(1, apart=True)
    found = segment(ScorecardClassifier(), table, bad, by="product", folds=3)
    assert found.pays
    assert found.ranking.gain.low > 0
    low, high = ({"balance": each, "product": "x"} for each in (-1.5, 1.5))
    assert found.cards["loan"].score_row(low) < found.cards["loan"].score_row(high)
    assert found.cards["card"].score_row(low) > found.cards["card"].score_row(high)


def test_segments_that_do_not_differ_are_not_said_to_pay():
    claims = [
        segment(
            ScorecardClassifier(), *people(seed, apart=False, n=800), by="product", folds=3
        ).pays
        for seed in range(6)
    ]
    assert sum(claims) == 0


def test_the_gain_is_the_difference_of_the_log_losses():
    table, bad = people(2, apart=True)
    found = segment(ScorecardClassifier(), table, bad, by="product", folds=3)
    n = len(bad)
    assert found.gain.n == n
    assert found.gain.low < found.gain.value < found.gain.high
    together = log_loss(bad, found.pooled.probability(table))
    apart = np.empty(n)
    for name, card in found.cards.items():
        rows = (table["product"] == name).to_numpy()
        apart[rows] = card.probability(table[rows])
    assert found.gain.value == pytest.approx(together - log_loss(bad, apart), abs=0.05)


def test_a_small_segment_keeps_the_scorecard_of_all():
    table, bad = people(3, apart=False)
    table.loc[:30, "product"] = "lease"
    found = segment(ScorecardClassifier(), table, bad, by="product", folds=3)
    assert [name for name, _, _ in found.not_carded] == ["lease"]
    assert "lease" not in found.cards


def test_a_protected_attribute_makes_no_segments():
    table, bad = people(4, apart=False)
    with pytest.raises(ProtectedFeatureError, match="speaks of sex"):
        segment(ScorecardClassifier(), table.rename(columns={"product": "sex"}), bad, by="sex")


def test_what_cannot_be_segmented_is_refused():
    table, bad = people(5, apart=False)
    with pytest.raises(ValueError, match="no column 'region'"):
        segment(ScorecardClassifier(), table, bad, by="region")
    with pytest.raises(ValueError, match="enough goods and bads"):
        segment(ScorecardClassifier(), table[:60], bad[:60], by="product")

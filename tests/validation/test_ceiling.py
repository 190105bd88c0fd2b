"""Models of other kinds on the same rows: fitted on their own rows, measured as the scorecard."""

from dataclasses import replace

import lxml.html
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import ScorecardClassifier
from plainscore.validation import ceiling as module
from plainscore.validation import render_report, rivals, validate
from plainscore.validation.ceiling import measure_ceiling
from plainscore.validation.comparison import compare_scores
from plainscore.validation.rivals import Rows, fit_rival


def people(seed, n):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {"a": rng.normal(size=n), "b": rng.normal(size=n), "home": rng.choice(["own", "rent"], n)}
    )
    # a and b matter together, which a scorecard without pairs cannot see
    risk = -1 + 0.5 * table["a"] + 1.5 * np.sign(table["a"] * table["b"]) * (table["home"] == "own")
    table.loc[rng.random(n) < 0.05, "a"] = np.nan
    return table, (rng.random(n) < 1 / (1 + np.exp(-risk.fillna(-1).to_numpy()))).astype(int)


@pytest.fixture(scope="module")
def card():
    return ScorecardClassifier().fit(*people(1, 2000)).scorecard_


@pytest.fixture
def trees(monkeypatch):
    """Leave the slower of the two out."""
    monkeypatch.setattr(module, "PACKAGES", {"lightgbm": rivals.PACKAGES["lightgbm"]})


@pytest.fixture(autouse=True)
def _installed():
    pytest.importorskip("lightgbm", reason="the extra `ceiling` is not installed")


def test_what_a_scorecard_cannot_see_is_the_gap(card, trees):
    table, bad = people(2, 3000)
    found = measure_ceiling(card, table, bad, train=people(3, 3000))
    (rival,) = found.rivals
    assert found.way == "training table"
    assert (found.fitted_rows, found.absent) == (3000, ())
    assert set(found.features) == {"a", "b", "home"}
    assert rival.gap.low > 0.02


def test_figures_are_recomputed_from_the_same_model(card, trees):
    table, bad = people(2, 1500)
    theirs, their_bad = people(3, 1500)
    (rival,) = measure_ceiling(card, table, bad, train=(theirs, their_bad)).rivals

    def matrix(of):
        return np.column_stack([of["a"], of["b"], (of["home"] == "rent") * 1.0])[
            :, [list("abh").index(name[0]) for name in features]
        ]

    features = measure_ceiling(card, table, bad, train=(theirs, their_bad)).features
    rows = Rows(matrix(theirs), their_bad == 1, np.ones(1500), (features.index("home"),))
    risk = fit_rival("lightgbm", rows, 0)(matrix(table))
    assert rival.auc.value == pytest.approx(roc_auc_score(bad, risk))
    again = compare_scores(card.score(table), -risk, bad)
    assert rival.gap.value == pytest.approx(again.gain.value)
    assert rival.gap.low == pytest.approx(again.gain.low)
    assert rival.p_value == pytest.approx(again.p_value)


def test_without_a_training_table_each_third_is_ranked_by_the_others(card, trees):
    rng = np.random.default_rng(0)
    table, _ = people(5, 1500)
    bad = (rng.random(1500) < 0.3).astype(int)
    found = measure_ceiling(card, table, bad)
    assert (found.way, found.fitted_rows) == ("folds", 1000)
    # outcomes are noise: a model that had seen its rows would rank them far above chance
    assert found.rivals[0].auc.low < 0.5 < found.rivals[0].auc.high + 0.02


def test_the_additive_model_is_measured_too(card, monkeypatch):
    pytest.importorskip("interpret")
    monkeypatch.setattr(module, "PACKAGES", {"interpret-core": rivals.PACKAGES["interpret-core"]})
    table, bad = people(2, 600)
    (rival,) = measure_ceiling(card, table, bad, train=people(3, 600)).rivals
    assert rival.name.startswith("EBM")
    assert rival.auc.value > 0.55


def test_the_report_says_what_is_not_installed_and_what_was_done(card, monkeypatch):
    monkeypatch.setattr(module, "_version", lambda _: None)
    table, bad = people(2, 400)
    found = measure_ceiling(card, table, bad, card_seen=True)
    assert found.rivals == ()
    evidence = replace(validate(card, table, bad), ceiling=found)
    said = lxml.html.document_fromstring(render_report(evidence)).get_element_by_id("ceiling")
    text = " ".join(said.text_content().split())
    assert "not installed: lightgbm, interpret-core. Install plainscore[ceiling]" in text
    assert "No training table was given" in text
    assert "so the gap is too small" in text


def test_no_rival_reads_a_protected_column(trees):
    rng = np.random.default_rng(0)
    table, bad = people(1, 1500)
    table["sex"] = np.where(bad & (rng.random(1500) < 0.9), "f", "m")
    with pytest.warns(match="sex"):
        card = ScorecardClassifier().fit(table, bad).scorecard_
    found = measure_ceiling(card, table[:300], bad[:300], train=(table[300:700], bad[300:700]))
    assert "sex" not in found.features
    assert max(rival.auc.value for rival in found.rivals) < 0.85


def test_a_training_table_that_does_not_fit_is_refused(card):
    table, bad = people(2, 300)
    with pytest.raises(ValueError, match="lacks the columns b"):
        measure_ceiling(card, table, bad, train=(table[["a", "home"]], bad))
    with pytest.raises(ValueError, match="goods or bads alone"):
        measure_ceiling(card, table, bad, train=(table, np.zeros(300)))

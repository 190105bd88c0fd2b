"""Paired areas beside scikit-learn and the bootstrap; swap sets by hand."""

from dataclasses import replace

import lxml.html
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import ProtectedColumnWarning, ScorecardClassifier
from plainscore.validation import render_report
from plainscore.validation.comparison import compare_cards, compare_scores
from plainscore.validation.figure import Refused


@pytest.fixture(scope="module")
def two_scores():
    rng = np.random.default_rng(4)
    risk = rng.normal(size=1500)
    bad = rng.random(1500) < 1 / (1 + np.exp(1.5 - risk))
    champion = np.rint(600 - 30 * risk + rng.normal(0, 45, 1500))
    challenger = np.rint(600 - 30 * risk + rng.normal(0, 30, 1500))
    return champion, challenger, bad, rng.uniform(0.5, 2, 1500)


def test_areas_are_those_of_scikit_learn(two_scores):
    champion, challenger, bad, weight = two_scores
    found = compare_scores(champion, challenger, bad, weight)
    first = roc_auc_score(~bad, champion, sample_weight=weight)
    second = roc_auc_score(~bad, challenger, sample_weight=weight)
    assert found.champion.value == pytest.approx(first)
    assert found.challenger.value == pytest.approx(second)
    assert found.gain.value == pytest.approx(second - first)


def test_the_interval_of_the_gain_is_about_that_of_the_bootstrap(two_scores):
    champion, challenger, bad, _ = two_scores
    rng = np.random.default_rng(1)
    gains = []
    for _ in range(400):
        rows = rng.integers(0, bad.size, bad.size)
        areas = [roc_auc_score(~bad[rows], each[rows]) for each in (champion, challenger)]
        gains.append(areas[1] - areas[0])
    found = compare_scores(champion, challenger, bad)
    assert found.gain.half_width == pytest.approx(1.96 * np.std(gains), rel=0.12)
    by_bootstrap = 2 * norm.sf(np.mean(gains) / np.std(gains))
    assert found.p_value == pytest.approx(by_bootstrap, abs=0.03)


def test_a_score_beside_itself_gains_nothing(two_scores):
    champion, _, bad, _ = two_scores
    found = compare_scores(champion, champion, bad)
    assert (found.gain.value, found.p_value) == (0.0, 1.0)
    assert [cell.n for cell in found.cells[1:3]] == [0, 0]


def test_equal_scores_are_called_different_about_as_often_as_the_level_says():
    rng = np.random.default_rng(6)
    called = 0
    for _ in range(300):
        risk = rng.normal(size=400)
        bad = rng.random(400) < 1 / (1 + np.exp(1 - risk))
        one, other = (rng.normal(-risk, 1.0) for _ in range(2))
        called += compare_scores(one, other, bad).p_value < 0.05
    assert 4 <= called <= 28


def test_the_swap_set_is_that_of_a_cross_table(two_scores):
    champion, challenger, bad, _ = two_scores
    found = compare_scores(champion, challenger, bad, approval_rate=0.7)
    table = pd.crosstab(champion >= found.champion_cut_off, challenger >= found.challenger_cut_off)
    for cell in found.cells:
        assert cell.n == table.loc[cell.champion, cell.challenger]
    assert found.approval_rate == pytest.approx(0.7, abs=0.02)
    assert sum(cell.bads for cell in found.cells) == bad.sum()
    swapped_in, swapped_out = found.cells[1:3]
    assert swapped_in.bad_rate.value < swapped_out.bad_rate.value


def test_too_few_bads_are_refused():
    found = compare_scores(range(30), range(30), [1] * 3 + [0] * 27)
    assert isinstance(found.gain, Refused)


def test_an_approval_rate_out_of_range_is_refused(two_scores):
    with pytest.raises(ValueError, match="between 0 and 1"):
        compare_scores(*two_scores[:3], approval_rate=1.0)


def test_two_cards_are_compared_on_those_whom_both_can_score(fitted, evidence):
    table, bad = fitted.unseen, fitted.unseen_bad
    with pytest.warns(ProtectedColumnWarning):
        other = ScorecardClassifier(name="Old").fit(
            fitted.seen[["balance", "gender"]], fitted.seen_bad
        )
    found = compare_cards(other.scorecard_, fitted.card, table, bad, approval_rate=0.7)
    both = table["enough"].to_numpy()
    again = compare_scores(
        other.scorecard_.score(table)[both],
        fitted.card.score(table)[both],
        bad[both],
        approval_rate=0.7,
    )
    assert found.compared == again
    assert (found.n, found.bads) == (both.sum(), bad[both].sum())
    assert again.gain.low > 0
    page = lxml.html.document_fromstring(render_report(replace(evidence, champion=found)))
    rows = page.cssselect("#champion tbody")[1]
    for cell, row in zip(found.compared.cells, rows, strict=True):
        said = [" ".join(each.text_content().split()) for each in row]
        assert said[1:3] == [f"{cell.n:,}", f"{cell.bads:,}"]
        assert said[4].startswith(f"{100 * cell.bad_rate.value:.1f}")

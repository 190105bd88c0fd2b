"""Known weaknesses: planted ones are found, none is made up, figures come from the other half."""

from dataclasses import replace

import lxml.html
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from plainscore.scorecard import ScorecardClassifier
from plainscore.validation import Refused, render_report, validate
from plainscore.validation.completeness import find_gaps
from plainscore.validation.weaknesses import NEEDED, Weaknesses, find_weaknesses


def people(seed, n, *, weak=None):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {"a": rng.normal(size=n), "b": rng.normal(size=n), "c": rng.choice(["x", "y", "z"], n)}
    )
    risk = -1.2 + table["a"] + 0.7 * table["b"] + 0.8 * (table["c"] == "x")
    corner = (table["a"] > 0.5) & (table["c"] == "z")
    if weak == "calibration":
        risk = risk + 1.2 * corner
    if weak == "ranking":
        risk = risk.where(table["c"] != "y", -1.2 - 1.2 * table["b"])
    return table, (rng.random(n) < 1 / (1 + np.exp(-risk.to_numpy()))).astype(int)


@pytest.fixture(scope="module")
def card():
    return ScorecardClassifier(name="c").fit(*people(1, 12_000)).scorecard_


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_calibration_error_is_found_where_it_is(card, seed):
    found = find_weaknesses(card, *people(100 + seed, 8000, weak="calibration")).found
    assert found[0].kind == "calibration"
    assert found[0].inside.value > 1.15 > found[0].outside.value
    assert any({name for name, _ in each.where} == {"a", "c"} for each in found)


@pytest.mark.parametrize("seed", range(5))
def test_planted_loss_of_ranking_is_found_where_it_is(card, seed):
    found = find_weaknesses(card, *people(200 + seed, 8000, weak="ranking")).found
    worse = [each for each in found if each.kind == "ranking"]
    assert any(("c", "y") in each.where for each in worse)
    assert worse[0].inside.value < worse[0].promised


def test_nothing_is_made_up_more_often_than_stated(card):
    false = [bool(find_weaknesses(card, *people(1000 + seed, 4000)).found) for seed in range(60)]
    # at 5 in 100, more than 8 of 60 happen once in 300 times
    assert sum(false) <= 8


def test_figures_are_those_of_the_half_that_was_not_searched(card):
    table, bad = people(7, 8000, weak="ranking")
    each = next(
        one for one in find_weaknesses(card, table, bad).found
        if one.kind == "ranking" and one.where == (("c", "y"),)
    )  # fmt: skip
    inside = (table["c"] == "y").to_numpy()
    assert abs(each.n / inside.sum() - 0.5) < 0.05
    whole = roc_auc_score(bad[inside], -card.score(table)[inside])
    assert each.inside.low < whole < each.inside.high
    assert (each.inside.n, each.inside.bads) == (each.n, each.bads)


def test_the_order_of_rows_does_not_matter(card):
    table, bad = people(3, 5000, weak="calibration")
    order = np.random.default_rng(0).permutation(len(table))
    assert find_weaknesses(card, table, bad) == find_weaknesses(
        card, table.iloc[order].reset_index(drop=True), bad[order]
    )


def test_too_few_bads_are_refused_with_how_many_are_needed(card):
    table, bad = people(3, 400)
    found = find_weaknesses(card, table, bad)
    assert isinstance(found, Refused)
    assert (found.bads_needed, found.goods_needed) == (NEEDED, NEEDED)


def test_the_report_tells_them(card):
    table, bad = people(8, 8000, weak="calibration")
    evidence = validate(card, table, bad)
    found = find_weaknesses(card, table, bad)
    assert isinstance(found, Weaknesses)
    page = lxml.html.document_fromstring(render_report(replace(evidence, weaknesses=found)))
    rows = page.cssselect("#weaknesses tbody tr")
    assert len(rows) == len(found.found)
    said = " ".join(page.get_element_by_id("weaknesses").text_content().split())
    for each in found.found:
        assert f"{each.n:,}{each.bads:,}" in said.replace(" ", "")
        assert f"{each.inside.value:.3f}" in said
    refused = replace(evidence, weaknesses=find_weaknesses(card, table[:300], bad[:300]))
    page = lxml.html.document_fromstring(render_report(refused))
    assert "at least 200 bads" in page.get_element_by_id("weaknesses").text_content()
    assert "section weaknesses" in {gap.what for gap in find_gaps(refused)}

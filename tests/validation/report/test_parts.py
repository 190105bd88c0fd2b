"""The parts of the report that need more than one table: fairness, stability, leaks."""

from dataclasses import replace

import lxml.html
import numpy as np
import pyarrow as pa
import pytest

from plainscore.validation import validate
from plainscore.validation.fairness import join_attributes, measure_fairness
from plainscore.validation.leakage import Leak, LeakKind
from plainscore.validation.report import render_report
from plainscore.validation.stability import measure_stability


@pytest.fixture(scope="module")
def whole(fitted):
    table = fitted.unseen.reset_index(drop=True)
    n = len(table)
    months = np.where(np.arange(n) < n // 2, "2026-01", "2026-02")
    age = np.random.default_rng(0).integers(19, 80, n)
    people = pa.table({"id": range(n), "gender": table["gender"], "age": age})
    joined = join_attributes(range(n), people, "id")
    return replace(
        validate(fitted.card, table, fitted.unseen_bad),
        fairness=measure_fairness(fitted.card, table, fitted.unseen_bad, joined, cut_off=650),
        stability=measure_stability(
            fitted.card, table.assign(month=months), fitted.unseen_bad, period="month"
        ),
        leaks=(Leak(LeakKind.NAME, "default_date", 1.0, "its name tells", "drop it"),),
    )


@pytest.fixture(scope="module")
def page(whole):
    return lxml.html.document_fromstring(render_report(whole))


def text_of(page, anchor):
    (section,) = page.cssselect(f"section#{anchor}")
    return " ".join(section.text_content().replace("\N{NO-BREAK SPACE}", " ").split())


def test_parts_are_in_the_contents_only_when_they_are_there(whole, page, evidence):
    links = [link.get("href") for link in page.cssselect("nav a")]
    assert {"#fairness", "#stability", "#leaks", "#sensitivity"} <= set(links)
    plain = lxml.html.document_fromstring(render_report(evidence))
    assert not {"#fairness", "#stability", "#leaks"} & {
        link.get("href") for link in plain.cssselect("nav a")
    }


def test_every_impact_ratio_at_the_cut_off_is_told_with_its_interval(whole, page):
    said = text_of(page, "fairness")
    for attribute in (*whole.fairness.attributes, *whole.fairness.intersections):
        for group in attribute.groups:
            air = group.at_cut_off(whole.fairness.cut_off).air
            assert f"{air.value:.3f} {air.low:.3f} to {air.high:.3f}" in said


def test_groups_below_four_fifths_are_told_first(whole, page):
    banner = page.cssselect("section#fairness .banner")[0].text_content()
    concerns = whole.fairness.concerns()
    assert str(len(concerns) or "No group") in banner
    for each in concerns[:6]:
        assert each.group in banner


def test_every_feature_has_its_worth(whole, page):
    said = text_of(page, "sensitivity")
    assert all(each.name in said for each in whole.sensitivity)


def test_periods_and_leaks_are_told(page):
    assert "2026-02" in text_of(page, "stability")
    assert "default_date" in text_of(page, "leaks")


def test_what_was_shown_is_no_longer_among_the_limits(whole, page, evidence):
    assert "Whether the scorecard is fair" not in text_of(page, "limits")
    plain = lxml.html.document_fromstring(render_report(evidence))
    assert "Whether the scorecard is fair" in text_of(plain, "limits")


def test_charts_say_in_words_what_they_show(page):
    labels = [svg.get("aria-label") for svg in page.cssselect("section#fairness svg")]
    assert labels
    assert all("impact ratio" in label for label in labels)

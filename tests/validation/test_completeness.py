from dataclasses import replace
from datetime import date

import lxml.html
import numpy as np
import pyarrow as pa
import pytest

from plainscore.validation import render_report, validate
from plainscore.validation.completeness import find_gaps
from plainscore.validation.facts import ASKED, Exclusion, ModelFacts
from plainscore.validation.fairness import join_attributes, measure_fairness
from plainscore.validation.report.page import SECTIONS
from plainscore.validation.report.requirements import RULES
from plainscore.validation.stability import measure_stability
from plainscore.validation.weaknesses import find_weaknesses

FACTS = ModelFacts(
    **{name: f"the {name}" for name in ASKED if name not in ("limits", "exclusions")}
    | {
        name: date(2025, at + 1, 1)
        for at, name in enumerate(each for each in ASKED if each.endswith("_day"))
    },
    limits=("One bank",),
    exclusions=(Exclusion("Fraud", "another question", 1234),),
)


@pytest.fixture(scope="module")
def whole(fitted, evidence):
    table = fitted.unseen.assign(
        key=np.arange(len(fitted.unseen)),
        month=np.where(np.arange(len(fitted.unseen)) % 2, "2025-01", "2025-02"),
    )
    joined = join_attributes(
        table["key"], pa.table({"key": table["key"], "gender": table["gender"]}), "key"
    )
    return replace(
        evidence,
        facts=FACTS,
        leaks=(),
        weaknesses=find_weaknesses(fitted.card, table, fitted.unseen_bad),
        fairness=measure_fairness(fitted.card, table, fitted.unseen_bad, joined),
        stability=measure_stability(fitted.card, table, fitted.unseen_bad, period="month"),
    )


def test_a_whole_document_has_no_gap(whole):
    assert find_gaps(whole) == ()


@pytest.mark.parametrize("name", ASKED)
def test_every_empty_fact_is_a_gap_that_says_what_to_give(whole, name):
    emptied = replace(FACTS, **{name: getattr(ModelFacts(), name)})
    (gap,) = find_gaps(replace(whole, facts=emptied))
    assert gap.what == name
    assert ASKED[name] in gap.give


@pytest.mark.parametrize(
    ("lost", "section"),
    [
        ({"fairness": None}, "fairness"),
        ({"stability": None}, "stability"),
        ({"leaks": None}, "leaks"),
        ({"weaknesses": None}, "weaknesses"),
        ({"sensitivity": ()}, "sensitivity"),
        ({"sample": "unknown"}, "sample"),
        ({"sample": "in-sample"}, "sample"),
    ],
)
def test_every_absent_section_is_a_gap(whole, lost, section):
    (gap,) = find_gaps(replace(whole, **lost))
    assert gap.what == f"section {section}"


def test_too_few_bads_are_gaps(fitted):
    few = validate(fitted.card, fitted.unseen[:80], np.arange(80) < 4)
    gaps = {gap.what for gap in find_gaps(few)}
    assert {"section discrimination", "section calibration"} <= gaps


def test_windows_that_contradict_are_a_gap(whole):
    card = replace(
        whole.card, fitted_on=replace(whole.card.fitted_on, first_day="2020-01-01", last_day=None)
    )
    (gap,) = find_gaps(replace(whole, card=card))
    assert "the facts say 2025-01-01, the scorecard says 2020-01-01" in gap.give


def test_the_facts_come_first_and_all_of_them_are_shown(whole):
    page = lxml.html.document_fromstring(render_report(whole))
    first = page.cssselect("main section")[0]
    assert first.get("id") == "model"
    said = " ".join(first.text_content().split())
    for name in ASKED:
        value = getattr(FACTS, name)
        if isinstance(value, str):
            assert value in said
    assert "2025-01-01 to 2025-02-01" in said
    assert "Fraud another question 1,234" in " ".join(
        " ".join(first.cssselect("tbody tr")[0].itertext()).split()
    )
    assert (
        "No mandatory field or section is missing"
        in page.get_element_by_id("requirements").text_content()
    )


def test_requirements_lead_to_sections_that_are_there(whole, evidence):
    anchors = {each.anchor for each in SECTIONS}
    for rule in RULES:
        for each in rule.requirements:
            assert set(each.sections) <= anchors, each
            assert each.sections or each.elsewhere
    for shown in (whole, evidence):
        page = lxml.html.document_fromstring(render_report(shown))
        for link in page.cssselect("#requirements a"):
            assert page.get_element_by_id(link.get("href")[1:]).tag == "section"
        rows = page.cssselect("#requirements tbody tr")
        assert len(rows) == sum(len(rule.requirements) for rule in RULES)
        assert all("".join(row[-1].itertext()).strip() for row in rows)

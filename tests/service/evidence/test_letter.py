import re
from dataclasses import replace
from datetime import date

import pytest

from plainscore.service.evidence import (
    key_factors,
    letter_html,
    letter_pdf,
    make_score_event,
    principal_reasons,
)


@pytest.fixture
def event(events):
    return events[60]


def test_fcra_615_a_the_letter_says_score_range_date_factors_and_rights(event, action):
    page = letter_html(event, action)
    assert f"<strong>{event.score}</strong>, as of 2026-03-02" in page
    assert f"range from {event.lowest} to {event.highest}" in page
    for each in (*key_factors(event), *principal_reasons(event)):
        assert each.sentence in page
    for text in (
        "Within 60 days",
        "at least until 2026-05-31",
        "free copy",
        "dispute",
        "did not make this decision",
        "3 Score Street",
        "555 0101",
    ):
        assert text in page


def test_ecoa_the_letter_names_the_law_and_the_authority(event, action):
    page = letter_html(event, action)
    assert "Equal Credit Opportunity Act prohibits" in page
    assert "Federal Trade Commission, Washington, DC 20580" in page


def test_reg_b_9_a_1_a_letter_is_dated_within_thirty_days(action):
    assert action.dated_on == date(2026, 4, 1)
    with pytest.raises(ValueError, match="due on 2026-04-01"):
        replace(action, dated_on=date(2026, 4, 2))


@pytest.mark.parametrize(
    ("jurisdiction", "authority"),
    [("EU", "data protection authority"), ("UK", "Information Commissioner")],
)
def test_ccd_18_9_elsewhere_the_letter_says_it_was_automated_and_how_to_contest(
    event, action, jurisdiction, authority
):
    page = letter_html(event, replace(action, jurisdiction=jurisdiction))
    for text in ("automated means", "human review", "contest", authority):
        assert text in page
    assert "Equal Credit Opportunity Act" not in page


@pytest.mark.parametrize("change", [{"outcome": "approved"}, {"jurisdiction": "XX"}])
def test_what_is_no_adverse_action_has_no_letter(action, change):
    with pytest.raises(ValueError, match=r"no adverse action|written for"):
        replace(action, **change)


def test_an_open_dispute_is_flagged(event, action):
    context = event.context
    disputed = replace(context, coverage=replace(context.coverage, disputed_items=2))
    assert "You dispute 2 of the items" in letter_html(replace(event, context=disputed), action)
    assert "You dispute" not in letter_html(event, action)


def test_without_a_score_the_letter_says_so(card, rows, context, action):
    event = make_score_event(card, rows[0] | {"enough_information": False}, context)
    page = letter_html(event, action)
    assert "not enough information for a score" in page
    assert "We see no transactions" in page


def test_names_are_text_and_never_markup(event, action):
    page = letter_html(event, replace(action, applicant="<script>alert(1)</script>"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_letter_needs_nothing_from_elsewhere(event, action):
    page = letter_html(event, action)
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", page)


def test_the_same_letter_is_the_same_page_and_pdf_to_the_byte(event, action):
    page = letter_html(event, action)
    assert page == letter_html(event, action)
    printed = letter_pdf(page, "letter_1")
    assert printed == letter_pdf(page, "letter_1")
    assert printed.startswith(b"%PDF-")
    assert len(printed) > 5000


def test_a_page_that_would_fetch_something_prints_without_it(event, action, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    page = letter_html(event, action).replace(
        "</body>", f'<img src="{secret.as_uri()}" alt="x"></body>'
    )
    assert b"canary" not in letter_pdf(page, "letter_1")

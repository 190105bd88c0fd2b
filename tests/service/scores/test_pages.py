"""Pages of the score: plain without JavaScript, with a text for what is drawn, and no promise."""

import re
from datetime import timedelta

import pytest

from plainscore.records import Purpose
from plainscore.service.scores import Cause, rescore, score_for_self


@pytest.fixture
def scored(with_statements, allow, approved, service):
    """The person, with an own score."""
    allow(with_statements.actor, None, Purpose.OWN_VIEW)
    assert with_statements.send("/me/score", page="/me").status_code == 303
    return with_statements


@pytest.fixture
def own(scored, service):
    return score_for_self(service, scored.actor)


def test_before_there_is_a_score_the_page_says_what_to_do(person):
    page = person.get("/me").text
    assert "No score has been worked out for you yet" in page
    assert "/me/data" in page


def test_without_consent_the_button_leads_to_the_consent(with_statements, approved):
    answer = with_statements.send("/me/score", page="/me")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/consents/new?to=own")


def test_fcra_609_f_the_page_says_score_range_band_date_and_scorecard(scored, own):
    page = scored.get("/me").text
    score = own.evidence.score
    assert f"<strong>{score}</strong>" in page
    assert f"{score} on a scale from 350 to 950" in page
    assert "2 March 2026, 12:00 UTC" in page
    assert own.evidence.scorecard_digest[:12] in page
    for address in ("/me/why", "/me/what-if", "/me/seen", "/me/consents", "/me/disputes"):
        assert f'href="{address}"' in page


def test_the_page_says_when_the_data_changed_since(scored, own, clock, more_data):
    assert "Your data changed since" not in scored.get("/me").text
    clock.forward(timedelta(minutes=5))
    more_data()
    assert "Your data changed since" in scored.get("/me").text


def test_too_little_information_is_no_low_score(person, allow, approved):
    allow(person.actor, None, Purpose.OWN_VIEW)
    person.send("/me/score", page="/me")
    page = person.get("/me").text
    assert "not enough information for a score" in page
    assert "We see no transactions" in page
    assert "<svg" not in page


def test_gdpr_15_why_lists_each_datum_with_points_that_add_up(scored, own):
    page = scored.get("/me/why").headers["Location"]
    text = scored.get(page).text
    points = [int(each) for each in re.findall(r'<td class="number">(\d+)</td><td', text)]
    assert sum(points) == own.evidence.score
    for each in own.evidence.counterfactuals:
        assert f"<strong>{each.points_gained} points more</strong>, {each.score} in all" in text


def test_why_of_somebody_else_is_not_there(scored, own, new_person):
    assert new_person().get(f"/me/why/{own.score_id}").status_code == 404


def test_the_history_tells_the_cause_and_the_points_of_each_change(
    scored, own, service, clock, more_data
):
    clock.forward(timedelta(minutes=5))
    more_data()
    (after,) = rescore(service, scored.person_id, Cause.IMPORTED)
    page = scored.get("/me/history").text
    assert "New statements came in." in page
    assert "worked out for the first time" in page
    gained = after.evidence.score - own.evidence.score
    moved = [int(each) for each in re.findall(r": ([+-]\d+) points", page)]
    assert sum(moved) == gained
    assert moved


def test_what_if_gives_the_scorers_own_score_and_promises_nothing(scored, own, card):
    page = scored.get("/me/what-if").text
    assert "not a promise" in page
    option = r'<select id="(\w+)".*?<option value="(\d+)">[^<]*: (\d+) points more'
    feature, place, points = re.search(option, page, re.DOTALL).groups()
    gained = int(points)
    tried = scored.get(f"/me/what-if?{feature}={place}").text
    assert f"<strong>{own.evidence.score + gained}</strong>" in tried
    assert f"{gained} points more than the {own.evidence.score}" in tried


@pytest.mark.parametrize("query", ["x=1", "buffer_days=99", "buffer_days=-1", "buffer_days=%C2%B2"])
def test_what_if_takes_no_harm_from_odd_questions(scored, query):
    assert scored.get(f"/me/what-if?{query}").status_code == 200


def test_income_and_time_are_nothing_a_person_is_told_to_change(scored):
    assert 'id="income_cv"' not in scored.get("/me/what-if").text


def test_after_signing_in_one_is_where_one_belongs(person, analyst, nobody):
    assert person.get("/home").headers["Location"] == "/me"
    assert analyst.get("/home").headers["Location"] == "/staff"
    assert nobody.get("/home").headers["Location"] == "/"
    assert "/staff/scorecards" in analyst.get("/staff").text


@pytest.mark.parametrize("path", ["/me", "/me/why", "/me/history", "/me/what-if", "/me/decisions"])
def test_nobody_sees_anything_without_signing_in(nobody, path):
    assert nobody.get(path).headers["Location"].startswith("/sign-in")

"""The life of a scorecard: another approves, and what is not approved does not score."""

from datetime import timedelta

import psycopg
import pytest
from lxml import html
from sqlalchemy import insert
from sqlalchemy.exc import ProgrammingError

from plainscore.service.actors import StaffRole, System, Task
from plainscore.service.cards import approve_card, approved_card, end_card, submit_card
from plainscore.service.database.schema import scorecard_events
from plainscore.service.problems import Refusal


@pytest.fixture
def author(new_staff):
    return new_staff(StaffRole.ANALYST).actor


@pytest.fixture
def approver(new_staff):
    return new_staff(StaffRole.ANALYST).actor


@pytest.fixture
def submitted(service, author, card):
    return submit_card(service, author, card.to_json().encode(), report=b"<p>report</p>")


@pytest.fixture
def until(clock):
    return clock.now() + timedelta(days=100)


@pytest.fixture
def in_use(service):
    def found():
        with service.database.transaction(System(Task.CARDS)) as connection:
            return approved_card(connection, service)

    return found


def refused(code: str):
    return pytest.raises(Refusal, match=f"^{code}$")


def test_what_nobody_approved_does_not_score(submitted, in_use):
    with refused("no_scorecard"):
        in_use()


def test_an_approved_scorecard_scores_until_it_expires(
    service, submitted, approver, until, in_use, clock, card
):
    approve_card(service, approver, submitted, expires_at=until)
    assert in_use() == card
    clock.set(until - timedelta(microseconds=1))
    assert in_use() == card
    clock.set(until)
    with refused("scorecard_expired"):
        in_use()


def test_the_author_does_not_approve(service, author, submitted, until):
    with refused("own_scorecard"):
        approve_card(service, author, submitted, expires_at=until)


def test_the_database_itself_does_not_let_the_author_approve(service, author, submitted, until):
    event = {
        "event_id": "cardevent_1",
        "scorecard_digest": submitted,
        "staff_id": author.staff_id,
        "kind": "approved",
        "at": service.clock.now(),
        "expires_at": until,
        "note": "",
    }
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        service.database.transaction(author) as connection,
    ):
        connection.execute(insert(scorecard_events).values(event))


def test_ai_act_14_a_retired_scorecard_stops_at_once(
    service, submitted, approver, until, in_use, clock
):
    approve_card(service, approver, submitted, expires_at=until)
    clock.forward(timedelta(seconds=1))
    end_card(service, approver, submitted, note="stop")
    with refused("no_scorecard"):
        in_use()
    with refused("not_waiting"):
        approve_card(service, approver, submitted, expires_at=until)


def test_an_altered_scorecard_does_not_score(
    service, submitted, approver, until, in_use, database_url, card
):
    approve_card(service, approver, submitted, expires_at=until)
    assert in_use() == card
    changed = card.to_json().replace(f'"points": {card.features[0].max_points}', '"points": 999', 1)
    assert changed != card.to_json()
    # what only one who owns the database can do
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE plainscore.scorecards DISABLE TRIGGER append_only")
        connection.execute("UPDATE plainscore.scorecards SET document = %s", [changed.encode()])
    with refused("scorecard_altered"):
        in_use()
    with refused("scorecard_altered"):
        approve_card(service, approver, submitted, expires_at=until)


@pytest.mark.parametrize("document", [b"{}", b"\xff", b""])
def test_what_is_no_scorecard_is_not_taken(service, author, document):
    with refused("no_scorecard"):
        submit_card(service, author, document)


def test_a_protected_attribute_is_not_taken(service, author, card):
    document = card.to_json().replace("income_cv", "applicant_age")
    with refused("protected_feature"):
        submit_card(service, author, document.encode())


def test_reg_b_a_vague_reason_is_not_approved(service, author, approver, until, vague_card):
    digest = submit_card(service, author, vague_card.to_json().encode())
    with refused("not_fit"):
        approve_card(service, approver, digest, expires_at=until)


@pytest.mark.parametrize("days", [0, -1, 400])
def test_an_approval_lasts_a_year_at_most(service, submitted, approver, clock, days):
    with refused("wrong_expiry"):
        approve_card(service, approver, submitted, expires_at=clock.now() + timedelta(days=days))


def test_a_scorecard_is_handed_in_once(service, author, submitted, card):
    with refused("submitted_before"):
        submit_card(service, author, card.to_json().encode())


def test_the_pages_of_analysts_do_all_of_it(new_staff, card, in_use, person):
    one, two = new_staff(StaffRole.ANALYST), new_staff(StaffRole.ANALYST)
    files = {
        "document": ("card.json", card.to_json().encode(), "application/json"),
        "report": ("report.html", b"<script>1</script>", "text/html"),
    }
    answer = one.send("/staff/scorecards", {"note": "first"}, files=files)
    where = answer.headers["Location"]
    assert "You handed it in" in one.get(where).text
    assert card.features[0].label in two.get(where).text
    report = two.get(f"{where}/report.html")
    assert report.headers["Content-Disposition"].startswith("attachment")
    sent = two.send(f"{where}/approve", {"until": "2026-09-01", "note": "read"}, page=where)
    assert sent.status_code == 303
    assert in_use() == card
    assert "in use" in one.get("/staff/scorecards").text
    assert "Nothing was scored with it yet" in one.get("/staff/monitoring").text
    sent = one.send(f"{where}/end", {"note": "stop"}, page=where)
    assert sent.status_code == 303
    with refused("no_scorecard"):
        in_use()
    assert person.get("/staff/scorecards").headers["Location"].startswith("/sign-in")


def test_points_of_pairs_stand_on_the_page(new_staff, paired_card):
    analyst = new_staff(StaffRole.ANALYST)
    files = {"document": ("card.json", paired_card.to_json().encode(), "application/json")}
    where = analyst.send("/staff/scorecards", {"note": ""}, files=files).headers["Location"]
    tables = html.fromstring(analyst.get(where).text).xpath(
        "//table[starts-with(caption/@id, 'p')]"
    )
    shown = [
        [[int(cell.text) for cell in row.xpath("td")] for row in table.xpath(".//tbody/tr")]
        for table in tables
    ]
    assert shown == [[list(row) for row in pair.points] for pair in paired_card.pairs]


def test_other_staff_may_look_or_not_even_that(auditor, reviewer, submitted):
    assert auditor.get(f"/staff/scorecards/{submitted}").status_code == 200
    assert reviewer.get("/staff/scorecards").status_code == 403
    answer = auditor.send(f"/staff/scorecards/{submitted}/end", {"note": "x"}, page="/keys")
    assert answer.status_code == 403

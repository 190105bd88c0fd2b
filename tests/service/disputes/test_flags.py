"""While something is contested every score says so; what is settled is scored anew."""

import re
from datetime import timedelta

import pytest

from plainscore.records import Purpose
from plainscore.service.actors import Lender, StaffRole
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.data.held import held_of
from plainscore.service.data.importing import take_in
from plainscore.service.data.parsing import SentFile, parse
from plainscore.service.disputes.reviews import reviews_of
from plainscore.service.scores import recompute_score

LOAN = (
    b"tradeline_id,person_id,kind,currency,opened_on,known_at\n"
    b"L 1,self,instalment,EUR,2024-01-15,2026-01-01T00:00:00Z\n"
)
MONTHS = b"tradeline_id,month,balance,due,paid,days_past_due,known_at\n" + b"".join(
    b"L 1,2025-%02d-01,900,100,0,%d,2026-01-01T00:00:00Z\n" % (month, 30 * (month > 9))
    for month in range(1, 13)
)


@pytest.fixture
def approved(service, new_staff, tradeline_card) -> str:
    author, approver = (new_staff(StaffRole.ANALYST).actor for _ in range(2))
    digest = submit_card(service, author, tradeline_card.to_json().encode())
    expires = service.clock.now() + timedelta(days=300)
    approve_card(service, approver, digest, expires_at=expires)
    return digest


@pytest.fixture
def reported(service, person, lender, furnished) -> str:
    """A loan of the person's, as the lender reports it; its name."""
    files = [SentFile("loans.csv", LOAN), SentFile("months.csv", MONTHS)]
    (parsed,) = parse(files)
    assert parsed.found.records.tradelines.num_rows == 1, parsed.found.problems
    with service.database.transaction(Lender(lender.lender_id)) as connection:
        take_in(connection, service, person.person_id, parsed, lender_id=lender.lender_id)
    return f"{lender.lender_id}:L 1"


@pytest.fixture
def tradelines(service, person):
    def held() -> list[str]:
        with service.database.transaction(person.actor) as connection:
            found = held_of(connection, service, person.person_id).records
        assert set(found.tradeline_months["tradeline_id"].to_pylist()) == set(
            found.tradelines["tradeline_id"].to_pylist()
        )
        return found.tradelines["tradeline_id"].to_pylist()

    return held


@pytest.fixture
def later(lender, person, clock, work):
    """Let a while pass and work be done; the newest score of the lender."""

    def wait() -> dict:
        clock.forward(timedelta(seconds=20))
        work()
        clock.forward(timedelta(seconds=20))
        listed = lender.client.get(f"/v1/scores?person_id={person.person_id}&limit=1").json()
        return listed["scores"][0]

    return wait


def open_from(person, link: str) -> str:
    """Follow a link "This is wrong" to its form, send it, and return the dispute's name."""
    form = person.get(link.replace("&amp;", "&"))
    assert form.status_code == 200
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.text))
    fields |= {"ground": "not_mine", "words": ""}
    answer = person.client.post("/me/disputes", data=fields, headers={"Accept": "text/html"})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rsplit("/", 1)[1]


@pytest.mark.usefixtures("approved")
def test_a_contested_tradeline_flags_scores_and_goes_when_nobody_verifies_it(
    service, person, lender, reported, ask, later, settle, tradelines
):
    first = ask()
    assert not first["disputed"]
    before = lender.client.get(f"/v1/scores/{first['score_id']}")
    assert "Plainscore-Disputed" not in before.headers
    assert later() == first
    link = re.search(r'href="(/me/disputes/new\?tradeline=[^"]+)"', person.get("/me/data").text)
    name = open_from(person, link[1])
    assert "being looked into" in person.get("/me/data").text
    flagged = later()
    assert (flagged["disputed"], flagged["supersedes_id"]) == (True, first["score_id"])
    assert flagged["coverage"]["disputed_items"] == 1
    after = lender.client.get(f"/v1/scores/{first['score_id']}")
    assert after.content == before.content
    assert after.headers["Plainscore-Disputed"] == "true"
    settle(name, "removed")
    made = later()
    assert (made["cause"], made["disputed"]) == ("dispute", False)
    assert made["score"] > first["score"]
    assert tradelines() == []
    for score in (first, flagged, made):
        assert recompute_score(service, score["score_id"]).same
    # certified as right by the lender, it is put back
    answer = lender.client.post(
        f"/v1/disputes/{name}/certification",
        json={"certified": True, "note": "The contract is here."},
        headers={"Idempotency-Key": "certified"},
    )
    assert answer.status_code == 201, answer.text
    later()
    assert later()["score"] == first["score"]
    assert tradelines() == [reported]


@pytest.mark.parametrize("kind", ["feature", "identity"])
def test_a_contested_value_or_identity_flags_scores_until_it_is_settled(
    service, person, approved, furnished, consent, ask, clock, kind
):
    consent(person, None, Purpose.OWN_VIEW)
    own = person.send("/me/score", page="/me")
    assert own.status_code == 303
    link = "/me/disputes/new"
    if kind == "feature":
        where = person.get("/me/why").headers["location"]
        link = re.search(r'href="(/me/disputes/new\?feature=[^"]+)"', person.get(where).text)[1]
        label = re.search(r'unseen">: ([^<]+)</span>', person.get(where).text)[1]
        assert label in person.get(link.replace("&amp;", "&")).text
    clock.forward(timedelta(minutes=1))
    name = open_from(person, link)
    clock.forward(timedelta(minutes=1))
    flagged = ask()
    assert flagged["disputed"]
    assert "In dispute." in person.get("/me").text
    clock.forward(timedelta(minutes=1))
    page = f"/me/disputes/{name}"
    assert person.send(f"{page}/withdraw", page=page).status_code == 303
    assert "In dispute." not in person.get("/me").text
    clock.forward(timedelta(minutes=1))
    assert not ask()["disputed"]
    assert recompute_score(service, flagged["score_id"]).same


def test_a_reviewer_corrects_lines_by_the_form(
    service, person, reviewer, approved, furnished, ask, held_items, clock
):
    score_id = ask()["score_id"]
    person.send("/me/reviews", {"score_id": score_id, "words": ""})
    with service.database.transaction(person.actor) as connection:
        (review,) = reviews_of(connection, person.person_id)
    place = f"/staff/reviews/{review.review_id}"
    shown = reviewer.get(place).text
    items = re.findall(r'name="item" value="(\w+)"', shown)
    assert len(items) == shown.count('name="booked_on"') == 50
    form = {
        "csrf": reviewer.csrf(place),
        "outcome": "changed",
        "reason": "The bank agrees.",
        "item": items[:3],
        "amount": ["", "-4.00", ""],
        "booked_on": ["", "", "2026-01-05"],
        "role": ["", "refund", ""],
    }
    headers = {"Accept": "text/html"}
    clock.forward(timedelta(seconds=1))
    for wrong in ({"amount": ["1"]}, {"removed": [items[1]]}, {"amount": ["", "much", ""]}):
        answer = reviewer.client.post(f"{place}/decide", data=form | wrong, headers=headers)
        assert answer.status_code == 422
    assert reviewer.client.post(f"{place}/decide", data=form, headers=headers).status_code == 303
    with service.database.transaction(person.actor) as connection:
        rows = held_of(connection, service, person.person_id).records.transactions.to_pylist()
    found = {row["transaction_id"]: row for row in rows}
    assert (str(found[items[1]]["amount"]), found[items[1]]["role"]) == ("-4.0000", "refund")
    assert found[items[2]]["booked_on"].isoformat() == "2026-01-05"
    assert items[0] in held_items()

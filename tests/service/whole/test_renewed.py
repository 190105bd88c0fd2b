"""New statements and chosen accounts renew the scores there are, and make no first one."""

import re
from datetime import timedelta

import pytest

from plainscore.service.scores import last_scores


@pytest.mark.usefixtures("approved")
def test_an_upload_a_push_and_a_choice_renew_the_score(world, statement, work, clock, service):
    person, lender = world.person, world.lender

    def after(happens) -> list[str]:
        clock.forward(timedelta(seconds=20))
        happens()
        clock.forward(timedelta(seconds=20))
        work()
        listed = lender.client.get(f"/v1/scores?person_id={person.person_id}").json()["scores"]
        return [each["cause"] for each in listed]

    def upload():
        form = person.get("/me/upload").text
        csrf = re.search(r'name="csrf" value="([0-9a-f]{64})"', form)[1]
        files = {"files": ("other.csv", statement("DE75512108001245126199"), "text/csv")}
        answer = person.client.post("/me/upload", data={"csrf": csrf}, files=files)
        assert answer.status_code == 303

    def push():
        body = {
            "person_id": person.person_id,
            "purpose": "extension_of_credit",
            "document": statement("DE27100777770209299700").decode(),
        }
        headers = {"Idempotency-Key": "pushed-later"}
        assert lender.client.post("/v1/data", json=body, headers=headers).status_code == 201

    account = world.names["account_id"]
    choice, leave_out = f"/me/data/{account}/include", {"included": "false"}
    # those of the one moment at which the world was made have no order
    before = len(after(lambda: None))

    def new(happens) -> list[str]:
        causes = after(happens)
        return causes[: len(causes) - before]

    assert new(upload) == ["imported"]
    assert new(push) == ["imported", "imported"]
    wanted = ["included", "imported", "imported"]
    assert new(lambda: person.send(choice, leave_out, page="/me/data")) == wanted
    # what changes nothing makes nothing
    assert new(lambda: person.send(choice, leave_out, page="/me/data")) == wanted
    # the person, who never asked for an own score, has none
    with service.database.transaction(person.actor) as connection:
        assert last_scores(connection, service, person.person_id, None) == ()

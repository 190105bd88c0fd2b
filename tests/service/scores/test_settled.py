"""While a score is made of a person, nothing that it rests on changes: it can be made again."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import select, text

from plainscore.service.data.accounts import include
from plainscore.service.database.schema import accounts
from plainscore.service.disputes import (
    Ground,
    Subject,
    SubjectKind,
    open_dispute,
    withdraw,
)
from plainscore.service.scores.making import see

IDENTITY = Subject(SubjectKind.IDENTITY)


def leave_out(service, person):
    with service.database.transaction(person) as connection:
        name = connection.scalar(select(accounts.c.account_id))
        include(connection, service, person.person_id, name, included=False)


def contest(service, person):
    open_dispute(service, person, IDENTITY, next(iter(Ground)), "That is not me.")


@pytest.mark.parametrize("change", [leave_out, contest])
def test_a_change_waits_for_the_score_that_is_made(change, service, with_statements):
    waits_for(change, service, with_statements.actor)


def test_taking_a_dispute_back_waits_too(service, with_statements):
    person = with_statements.actor
    named = open_dispute(service, person, IDENTITY, next(iter(Ground)), "")
    waits_for(lambda *_: withdraw(service, person, named), service, person)


def waits_for(change, service, person):
    with ThreadPoolExecutor(1) as other:
        with service.database.transaction(person) as scoring:
            see(scoring, service, person.person_id)
            changing = other.submit(change, service, person)
            until = monotonic() + 20
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while scoring.scalar(waiting) == 0:
                assert not changing.done(), "it did not wait"
                assert monotonic() < until
                sleep(0.01)
        changing.result(20)

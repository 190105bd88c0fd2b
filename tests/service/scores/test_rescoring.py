"""A new score after a change is a new event with its cause; looking changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from plainscore.records import Purpose
from plainscore.service.actors import Lender, System, Task
from plainscore.service.database.schema import observations, score_events
from plainscore.service.scores import (
    Cause,
    demand_rescore,
    last_scores,
    recompute_score,
    rescore,
    score_for_self,
)


@pytest.fixture
def allowed(with_statements, lender, allow, approved):
    allow(with_statements.actor, None, Purpose.OWN_VIEW)
    return allow(with_statements.actor, lender.lender_id)


@pytest.fixture
def line(service, with_statements, lender):
    """All scores made for the lender, the newest first."""

    def found():
        with service.database.transaction(Lender(lender.lender_id)) as connection:
            return last_scores(
                connection, service, with_statements.person_id, lender.lender_id, limit=99
            )

    return found


def test_fcra_611_a_change_of_the_data_gives_a_new_event_and_the_old_one_stays(
    ask, allowed, more_data, service, with_statements, clock, line, lender
):
    first = ask()
    score_for_self(service, with_statements.actor)
    clock.forward(timedelta(minutes=5))
    more_data()
    made = rescore(service, with_statements.person_id, Cause.IMPORTED)
    assert {each.evidence.context.lender_id for each in made} == {None, lender.lender_id}
    newest, oldest = line()
    assert newest.cause is Cause.IMPORTED
    assert newest.supersedes_id == oldest.score_id == first.json()["score_id"]
    assert lender.client.get(first.headers["Location"]).content == first.content


def test_scoring_again_without_a_change_makes_nothing(ask, allowed, service, with_statements, line):
    ask()
    rescore(service, with_statements.person_id, Cause.DISPUTE)
    assert rescore(service, with_statements.person_id, Cause.DISPUTE) == ()
    assert len(line()) == 1


def test_without_a_consent_nobody_is_scored_again(
    ask, allowed, revoke, more_data, service, with_statements, clock, line
):
    ask()
    score_for_self(service, with_statements.actor)
    revoke(with_statements.actor, allowed)
    clock.forward(timedelta(minutes=5))
    more_data()
    made = rescore(service, with_statements.person_id, Cause.IMPORTED)
    assert [each.evidence.context.lender_id for each in made] == [None]
    assert len(line()) == 1


def test_the_job_renews_the_scores_there_are_and_makes_no_first_one(
    allowed, service, with_statements, work, clock, more_data
):
    actor = with_statements.actor

    def demand():
        with service.database.transaction(actor) as connection:
            demand_rescore(connection, actor.person_id, Cause.INCLUDED, now=clock.now())
        assert work() == 1
        with service.database.transaction(actor) as connection:
            return last_scores(connection, service, actor.person_id, None)

    assert demand() == ()
    score_for_self(service, actor)
    clock.forward(timedelta(minutes=1))
    more_data()
    (own,) = demand()
    assert own.cause is Cause.INCLUDED


def test_looking_never_changes_it(ask, allowed, service, with_statements, clock):
    before = ask().json()
    for _ in range(20):
        clock.forward(timedelta(seconds=1))
        own = score_for_self(service, with_statements.actor)
        assert with_statements.get("/me").status_code == 200
    assert own.evidence.score == before["score"]
    after = ask().json()
    same = ("score", "key_factors", "inputs_digest", "coverage", "probability")
    assert [after[each] for each in same] == [before[each] for each in same]
    with service.database.transaction(with_statements.actor) as connection:
        rows = connection.execute(
            select(score_events).where(score_events.c.lender_id.is_(None))
        ).all()
    assert len(rows) == 1


def test_own_views_are_not_observed_and_observations_name_nobody(
    ask, allowed, service, with_statements, lender
):
    score_for_self(service, with_statements.actor)
    said = ask().json()
    with service.database.transaction(System(Task.MONITOR)) as connection:
        (row,) = connection.execute(select(observations)).all()
    assert row.score == said["score"]
    stated = str(tuple(row))
    assert with_statements.person_id not in stated
    assert lender.lender_id not in stated
    # the name of a row begins with its moment: here the start of the day
    assert row.observation_id[12:22] != said["score_id"][6:16]


def test_a_score_made_again_is_the_same_though_the_data_changed_since(
    ask, allowed, service, more_data, clock
):
    score_id = ask().json()["score_id"]
    clock.forward(timedelta(days=2))
    more_data()
    found = recompute_score(service, score_id)
    assert (found.same, found.differences) == (True, ())


def test_a_score_made_of_data_that_were_tampered_with_differs(ask, allowed, service, more_data):
    score_id = ask().json()["score_id"]
    # as if known then: what nobody can do but one who holds the database
    more_data()
    found = recompute_score(service, score_id)
    assert not found.same
    assert "$.context.inputs_digest" in found.differences

"""Scoring again, when data changed or a dispute was settled: a new event, the old one stays."""

from datetime import datetime

from sqlalchemy import Connection, select

from plainscore.records import Purpose
from plainscore.scorecard import Scorecard
from plainscore.service.actors import Person, System, Task
from plainscore.service.cards import approved_card, data_kinds
from plainscore.service.consent.postgres import consent_allowing
from plainscore.service.data import digest_of
from plainscore.service.database.schema import person_keys, score_events
from plainscore.service.jobs.queue import enqueue
from plainscore.service.problems import Refusal
from plainscore.service.scores.making import (
    Seen,
    Use,
    make_score,
    record_score,
    see,
    used_records,
)
from plainscore.service.scores.stored import Cause, StoredScore, last_scores
from plainscore.service.scores.warming import load_code
from plainscore.service.service import Service

JOB = "rescore"


def demand_rescore(connection: Connection, person_id: str, cause: Cause, *, now: datetime) -> None:
    """Demand that a person be scored again, in the transaction that changes what is held.

    Parameters
    ----------
    connection : Connection
        The transaction.
    person_id : str
        Who.
    cause : Cause
        Why.
    now : datetime.datetime
        The present moment.
    """
    enqueue(connection, JOB, {"cause": cause.value}, now=now, person_id=person_id)


def rescore(service: Service, person_id: str, cause: Cause) -> tuple[StoredScore, ...]:
    """Score a person again, for each who has a score and a consent: themselves, and lenders.

    Where neither data nor scorecard nor disputes are other than at the last score, there is no
    new one: done twice it comes out the same.

    Parameters
    ----------
    service : Service
        Its parts.
    person_id : str
        Who.
    cause : Cause
        Why.

    Returns
    -------
    tuple of StoredScore
        The new scores; each supersedes the last of its use. None when the person was erased.

    Raises
    ------
    Refusal
        With status 503 where no scorecard may be used.
    """
    load_code()
    actor = System(Task.RESCORE, person_id)
    with service.database.transaction(actor) as connection:
        if not _has_key(connection, person_id):
            return ()
        lines = connection.execute(
            select(score_events.c.lender_id).distinct().where(score_events.c.person_id == person_id)
        ).scalars()
        lenders = sorted(lines, key=lambda each: each or "")
    made = []
    for lender_id in lenders:
        with service.database.transaction(actor) as connection:
            score = _again(connection, service, person_id, lender_id, cause)
        if score is not None:
            made.append(score)
    return tuple(made)


def score_for_self(service: Service, person: Person) -> StoredScore | Refusal:
    """Make a score for the person's own view, or return the last where nothing has changed.

    Parameters
    ----------
    service : Service
        Its parts.
    person : Person
        Who looks.

    Returns
    -------
    StoredScore or Refusal
        Refused where the person has not allowed the own view.

    Raises
    ------
    Refusal
        With status 503 where no scorecard may be used.
    """
    load_code()
    with service.database.transaction(person) as connection:
        made = _again(connection, service, person.person_id, None, Cause.ASKED)
        last = last_scores(connection, service, person.person_id, None)
    if made is not None:
        return made
    if last:
        return last[0]
    return Refusal(403, "no_consent", "First allow that a score is worked out for you.")


def _again(
    connection: Connection,
    service: Service,
    person_id: str,
    lender_id: str | None,
    cause: Cause,
) -> StoredScore | None:
    card = approved_card(connection, service)
    last = next(iter(last_scores(connection, service, person_id, lender_id)), None)
    purpose = Purpose.OWN_VIEW if last is None else last.evidence.context.purpose
    seen = see(connection, service, person_id)
    allowed = consent_allowing(connection, person_id, lender_id, purpose, data_kinds(card), seen.at)
    if allowed.consent_id is None or (last is not None and not _changed(last, card, seen, cause)):
        return None
    score = make_score(
        connection,
        service,
        card,
        Use(person_id, lender_id, purpose, allowed.consent_id),
        cause,
        supersedes_id=None if last is None else last.score_id,
        seen=seen,
    )
    record_score(connection, score)
    return score


def _changed(last: StoredScore, card: Scorecard, seen: Seen, cause: Cause) -> bool:
    """Return whether a new score would rest on anything else than the last."""
    evidence, context = last.evidence, last.evidence.context
    now = digest_of(used_records(card, seen.held.records)).hex()
    held = (card.digest, now, seen.held.coverage)
    if held != (evidence.scorecard_digest, context.inputs_digest, context.coverage):
        return True
    # the days move on: who asks on another day is told of that day
    return cause is Cause.ASKED and context.as_of.date() != seen.at.date()


def _has_key(connection: Connection, person_id: str) -> bool:
    query = select(person_keys.c.version).where(person_keys.c.person_id == person_id)
    return connection.execute(query.limit(1)).first() is not None

"""Erasure: the person's key and data go; what the law demands is kept apart, until its day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from plainscore.service.actors import System, Task
from plainscore.service.consent import ConsentState
from plainscore.service.consent.giving import revoke
from plainscore.service.consent.postgres import consents_of
from plainscore.service.data.settled import settle_before_change
from plainscore.service.database.schema import (
    accounts,
    disputes,
    erasures,
    imports,
    inclusions,
    item_marks,
    ledger_salts,
    letters,
    passkeys,
    person_keys,
    persons,
    recovery_codes,
    retained_records,
    reviews,
    sessions,
    statements,
    tradeline_blocks,
)
from plainscore.service.identifiers import new_id
from plainscore.service.ledger.postgres import record_event
from plainscore.service.scores.retention import retain_decisions
from plainscore.service.service import Service

ASKED = "person"
GONE = (
    statements,
    tradeline_blocks,
    item_marks,
    inclusions,
    letters,
    disputes,
    reviews,
    accounts,
    imports,
    passkeys,
    recovery_codes,
    sessions,
    ledger_salts,
    # without it, what is append-only and sealed is noise
    person_keys,
)
"""Tables whose rows of the person are deleted, in an order that keeps references whole."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure left.

    Parameters
    ----------
    erasure_id : str
        Its name, by which the person can ask about it.
    kept : int
        Records that the law demands.
    kept_until : datetime.datetime or None
        When the last of them may be deleted, and is.
    """

    erasure_id: str
    kept: int
    kept_until: datetime | None


def erase(service: Service, person_id: str, cause: str = ASKED) -> Erased:
    """Erase a person, in one transaction (GDPR Art. 17).

    Consents end first. Statements, accounts, disputes, letters, the means to sign in, the salts of
    the ledger and the person's key are deleted: what cannot be deleted, because no one may change
    it, was sealed under that key or is a commitment whose salt is gone. The ledger verifies as
    before.

    Parameters
    ----------
    service : Service
        Its parts.
    person_id : str
        Who.
    cause : str
        What asked for it.

    Returns
    -------
    Erased
        What is kept, and until when.

    Raises
    ------
    Refusal
        If there is no such person, or they were erased before.
    """
    now = service.clock.now()
    erasure_id = new_id("erasure", now)
    with service.database.transaction(System(Task.ERASURE, person_id)) as connection:
        settle_before_change(connection, person_id)
        kept = retain_decisions(connection, service, person_id)
        _end_consents(connection, service, person_id)
        kept_until = connection.scalar(
            select(func.max(retained_records.c.retain_until)).where(
                retained_records.c.person_id == person_id
            )
        )
        connection.execute(
            erasures.insert().values(
                erasure_id=erasure_id,
                person_id=person_id,
                cause=cause,
                asked_at=now,
                done_at=now,
            )
        )
        for table in GONE:
            connection.execute(delete(table).where(table.c.person_id == person_id))
        connection.execute(
            update(persons)
            .where(persons.c.person_id == person_id)
            .values(name_sealed=None, erased_at=now)
        )
        # about nobody: that an erasure of this name was done
        record_event(connection, "person.erased", erasure_id, None, now, {"cause": cause})
    return Erased(erasure_id, kept, kept_until)


def _end_consents(connection: Connection, service: Service, person_id: str) -> None:
    log, now = consents_of(connection, person_id), service.clock.now()
    for consent_id in dict.fromkeys(event.consent_id for event in log.events):
        if log.state(consent_id, now) is ConsentState.ACTIVE:
            revoke(connection, service, person_id, consent_id)

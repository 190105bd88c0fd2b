"""Making a stored score again: from the data as they were, with the scorecard of then."""

from dataclasses import replace

from sqlalchemy import select

from plainscore.features import person_features
from plainscore.service.actors import System, Task
from plainscore.service.cards import card_of
from plainscore.service.data import digest_of, held_of
from plainscore.service.database.schema import ledger_salts, score_events
from plainscore.service.evidence import Recomputation, recompute
from plainscore.service.ledger import Entry
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.problems import Refusal
from plainscore.service.scores.making import used_records
from plainscore.service.scores.stored import LEDGER_KIND, find_score, ledger_payload
from plainscore.service.service import Service


def recompute_score(service: Service, score_id: str) -> Recomputation:
    """Make a stored score again and compare it, to the byte, and with the ledger.

    Parameters
    ----------
    service : Service
        Its parts.
    score_id : str
        Which score.

    Returns
    -------
    Recomputation
        The same, or the places where it differs; ``ledger`` where the ledger tells of another.

    Raises
    ------
    Refusal
        If there is no such score, or its person was erased.
    """
    # only the ledger's task finds a score without knowing whose it is
    with service.database.transaction(System(Task.LEDGER)) as connection:
        person_id = connection.scalar(
            select(score_events.c.person_id).where(score_events.c.score_id == score_id)
        )
    if person_id is None:
        raise Refusal(404, "no_such_score", "There is no such score.")
    with service.database.transaction(System(Task.RECOMPUTE, person_id)) as connection:
        stored = find_score(connection, service, score_id)
        context = stored.evidence.context
        card = card_of(connection, stored.evidence.scorecard_digest)
        held = held_of(connection, service, person_id, as_of=context.as_of)
        ledger = PostgresLedger(connection)
        entry = Entry.read(ledger.data(ledger.find(LEDGER_KIND, score_id)))
        salt = connection.execute(
            select(ledger_salts.c.salt).where(ledger_salts.c.subject_id == score_id)
        ).scalar_one()
    records = used_records(card, held.records)
    again = replace(context, inputs_digest=digest_of(records).hex(), coverage=held.coverage)
    row = person_features(records, context.as_of, features=card.feature_names)
    found = recompute(stored.data, card, row, again)
    if entry.opens(ledger_payload(stored), bytes(salt)):
        return found
    return Recomputation(same=False, differences=(*found.differences, "ledger"))

"""What the law makes a lender keep of a decision, after the person was erased."""

from datetime import UTC, datetime, time

from sqlalchemy import Connection

from plainscore.service.database.schema import retained_records
from plainscore.service.identifiers import new_id
from plainscore.service.instants import instant_text
from plainscore.service.law import may_delete_from, rule_on
from plainscore.service.ledger import canonical_bytes
from plainscore.service.scores.decisions import decisions_about, letter_page
from plainscore.service.scores.stored import find_score
from plainscore.service.service import Service

RULE = "reg_b.retention"
KIND = "decision"


def retain_decisions(connection: Connection, service: Service, person_id: str) -> int:
    """Keep what must be kept of a person's decisions, under the master key.

    To be called in the transaction that erases a person, before the person's key is deleted.

    Parameters
    ----------
    connection : Connection
        A transaction of the erasure.
    service : Service
        Its parts.
    person_id : str
        Who is erased.

    Returns
    -------
    int
        How many records are kept: none of a decision whose period has ended.
    """
    now, kept = service.clock.now(), 0
    for decision in decisions_about(connection, service, person_id):
        notified = decision.at.astimezone(UTC).date()
        first = may_delete_from(rule_on(RULE, notified), notified)
        until = datetime.combine(first, time(), UTC)
        if until <= now:
            continue
        letter_id = decision.letter_id
        record = {
            "applied_at": instant_text(decision.applied_at),
            "at": instant_text(decision.at),
            "decision_id": decision.decision_id,
            "evidence": find_score(connection, service, decision.score_id).data.decode(),
            "letter": None if letter_id is None else letter_page(connection, service, letter_id),
            "outcome": decision.outcome.value,
            "terms": dict(decision.terms),
        }
        record_id = new_id("record", now)
        master_key_id, sealed = service.master_keys.seal(
            canonical_bytes(record), "retained", record_id
        )
        connection.execute(
            retained_records.insert().values(
                record_id=record_id,
                person_id=person_id,
                lender_id=decision.lender_id,
                rule=RULE,
                kind=KIND,
                subject_id=decision.decision_id,
                master_key_id=master_key_id,
                sealed=sealed,
                created_at=now,
                retain_until=until,
            )
        )
        kept += 1
    return kept

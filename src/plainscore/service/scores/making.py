"""Making of a score: features of what is held as of now, the evidence, and all its records."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection

from plainscore.features import person_features
from plainscore.records import Purpose, Records
from plainscore.scorecard import Scorecard
from plainscore.service.cards import data_kinds
from plainscore.service.consent import DataKind
from plainscore.service.data import digest_of
from plainscore.service.data.held import Held, held_of
from plainscore.service.data.settled import settle_before_look
from plainscore.service.database.schema import observations
from plainscore.service.evidence import ScoreContext, make_score_event
from plainscore.service.identifiers import new_id
from plainscore.service.ledger import Entry, new_salt
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.scores.stored import (
    LEDGER_KIND,
    Cause,
    StoredScore,
    new_score,
    store_score,
)
from plainscore.service.service import Service

_ADD_OBSERVATION = observations.insert()


@dataclass(frozen=True, slots=True)
class Use:
    """What a score is made for.

    Parameters
    ----------
    person_id : str
        Whose score.
    lender_id : str or None
        For whom; None for the person.
    purpose : Purpose
        What for.
    consent_id : str
        The consent that allows it.
    """

    person_id: str
    lender_id: str | None
    purpose: Purpose
    consent_id: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as they are seen at a moment.

    Parameters
    ----------
    at : datetime.datetime
        The moment.
    held : Held
        What is held of them then.
    """

    at: datetime
    held: Held


def see(connection: Connection, service: Service, person_id: str) -> Seen:
    """Return a person as they are seen now, when no change of their data is under way.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    service : Service
        Its parts.
    person_id : str
        Who.

    Returns
    -------
    Seen
        The same whenever it is looked at as of its moment.
    """
    settle_before_look(connection, person_id)
    return look(connection, service, person_id)


def look(connection: Connection, service: Service, person_id: str) -> Seen:
    """Return a person as they are seen now, in a transaction that settled before; see `see`."""
    now = service.clock.now()
    return Seen(now, held_of(connection, service, person_id, as_of=now))


def make_score(
    connection: Connection,
    service: Service,
    card: Scorecard,
    use: Use,
    cause: Cause,
    *,
    supersedes_id: str | None = None,
    seen: Seen | None = None,
) -> StoredScore:
    """Make a score as of now and store it; `record_score` is to follow, last in the transaction.

    Parameters
    ----------
    connection : Connection
        A transaction of the lender's, the person's, or of the task that scores again.
    service : Service
        Its parts.
    card : Scorecard
        The approved scorecard.
    use : Use
        For whom and what for; allowed now.
    cause : Cause
        Why.
    supersedes_id : str, optional
        The score before it, for the same use.
    seen : Seen, optional
        The person as seen in this transaction; now by default.

    Returns
    -------
    StoredScore
        Its event and its observation are stored; its line in the ledger is not.
    """
    view = seen or see(connection, service, use.person_id)
    score_id = new_id("score", view.at)
    records = used_records(card, view.held.records)
    context = ScoreContext(
        score_id=score_id,
        person_id=use.person_id,
        lender_id=use.lender_id,
        consent_id=use.consent_id,
        purpose=use.purpose,
        as_of=view.at,
        inputs_digest=digest_of(records).hex(),
        coverage=view.held.coverage,
    )
    row = person_features(records, view.at, features=card.feature_names)
    evidence = make_score_event(card, row, context)
    salt = new_salt()
    score = new_score(evidence, cause, supersedes_id, salt)
    store_score(connection, view.held.key, score, salt)
    if use.lender_id is not None:
        _observe(connection, card, row, score)
    return score


def record_score(connection: Connection, score: StoredScore) -> None:
    """Note a score in the ledger; do this last in the transaction that made it."""
    entry = Entry(LEDGER_KIND, score.score_id, score.at, score.commitment)
    PostgresLedger(connection).add(entry.data())


def used_records(card: Scorecard, records: Records) -> Records:
    """Return the records that a scorecard needs: what it does not need is not used.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    records : Records
        What is held.

    Returns
    -------
    Records
        Without tradelines where no feature needs them.
    """
    if DataKind.TRADELINES in data_kinds(card):
        return records
    nothing = Records.empty()
    return replace(
        records, tradelines=nothing.tradelines, tradeline_months=nothing.tradeline_months
    )


def _observe(
    connection: Connection, card: Scorecard, row: dict[str, Any], score: StoredScore
) -> None:
    """Note for monitoring what says nothing of the person: not even the hour."""
    day = score.at.astimezone(UTC).date()
    scored = score.evidence.score is not None
    places = card.bin_codes(row)[0].tolist() if scored else []
    connection.execute(
        _ADD_OBSERVATION,
        {
            # the name holds a moment too
            "observation_id": new_id("observation", datetime.combine(day, time(), UTC)),
            "scorecard_digest": card.digest,
            "day": day,
            "score": score.evidence.score,
            "bins": dict(zip(card.feature_names, places, strict=False)),
            "cause": score.cause.value,
            "disputed": score.disputed,
        },
    )

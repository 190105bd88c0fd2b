"""A score as it is stored: its row, and the evidence under the person's key."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, Row, Select, Text, bindparam, exists, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.database.schema import ledger_salts, score_events
from plainscore.service.evidence import ScoreEvent
from plainscore.service.ledger import Json, commit
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

LEDGER_KIND = "score"
_ADD_SALT = ledger_salts.insert()
_ADD = score_events.insert()


class Cause(StrEnum):
    """Why there is a new score.

    Examples
    --------
    >>> Cause("dispute").value
    'dispute'
    """

    ASKED = "asked"
    IMPORTED = "imported"
    DISPUTE = "dispute"
    REVIEW = "review"
    INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class StoredScore:
    """A score that was made once and is never changed.

    Parameters
    ----------
    evidence : ScoreEvent
        Everything about it.
    cause : Cause
        Why it was made.
    supersedes_id : str or None
        The score before it, for the same use.
    data : bytes
        The evidence as bytes, exactly as it is stored.
    commitment : bytes
        What the ledger holds of it: a salted commitment to `ledger_payload`.
    """

    evidence: ScoreEvent
    cause: Cause
    supersedes_id: str | None
    data: bytes = field(repr=False)
    commitment: bytes = field(repr=False)

    @property
    def score_id(self) -> str:
        """Its name."""
        return self.evidence.context.score_id

    @property
    def at(self) -> datetime:
        """When it was made, and as of when the person was seen."""
        return self.evidence.context.as_of

    @property
    def disputed(self) -> bool:
        """Whether an item that was used was disputed."""
        return self.evidence.context.coverage.disputed_items > 0


def new_score(
    evidence: ScoreEvent, cause: Cause, supersedes_id: str | None, salt: bytes
) -> StoredScore:
    """Return a score that was made now, with what the ledger will say of it.

    Parameters
    ----------
    evidence : ScoreEvent
        Everything about it.
    cause : Cause
        Why it was made.
    supersedes_id : str or None
        The score before it, for the same use.
    salt : bytes
        Of the commitment; to be stored with the score.

    Returns
    -------
    StoredScore
        Not stored yet.
    """
    data = evidence.data()
    payload = _payload(evidence.context.score_id, cause, supersedes_id, data)
    return StoredScore(evidence, cause, supersedes_id, data, commit(payload, salt))


def store_score(connection: Connection, key: PersonKey, score: StoredScore, salt: bytes) -> None:
    """Store a score, sealed, with the salt of what the ledger will say of it.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may make scores of the person.
    key : PersonKey
        The person's key.
    score : StoredScore
        The score.
    salt : bytes
        Of its commitment.
    """
    context = score.evidence.context
    connection.execute(
        _ADD_SALT, {"subject_id": score.score_id, "person_id": context.person_id, "salt": salt}
    )
    connection.execute(
        _ADD,
        {
            "score_id": score.score_id,
            "person_id": context.person_id,
            "lender_id": context.lender_id,
            "consent_id": context.consent_id,
            "purpose": context.purpose.value,
            "as_of": context.as_of,
            "at": context.as_of,
            "scorecard_digest": score.evidence.scorecard_digest,
            "cause": score.cause.value,
            "supersedes_id": score.supersedes_id,
            "inputs_digest": bytes.fromhex(context.inputs_digest),
            "evidence_sealed": key.seal(score.data, "evidence", score.score_id),
            "key_version": key.version,
            "commitment": score.commitment,
        },
    )


def ledger_payload(score: StoredScore) -> Json:
    """Return what the ledger commits to of a score: the digest of its evidence, and its cause.

    Parameters
    ----------
    score : StoredScore
        The score.

    Returns
    -------
    Json
        Whoever holds the evidence can check it against this.
    """
    return _payload(score.score_id, score.cause, score.supersedes_id, score.data)


def _payload(score_id: str, cause: Cause, supersedes_id: str | None, data: bytes) -> Json:
    return {
        "cause": cause.value,
        "evidence": sha256(data).hexdigest(),
        "score_id": score_id,
        "supersedes_id": supersedes_id,
    }


def find_score(connection: Connection, service: Service, score_id: str) -> StoredScore:
    """Return a score by its name.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may see it.
    service : Service
        Its parts.
    score_id : str
        Which.

    Returns
    -------
    StoredScore
        As it was made.

    Raises
    ------
    Refusal
        With status 404 if there is none that the actor may see.
    """
    query = select(score_events).where(score_events.c.score_id == score_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(404, "no_such_score", "There is no such score.")
    return open_score(open_person_key(connection, service, row.person_id), row)


def last_scores(
    connection: Connection,
    service: Service,
    person_id: str,
    lender_id: str | None,
    *,
    limit: int = 1,
    before: str | None = None,
) -> tuple[StoredScore, ...]:
    """Return the scores of a person that were made for one lender, or for the person, newest first.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may see them.
    service : Service
        Its parts.
    person_id : str
        Whose.
    lender_id : str or None
        For whom; None is the person's own view.
    limit : int
        At most so many.
    before : str, optional
        Only those made before this score.

    Returns
    -------
    tuple of StoredScore
        None where there is none, or the actor may not see them.
    """
    query = _NEWEST_FIRST.limit(limit)
    if before is not None:
        query = query.where(score_events.c.score_id < before)
    rows = connection.execute(query, {"person": person_id, "lender": lender_id}).all()
    if not rows:
        return ()
    key = open_person_key(connection, service, person_id)
    return tuple(open_score(key, row) for row in rows)


def last_score_id(connection: Connection, person_id: str, lender_id: str | None) -> str | None:
    """Return the name of the last score of a use, without opening it; None where there is none."""
    return connection.scalar(_LAST_ID, {"person": person_id, "lender": lender_id})


def _newest_first() -> Select[tuple[object, ...]]:
    table = score_events.c
    later = score_events.alias("later")
    superseded = exists().where(later.c.supersedes_id == table.score_id)
    # of one moment, what was not superseded came last
    return (
        select(score_events)
        .where(
            table.person_id == bindparam("person"),
            table.lender_id.is_not_distinct_from(bindparam("lender", type_=Text)),
        )
        .order_by(table.at.desc(), superseded, table.score_id.desc())
    )


_NEWEST_FIRST = _newest_first()
_LAST_ID = _NEWEST_FIRST.with_only_columns(score_events.c.score_id).limit(1)


def open_score(key: PersonKey, row: Row[tuple[object, ...]]) -> StoredScore:
    """Return the score of a row of ``score_events``."""
    data = key.unseal(bytes(row.evidence_sealed), "evidence", row.score_id)
    event = ScoreEvent.read(data)
    return StoredScore(event, Cause(row.cause), row.supersedes_id, data, bytes(row.commitment))

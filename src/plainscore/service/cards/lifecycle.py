"""The life of a scorecard as events: submitted, approved or rejected, retired, expired."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, select

from plainscore.scorecard import Scorecard
from plainscore.service.actors import Staff
from plainscore.service.cards.document import card_problems, read_card
from plainscore.service.database.schema import scorecard_events, scorecards
from plainscore.service.identifiers import new_id
from plainscore.service.instants import instant_text
from plainscore.service.ledger.postgres import record_event
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

LONGEST_APPROVAL = timedelta(days=366)
_EVENTS = scorecard_events.c
_ALL_EVENTS = select(
    _EVENTS.scorecard_digest,
    _EVENTS.kind,
    _EVENTS.staff_id,
    _EVENTS.at,
    _EVENTS.expires_at,
    _EVENTS.note,
)


class CardState(StrEnum):
    """What a scorecard is at a moment. Only an approved one scores.

    Examples
    --------
    >>> CardState("approved").value
    'approved'
    """

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class CardEvent:
    """One event in the life of a scorecard.

    Parameters
    ----------
    scorecard_digest : str
        Which scorecard.
    kind : str
        ``submitted``, ``approved``, ``rejected`` or ``retired``.
    staff_id : str
        Who.
    at : datetime.datetime
        When.
    expires_at : datetime.datetime or None
        Of an approval: until when it holds.
    note : str
        Why.
    """

    scorecard_digest: str
    kind: str
    staff_id: str
    at: datetime
    expires_at: datetime | None
    note: str


def state_of(events: tuple[CardEvent, ...], now: datetime) -> CardState:
    """Return what a scorecard is, from its events in order of time.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> handed_in = CardEvent("d", "submitted", "staff_1", noon, None, "")
    >>> approved = CardEvent("d", "approved", "staff_2", noon, noon + timedelta(days=1), "")
    >>> state_of((handed_in, approved), noon).value
    'approved'
    >>> state_of((handed_in, approved), noon + timedelta(days=1)).value
    'expired'
    """
    last = events[-1]
    if last.kind == CardState.APPROVED and last.expires_at is not None:
        return CardState.APPROVED if now < last.expires_at else CardState.EXPIRED
    return CardState(last.kind)


def events_of(
    connection: Connection, scorecard_digest: str | None = None
) -> dict[str, tuple[CardEvent, ...]]:
    """Return the events of each scorecard, or of one, in order of time.

    Parameters
    ----------
    connection : Connection
        A transaction of anybody's but nobody's.
    scorecard_digest : str, optional
        Which scorecard; all by default.

    Returns
    -------
    dict of str to tuple of CardEvent
        By digest of the scorecard.
    """
    query = _ALL_EVENTS
    if scorecard_digest is not None:
        query = query.where(_EVENTS.scorecard_digest == scorecard_digest)
    events = sorted(
        (CardEvent(*row) for row in connection.execute(query)),
        # of one moment, what comes first in the life of a scorecard came first
        key=lambda each: (each.at, list(CardState).index(CardState(each.kind))),
    )
    found: dict[str, tuple[CardEvent, ...]] = {}
    for each in events:
        found[each.scorecard_digest] = (*found.get(each.scorecard_digest, ()), each)
    return found


def submit_card(
    service: Service, author: Staff, document: bytes, *, report: bytes | None = None, note: str = ""
) -> str:
    """Hand in a scorecard, to be approved by somebody else.

    Parameters
    ----------
    service : Service
        Its parts.
    author : Staff
        An analyst.
    document : bytes
        The scorecard as JSON; kept byte for byte.
    report : bytes, optional
        The validation report, one HTML file.
    note : str
        What is new about it.

    Returns
    -------
    str
        Digest of the scorecard.

    Raises
    ------
    Refusal
        If it is no sound scorecard, or was handed in before.
    """
    card, now = read_card(document), service.clock.now()
    with service.database.transaction(author) as connection:
        if _row_of(connection, card.digest) is not None:
            raise Refusal(409, "submitted_before", "This very scorecard was submitted before.")
        connection.execute(
            scorecards.insert().values(
                scorecard_digest=card.digest,
                name=card.name,
                document=document,
                report=report,
                author_id=author.staff_id,
                created_at=now,
            )
        )
        _add_event(
            connection, CardEvent(card.digest, "submitted", author.staff_id, now, None, note)
        )
    return card.digest


def approve_card(
    service: Service,
    approver: Staff,
    scorecard_digest: str,
    *,
    expires_at: datetime,
    note: str = "",
) -> None:
    """Approve a scorecard: from now on it scores, until it expires.

    Parameters
    ----------
    service : Service
        Its parts.
    approver : Staff
        An analyst who is not its author; the database refuses the author too.
    scorecard_digest : str
        Which.
    expires_at : datetime.datetime
        When it must be approved anew: at most a year from now.
    note : str
        What the approval rests on.

    Raises
    ------
    Refusal
        If the author approves, the document was altered, something stands against it, or it does
        not wait for approval.
    """
    now = service.clock.now()
    if not now < expires_at <= now + LONGEST_APPROVAL:
        raise Refusal(422, "wrong_expiry", "An approval lasts into the future, at most a year.")
    with service.database.transaction(approver) as connection:
        row = row_of(connection, scorecard_digest)
        if row.author_id == approver.staff_id:
            raise Refusal(403, "own_scorecard", "An author does not approve their own scorecard.")
        state = state_of(events_of(connection, scorecard_digest)[scorecard_digest], now)
        if state in {CardState.REJECTED, CardState.RETIRED}:
            raise Refusal(409, "not_waiting", f"The scorecard is {state.value}.")
        problems = card_problems(unaltered_card(bytes(row.document), scorecard_digest))
        if problems:
            told = "; ".join(
                f"{each.column or 'the scorecard'}: {each.message}" for each in problems
            )
            raise Refusal(422, "not_fit", f"The scorecard cannot be approved: {told}.")
        event = CardEvent(scorecard_digest, "approved", approver.staff_id, now, expires_at, note)
        _add_event(connection, event)


def end_card(service: Service, staff: Staff, scorecard_digest: str, *, note: str = "") -> None:
    """Reject a scorecard that waits, or retire one that scores: it stops at once.

    Parameters
    ----------
    service : Service
        Its parts.
    staff : Staff
        An analyst.
    scorecard_digest : str
        Which.
    note : str
        Why.

    Raises
    ------
    Refusal
        If it has ended before.
    """
    now = service.clock.now()
    with service.database.transaction(staff) as connection:
        row_of(connection, scorecard_digest)
        state = state_of(events_of(connection, scorecard_digest)[scorecard_digest], now)
        if state in {CardState.REJECTED, CardState.RETIRED}:
            raise Refusal(409, "ended_before", f"The scorecard is {state.value} already.")
        kind = "rejected" if state is CardState.SUBMITTED else "retired"
        _add_event(connection, CardEvent(scorecard_digest, kind, staff.staff_id, now, None, note))


def unaltered_card(document: bytes, scorecard_digest: str) -> Scorecard:
    """Return a stored scorecard.

    Raises
    ------
    Refusal
        With status 503 if it is not the document of that digest.
    """
    try:
        card = read_card(document)
    except Refusal as refusal:
        raise _altered() from refusal
    if card.digest != scorecard_digest:
        raise _altered()
    return card


def row_of(connection: Connection, scorecard_digest: str) -> Row[tuple[object, ...]]:
    """Return the row of a scorecard.

    Raises
    ------
    Refusal
        With status 404 if there is none.
    """
    found = _row_of(connection, scorecard_digest)
    if found is None:
        raise Refusal(404, "no_such_scorecard", "There is no such scorecard.")
    return found


def _row_of(connection: Connection, scorecard_digest: str) -> Row[tuple[object, ...]] | None:
    query = select(scorecards).where(scorecards.c.scorecard_digest == scorecard_digest)
    return connection.execute(query).one_or_none()


def _altered() -> Refusal:
    return Refusal(
        503, "scorecard_altered", "The scorecard is not what was approved. Nothing is scored."
    )


def _add_event(connection: Connection, event: CardEvent) -> None:
    event_id = new_id("cardevent", event.at)
    expires = event.expires_at
    connection.execute(
        scorecard_events.insert().values(
            event_id=event_id,
            scorecard_digest=event.scorecard_digest,
            staff_id=event.staff_id,
            kind=event.kind,
            at=event.at,
            expires_at=expires,
            note=event.note,
        )
    )
    payload = {
        "expires_at": None if expires is None else instant_text(expires),
        "kind": event.kind,
        "note": event.note,
        "scorecard_digest": event.scorecard_digest,
        "staff_id": event.staff_id,
    }
    record_event(connection, f"scorecard.{event.kind}", event_id, None, event.at, payload)

"""What happened in a dispute: events that are added and never changed, each in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypedDict, Unpack

from sqlalchemy import Connection, select

from plainscore.service.database.schema import dispute_events
from plainscore.service.identifiers import new_id
from plainscore.service.ledger import Json
from plainscore.service.ledger.postgres import record_event
from plainscore.service.sealing import PersonKey

ORDER = (
    "opened",
    "information_added",
    "extended",
    "furnisher_told",
    "furnisher_answered",
    "overdue",
    "decided",
    "withdrawn",
    "certified",
    "reinserted",
    "person_told",
    "statement_written",
    "recipient_told",
)
"""Kinds of events, as they follow each other within one moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEvent:
    """One thing that happened in a dispute.

    Parameters
    ----------
    event_id, dispute_id, person_id : str
        Its name, of which dispute, about whom.
    kind : str
        What happened, of the closed list of the table.
    at : datetime.datetime
        When.
    staff_id, lender_id : str or None
        The reviewer who did it; the lender that was told or answered.
    finding : str or None
        Of an answer and of a decision.
    note_sealed : bytes or None
        Words, under the person's key.
    """

    event_id: str
    dispute_id: str
    person_id: str
    kind: str
    at: datetime
    staff_id: str | None = None
    lender_id: str | None = None
    finding: str | None = None
    note_sealed: bytes | None = None

    def note(self, key: PersonKey) -> str:
        """Return the words; empty where there are none."""
        if self.note_sealed is None:
            return ""
        return key.unseal(self.note_sealed, "dispute_note", self.event_id).decode()


class Details(TypedDict, total=False):
    """What an event may say beside its kind; see `DisputeEvent`."""

    staff_id: str | None
    lender_id: str | None
    finding: str | None
    note: str


def add_event(
    connection: Connection,
    key: PersonKey,
    dispute_id: str,
    kind: str,
    at: datetime,
    **details: Unpack[Details],
) -> DisputeEvent:
    """Store an event; `record_dispute_events` is to follow, last in the transaction.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may.
    key : PersonKey
        The person's key.
    dispute_id, kind : str
        Of which dispute, and what happened.
    at : datetime.datetime
        When.
    **details : Details
        Who did it or was told, what was found, and words, which are sealed.

    Returns
    -------
    DisputeEvent
        As it is stored.
    """
    event_id, note = new_id("event", at), details.get("note", "")
    event = DisputeEvent(
        event_id=event_id,
        dispute_id=dispute_id,
        person_id=key.person_id,
        kind=kind,
        at=at,
        staff_id=details.get("staff_id"),
        lender_id=details.get("lender_id"),
        finding=details.get("finding"),
        note_sealed=key.seal(note.encode(), "dispute_note", event_id) if note else None,
    )
    connection.execute(
        dispute_events.insert().values(
            {name: getattr(event, name) for name in DisputeEvent.__dataclass_fields__}
        )
    )
    return event


def record_dispute_events(connection: Connection, events: Iterable[DisputeEvent]) -> None:
    """Note events in the ledger; do this last in the transaction that stored them."""
    for event in events:
        record_event(
            connection,
            f"dispute.{event.kind}",
            event.event_id,
            event.person_id,
            event.at,
            event_payload(event),
        )


def event_payload(event: DisputeEvent) -> Json:
    """Return what the ledger commits to of an event: of its words, the digest as they are kept."""
    sealed = event.note_sealed
    return {
        "dispute_id": event.dispute_id,
        "finding": event.finding,
        "kind": event.kind,
        "lender_id": event.lender_id,
        "note": None if sealed is None else sha256(sealed).hexdigest(),
        "staff_id": event.staff_id,
    }


def events_of(connection: Connection, dispute_id: str) -> tuple[DisputeEvent, ...]:
    """Return what happened in a dispute, as far as the actor sees it, in order."""
    table = dispute_events.c
    names = DisputeEvent.__dataclass_fields__
    found = connection.execute(
        select(*(table[name] for name in names)).where(table.dispute_id == dispute_id)
    )
    events = (
        DisputeEvent(**row | {"note_sealed": row["note_sealed"] and bytes(row["note_sealed"])})
        for row in map(dict, found.mappings())
    )
    # of one moment, what leads to something comes before it
    return tuple(sorted(events, key=lambda e: (e.at, ORDER.index(e.kind), e.event_id)))

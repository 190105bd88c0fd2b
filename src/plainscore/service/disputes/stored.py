"""Disputes as they are stored, with their clocks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from plainscore.service.database.schema import disputes
from plainscore.service.disputes.events import DisputeEvent, events_of
from plainscore.service.disputes.subject import Finding, Ground, Subject, SubjectKind
from plainscore.service.law import DisputeClock, legal_day
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey

OPEN = ("open", "investigating", "extended")
"""Statuses of a dispute that is not settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One dispute.

    Parameters
    ----------
    dispute_id, person_id : str
        Its name, and whose it is.
    subject : Subject
        What is contested.
    lender_id : str or None
        Who furnished it; None for nobody who has a program here.
    ground : Ground
        Why.
    status : str
        Of the closed list of the table.
    opened_at, due_at : datetime.datetime
        When it was received, and the moment by which it is over.
    closed_at : datetime.datetime or None
        When it was settled.
    statement_sealed : bytes or None
        What the person wants said with later scores.
    """

    dispute_id: str
    person_id: str
    subject: Subject
    lender_id: str | None
    ground: Ground
    status: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    statement_sealed: bytes | None

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.closed_at is None


def dispute_of(row: Row[tuple[object, ...]]) -> Dispute:
    """Return the dispute of a row of ``disputes``."""
    return Dispute(
        dispute_id=row.dispute_id,
        person_id=row.person_id,
        subject=Subject(SubjectKind(row.subject), row.subject_id, row.account_id, row.score_id),
        lender_id=row.lender_id,
        ground=Ground(row.ground),
        status=row.status,
        opened_at=row.opened_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        statement_sealed=None if row.statement_sealed is None else bytes(row.statement_sealed),
    )


def find_dispute(connection: Connection, dispute_id: str, *, lock: bool = False) -> Dispute:
    """Return a dispute by its name.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may see it.
    dispute_id : str
        Which.
    lock : bool
        Whether others who want to change it have to wait.

    Returns
    -------
    Dispute
        As it is now.

    Raises
    ------
    Refusal
        With status 404 if there is none that the actor may see.
    """
    query = select(disputes).where(disputes.c.dispute_id == dispute_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise Refusal(404, "no_such_dispute", "There is no such dispute.")
    return dispute_of(row)


def find_open_dispute(connection: Connection, dispute_id: str) -> Dispute:
    """Return a dispute that is not settled, and keep others from changing it.

    Raises
    ------
    Refusal
        With status 409 if it is settled.
    """
    dispute = find_dispute(connection, dispute_id, lock=True)
    if not dispute.is_open:
        raise Refusal(409, "dispute_settled", "This dispute is settled.")
    return dispute


def disputes_of(connection: Connection, person_id: str) -> tuple[Dispute, ...]:
    """Return a person's disputes, the newest first."""
    query = (
        select(disputes)
        .where(disputes.c.person_id == person_id)
        .order_by(disputes.c.opened_at.desc(), disputes.c.dispute_id.desc())
    )
    return tuple(map(dispute_of, connection.execute(query)))


def clock_of(dispute: Dispute, events: tuple[DisputeEvent, ...], zone: str) -> DisputeClock:
    """Return the clocks of a dispute, from what happened in it.

    Parameters
    ----------
    dispute : Dispute
        The dispute.
    events : tuple of DisputeEvent
        What happened in it.
    zone : str
        Where days are counted.

    Returns
    -------
    DisputeClock
        In the days of the law.
    """

    def first(kind: str, *findings: str) -> date | None:
        days = (
            legal_day(event.at, zone)
            for event in events
            if event.kind == kind and (not findings or event.finding in findings)
        )
        return next(days, None)

    return DisputeClock(
        legal_day(dispute.opened_at, zone),
        information_on=first("information_added"),
        found_wrong_on=first("furnisher_answered", Finding.INACCURATE, Finding.NOT_VERIFIABLE),
        completed_on=None if dispute.closed_at is None else legal_day(dispute.closed_at, zone),
    )


def stored_clock(connection: Connection, dispute: Dispute, zone: str) -> DisputeClock:
    """Return the clocks of a dispute from its stored events."""
    return clock_of(dispute, events_of(connection, dispute.dispute_id), zone)


def start_of(day: date, zone: str) -> datetime:
    """Return the moment at which a day of the law begins.

    Examples
    --------
    >>> start_of(date(2026, 3, 31), "UTC").isoformat()
    '2026-03-31T00:00:00+00:00'
    """
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def end_of(day: date, zone: str) -> datetime:
    """Return the moment at which a day of the law is over.

    Examples
    --------
    >>> end_of(date(2026, 3, 31), "America/New_York").isoformat()
    '2026-04-01T00:00:00-04:00'
    """
    return start_of(day + timedelta(days=1), zone)


def open_statement(key: PersonKey, dispute: Dispute) -> str:
    """Return the statement that goes with later scores; empty where there is none."""
    if dispute.statement_sealed is None:
        return ""
    return key.unseal(dispute.statement_sealed, "dispute_statement", dispute.dispute_id).decode()

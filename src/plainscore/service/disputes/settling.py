"""What follows a settled dispute: recipients are told, what is certified is put back."""

from sqlalchemy import Connection, select, update

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import System, Task
from plainscore.service.data.marks import TRADELINE, MarkKind
from plainscore.service.data.settled import settle_before_change
from plainscore.service.database.schema import disclosures, disputes, item_marks
from plainscore.service.disputes.events import (
    DisputeEvent,
    add_event,
    events_of,
    record_dispute_events,
)
from plainscore.service.disputes.following import demand
from plainscore.service.disputes.letters import Draft, write_letter
from plainscore.service.disputes.marking import lines_of, mark_lines
from plainscore.service.disputes.stored import Dispute, find_dispute, open_statement, start_of
from plainscore.service.disputes.words import SUBJECTS, written
from plainscore.service.law import first_counted_day, legal_day, rule_on
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

_CHANGES = {
    "removed": "was removed",
    "corrected": "was corrected",
    "reinserted": "was put back, as whoever furnished it certified it",
}


def follow_settlement(service: Service, dispute_id: str, person_id: str) -> None:
    """Do what a settled dispute asks for; done twice it does nothing more.

    Parameters
    ----------
    service : Service
        Its parts.
    dispute_id, person_id : str
        Which, and whose.
    """
    with service.database.transaction(System(Task.RESCORE, person_id)) as connection:
        dispute = find_dispute(connection, dispute_id, lock=True)
        key = open_person_key(connection, service, person_id)
        if dispute.status == "withdrawn":
            _unmark(connection, service, key, dispute)
            return
        record_dispute_events(connection, _tell_recipients(connection, service, key, dispute))


def _unmark(connection: Connection, service: Service, key: PersonKey, dispute: Dispute) -> None:
    done = select(item_marks.c.mark_id).where(
        item_marks.c.dispute_id == dispute.dispute_id, item_marks.c.kind == MarkKind.KEPT.value
    )
    if connection.execute(done).first() is not None:
        return
    settle_before_change(connection, key.person_id)
    now = service.clock.now()
    lines = lines_of(connection, key, dispute.subject, dispute.opened_at)
    mark_lines(connection, key, lines, MarkKind.KEPT, now, dispute_id=dispute.dispute_id)
    # the score that was demanded with the withdrawal may have been made before
    demand(connection, dispute, now)


def recent_recipients(connection: Connection, service: Service, person_id: str) -> tuple[str, ...]:
    """Return the lenders to which something of a person was released in the last six months.

    Parameters
    ----------
    connection : Connection
        A transaction of the person's, or of a task for the person.
    service : Service
        Its parts.
    person_id : str
        Whose.

    Returns
    -------
    tuple of str
        Each once (15 U.S.C. 1681i(d)).
    """
    today = legal_day(service.clock.now(), service.settings.zone)
    first = first_counted_day(rule_on("fcra.recent_recipients", today), today)
    table = disclosures.c
    found = connection.execute(
        select(table.lender_id)
        .where(
            table.person_id == person_id,
            table.lender_id.is_not(None),
            table.outcome == "released",
            # notices of disputes are not what has to be put right
            table.what.not_in(("dispute", "notice")),
            table.at >= start_of(first, service.settings.zone),
        )
        .distinct()
        .order_by(table.lender_id)
    )
    return tuple(lender_id for (lender_id,) in found)


def _tell_recipients(
    connection: Connection, service: Service, key: PersonKey, dispute: Dispute
) -> list[DisputeEvent]:
    now, dispute_id = service.clock.now(), dispute.dispute_id
    earlier = events_of(connection, dispute_id)
    statement = open_statement(key, dispute)
    last_change = max(
        event.at
        for event in earlier
        if event.kind in {"opened", "decided", "reinserted", "statement_written"}
    )
    told = {
        event.lender_id
        for event in earlier
        if event.kind == "recipient_told" and event.at >= last_change
    }
    change = _CHANGES.get(dispute.status)
    paragraphs = []
    if change:
        paragraphs.append(
            f"{SUBJECTS[dispute.subject.kind].capitalize()} that a score you received rests on "
            f"{change} on {written(legal_day(last_change, service.settings.zone))}, after a "
            "dispute. Ask for the score that was made since."
        )
    if statement:
        paragraphs.append(f"The person's statement: {statement}")
    if not paragraphs:
        return []
    events = []
    for lender_id in recent_recipients(connection, service, key.person_id):
        if lender_id in told:
            continue
        title = "Notice to a recipient of a score"
        draft = Draft("recipient_notice", dispute_id, title, tuple(paragraphs), lender_id)
        write_letter(connection, key, draft, now)
        events.append(
            add_event(connection, key, dispute_id, "recipient_told", now, lender_id=lender_id)
        )
    return events


def put_back(service: Service, dispute_id: str, person_id: str) -> None:
    """Put back what a dispute removed: only what is certified, and the person is told.

    Parameters
    ----------
    service : Service
        Its parts.
    dispute_id, person_id : str
        Which, and whose.

    Raises
    ------
    Refusal
        If nothing certifies it (15 U.S.C. 1681i(a)(5)(B)(i)), or nothing was removed.
    """
    with service.database.transaction(System(Task.RESCORE, person_id)) as connection:
        dispute = find_dispute(connection, dispute_id, lock=True)
        if dispute.status == "reinserted":
            return
        settle_before_change(connection, person_id)
        now = service.clock.now()
        events = events_of(connection, dispute_id)
        if not any(event.kind == "certified" for event in events):
            raise Refusal(
                409,
                "not_certified",
                "What was removed is put back only if whoever furnished it certifies it.",
            )
        if dispute.status != "removed":
            raise Refusal(409, "not_removed", "Nothing was removed by this dispute.")
        key = open_person_key(connection, service, person_id)
        removed = connection.execute(
            select(item_marks.c.account_id, item_marks.c.transaction_id).where(
                item_marks.c.dispute_id == dispute_id,
                item_marks.c.kind == MarkKind.REMOVED.value,
            )
        )
        mark_lines(
            connection,
            key,
            [(account_id or TRADELINE, item_id) for account_id, item_id in removed],
            MarkKind.REINSERTED,
            now,
            dispute_id=dispute_id,
        )
        day = written(legal_day(now, service.settings.zone))
        happened = (
            f"On {day} {SUBJECTS[dispute.subject.kind]} that had been removed after your dispute "
            "was put back. Whoever furnished it certified that it is right and complete."
        )
        may = (
            "You may write a statement of at most 100 words that goes with every later score, "
            "and you may dispute it again."
        )
        title = "What was removed was put back"
        write_letter(connection, key, Draft("reinsertion", dispute_id, title, (happened, may)), now)
        connection.execute(
            update(disputes).where(disputes.c.dispute_id == dispute_id).values(status="reinserted")
        )
        demand(connection, dispute, now)
        record_dispute_events(
            connection,
            [
                add_event(connection, key, dispute_id, "reinserted", now),
                add_event(connection, key, dispute_id, "person_told", now),
            ],
        )

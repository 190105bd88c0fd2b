"""The opening of a dispute by the person, from the very line."""

from sqlalchemy import Connection, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Person
from plainscore.service.data.marks import MarkKind
from plainscore.service.data.settled import settle_before_change
from plainscore.service.data.tradelines import tradelines_at
from plainscore.service.database.schema import (
    accounts,
    disputes,
    imports,
    lenders,
    score_events,
    tradeline_blocks,
)
from plainscore.service.disputes.events import DisputeEvent, add_event, record_dispute_events
from plainscore.service.disputes.following import RESCORE_JOB
from plainscore.service.disputes.letters import Draft, write_letter
from plainscore.service.disputes.marking import find_line, lines_of, mark_lines
from plainscore.service.disputes.stored import OPEN, Dispute, end_of, find_dispute
from plainscore.service.disputes.subject import Ground, Subject, SubjectKind
from plainscore.service.disputes.words import GROUNDS, SUBJECTS, written
from plainscore.service.identifiers import new_id
from plainscore.service.jobs.queue import enqueue
from plainscore.service.law import DisputeClock, legal_day
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

WORDS_LETTERS_MAX = 4000


def open_dispute(
    service: Service, person: Person, subject: Subject, ground: Ground, words: str
) -> str:
    """Open a dispute: mark what it is about as disputed, and tell whoever furnished it.

    Parameters
    ----------
    service : Service
        Its parts.
    person : Person
        Who disputes.
    subject : Subject
        What.
    ground : Ground
        Why.
    words : str
        In the person's own words; may be empty.

    Returns
    -------
    str
        Name of the dispute.

    Raises
    ------
    Refusal
        If there is no such thing of the person's, or a dispute about it is open.
    """
    with service.database.transaction(person) as connection:
        settle_before_change(connection, person.person_id)
        now = service.clock.now()
        key = open_person_key(connection, service, person.person_id)
        whole = checked_subject(connection, service, key, subject)
        _refuse_second(connection, person, whole)
        lender_id = furnisher_of(connection, key, whole)
        clock = DisputeClock(legal_day(now, service.settings.zone))
        dispute_id = new_id("dispute", now)
        connection.execute(
            disputes.insert().values(
                dispute_id=dispute_id,
                person_id=person.person_id,
                subject=whole.kind.value,
                subject_id=whole.subject_id,
                account_id=whole.account_id,
                score_id=whole.score_id,
                lender_id=lender_id,
                ground=ground.value,
                status="open" if lender_id is None else "investigating",
                opened_at=now,
                due_at=end_of(clock.completed_by, service.settings.zone),
            )
        )
        # what is made of this person from now on says that something is contested
        enqueue(connection, RESCORE_JOB, {"cause": "dispute"}, now=now, person_id=person.person_id)
        lines = lines_of(connection, key, whole, now)
        mark_lines(connection, key, lines, MarkKind.DISPUTED, now, dispute_id=dispute_id)
        events = [
            add_event(connection, key, dispute_id, "opened", now, note=words[:WORDS_LETTERS_MAX])
        ]
        if lender_id is not None:
            dispute = find_dispute(connection, dispute_id)
            events.append(tell_furnisher(connection, service, key, dispute, words))
        record_dispute_events(connection, events)
    return dispute_id


def checked_subject(
    connection: Connection, service: Service, key: PersonKey, subject: Subject
) -> Subject:
    """Return the subject with the account of its line; refuse what is not the person's.

    Parameters
    ----------
    connection : Connection
        The person's transaction.
    service : Service
        Its parts.
    key : PersonKey
        The person's key.
    subject : Subject
        As it was asked for.

    Returns
    -------
    Subject
        Whole.

    Raises
    ------
    Refusal
        With status 404 if there is nothing like it.
    """
    now, name = service.clock.now(), subject.subject_id
    if subject.kind is SubjectKind.IDENTITY:
        return Subject(SubjectKind.IDENTITY)
    if subject.kind is SubjectKind.ITEM and name:
        line = find_line(connection, key, name, now)
        if line is not None:
            return Subject(subject.kind, name, line.account_id)
    if subject.kind is SubjectKind.ACCOUNT and subject.account_id:
        query = select(accounts.c.account_id).where(accounts.c.account_id == subject.account_id)
        if connection.execute(query).one_or_none() is not None:
            return Subject(subject.kind, account_id=subject.account_id)
    if subject.kind is SubjectKind.TRADELINE and name:
        held, _ = tradelines_at(connection, key, now)
        if name in held["tradeline_id"].to_pylist():
            return Subject(subject.kind, name)
    if subject.kind is SubjectKind.FEATURE and name and subject.score_id:
        query = select(score_events.c.score_id).where(score_events.c.score_id == subject.score_id)
        if connection.execute(query).one_or_none() is not None:
            return Subject(subject.kind, name, score_id=subject.score_id)
    raise Refusal(404, "nothing_to_dispute", "Nothing of this name is held of you.")


def _refuse_second(connection: Connection, person: Person, subject: Subject) -> None:
    table = disputes.c
    found = connection.execute(
        select(table.dispute_id).where(
            table.person_id == person.person_id,
            table.status.in_(OPEN),
            table.subject == subject.kind.value,
            table.subject_id.is_not_distinct_from(subject.subject_id),
            table.account_id.is_not_distinct_from(subject.account_id),
        )
    ).first()
    if found is not None:
        raise Refusal(
            409,
            "disputed_already",
            "You have disputed this already. Open that dispute and add what is new.",
        )


def furnisher_of(connection: Connection, key: PersonKey, subject: Subject) -> str | None:
    """Return the lender that furnished what is contested; None where no program here did."""
    if subject.account_id is not None:
        query = (
            select(lenders.c.lender_id)
            .join(accounts, accounts.c.furnisher == lenders.c.lender_id)
            .where(accounts.c.account_id == subject.account_id)
        )
        found: str | None = connection.execute(query).scalar()
        return found
    if subject.kind is SubjectKind.TRADELINE:
        # a block holds the tradelines of one import; who brought the tradeline first furnished it
        blocks = connection.execute(
            select(imports.c.lender_id, tradeline_blocks.c.known_at)
            .join(imports, imports.c.import_id == tradeline_blocks.c.import_id)
            .where(tradeline_blocks.c.person_id == key.person_id)
            .order_by(tradeline_blocks.c.known_at, tradeline_blocks.c.block_id)
        ).all()
        for lender_id, known_at in blocks:
            held, _ = tradelines_at(connection, key, known_at)
            if subject.subject_id in held["tradeline_id"].to_pylist():
                brought_by: str | None = lender_id
                return brought_by
    return None


def tell_furnisher(
    connection: Connection,
    service: Service,
    key: PersonKey,
    dispute: Dispute,
    words: str,
    *,
    staff_id: str | None = None,
) -> DisputeEvent:
    """Write the notice to whoever furnished what is contested.

    Parameters
    ----------
    connection : Connection
        A transaction of the person's or a reviewer's.
    service : Service
        Its parts.
    key : PersonKey
        The person's key.
    dispute : Dispute
        The dispute.
    words : str
        What the person says: all of it is passed on.
    staff_id : str, optional
        The reviewer who sent it, where the furnisher has no program here.

    Returns
    -------
    DisputeEvent
        To be recorded.
    """
    now = service.clock.now()
    day = written(legal_day(dispute.opened_at, service.settings.zone))
    what, why = SUBJECTS[dispute.subject.kind], GROUNDS[dispute.ground].lower()
    last = written(legal_day(dispute.due_at, service.settings.zone))
    first = f"On {day} a person disputed {what} that you furnished. Reason given: {why}."
    own = f"In their own words: {words}" if words else "They added no words of their own."
    wanted = (
        "Look into it and answer whether it is right, wrong, or cannot be verified, before "
        f"{last}. What is not verified by then is removed."
    )
    draft = Draft(
        "furnisher_notice",
        dispute.dispute_id,
        "Notice of a dispute",
        (first, own, wanted),
        dispute.lender_id,
    )
    write_letter(connection, key, draft, now)
    return add_event(
        connection,
        key,
        dispute.dispute_id,
        "furnisher_told",
        now,
        lender_id=dispute.lender_id,
        staff_id=staff_id,
    )

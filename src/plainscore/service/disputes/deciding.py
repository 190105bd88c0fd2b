"""The decision of a dispute: marks, letter and new score in the very transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, update

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Staff
from plainscore.service.data.marks import Correction, Item, MarkKind
from plainscore.service.data.settled import settle_before_change
from plainscore.service.database.schema import disputes
from plainscore.service.disputes.events import (
    DisputeEvent,
    add_event,
    events_of,
    record_dispute_events,
)
from plainscore.service.disputes.following import demand
from plainscore.service.disputes.letters import Draft, write_letter
from plainscore.service.disputes.marking import find_line, lines_of, mark_lines
from plainscore.service.disputes.stored import Dispute, find_open_dispute
from plainscore.service.disputes.subject import Finding, Outcome, SubjectKind
from plainscore.service.disputes.words import SUBJECTS, written
from plainscore.service.law import legal_day
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

NOT_VERIFIED = "It was not verified within the time that the law allows."
_TITLES = {
    Outcome.KEPT: "Your dispute: it stays as it was",
    Outcome.REMOVED: "Your dispute: it was removed",
    Outcome.CORRECTED: "Your dispute: it was corrected",
    Outcome.FRIVOLOUS: "Your dispute could not be looked into",
}
_RESULTS = {
    Outcome.KEPT: "It was found right and stays as it was. You may write a statement of at most "
    "100 words that goes with every later score, and you may ask us how this was found out.",
    Outcome.REMOVED: "It no longer counts in any score. It can be put back only if whoever "
    "furnished it certifies that it is right and complete, and then you are told. Your scores are "
    "made again, and lenders that had seen it in the last six months are told.",
    Outcome.CORRECTED: "Your scores are made again with what is right, and lenders that had seen "
    "it in the last six months are told.",
    Outcome.FRIVOLOUS: "You may dispute it again at any time with what is lacking.",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """How a dispute ends.

    Parameters
    ----------
    outcome : Outcome
        How.
    reason : str
        Why; the person reads it.
    correction : Correction or None
        What a line should have said.
    lines : tuple of str
        Where a value or the person's identity was contested: the lines that are wrong.
    """

    outcome: Outcome
    reason: str
    correction: Correction | None = None
    lines: tuple[str, ...] = ()


def decide(service: Service, reviewer: Staff, dispute_id: str, decision: Decision) -> None:
    """Decide a dispute as a reviewer.

    Parameters
    ----------
    service : Service
        Its parts.
    reviewer : Staff
        Who decides.
    dispute_id : str
        Which.
    decision : Decision
        How it ends.

    Raises
    ------
    Refusal
        If the outcome does not follow from what was found, or the dispute is settled.
    """
    with service.database.transaction(reviewer) as connection:
        dispute = find_open_dispute(connection, dispute_id)
        key = open_person_key(connection, service, dispute.person_id)
        events = settle(connection, service, key, dispute, decision, staff_id=reviewer.staff_id)
        record_dispute_events(connection, events)


def settle(
    connection: Connection,
    service: Service,
    key: PersonKey,
    dispute: Dispute,
    decision: Decision,
    *,
    staff_id: str | None = None,
) -> list[DisputeEvent]:
    """Settle an open dispute; `record_dispute_events` is to follow, last in the transaction.

    Parameters
    ----------
    connection : Connection
        A reviewer's transaction, or the task's that acts when the time is over.
    service, dispute, decision
        As of `decide`.
    key : PersonKey
        The person's key.
    staff_id : str, optional
        Who decided; None where the time was over.

    Returns
    -------
    list of DisputeEvent
        To be recorded.

    Raises
    ------
    Refusal
        See `decide`.
    """
    outcome, reason, correction = decision.outcome, decision.reason, decision.correction
    settle_before_change(connection, key.person_id)
    now = service.clock.now()
    if not reason.strip():
        raise Refusal(422, "no_reason", "Say why: the person reads it.")
    _check_outcome(connection, dispute, outcome, correction)
    own = lines_of(connection, key, dispute.subject, now)
    wrong = own or _named_lines(connection, service, key, decision.lines)
    dispute_id = dispute.dispute_id
    if outcome in {Outcome.KEPT, Outcome.FRIVOLOUS}:
        mark_lines(connection, key, own, MarkKind.KEPT, now, dispute_id=dispute_id)
    elif not wrong:
        raise Refusal(422, "no_lines", "Name the lines that are wrong.")
    elif outcome is Outcome.REMOVED:
        mark_lines(connection, key, wrong, MarkKind.REMOVED, now, dispute_id=dispute_id)
    else:
        mark_lines(
            connection,
            key,
            wrong,
            MarkKind.CORRECTED,
            now,
            dispute_id=dispute_id,
            correction=correction,
        )
    _tell_person(connection, service, key, dispute, decision)
    events = [
        add_event(
            connection,
            key,
            dispute_id,
            "decided",
            now,
            staff_id=staff_id,
            finding=outcome.value,
            note=reason,
        ),
        add_event(connection, key, dispute_id, "person_told", now, staff_id=staff_id),
    ]
    # the flag goes, whatever the outcome: each end of a dispute makes the score anew
    demand(connection, dispute, now)
    # last: a reviewer sees nothing more of the person once nothing is open
    connection.execute(
        update(disputes)
        .where(disputes.c.dispute_id == dispute_id)
        .values(status=outcome.value, closed_at=now)
    )
    return events


def _check_outcome(
    connection: Connection, dispute: Dispute, outcome: Outcome, correction: Correction | None
) -> None:
    answers = [
        event.finding
        for event in events_of(connection, dispute.dispute_id)
        if event.kind == "furnisher_answered"
    ]
    if outcome is Outcome.KEPT and answers and answers[-1] != Finding.VERIFIED:
        raise Refusal(
            409,
            "found_wrong",
            "Whoever furnished it did not verify it: remove or correct it (15 U.S.C. "
            "1681i(a)(5)(A)).",
        )
    if outcome is Outcome.CORRECTED and (
        dispute.subject.kind is not SubjectKind.ITEM or correction in {None, Correction()}
    ):
        raise Refusal(
            422, "no_correction", "Only a line can be corrected; say what it should have said."
        )


def _named_lines(
    connection: Connection, service: Service, key: PersonKey, names: Sequence[str]
) -> tuple[Item, ...]:
    found = []
    for name in names:
        line = find_line(connection, key, name, service.clock.now())
        if line is None:
            raise Refusal(422, "no_such_line", "One of the lines is none of this person's.")
        found.append((line.account_id, line.item_id))
    return tuple(found)


def _tell_person(
    connection: Connection,
    service: Service,
    key: PersonKey,
    dispute: Dispute,
    decision: Decision,
) -> None:
    opened = written(legal_day(dispute.opened_at, service.settings.zone))
    first = f"On {opened} you disputed {SUBJECTS[dispute.subject.kind]}."
    outcome = decision.outcome
    draft = Draft(
        "frivolous_dispute" if outcome is Outcome.FRIVOLOUS else "dispute_result",
        dispute.dispute_id,
        _TITLES[outcome],
        (first, f"Why: {decision.reason}", _RESULTS[outcome]),
    )
    write_letter(connection, key, draft, service.clock.now())

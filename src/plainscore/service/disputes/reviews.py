"""Reviews by a human: asked for by the person, decided by a reviewer who looked at the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, select, update

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Person, Staff
from plainscore.service.consent.disclosures import disclose
from plainscore.service.data.marks import Correction, MarkKind
from plainscore.service.data.settled import settle_before_change
from plainscore.service.database.schema import review_events, reviews, score_events
from plainscore.service.disputes.following import RESCORE_JOB
from plainscore.service.disputes.letters import Draft, write_letter
from plainscore.service.disputes.marking import find_line, mark_lines
from plainscore.service.disputes.stored import end_of
from plainscore.service.identifiers import new_id
from plainscore.service.jobs.queue import enqueue
from plainscore.service.law import last_day, legal_day, rule_on
from plainscore.service.ledger.postgres import record_event
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

OPEN = ("open", "assigned")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer decides.

    Parameters
    ----------
    changed : bool
        Whether the score does not stand.
    reason : str
        Why; the person reads it.
    removed : tuple of str
        Lines that do not count from now on.
    corrected : tuple of (str, Correction)
        Lines that count as they should have said.
    """

    changed: bool
    reason: str
    removed: tuple[str, ...] = ()
    corrected: tuple[tuple[str, Correction], ...] = ()


def ask_for_human(service: Service, person: Person, score_id: str, words: str) -> str:
    """Ask for a human to look at a score; it is answered within a month (GDPR Art. 12(3), 22(3)).

    Parameters
    ----------
    service : Service
        Its parts.
    person : Person
        Who asks.
    score_id : str
        Which score.
    words : str
        The person's point of view; may be empty.

    Returns
    -------
    str
        Name of the review.

    Raises
    ------
    Refusal
        If there is no such score of the person's, or a human is asked about it already.
    """
    now = service.clock.now()
    with service.database.transaction(person) as connection:
        known = select(score_events.c.score_id).where(score_events.c.score_id == score_id)
        if connection.execute(known).one_or_none() is None:
            raise Refusal(404, "no_such_score", "There is no such score.")
        asked = select(reviews.c.review_id).where(
            reviews.c.score_id == score_id, reviews.c.status.in_(OPEN)
        )
        if connection.execute(asked).first() is not None:
            raise Refusal(409, "asked_already", "A human is looking at this score already.")
        key = open_person_key(connection, service, person.person_id)
        review_id, today = new_id("review", now), legal_day(now, service.settings.zone)
        connection.execute(
            reviews.insert().values(
                review_id=review_id,
                person_id=person.person_id,
                score_id=score_id,
                statement_sealed=key.seal(words.encode(), "review", review_id) if words else None,
                status="open",
                opened_at=now,
                due_at=end_of(
                    last_day(rule_on("gdpr.answer", today), today), service.settings.zone
                ),
            )
        )
        _happen(connection, key, review_id, "opened", now)
    return review_id


def find_review(connection: Connection, review_id: str) -> Row[tuple[object, ...]]:
    """Return the row of a review.

    Raises
    ------
    Refusal
        With status 404 if there is none that the actor may see.
    """
    query = select(reviews).where(reviews.c.review_id == review_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise Refusal(404, "no_such_review", "There is no such review.")
    return found


def words_of(key: PersonKey, review: Row[tuple[object, ...]]) -> str:
    """Return the person's point of view."""
    sealed = review.statement_sealed
    return "" if sealed is None else key.unseal(bytes(sealed), "review", review.review_id).decode()


def view_evidence(
    connection: Connection, service: Service, reviewer: Staff, review: Row[tuple[object, ...]]
) -> None:
    """Note, where the person sees it, that a reviewer looks at the evidence; do this last.

    The first to look takes the review on.

    Parameters
    ----------
    connection : Connection
        The reviewer's transaction.
    service : Service
        Its parts.
    reviewer : Staff
        Who looks.
    review : Row
        At which review.
    """
    now = service.clock.now()
    key = open_person_key(connection, service, review.person_id)
    disclose(
        connection,
        service,
        reviewer,
        review.person_id,
        what="evidence",
        subject_id=review.score_id,
    )
    if review.status == "open":
        connection.execute(
            update(reviews)
            .where(reviews.c.review_id == review.review_id)
            .values(status="assigned", reviewer_id=reviewer.staff_id)
        )
    staff_id = reviewer.staff_id
    _happen(connection, key, review.review_id, "evidence_viewed", now, staff_id=staff_id)


def decide_review(service: Service, reviewer: Staff, review_id: str, verdict: Verdict) -> None:
    """Decide a review: the reviewer can really change what counts, and the score is made again.

    Parameters
    ----------
    service : Service
        Its parts.
    reviewer : Staff
        Who decides, and has looked at the evidence.
    review_id : str
        Which.
    verdict : Verdict
        What is decided.

    Raises
    ------
    Refusal
        If the reviewer has not looked, gives no reason, or the review is over.
    """
    now = service.clock.now()
    if not verdict.reason.strip():
        raise Refusal(422, "no_reason", "Say why: the person reads it.")
    if not verdict.changed and (verdict.removed or verdict.corrected):
        raise Refusal(422, "not_upheld", "A score whose lines are changed is not upheld.")
    with service.database.transaction(reviewer) as connection:
        review = find_review(connection, review_id)
        if review.closed_at is not None:
            raise Refusal(409, "review_over", "This review is over.")
        if not _has_looked(connection, review_id, reviewer):
            raise Refusal(409, "look_first", "Look at the evidence before you decide.")
        key = open_person_key(connection, service, review.person_id)
        _override(connection, service, key, verdict)
        _tell(connection, key, review, verdict, now)
        if verdict.changed:
            enqueue(
                connection, RESCORE_JOB, {"cause": "review"}, now=now, person_id=review.person_id
            )
        # last but for the ledger: a reviewer sees nothing more once nothing is open
        connection.execute(
            update(reviews)
            .where(reviews.c.review_id == review_id)
            .values(
                status="changed" if verdict.changed else "upheld",
                closed_at=now,
                reviewer_id=reviewer.staff_id,
            )
        )
        staff_id = reviewer.staff_id
        _happen(connection, key, review_id, "decided", now, staff_id=staff_id, note=verdict.reason)


def _has_looked(connection: Connection, review_id: str, reviewer: Staff) -> bool:
    table = review_events.c
    query = select(table.event_id).where(
        table.review_id == review_id,
        table.kind == "evidence_viewed",
        table.staff_id == reviewer.staff_id,
    )
    return connection.execute(query).first() is not None


def _override(connection: Connection, service: Service, key: PersonKey, verdict: Verdict) -> None:
    settle_before_change(connection, key.person_id)
    now = service.clock.now()
    changes: list[tuple[str, MarkKind, Correction | None]] = [
        (name, MarkKind.REMOVED, None) for name in verdict.removed
    ]
    changes += [(name, MarkKind.CORRECTED, said) for name, said in verdict.corrected]
    for name, kind, correction in changes:
        line = find_line(connection, key, name, now)
        if line is None:
            raise Refusal(422, "no_such_line", "One of the lines is none of this person's.")
        item = (line.account_id, line.item_id)
        mark_lines(connection, key, [item], kind, now, correction=correction)


def _tell(
    connection: Connection,
    key: PersonKey,
    review: Row[tuple[object, ...]],
    verdict: Verdict,
    now: datetime,
) -> None:
    result = (
        "The score does not stand. It is made again, and the lender that received it is told."
        if verdict.changed
        else "The score stands."
    )
    first = "A human looked at your score and at what it was made from."
    title = "What a human found about your score"
    paragraphs = (first, result, f"Why: {verdict.reason}")
    draft = Draft("review_result", review.review_id, title, paragraphs)
    write_letter(connection, key, draft, now)
    to = connection.execute(
        select(score_events.c.lender_id).where(score_events.c.score_id == review.score_id)
    ).scalar_one()
    if verdict.changed and to is not None:
        notice = (
            f"The score {review.score_id} was set aside after a review by a human. Do not rely on "
            "it; ask for the score that was made since."
        )
        draft = Draft("review_result", review.review_id, "A score was set aside", (notice,), to)
        write_letter(connection, key, draft, now)


def _happen(
    connection: Connection,
    key: PersonKey,
    review_id: str,
    kind: str,
    at: datetime,
    *,
    staff_id: str | None = None,
    note: str = "",
) -> None:
    event_id = new_id("event", at)
    connection.execute(
        review_events.insert().values(
            event_id=event_id,
            review_id=review_id,
            person_id=key.person_id,
            staff_id=staff_id,
            kind=kind,
            note_sealed=key.seal(note.encode(), "review_note", event_id) if note else None,
            at=at,
        )
    )
    payload = {"kind": kind, "review_id": review_id, "staff_id": staff_id}
    record_event(connection, f"review.{kind}", event_id, key.person_id, at, payload)


@dataclass(frozen=True, slots=True)
class Overrides:
    """How often reviewers change what they review: never, and the review would be for show.

    Parameters
    ----------
    decided, changed : int
        Reviews that are over, and those in which the score did not stand.
    """

    decided: int
    changed: int

    @property
    def share(self) -> float | None:
        """Share of the changed; None while nothing is decided."""
        return self.changed / self.decided if self.decided else None


def overrides(connection: Connection) -> Overrides:
    """Count decided reviews, as a reviewer or an auditor."""
    found = connection.execute(
        select(reviews.c.status, func.count())
        .where(reviews.c.status.in_(("upheld", "changed")))
        .group_by(reviews.c.status)
    )
    counts: dict[str, int] = {status: count for status, count in found}  # noqa: C416 - rows
    return Overrides(sum(counts.values()), counts.get("changed", 0))


def reviews_of(connection: Connection, person_id: str) -> Sequence[Row[tuple[object, ...]]]:
    """Return a person's reviews, the newest first."""
    query = select(reviews).where(reviews.c.person_id == person_id)
    return connection.execute(query.order_by(reviews.c.opened_at.desc())).all()

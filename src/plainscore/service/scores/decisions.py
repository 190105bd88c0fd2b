"""What a lender decided, and the one notice that is owed for it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, Row, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.actors import Lender
from plainscore.service.consent.disclosures import disclose
from plainscore.service.database.schema import decisions, letters
from plainscore.service.identifiers import new_id
from plainscore.service.ledger import Json, canonical_bytes
from plainscore.service.ledger.postgres import record_event
from plainscore.service.problems import Refusal
from plainscore.service.scores.notices import Notice, NoticeKind, notice_html, notice_kind
from plainscore.service.scores.stored import StoredScore, find_score
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service


class Outcome(StrEnum):
    """What a lender can decide.

    Examples
    --------
    >>> Outcome("declined").value
    'declined'
    """

    APPROVED = "approved"
    DECLINED = "declined"
    COUNTEROFFER = "counteroffer"
    LESS_FAVOURABLE = "less_favourable"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that was told, and its notice.

    Parameters
    ----------
    decision_id, person_id, lender_id, score_id : str
        Its name, about whom, by whom, and the score that was used.
    outcome : Outcome
        What was decided.
    applied_at, at : datetime.datetime
        When the application was complete, and when the decision was told.
    terms : mapping
        Amount and terms, as the lender wrote them.
    letter_id : str or None
        The notice.
    kind : NoticeKind or None
        Which notice.
    """

    decision_id: str
    person_id: str
    lender_id: str
    score_id: str
    outcome: Outcome
    applied_at: datetime
    at: datetime
    terms: dict[str, str]
    letter_id: str | None
    kind: NoticeKind | None


def decide(
    connection: Connection,
    service: Service,
    lender: Lender,
    score: StoredScore,
    outcome: Outcome,
    applied_at: datetime,
    terms: dict[str, str],
    notice: Notice | None,
) -> Decision:
    """Store a decision with the notice that it demands; `record_decision` is to follow, last.

    Parameters
    ----------
    connection : Connection
        The lender's transaction.
    service : Service
        Its parts.
    lender : Lender
        Who decides.
    score : StoredScore
        The score that was used; made for this lender.
    outcome : Outcome
        What was decided.
    applied_at : datetime.datetime
        When the application was complete.
    terms : dict of str to str
        Amount and terms.
    notice : Notice or None
        Names and addresses for the notice; needed where one is owed.

    Returns
    -------
    Decision
        With exactly one notice, or none for an application that was withdrawn.

    Raises
    ------
    Refusal
        If names and addresses are lacking, or the notice would be late.
    """
    now, context = service.clock.now(), score.evidence.context
    if applied_at > now:
        raise Refusal(422, "not_yet", "The application lies in the future.")
    kind = notice_kind(outcome)
    if kind is not None and notice is None:
        raise Refusal(422, "no_notice", "This decision owes the person a notice: send its names.")
    decision = Decision(
        decision_id=new_id("decision", now),
        person_id=context.person_id,
        lender_id=lender.lender_id,
        score_id=score.score_id,
        outcome=outcome,
        applied_at=applied_at,
        at=now,
        terms=terms,
        letter_id=None if kind is None else new_id("letter", now),
        kind=kind,
    )
    key = open_person_key(connection, service, context.person_id)
    connection.execute(
        decisions.insert().values(
            decision_id=decision.decision_id,
            person_id=decision.person_id,
            lender_id=decision.lender_id,
            score_id=decision.score_id,
            outcome=outcome.value,
            applied_at=applied_at,
            at=now,
            terms_sealed=key.seal(canonical_bytes(dict(terms)), "terms", decision.decision_id),
        )
    )
    if notice is not None and decision.letter_id is not None:
        page = notice_html(score.evidence, decision.outcome, _day(applied_at), _day(now), notice)
        connection.execute(
            letters.insert().values(
                letter_id=decision.letter_id,
                person_id=decision.person_id,
                lender_id=decision.lender_id,
                decision_id=decision.decision_id,
                kind=str(kind),
                content_sealed=key.seal(
                    canonical_bytes(asdict(notice)), "letter", decision.letter_id
                ),
                digest=sha256(page.encode()).digest(),
                at=now,
            )
        )
        disclose(
            connection,
            service,
            lender,
            decision.person_id,
            what="letter",
            subject_id=decision.letter_id,
            consent_id=context.consent_id,
            purpose=context.purpose,
        )
    return decision


def record_decision(connection: Connection, decision: Decision) -> None:
    """Note a decision in the ledger; do this last in the transaction that stored it."""
    payload: Json = {
        "decision_id": decision.decision_id,
        "letter_id": decision.letter_id,
        "notice": None if decision.kind is None else decision.kind.value,
        "outcome": decision.outcome.value,
        "score_id": decision.score_id,
    }
    record_event(
        connection, "decision", decision.decision_id, decision.person_id, decision.at, payload
    )


def find_decision(connection: Connection, service: Service, decision_id: str) -> Decision:
    """Return a decision by its name.

    Raises
    ------
    Refusal
        With status 404 if there is none that the actor may see.
    """
    row = connection.execute(
        select(decisions).where(decisions.c.decision_id == decision_id)
    ).one_or_none()
    if row is None:
        raise Refusal(404, "no_such_decision", "There is no such decision.")
    key = open_person_key(connection, service, row.person_id)
    return _opened(connection, key, row)


def decisions_about(
    connection: Connection, service: Service, person_id: str
) -> tuple[Decision, ...]:
    """Return the decisions about a person that the actor may see, the newest first."""
    rows = connection.execute(
        select(decisions)
        .where(decisions.c.person_id == person_id)
        .order_by(decisions.c.at.desc(), decisions.c.decision_id)
    ).all()
    if not rows:
        return ()
    key = open_person_key(connection, service, person_id)
    return tuple(_opened(connection, key, row) for row in rows)


def letter_page(connection: Connection, service: Service, letter_id: str) -> str:
    """Return a notice of a decision as a page: the very bytes that were sent.

    Parameters
    ----------
    connection : Connection
        A transaction of the person's or the lender's.
    service : Service
        Its parts.
    letter_id : str
        Which.

    Returns
    -------
    str
        Rendered again from what is stored.

    Raises
    ------
    Refusal
        With status 404 if there is none, with status 500 if it is not what was sent.
    """
    row = connection.execute(
        select(letters).where(letters.c.letter_id == letter_id, letters.c.decision_id.is_not(None))
    ).one_or_none()
    if row is None:
        raise Refusal(404, "no_such_letter", "There is no such letter.")
    decision = find_decision(connection, service, row.decision_id)
    score = find_score(connection, service, decision.score_id)
    key = open_person_key(connection, service, row.person_id)
    notice = Notice.read(key.unseal(bytes(row.content_sealed), "letter", letter_id))
    page = notice_html(
        score.evidence, decision.outcome, _day(decision.applied_at), _day(row.at), notice
    )
    if sha256(page.encode()).digest() != bytes(row.digest):
        raise Refusal(500, "letter_differs", "The letter cannot be rendered as it was sent.")
    return page


def _opened(connection: Connection, key: PersonKey, row: Row[tuple[object, ...]]) -> Decision:
    letter = connection.execute(
        select(letters.c.letter_id, letters.c.kind).where(letters.c.decision_id == row.decision_id)
    ).one_or_none()
    terms = json.loads(key.unseal(bytes(row.terms_sealed), "terms", row.decision_id))
    return Decision(
        row.decision_id,
        row.person_id,
        row.lender_id,
        row.score_id,
        Outcome(row.outcome),
        row.applied_at,
        row.at,
        terms,
        None if letter is None else letter.letter_id,
        None if letter is None else NoticeKind(letter.kind),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()

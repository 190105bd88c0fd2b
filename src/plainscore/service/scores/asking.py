"""A lender asks for a score: by a consent, or it is refused and the person sees that it was."""

from sqlalchemy import Connection

from plainscore.records import Purpose
from plainscore.service.actors import Lender
from plainscore.service.cards import approved_card, data_kinds
from plainscore.service.consent.disclosures import (
    disclose,
    refuse_without_consent,
    stated_purpose,
)
from plainscore.service.consent.looking_again import look_again
from plainscore.service.consent.postgres import consent_allowing
from plainscore.service.data.settled import settle_before_look
from plainscore.service.scores.in_turn import TURN
from plainscore.service.scores.making import Use, look, make_score, record_score
from plainscore.service.scores.stored import Cause, StoredScore, find_score, last_score_id
from plainscore.service.scores.warming import load_code
from plainscore.service.service import Service
from plainscore.service.web.idempotency import Repeat, made_before, remember

WHAT = "score"


def ask_for_score(
    service: Service, lender: Lender, person_id: str, purpose: str, repeat: Repeat
) -> StoredScore:
    """Make a score for a lender, if the person allows it now.

    Parameters
    ----------
    service : Service
        Its parts.
    lender : Lender
        Who asks.
    person_id : str
        About whom.
    purpose : str
        What for, as the lender wrote it.
    repeat : Repeat
        What tells whether the request is sent again.

    Returns
    -------
    StoredScore
        The one made now, or by the same request before.

    Raises
    ------
    Refusal
        With status 403 without purpose or consent, and the person sees that it was asked; with
        status 503 where no scorecard may be used.
    """
    stated = stated_purpose(service, lender, person_id, purpose, what=WHAT)

    def make() -> StoredScore | str:
        with service.database.transaction(lender) as connection:
            return _made_or_refused(connection, service, lender, person_id, stated, repeat)

    load_code()
    made = look_again(make)
    if isinstance(made, str):
        refuse_without_consent(service, lender, person_id, what=WHAT, purpose=stated, reason=made)
    return made


def _made_or_refused(
    connection: Connection,
    service: Service,
    lender: Lender,
    person_id: str,
    purpose: Purpose,
    repeat: Repeat,
) -> StoredScore | str:
    """Return a score, or why there may be none."""
    earlier = made_before(connection, lender, repeat)
    if earlier is not None and earlier.subject_id is not None:
        return find_score(connection, service, earlier.subject_id)
    card, now = approved_card(connection, service), service.clock.now()
    kinds, lender_id = data_kinds(card), lender.lender_id
    allowed = consent_allowing(connection, person_id, lender_id, purpose, kinds, now)
    if allowed.consent_id is None:
        return allowed.refusal or "no_consent"
    settle_before_look(connection, person_id)
    with TURN:
        score = make_score(
            connection,
            service,
            card,
            Use(person_id, lender_id, purpose, allowed.consent_id),
            Cause.ASKED,
            supersedes_id=last_score_id(connection, person_id, lender_id),
            seen=look(connection, service, person_id),
        )
        disclose(
            connection,
            service,
            lender,
            person_id,
            what=WHAT,
            subject_id=score.score_id,
            consent_id=allowed.consent_id,
            purpose=purpose,
        )
        remember(connection, service, lender, repeat, status=201, subject_id=score.score_id)
        record_score(connection, score)
    return score

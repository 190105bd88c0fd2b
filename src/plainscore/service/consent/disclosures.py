"""Who saw what of a person, and who was refused: the person sees both."""

from typing import NoReturn

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from plainscore.records import Purpose
from plainscore.service.actors import Actor, Lender, Person, Staff
from plainscore.service.database.schema import disclosures
from plainscore.service.identifiers import new_id
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

_ADD = disclosures.insert()
SAID = {
    "no_consent": "The person has not allowed this.",
    "other_purpose": "The person has allowed this for another purpose only.",
    "other_data": "The person has allowed this for other data only.",
    "expired": "The person's consent has ended.",
    "revoked": "The person has taken the consent back.",
    "no_purpose": "Say for which purpose: one of " + ", ".join(Purpose) + ".",
}
"""Why a use is refused, by its code."""


def disclose(
    connection: Connection,
    service: Service,
    actor: Actor,
    person_id: str,
    *,
    what: str,
    subject_id: str | None = None,
    consent_id: str | None = None,
    purpose: Purpose | None = None,
) -> None:
    """Note that something of a person was released to somebody, in the transaction that does it.

    Parameters
    ----------
    connection : Connection
        The transaction of the one to whom it is released.
    service : Service
        Its parts.
    actor : Actor
        To whom: the person, a lender or a member of staff.
    person_id : str
        Whose.
    what : str
        What: ``score``, ``evidence``, ``statement``, ``export``, ``letter`` ...
    subject_id : str, optional
        Which.
    consent_id : str, optional
        The consent that allows it.
    purpose : Purpose, optional
        What for.
    """
    values = _row(service, actor, person_id, what=what, purpose=purpose)
    released = {"subject_id": subject_id, "consent_id": consent_id, "outcome": "released"}
    connection.execute(_ADD, values | released)


def refuse_without_consent(
    service: Service,
    lender: Lender,
    person_id: str,
    *,
    what: str,
    purpose: Purpose | None,
    reason: str,
) -> NoReturn:
    """Refuse a use of a person's data, and note the attempt where the person sees it.

    To be called when no transaction is open: the note is made in one of its own, which the
    refusal does not undo.

    Parameters
    ----------
    service : Service
        Its parts.
    lender : Lender
        Who asked.
    person_id : str
        Whose data; the answer does not tell whether there is such a person.
    what : str
        What was asked for.
    purpose : Purpose or None
        What for; None where no purpose of the closed list was stated.
    reason : str
        A key of `SAID`, such as ``Permission.refusal``.

    Raises
    ------
    Refusal
        Always, with status 403 and the code ``no_consent``.
    """
    values = _row(service, lender, person_id, what=what, purpose=purpose)
    try:
        with service.database.transaction(lender) as connection:
            connection.execute(_ADD, values | {"outcome": "refused", "reason": reason})
    except IntegrityError:
        # nobody to tell
        reason = "no_consent"
    raise Refusal(403, "no_consent", SAID[reason], reason=reason)


def stated_purpose(
    service: Service, lender: Lender, person_id: str, stated: str | None, *, what: str
) -> Purpose:
    """Return the purpose that a program stated; refuse without one, and note the attempt.

    Parameters
    ----------
    service : Service
        Its parts.
    lender : Lender
        Who asks.
    person_id : str
        Whose data.
    stated : str or None
        As it was sent.
    what : str
        What is asked for.

    Returns
    -------
    Purpose
        One of the closed list that is open to lenders.

    Raises
    ------
    Refusal
        With status 403, where nothing of the list was stated.
    """
    try:
        purpose = Purpose(stated or "")
    except ValueError:
        purpose = Purpose.OWN_VIEW
    if purpose is Purpose.OWN_VIEW:
        refuse_without_consent(
            service, lender, person_id, what=what, purpose=None, reason="no_purpose"
        )
    return purpose


def _row(
    service: Service, actor: Actor, person_id: str, *, what: str, purpose: Purpose | None
) -> dict[str, object]:
    now = service.clock.now()
    if isinstance(actor, Person) and actor.person_id != person_id:
        raise ValueError("a person is shown their own data only")
    return {
        "disclosure_id": new_id("disclosure", now),
        "person_id": person_id,
        "lender_id": actor.lender_id if isinstance(actor, Lender) else None,
        "staff_id": actor.staff_id if isinstance(actor, Staff) else None,
        "what": what,
        "purpose": None if purpose is None else purpose.value,
        "at": now,
    }

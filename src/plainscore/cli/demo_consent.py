"""Consents of made-up people, given as the page gives them."""

from plainscore.records import Purpose
from plainscore.service.actors import Person
from plainscore.service.consent import DataKind, notice_digest
from plainscore.service.consent.giving import grant
from plainscore.service.consent.notice import notice_text
from plainscore.service.service import Service


def allow_everything(
    service: Service, person: Person, lender_id: str | None, purpose: Purpose, *, days: int
) -> None:
    """Let somebody consent to the use of all kinds of data, after the notice as it stands.

    Parameters
    ----------
    service : Service
        Where.
    person : Person
        Who.
    lender_id : str or None
        Whom it is for; None for the person's own view.
    purpose : Purpose
        What for.
    days : int
        How long.
    """
    with service.database.transaction(person) as connection:
        grant(
            connection,
            service,
            person.person_id,
            lender_id=lender_id,
            purpose=purpose,
            data_kinds=tuple(DataKind),
            days=days,
            shown=notice_digest(notice_text(service.settings.operator)),
        )

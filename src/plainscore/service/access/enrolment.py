"""How lenders and staff come to be known: by the operator, at the command line."""

from sqlalchemy import update

from plainscore.service.access.recovery import add_codes
from plainscore.service.actors import StaffRole, System, Task
from plainscore.service.database.schema import lenders, staff
from plainscore.service.identifiers import new_id
from plainscore.service.masked import Masked
from plainscore.service.service import Service


def add_lender(service: Service, name: str, contact: str) -> str:
    """Make a lender known.

    Parameters
    ----------
    service : Service
        Its parts.
    name : str
        As people know it.
    contact : str
        Where people can write to.

    Returns
    -------
    str
        The lender's id.
    """
    now = service.clock.now()
    lender_id = new_id("lender", now)
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        connection.execute(
            lenders.insert().values(lender_id=lender_id, name=name, contact=contact, created_at=now)
        )
    return lender_id


def add_staff(
    service: Service, name: str, role: StaffRole, *, oidc_subject: str | None = None
) -> tuple[str, tuple[Masked, ...]]:
    """Make a member of staff known.

    Parameters
    ----------
    service : Service
        Its parts.
    name : str
        As colleagues know them.
    role : StaffRole
        What they may do.
    oidc_subject : str, optional
        Their subject at the operator's identity provider.

    Returns
    -------
    tuple of str and tuple of Masked
        Their id, and the recovery codes for their first sign-in, shown once.
    """
    now = service.clock.now()
    staff_id = new_id("staff", now)
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        connection.execute(
            staff.insert().values(
                staff_id=staff_id,
                role=role.value,
                name=name,
                oidc_subject=oidc_subject,
                created_at=now,
            )
        )
        codes = add_codes(connection, now, staff_id=staff_id)
    return staff_id, codes


def end_staff(service: Service, staff_id: str) -> bool:
    """Take a member of staff's access away, at once.

    Parameters
    ----------
    service : Service
        Its parts.
    staff_id : str
        Whose.

    Returns
    -------
    bool
        False where nobody of that name has access.
    """
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        ended = connection.execute(
            update(staff)
            .where(staff.c.staff_id == staff_id, staff.c.ended_at.is_(None))
            .values(ended_at=service.clock.now())
        )
        return ended.rowcount == 1

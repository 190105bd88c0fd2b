"""Sessions: a random token in a cookie, of which the database holds only the digest."""

import secrets
from datetime import timedelta
from hashlib import sha256

from fastapi import Response
from sqlalchemy import Connection, select, update

from plainscore.service.access.cookies import SESSION, cookie_name
from plainscore.service.actors import Nobody, Person, Staff, StaffRole
from plainscore.service.database.schema import sessions, staff
from plainscore.service.service import Service

TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """Return the digest by which the database knows a token.

    Examples
    --------
    >>> len(digest_of("token"))
    64
    """
    return sha256(token.encode()).hexdigest()


def open_session(
    connection: Connection, service: Service, actor: Person | Staff, means: str
) -> str:
    """Record a session and return its token.

    Parameters
    ----------
    connection : Connection
        A transaction of the actor's.
    service : Service
        Its parts.
    actor : Person or Staff
        Who signed in.
    means : str
        How: ``sign_up``, ``passkey``, ``recovery_code`` or ``oidc``.

    Returns
    -------
    str
        To be put into the cookie, and nowhere else.
    """
    now = service.clock.now()
    is_staff = isinstance(actor, Staff)
    settings = service.settings
    hours = settings.staff_session_hours if is_staff else settings.session_hours
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(
        sessions.insert().values(
            token_digest=digest_of(token),
            person_id=None if isinstance(actor, Staff) else actor.person_id,
            staff_id=actor.staff_id if isinstance(actor, Staff) else None,
            means=means,
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return token


def find_session(service: Service, token: str) -> Person | Staff | None:
    """Return who holds a session; None when it ended, or never was.

    Parameters
    ----------
    service : Service
        Its parts.
    token : str
        Of the cookie.

    Returns
    -------
    Person or Staff or None
        Who acts.
    """
    digest = digest_of(token)
    with service.database.transaction(Nobody(digest)) as connection:
        found = connection.execute(
            select(sessions.c.person_id, sessions.c.staff_id).where(
                sessions.c.token_digest == digest,
                sessions.c.ended_at.is_(None),
                sessions.c.expires_at > service.clock.now(),
            )
        ).one_or_none()
    if found is None:
        return None
    if found.person_id is not None:
        return Person(found.person_id)
    return staff_member(service, found.staff_id)


def staff_member(service: Service, staff_id: str) -> Staff | None:
    """Return a member of staff with the present role; None when they left.

    Parameters
    ----------
    service : Service
        Its parts.
    staff_id : str
        Who.

    Returns
    -------
    Staff or None
        Who acts.
    """
    # the role is read by the member under any role: the row says which one it is
    with service.database.transaction(Staff(staff_id, StaffRole.AUDITOR)) as connection:
        role = connection.execute(
            select(staff.c.role).where(staff.c.staff_id == staff_id, staff.c.ended_at.is_(None))
        ).scalar()
    return None if role is None else Staff(staff_id, StaffRole(role))


def end_session(service: Service, actor: Person | Staff, token: str) -> None:
    """End a session: its token is worth nothing from now on.

    Parameters
    ----------
    service : Service
        Its parts.
    actor : Person or Staff
        Whose session.
    token : str
        Of the cookie.
    """
    with service.database.transaction(actor) as connection:
        connection.execute(
            update(sessions)
            .where(sessions.c.token_digest == digest_of(token))
            .values(ended_at=service.clock.now())
        )


def set_session_cookie(response: Response, service: Service, token: str) -> None:
    """Give a browser the token of its session; an empty one takes it away."""
    secure = service.settings.secure
    name = cookie_name(SESSION, secure=secure)
    if not token:
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")
        return
    response.set_cookie(name, token, path="/", secure=secure, httponly=True, samesite="lax")

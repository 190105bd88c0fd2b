"""Recovery codes: sign-in without a passkey and without JavaScript, each code once."""

import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, select, update

from plainscore.service.access.sessions import open_session, staff_member
from plainscore.service.actors import Nobody, Person, Staff
from plainscore.service.database.schema import recovery_codes
from plainscore.service.masked import Masked
from plainscore.service.service import Service

# no letter that is taken for another
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODES = 8
SELECTOR_LETTERS = 8
SECRET_LETTERS = 12
GROUP = 4
# OWASP's least for argon2id: codes are random, not chosen
hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NO_ONES_HASH = hasher.hash("nobody's code")


def add_codes(
    connection: Connection,
    now: datetime,
    *,
    person_id: str | None = None,
    staff_id: str | None = None,
) -> tuple[Masked, ...]:
    """Make new codes for one person or member of staff.

    Parameters
    ----------
    connection : Connection
        A transaction of theirs, or of the enrolment.
    now : datetime
        The present moment.
    person_id, staff_id : str, optional
        Whose: exactly one of both.

    Returns
    -------
    tuple of Masked
        The codes, such as ``abcd-2345-efgh-6789-jkmn``: shown once and kept nowhere.
    """
    codes = [_letters(SELECTOR_LETTERS + SECRET_LETTERS) for _ in range(CODES)]
    connection.execute(
        recovery_codes.insert(),
        [
            {
                "selector": code[:SELECTOR_LETTERS],
                "person_id": person_id,
                "staff_id": staff_id,
                "secret_hash": hasher.hash(code[SELECTOR_LETTERS:]),
                "created_at": now,
            }
            for code in codes
        ],
    )
    return tuple(Masked(_grouped(code).encode()) for code in codes)


def renew_codes(service: Service, actor: Person | Staff) -> tuple[Masked, ...]:
    """Make new codes for one person or member of staff; their old ones end.

    Parameters
    ----------
    service : Service
        Its parts.
    actor : Person or Staff
        Whose.

    Returns
    -------
    tuple of Masked
        As of `add_codes`.
    """
    with service.database.transaction(actor) as connection:
        connection.execute(delete(recovery_codes))
        return add_codes(
            connection,
            service.clock.now(),
            person_id=actor.person_id if isinstance(actor, Person) else None,
            staff_id=actor.staff_id if isinstance(actor, Staff) else None,
        )


def sign_in_with_code(service: Service, code: str) -> str | None:
    """Sign in with a code, which is then used up.

    Parameters
    ----------
    service : Service
        Its parts.
    code : str
        As it was typed: case, spaces and dashes do not count.

    Returns
    -------
    str or None
        The token of a new session; None when the code is not valid.
    """
    letters = "".join(letter for letter in code.lower() if letter in ALPHABET)
    selector, secret = letters[:SELECTOR_LETTERS], letters[SELECTOR_LETTERS:]
    with service.database.transaction(Nobody(selector)) as connection:
        found = connection.execute(
            select(recovery_codes).where(
                recovery_codes.c.selector == selector, recovery_codes.c.used_at.is_(None)
            )
        ).one_or_none()
    # the same work whether or not there is such a code
    if not _matches(found.secret_hash if found else NO_ONES_HASH, secret) or found is None:
        return None
    actor: Person | Staff | None = (
        Person(found.person_id)
        if found.person_id is not None
        else staff_member(service, found.staff_id)
    )
    if actor is None:
        return None
    with service.database.transaction(actor) as connection:
        used = connection.execute(
            update(recovery_codes)
            .where(recovery_codes.c.selector == selector, recovery_codes.c.used_at.is_(None))
            .values(used_at=service.clock.now())
        )
        # two sign-ins with one code at a time: the second finds it used
        if used.rowcount != 1:
            return None
        return open_session(connection, service, actor, "recovery_code")


def _matches(secret_hash: str, secret: str) -> bool:
    try:
        return hasher.verify(secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))

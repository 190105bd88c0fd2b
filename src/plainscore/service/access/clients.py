"""A lender's program proves who it is with a client secret, and is given a token for it."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select, update

from plainscore.service.access.scopes import Scope
from plainscore.service.actors import Nobody, System, Task
from plainscore.service.database.schema import lender_clients
from plainscore.service.identifiers import new_id
from plainscore.service.masked import Masked
from plainscore.service.service import Service

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Client:
    """A program of a lender's that proved who it is.

    Parameters
    ----------
    client_id, lender_id : str
        Which, and whose.
    scopes : frozenset of Scope
        What it may be allowed.
    """

    client_id: str
    lender_id: str
    scopes: frozenset[Scope]


def add_client(service: Service, lender_id: str, scopes: Collection[Scope]) -> tuple[str, Masked]:
    """Make a client for a lender.

    Parameters
    ----------
    service : Service
        Its parts.
    lender_id : str
        Whose.
    scopes : collection of Scope
        What it may be allowed.

    Returns
    -------
    tuple of str and Masked
        The client's id, and its secret, which is shown once and kept nowhere.
    """
    now = service.clock.now()
    client_id = new_id("client", now)
    # random and long: a fast digest hides it as well as a slow one
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        connection.execute(
            lender_clients.insert().values(
                client_id=client_id,
                lender_id=lender_id,
                secret_digest=_digest(secret),
                scopes=sorted(scope.value for scope in scopes),
                created_at=now,
            )
        )
    return client_id, Masked(secret.encode())


def end_clients(service: Service, lender_id: str) -> int:
    """End all clients of a lender's: their secrets open nothing from now on.

    Parameters
    ----------
    service : Service
        Its parts.
    lender_id : str
        Whose.

    Returns
    -------
    int
        How many there were.
    """
    table = lender_clients.c
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        ended = connection.execute(
            update(lender_clients)
            .where(table.lender_id == lender_id, table.ended_at.is_(None))
            .values(ended_at=service.clock.now())
        )
        return ended.rowcount


def find_client(service: Service, client_id: str, secret: str) -> Client | None:
    """Return the client that proved who it is; None when it did not, or was ended.

    Parameters
    ----------
    service : Service
        Its parts.
    client_id, secret : str
        As they were sent.

    Returns
    -------
    Client or None
        Whose program it is and what it may be allowed.
    """
    # a name with a zero byte cannot be stored, nor looked for
    if not client_id or "\0" in client_id:
        return None
    with service.database.transaction(Nobody(client_id)) as connection:
        found = connection.execute(
            select(lender_clients).where(
                lender_clients.c.client_id == client_id, lender_clients.c.ended_at.is_(None)
            )
        ).one_or_none()
    if found is None or not hmac.compare_digest(found.secret_digest, _digest(secret)):
        return None
    return Client(client_id, found.lender_id, frozenset(Scope(each) for each in found.scopes))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()

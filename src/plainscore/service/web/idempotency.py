"""Repeated requests: the same key and body give the same answer, and do nothing twice.

A route that makes something asks for ``repeat: IdempotencyHere`` and, in the one transaction in
which it makes it, calls `made_before` first and `remember` last::

    with service.database.transaction(lender) as connection:
        earlier = made_before(connection, lender, repeat)
        if earlier is not None:
            return render(earlier.subject_id)
        ...
        remember(connection, service, lender, repeat, status=201, subject_id=made_id)
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlalchemy import Connection, bindparam, select, text

from plainscore.service.actors import Lender
from plainscore.service.database.schema import idempotency_keys
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

KEY_LETTERS_MAX = 255
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_KEYS = idempotency_keys.c
_FIND = select(_KEYS.request_digest, _KEYS.status, _KEYS.subject_id).where(
    _KEYS.lender_id == bindparam("lender"), _KEYS.key == bindparam("sent")
)
_ADD = idempotency_keys.insert()


@dataclass(frozen=True, slots=True)
class Repeat:
    """What tells a repeated request.

    Parameters
    ----------
    key : str
        As the program chose it.
    request_digest : bytes
        SHA-256 of method, path and body.
    """

    key: str
    request_digest: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the first request with a key made.

    Parameters
    ----------
    status : int
        Of HTTP.
    subject_id : str or None
        Name of what was made, from which the same answer is rendered again.
    """

    status: int
    subject_id: str | None


async def repeat_of(
    request: Request,
    idempotency_key: Annotated[
        str,
        Header(
            min_length=1,
            max_length=KEY_LETTERS_MAX,
            pattern=r"^[\x21-\x7e]+$",
            description="A name of your choice for this request, kept for a day. Sent again with "
            "the same body, it gives the same answer and does nothing twice.",
        ),
    ],
) -> Repeat:
    """Return what tells whether a request is sent again."""
    head = f"{request.method} {request.url.path}\n".encode()
    return Repeat(idempotency_key, sha256(head + await request.body()).digest())


IdempotencyHere = Annotated[Repeat, Depends(repeat_of)]


def made_before(connection: Connection, lender: Lender, repeat: Repeat) -> Earlier | None:
    """Return what an earlier request with the same key made; wait for one that is under way.

    Parameters
    ----------
    connection : Connection
        The lender's transaction; requests with the key wait until it ends.
    lender : Lender
        Who asks.
    repeat : Repeat
        The request.

    Returns
    -------
    Earlier or None
        None when this is the first.

    Raises
    ------
    Refusal
        With status 422 if the key was used for another request.
    """
    connection.execute(_LOCK, {"name": f"{lender.lender_id} {repeat.key}"})
    found = connection.execute(
        _FIND, {"lender": lender.lender_id, "sent": repeat.key}
    ).one_or_none()
    if found is None:
        return None
    if bytes(found.request_digest) != repeat.request_digest:
        raise Refusal(
            422,
            "key_used_before",
            "This Idempotency-Key was used for another request. Choose a new one.",
        )
    return Earlier(found.status, found.subject_id)


def remember(
    connection: Connection,
    service: Service,
    lender: Lender,
    repeat: Repeat,
    *,
    status: int,
    subject_id: str | None,
) -> None:
    """Note what a request made, in the transaction that made it.

    Parameters
    ----------
    connection : Connection
        The lender's transaction.
    service : Service
        Its parts.
    lender : Lender
        Who asked.
    repeat : Repeat
        The request.
    status : int
        Of the answer.
    subject_id : str or None
        Name of what was made.
    """
    connection.execute(
        _ADD,
        {
            "lender_id": lender.lender_id,
            "key": repeat.key,
            "request_digest": repeat.request_digest,
            "status": status,
            "subject_id": subject_id,
            "at": service.clock.now(),
        },
    )

"""Challenges of sign-in ceremonies: each is answered by the browser that asked, once, in time."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request, Response
from sqlalchemy import delete

from plainscore.service.access.cookies import CEREMONY, cookie_name
from plainscore.service.access.sessions import digest_of
from plainscore.service.actors import Nobody
from plainscore.service.database.schema import ceremonies
from plainscore.service.problems import Refusal
from plainscore.service.service import Service

LASTS = timedelta(minutes=5)
CHALLENGE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What was asked of a browser.

    Parameters
    ----------
    challenge : bytes
        To be signed.
    subject_id : str
        Whom it is for, where that is known; empty otherwise.
    """

    challenge: bytes
    subject_id: str


def begin_ceremony(
    response: Response, service: Service, kind: str, subject_id: str = ""
) -> Ceremony:
    """Ask a browser something, and remember that it was asked.

    Parameters
    ----------
    response : Response
        Carries the cookie by which the answer is matched.
    service : Service
        Its parts.
    kind : str
        ``registration``, ``authentication`` or ``oidc``.
    subject_id : str
        Whom it is for, where that is known.

    Returns
    -------
    Ceremony
        With a new challenge.
    """
    token, challenge = secrets.token_urlsafe(32), secrets.token_bytes(CHALLENGE_BYTES)
    digest = digest_of(token)
    with service.database.transaction(Nobody(digest)) as connection:
        connection.execute(
            ceremonies.insert().values(
                token_digest=digest,
                kind=kind,
                challenge=challenge,
                subject_id=subject_id or None,
                expires_at=service.clock.now() + LASTS,
            )
        )
    secure = service.settings.secure
    response.set_cookie(
        cookie_name(CEREMONY, secure=secure),
        token,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return Ceremony(challenge, subject_id)


def finish_ceremony(request: Request, service: Service, kind: str) -> Ceremony:
    """Return what was asked of the browser that answers now; it cannot answer again.

    Parameters
    ----------
    request : Request
        Carries the cookie.
    service : Service
        Its parts.
    kind : str
        As it was begun.

    Returns
    -------
    Ceremony
        As it was begun.

    Raises
    ------
    Refusal
        If nothing was asked, it was answered before, or too long ago.
    """
    name = cookie_name(CEREMONY, secure=service.settings.secure)
    digest = digest_of(request.cookies.get(name, ""))
    with service.database.transaction(Nobody(digest)) as connection:
        found = connection.execute(
            delete(ceremonies).where(ceremonies.c.token_digest == digest).returning(ceremonies)
        ).one_or_none()
    if found is None or found.kind != kind or found.expires_at <= service.clock.now():
        raise Refusal(400, "ceremony_ended", "This took too long, or was done before. Try again.")
    return Ceremony(bytes(found.challenge), found.subject_id or "")

"""Sign-in of staff at the operator's identity provider (OpenID Connect, code flow with PKCE)."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from sqlalchemy import select, text, update

from plainscore.service.access.ceremonies import Ceremony, begin_ceremony, finish_ceremony
from plainscore.service.access.oidc_provider import BadIdentity, find_provider, redeem
from plainscore.service.access.oidc_settings import OidcSettings
from plainscore.service.access.sessions import open_session
from plainscore.service.actors import Staff, StaffRole, System, Task
from plainscore.service.database.schema import staff
from plainscore.service.identifiers import new_id
from plainscore.service.service import Service

KIND = "oidc"
CALLBACK = "/sign-in/oidc/callback"
LEEWAY_SECONDS = 60
NAME_LETTERS_MAX = 120
SUBJECT_LETTERS_MAX = 255
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def begin_sign_in(response: Response, service: Service, settings: OidcSettings) -> str:
    """Return the address at the provider to which the browser is sent.

    Parameters
    ----------
    response : Response
        Carries the cookie by which the answer is matched.
    service : Service
        Its parts.
    settings : OidcSettings
        The provider.

    Returns
    -------
    str
        With state, nonce and challenge, of which only this service knows the origin.
    """
    provider = find_provider(settings)
    ceremony = begin_ceremony(response, service, KIND)
    challenge = _base64(sha256(_secret(ceremony, "verifier").encode()).digest())
    query = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": service.settings.public_url + CALLBACK,
        "scope": "openid profile",
        "state": _secret(ceremony, "state"),
        "nonce": _secret(ceremony, "nonce"),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = provider.authorization_endpoint
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def finish_sign_in(
    request: Request, service: Service, settings: OidcSettings, answer: Mapping[str, str]
) -> str:
    """Sign in whoever the provider vouches for.

    Parameters
    ----------
    request : Request
        Carries the cookie.
    service : Service
        Its parts.
    settings : OidcSettings
        The provider.
    answer : mapping
        What the browser brought: ``code`` and ``state``, or ``error``.

    Returns
    -------
    str
        The token of a new session.

    Raises
    ------
    BadIdentity
        If it answers another request than this browser's, proves nobody, or proves somebody
        without a role here.
    Refusal
        If nothing was asked, or the provider is away.
    """
    ceremony = finish_ceremony(request, service, KIND)
    if not hmac.compare_digest(
        answer.get("state", "").encode(), _secret(ceremony, "state").encode()
    ):
        raise BadIdentity("it answers another request")
    # a provider that names itself must be the one that was asked (RFC 9207)
    if answer.get("iss", settings.issuer) != settings.issuer:
        raise BadIdentity("another provider answered")
    if not answer.get("code"):
        raise BadIdentity("the provider gave no code")
    claims = redeem(
        settings,
        answer["code"],
        service.settings.public_url + CALLBACK,
        _secret(ceremony, "verifier"),
    )
    check_claims(claims, settings, _secret(ceremony, "nonce"), service.clock.now())
    actor = _member(service, settings, claims)
    with service.database.transaction(actor) as connection:
        return open_session(connection, service, actor, KIND)


def check_claims(
    claims: Mapping[str, Any], settings: OidcSettings, nonce: str, now: datetime
) -> None:
    """Check whom an identity token is by, whom it is for, and that it is of now (Core, 3.1.3.7).

    Parameters
    ----------
    claims : mapping
        Of a token whose signature was checked.
    settings : OidcSettings
        The provider.
    nonce : str
        Sent with the request.
    now : datetime.datetime
        The present moment.

    Raises
    ------
    BadIdentity
        If any of it is not so.
    """
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    seconds = now.timestamp()
    ends, begun = claims.get("exp"), claims.get("iat")
    checks = {
        "another provider's": claims.get("iss") == settings.issuer,
        "for another client": settings.client_id in audiences
        and (len(audiences) == 1 or "azp" in claims)
        and claims.get("azp", settings.client_id) == settings.client_id,
        "over": isinstance(ends, int | float) and seconds < ends + LEEWAY_SECONDS,
        "not of now": isinstance(begun, int | float) and begun <= seconds + LEEWAY_SECONDS,
        "of another request": hmac.compare_digest(
            str(claims.get("nonce", "")).encode(), nonce.encode()
        ),
        "about nobody": isinstance(claims.get("sub"), str)
        and 0 < len(claims["sub"]) <= SUBJECT_LETTERS_MAX
        and "\0" not in claims["sub"],
    }
    wrong = [what for what, holds in checks.items() if not holds]
    if wrong:
        raise BadIdentity(f"the identity token is {wrong[0]}")


def _member(service: Service, settings: OidcSettings, claims: Mapping[str, Any]) -> Staff:
    """Return the member of staff, in the role that the provider tells of now."""
    subject, role = claims["sub"], settings.role_of(claims.get(settings.role_claim))
    if settings.roles and role is None:
        raise BadIdentity("this account has no role here")
    now = service.clock.now()
    with service.database.transaction(System(Task.ENROLMENT)) as connection:
        # two first sign-ins at a time make one member
        connection.execute(_LOCK, {"name": f"staff {subject}"})
        found = connection.execute(
            select(staff)
            .where(staff.c.oidc_subject == subject)
            .order_by(staff.c.ended_at.is_(None).desc(), staff.c.created_at)
        ).first()
        if found is not None and found.ended_at is not None:
            raise BadIdentity("this account's access was ended")
        if found is not None:
            wanted = role or StaffRole(found.role)
            if wanted.value != found.role:
                connection.execute(
                    update(staff)
                    .where(staff.c.staff_id == found.staff_id)
                    .values(role=wanted.value)
                )
            return Staff(found.staff_id, wanted)
        if role is None:
            raise BadIdentity("this account is not known here")
        staff_id = new_id("staff", now)
        connection.execute(
            staff.insert().values(
                staff_id=staff_id,
                role=role.value,
                name=str(claims.get("name") or subject).replace("\0", "")[:NAME_LETTERS_MAX],
                oidc_subject=subject,
                created_at=now,
            )
        )
    return Staff(staff_id, role)


def _secret(ceremony: Ceremony, what: str) -> str:
    """Return one of the secrets of a ceremony: all are made from its challenge, none is stored."""
    return _base64(hmac.new(ceremony.challenge, f"oidc {what}".encode(), sha256).digest())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()

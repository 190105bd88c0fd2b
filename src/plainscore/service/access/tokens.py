"""Access tokens of lenders' programs: JWTs (RFC 9068) signed with Ed25519, short-lived."""

from datetime import timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from plainscore.service.access.scopes import Scope
from plainscore.service.actors import Lender
from plainscore.service.identifiers import new_id
from plainscore.service.masked import Masked
from plainscore.service.service import Service

ALGORITHM = "Ed25519"
TYPE = "at+jwt"


class BadToken(ValueError):  # noqa: N818 - says what is the case
    """A token is not one of ours, or has ended."""


def issue_token(service: Service, lender_id: str, client_id: str, scopes: frozenset[Scope]) -> str:
    """Return a signed token for a lender's program.

    Parameters
    ----------
    service : Service
        Its parts.
    lender_id, client_id : str
        For whom.
    scopes : frozenset of Scope
        What it may do.

    Returns
    -------
    str
        Valid for ``settings.token_minutes`` from now.
    """
    now = service.clock.now()
    ends = now + timedelta(minutes=service.settings.token_minutes)
    claims = {
        "iss": service.settings.public_url,
        "aud": service.settings.public_url,
        "sub": lender_id,
        "client_id": client_id,
        "scope": " ".join(sorted(scopes)),
        "iat": int(now.timestamp()),
        "exp": int(ends.timestamp()),
        "jti": new_id("token", now),
    }
    header = {"alg": ALGORITHM, "typ": TYPE}
    return jwt.encode(header, claims, _key(service.keys.token), algorithms=[ALGORITHM])


def read_token(service: Service, token: str) -> Lender:
    """Return the lender a token was issued to.

    Parameters
    ----------
    service : Service
        Its parts.
    token : str
        As it was sent.

    Returns
    -------
    Lender
        With the token's scopes.

    Raises
    ------
    BadToken
        If it was not issued here, was altered, or has ended.
    """
    try:
        decoded = _checked(token, service.keys.token)
    except (JoseError, ValueError, TypeError) as error:
        raise BadToken("is not a token of this service") from error
    claims = decoded.claims
    here = service.settings.public_url
    if decoded.header.get("typ") != TYPE or claims.get("iss") != here or claims.get("aud") != here:
        raise BadToken("is not a token of this service")
    if not isinstance(claims.get("exp"), int) or claims["exp"] <= service.clock.now().timestamp():
        raise BadToken("has ended")
    return Lender(str(claims["sub"]), frozenset(str(claims["scope"]).split()))


@lru_cache(maxsize=1024)
def _checked(token: str, seed: Masked) -> jwt.Token:
    # a program sends its token with each of its requests; that it was signed does not change
    return jwt.decode(token, _key(seed), algorithms=[ALGORITHM])


@lru_cache(maxsize=4)
def _key(seed: Masked) -> OKPKey:
    private = Ed25519PrivateKey.from_private_bytes(seed.reveal())
    return OKPKey.import_key(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )

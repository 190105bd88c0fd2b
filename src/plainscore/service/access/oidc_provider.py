"""What an identity provider publishes, and what it answers: discovery, keys and tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from plainscore.service.access.oidc_settings import OidcSettings
from plainscore.service.problems import Refusal

WAIT_SECONDS = 5.0
KEPT_SECONDS = 3600.0
DISCOVERY = "/.well-known/openid-configuration"
# by a key that the provider alone has: none of these can be made with what is published
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")


class BadIdentity(ValueError):  # noqa: N818 - says what is the case
    """What came back proves nobody."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider publishes of itself.

    Parameters
    ----------
    authorization_endpoint, token_endpoint, jwks_uri : str
        Its addresses.
    by_basic : bool
        Whether the client proves itself in the header rather than in the form.
    """

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    by_basic: bool


class _Known:
    """Providers and their keys, read once in an hour."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._providers: dict[str, tuple[float, Provider]] = {}
        self._keys: dict[str, tuple[float, KeySet]] = {}

    def provider(self, issuer: str) -> Provider:
        with self._lock:
            at, found = self._providers.get(issuer, (0.0, None))
            if found is None or monotonic() - at > KEPT_SECONDS:
                found = _discover(issuer)
                self._providers[issuer] = (monotonic(), found)
            return found

    def keys(self, address: str, *, anew: bool = False) -> KeySet:
        with self._lock:
            at, found = self._keys.get(address, (0.0, None))
            if found is None or anew or monotonic() - at > KEPT_SECONDS:
                found = _key_set(_asked("GET", address))
                self._keys[address] = (monotonic(), found)
            return found


_KNOWN = _Known()


def find_provider(settings: OidcSettings) -> Provider:
    """Return what the provider publishes (OpenID Connect Discovery 1.0).

    Raises
    ------
    Refusal
        With status 503 if it cannot be reached or says what cannot be.
    """
    return _KNOWN.provider(settings.issuer)


def redeem(
    settings: OidcSettings, code: str, redirect_uri: str, verifier: str
) -> Mapping[str, Any]:
    """Exchange a code for the claims of the identity token, its signature checked.

    Parameters
    ----------
    settings : OidcSettings
        Who we are there.
    code : str
        As the browser brought it.
    redirect_uri : str
        Where the browser brought it.
    verifier : str
        What the challenge of the request was made from (RFC 7636).

    Returns
    -------
    mapping
        The claims; whom and what for they are is still to be checked.

    Raises
    ------
    BadIdentity
        If the provider refuses the code, or the token is not signed by one of its keys.
    Refusal
        With status 503 if it cannot be reached.
    """
    provider = find_provider(settings)
    secret = settings.client_secret.reveal().decode()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    if not provider.by_basic:
        form |= {"client_id": settings.client_id, "client_secret": secret}
    answer = _asked(
        "POST",
        provider.token_endpoint,
        data=form,
        auth=(settings.client_id, secret) if provider.by_basic else None,
    )
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise BadIdentity("the provider refused the code")
    try:
        return _read(token, _KNOWN.keys(provider.jwks_uri))
    except (JoseError, ValueError, TypeError):
        # its keys may have been changed since they were read
        keys = _KNOWN.keys(provider.jwks_uri, anew=True)
    try:
        return _read(token, keys)
    except (JoseError, ValueError, TypeError) as error:
        raise BadIdentity("the identity token is not signed by the provider") from error


def _read(token: str, keys: KeySet) -> Mapping[str, Any]:
    return jwt.decode(token, keys, algorithms=ALGORITHMS).claims


def _discover(issuer: str) -> Provider:
    found = _asked("GET", issuer.rstrip("/") + DISCOVERY)
    addresses = [
        found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ]
    if found.get("issuer") != issuer or not all(isinstance(each, str) for each in addresses):
        raise _away()
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    authorization, token, keys = map(str, addresses)
    return Provider(authorization, token, keys, "client_secret_basic" in methods)


def _key_set(read: Mapping[str, Any]) -> KeySet:
    try:
        return KeySet.import_key_set({"keys": read["keys"]})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _away() from error


def _asked(method: str, address: str, **rest: Any) -> Mapping[str, Any]:
    import httpx2  # noqa: PLC0415 - slow, and many services know no provider

    headers = {"Accept": "application/json"}
    try:
        with httpx2.Client(timeout=WAIT_SECONDS, follow_redirects=False) as client:
            answer = client.request(method, address, headers=headers, **rest)
        read = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise _away() from error
    if answer.status_code >= 500 or not isinstance(read, dict):
        raise _away()
    return read


def _away() -> Refusal:
    return Refusal(
        503, "identity_provider_away", "The identity provider does not answer as it should."
    )

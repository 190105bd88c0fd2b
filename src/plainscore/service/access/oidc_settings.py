"""The operator's identity provider, at which staff sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from plainscore.service.actors import StaffRole
from plainscore.service.masked import Masked

LOCAL = ("localhost", "127.0.0.1", "::1")
PREFIX = "PLAINSCORE_OIDC_"


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """How staff sign in by OpenID Connect.

    Parameters
    ----------
    issuer : str
        Address of the provider, as its discovery document and its tokens state it.
    client_id : str
        This service's name there.
    client_secret : Masked
        Its secret there.
    role_claim : str
        The claim of the identity token that tells what somebody may do: a text or a list of texts.
    roles : tuple of (str, StaffRole)
        Which value of the claim makes which role; the first that applies. Without any, the role is
        the one that ``plainscore staff add --oidc-subject`` gave, and nobody else comes in.

    Raises
    ------
    ValueError
        If the issuer is not reached over TLS, or a part is empty.

    Examples
    --------
    >>> OidcSettings("https://id.example", "scores", Masked(b"secret")).role_claim
    'roles'
    """

    issuer: str
    client_id: str
    client_secret: Masked
    role_claim: str = "roles"
    roles: tuple[tuple[str, StaffRole], ...] = ()

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOCAL):
            raise ValueError(f"the identity provider {self.issuer!r} is not an https address")
        if not self.client_id or not self.client_secret.reveal():
            raise ValueError("the identity provider wants a client id and a client secret")

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "OidcSettings | None":
        """Read the provider from ``PLAINSCORE_OIDC_ISSUER`` and the variables beside it.

        Parameters
        ----------
        environment : mapping
            Such as ``os.environ``.

        Returns
        -------
        OidcSettings or None
            None where no issuer is stated: staff then sign in by passkey.

        Raises
        ------
        ValueError
            If what is stated is not enough.

        Examples
        --------
        >>> found = OidcSettings.load({
        ...     "PLAINSCORE_OIDC_ISSUER": "https://id.example",
        ...     "PLAINSCORE_OIDC_CLIENT_ID": "scores",
        ...     "PLAINSCORE_OIDC_CLIENT_SECRET": "secret",
        ...     "PLAINSCORE_OIDC_ROLES": "risk-desk=analyst, complaints=reviewer",
        ... })
        >>> [(value, role.value) for value, role in found.roles]
        [('risk-desk', 'analyst'), ('complaints', 'reviewer')]
        """
        stated = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(PREFIX) and value
        }
        if "issuer" not in stated:
            return None
        secret = stated.get("client_secret", "")
        if "client_secret_file" in stated:
            secret = Path(stated["client_secret_file"]).read_text(encoding="utf-8").strip()
        return cls(
            stated["issuer"],
            stated.get("client_id", ""),
            Masked(secret.encode()),
            stated.get("role_claim", "roles"),
            read_roles(stated.get("roles", "")),
        )

    def role_of(self, stated: object) -> StaffRole | None:
        """Return the role that a claim makes; None where it makes none.

        Parameters
        ----------
        stated : object
            The value of the claim, as the token has it.

        Returns
        -------
        StaffRole or None
            The first of the configured ones that applies.
        """
        values = [stated] if isinstance(stated, str) else stated
        if not isinstance(values, list):
            return None
        return next((role for value, role in self.roles if value in values), None)


def read_roles(text: str) -> tuple[tuple[str, StaffRole], ...]:
    """Return which value of the claim makes which role, from ``value=role, value=role``.

    Raises
    ------
    ValueError
        If a role is none of ours.

    Examples
    --------
    >>> read_roles("risk=analyst")[0][1].value
    'analyst'
    """
    pairs = (each.strip().rpartition("=") for each in text.split(",") if each.strip())
    return tuple((value.strip(), StaffRole(role.strip())) for value, _, role in pairs)

"""How a service is set up."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from plainscore.service.access.oidc_settings import OidcSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides.

    Parameters
    ----------
    public_url : str
        The address people use, without a path. Passkeys are bound to its host, which must be a
        name (``localhost`` or a domain), and cookies are secure when it begins with ``https``.
    operator : str
        Who runs the service; stands on pages, receipts and letters.
    contact : str
        Where people can write to.
    checkpoints : Path or None
        Folder outside the database where checkpoints of the ledger are published.
    session_hours, staff_session_hours : int
        How long a sign-in lasts.
    token_minutes : int
        How long a lender's access token lasts.
    upload_bytes_max : int
        Largest request that is read.
    lender_requests_a_minute : int
        How many requests of one lender are let through.
    zone : str
        Time zone (IANA name) in which the days of legal clocks are counted.
    oidc : OidcSettings or None
        The identity provider at which staff may sign in.

    Raises
    ------
    ValueError
        If the address or the time zone is not one.

    Examples
    --------
    >>> settings = Settings("https://score.example")
    >>> settings.host, settings.secure
    ('score.example', True)
    """

    public_url: str = "http://localhost:8000"
    operator: str = "Plainscore"
    contact: str = ""
    checkpoints: Path | None = None
    session_hours: int = 12
    staff_session_hours: int = 8
    token_minutes: int = 10
    upload_bytes_max: int = 20_000_000
    lender_requests_a_minute: int = 6_000
    zone: str = "UTC"
    oidc: OidcSettings | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.public_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{self.public_url!r} is not the address of a service")
        if parts.path or parts.query or parts.fragment:
            raise ValueError("the public address ends with its host or port")
        if self.zone not in available_timezones():
            raise ValueError(f"{self.zone!r} is no time zone, such as Europe/Berlin")

    @property
    def host(self) -> str:
        """The name passkeys are bound to."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether people reach the service over TLS."""
        return self.public_url.startswith("https://")

"""`ConsentEvent`: what a person allowed or took back, to whom, for what, until when."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from plainscore.records import Purpose
from plainscore.service.law import rule_on

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class ConsentKind(StrEnum):
    """What happened to a consent.

    Examples
    --------
    >>> ConsentKind("revoked").value
    'revoked'
    """

    GRANTED = "granted"
    RENEWED = "renewed"
    REVOKED = "revoked"


class DataKind(StrEnum):
    """The data a consent can be about. Nothing outside credit is on the list.

    Examples
    --------
    >>> DataKind("bank_statements").value
    'bank_statements'
    """

    BANK_STATEMENTS = "bank_statements"
    TRADELINES = "tradelines"


class ConsentError(ValueError):
    """An event that cannot follow what happened before, or says what no consent may say."""


def notice_digest(shown: str) -> str:
    """Return the digest of the notice that was shown, exactly as it was shown.

    Parameters
    ----------
    shown : str
        The text, every character of it.

    Returns
    -------
    str
        ``sha256:`` and 64 hexadecimal digits.

    Examples
    --------
    >>> notice_digest("We read your bank statements.")[:15]
    'sha256:54ef423f'
    """
    return "sha256:" + hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """One event in the life of a consent. Events are added, never changed.

    Parameters
    ----------
    event_id, consent_id : str
        Names of the event, and of the consent whose events share it.
    person_id : str
        Who consents.
    lender_id : str or None
        To whom; None is the operator of the service, for the person's own view.
    kind : ConsentKind
        What happened.
    purpose : Purpose
        What for: one of the closed list.
    data_kinds : frozenset of DataKind
        Which data.
    at : datetime.datetime
        When it happened.
    expires_at : datetime.datetime
        When it ends by itself: at most 365 days after it was granted or renewed. Of a revocation,
        the moment of the revocation.
    notice_version : str
        Version of the notice that was shown.
    notice_digest : str
        As `notice_digest` gives it.

    Raises
    ------
    ConsentError
        If it lasts too long or no time at all, is about no data, or shows no notice.

    Examples
    --------
    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> event = ConsentEvent(
    ...     event_id="e1", consent_id="c1", person_id="p1", lender_id="l1", kind="granted",
    ...     purpose="extension_of_credit", data_kinds={"bank_statements"}, at=noon,
    ...     expires_at=latest_end(noon), notice_version="1", notice_digest=notice_digest("..."))
    >>> event.expires_at.date()
    datetime.date(2027, 3, 2)
    """

    event_id: str
    consent_id: str
    person_id: str
    lender_id: str | None
    kind: ConsentKind
    purpose: Purpose
    data_kinds: frozenset[DataKind]
    at: datetime
    expires_at: datetime
    notice_version: str
    notice_digest: str

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "kind", ConsentKind(self.kind))
            object.__setattr__(self, "purpose", Purpose(self.purpose))
            object.__setattr__(self, "data_kinds", frozenset(map(DataKind, self.data_kinds)))
        except ValueError as error:
            raise ConsentError(f"{error}: it is on no closed list") from error
        if self.at.tzinfo is None or self.expires_at.tzinfo is None:
            raise ConsentError("the moments of a consent need a time zone")
        if not self.data_kinds:
            raise ConsentError("a consent names the data it is about")
        if (self.lender_id is None) != (self.purpose is Purpose.OWN_VIEW):
            raise ConsentError("a person's own view has no recipient, and everything else has one")
        if not _DIGEST.fullmatch(self.notice_digest):
            raise ConsentError("a consent holds the digest of the notice that was shown")
        self._check_end()

    def _check_end(self) -> None:
        if self.kind is ConsentKind.REVOKED:
            if self.expires_at != self.at:
                raise ConsentError("a revoked consent ends at once")
        elif self.expires_at <= self.at:
            raise ConsentError("a consent ends after it begins")
        elif self.expires_at > latest_end(self.at):
            raise ConsentError("a consent lasts at most 365 days; it can be renewed")


def latest_end(at: datetime) -> datetime:
    """Return the latest moment to which a consent given at a moment may last.

    Examples
    --------
    >>> from datetime import UTC
    >>> latest_end(datetime(2028, 1, 1, tzinfo=UTC)).isoformat()
    '2028-12-31T00:00:00+00:00'
    """
    return at + timedelta(days=rule_on("house.consent", at.date()).amount)

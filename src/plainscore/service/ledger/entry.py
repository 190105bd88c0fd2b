"""`Entry`: what stands in the ledger of one event, and the commitment to what it was."""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from plainscore.service.instants import instant_of, instant_text
from plainscore.service.ledger.canonical import Json, canonical_bytes

SALT_BYTES = 32

_DOMAIN = b"plainscore commitment v1\x00"
_KIND = re.compile(r"[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)*")
_SUBJECT = re.compile(r"[A-Za-z0-9_-]{1,80}")
_VERSION = 1


def new_salt() -> bytes:
    """Return a fresh salt from the system's random source.

    Examples
    --------
    >>> len(new_salt()), new_salt() == new_salt()
    (32, False)
    """
    return secrets.token_bytes(SALT_BYTES)


def commit(payload: Json, salt: bytes) -> bytes:
    """Return the commitment to a payload: binding always, hiding while the salt is unknown.

    The ledger holds commitments and no personal data. Deleting payload and salt leaves a hash
    that says nothing, not even to someone who guesses the payload (GDPR Art. 17), and the tree
    still verifies.

    Parameters
    ----------
    payload : Json
        What happened; written canonically.
    salt : bytes
        32 random bytes, another for every payload.

    Returns
    -------
    bytes
        SHA-256, 32 bytes.

    Raises
    ------
    ValueError
        If the salt has another length: two salts of one length cannot be confused.
    NotCanonicalError
        If the payload has no canonical form.

    Examples
    --------
    >>> commit({"score": 655}, bytes(32)).hex()[:16]
    '51bf5401ef3f6f4c'
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(_DOMAIN + salt + canonical_bytes(payload)).digest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: that something of a kind happened, when, and a commitment to it.

    Parameters
    ----------
    kind : str
        Kind of event in small letters, parts joined by dots, such as ``consent.granted``.
    subject : str
        Key of the event: random letters and digits, which say nothing of a person.
    at : datetime.datetime
        When it happened.
    commitment : bytes
        As `commit` gives it.

    Raises
    ------
    ValueError
        If a part is not of this form.

    Examples
    --------
    >>> from datetime import UTC
    >>> entry = Entry(
    ...     "score", "sco_1", datetime(2026, 3, 1, tzinfo=UTC), commit({"score": 655}, bytes(32))
    ... )
    >>> Entry.read(entry.data()) == entry
    True
    """

    kind: str
    subject: str
    at: datetime
    commitment: bytes

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"{self.kind!r} does not name a kind of event")
        if not _SUBJECT.fullmatch(self.subject):
            raise ValueError(f"{self.subject!r} is not the key of an event")
        if len(self.commitment) != hashlib.sha256().digest_size:
            raise ValueError("a commitment has 32 bytes")
        instant_text(self.at)

    def data(self) -> bytes:
        """Return the leaf's bytes: canonical JSON without line breaks."""
        return canonical_bytes(
            {
                "at": instant_text(self.at),
                "commitment": self.commitment.hex(),
                "kind": self.kind,
                "subject": self.subject,
                "v": _VERSION,
            }
        )

    @classmethod
    def read(cls, data: bytes) -> "Entry":
        """Return the entry of a leaf's bytes.

        Raises
        ------
        ValueError
            If they are not exactly what `data` writes.
        """
        try:
            read = json.loads(data)
            commitment = bytes.fromhex(read["commitment"])
            entry = cls(read["kind"], read["subject"], instant_of(read["at"]), commitment)
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            raise ValueError(f"is not an entry of the ledger: {error}") from error
        if entry.data() != data:
            raise ValueError("is not an entry of the ledger as it was written")
        return entry

    def opens(self, payload: Json, salt: bytes) -> bool:
        """Return whether a payload and its salt are what this entry committed to."""
        return hmac.compare_digest(self.commitment, commit(payload, salt))

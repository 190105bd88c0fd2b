"""Keys that sign checkpoints: Ed25519, in the form of C2SP signed notes."""

import base64
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64


class SigningKeyError(ValueError):
    """A text that holds no key of the kind asked for."""


@dataclass(frozen=True, slots=True)
class CheckpointVerifier:
    """The public half of a signing key, with the name of the ledger it signs for.

    Parameters
    ----------
    name : str
        Origin of the ledger: letters, digits, dots, dashes and slashes.
    public_key : bytes
        Ed25519 public key, 32 bytes.

    Raises
    ------
    SigningKeyError
        If either is of another form.

    Examples
    --------
    >>> key = CheckpointSigner.generate("ledger.example").verifier
    >>> CheckpointVerifier.read(key.text()) == key
    True
    """

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise SigningKeyError(f"{self.name!r} cannot name a ledger")
        if len(self.public_key) != 32:
            raise SigningKeyError("an Ed25519 public key has 32 bytes")

    @property
    def key_id(self) -> bytes:
        """Four bytes that name the key in a signature line."""
        named = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    def text(self) -> str:
        """Return the key as the one line that is published (a C2SP verifier key)."""
        encoded = base64.b64encode(_ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def read(cls, text: str) -> "CheckpointVerifier":
        """Return the key of a published line.

        Raises
        ------
        SigningKeyError
            If the line is not as `text` writes it.
        """
        name, _, rest = text.strip().partition("+")
        try:
            key = base64.b64decode(rest.partition("+")[2], validate=True)
            verifier = cls(name, key[1:])
        except ValueError as error:
            raise SigningKeyError(f"is not a verifier key: {error}") from error
        if verifier.text() != text.strip():
            raise SigningKeyError("is not a verifier key: its parts do not fit together")
        return verifier

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Return whether a signature over a message is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class CheckpointSigner:
    """A key that signs checkpoints of one ledger. It never shows its secret half.

    Parameters
    ----------
    name : str
        Origin of the ledger.
    private_key : Ed25519PrivateKey
        The key.

    Examples
    --------
    >>> CheckpointSigner.generate("ledger.example")
    CheckpointSigner(name='ledger.example')
    """

    name: str
    private_key: Ed25519PrivateKey = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _ = self.verifier

    @classmethod
    def generate(cls, name: str) -> "CheckpointSigner":
        """Return a fresh key."""
        return cls(name, Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> "CheckpointSigner":
        """Return the key of a secret seed of 32 bytes.

        Raises
        ------
        SigningKeyError
            If the seed has another length.
        """
        try:
            return cls(name, Ed25519PrivateKey.from_private_bytes(seed))
        except ValueError as error:
            raise SigningKeyError("a signing key has 32 bytes") from error

    @property
    def verifier(self) -> CheckpointVerifier:
        """The public half."""
        return CheckpointVerifier(self.name, self.private_key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over a message, 64 bytes."""
        return self.private_key.sign(message)

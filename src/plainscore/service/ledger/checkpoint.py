"""Checkpoints: what the ledger was at a moment, signed, in the text form of C2SP tlog-checkpoint.

A checkpoint is a short text that people can mail, print and keep::

    ledger.example
    2048
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    time 2026-03-01T12:00:00.000000Z

    \N{EM DASH} ledger.example q1w2e3...
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from plainscore.service.instants import instant_of, instant_text
from plainscore.service.ledger.hashing import HASH_BYTES
from plainscore.service.ledger.signing import (
    KEY_ID_BYTES,
    SIGNATURE_BYTES,
    CheckpointSigner,
    CheckpointVerifier,
)

_DASH = "\N{EM DASH}"


class CheckpointError(ValueError):
    """A text that is no checkpoint, or is not signed by the key it should be."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the ledger was at a moment.

    Parameters
    ----------
    origin : str
        Name of the ledger.
    size : int
        Number of entries.
    root : bytes
        Root of their Merkle tree.
    at : datetime.datetime
        When it was signed.
    signature : bytes
        Ed25519 signature over `body`.
    key_id : bytes
        Four bytes that name the signing key.

    Examples
    --------
    >>> from datetime import UTC
    >>> from plainscore.service.ledger.hashing import EMPTY_ROOT
    >>> signer = CheckpointSigner.generate("ledger.example")
    >>> made = sign_checkpoint(signer, 0, EMPTY_ROOT, datetime(2026, 3, 1, tzinfo=UTC))
    >>> read_checkpoint(made.text(), signer.verifier) == made
    True
    """

    origin: str
    size: int
    root: bytes
    at: datetime
    signature: bytes
    key_id: bytes

    def body(self) -> bytes:
        """Return the bytes that are signed."""
        return _body(self.origin, self.size, self.root, self.at)

    def text(self) -> str:
        """Return the signed note."""
        signed = base64.b64encode(self.key_id + self.signature).decode()
        return f"{self.body().decode()}\n{_DASH} {self.origin} {signed}\n"


def _body(origin: str, size: int, root: bytes, at: datetime) -> bytes:
    lines = (origin, str(size), base64.b64encode(root).decode(), f"time {instant_text(at)}")
    return "".join(f"{line}\n" for line in lines).encode()


def sign_checkpoint(signer: CheckpointSigner, size: int, root: bytes, at: datetime) -> Checkpoint:
    """Return a signed checkpoint.

    Parameters
    ----------
    signer : CheckpointSigner
        The ledger's key.
    size : int
        Number of entries.
    root : bytes
        Root of their tree.
    at : datetime.datetime
        The moment.

    Returns
    -------
    Checkpoint
        Signed.
    """
    signature = signer.sign(_body(signer.name, size, root, at))
    return Checkpoint(signer.name, size, root, at, signature, signer.verifier.key_id)


def read_checkpoint(text: str | bytes, verifier: CheckpointVerifier) -> Checkpoint:
    """Return the checkpoint of a signed note, if it is signed by the ledger's key.

    Parameters
    ----------
    text : str or bytes
        The note.
    verifier : CheckpointVerifier
        The ledger's public key.

    Returns
    -------
    Checkpoint
        What the note says.

    Raises
    ------
    CheckpointError
        If a single byte is not as it was signed and written.
    """
    note = _parse(text)
    if note.origin != verifier.name:
        raise CheckpointError(f"is of the ledger {note.origin}, not of {verifier.name}")
    if note.key_id != verifier.key_id or not verifier.verifies(note.body(), note.signature):
        raise CheckpointError("is not signed by the key of this ledger")
    return note


def _parse(text: str | bytes) -> Checkpoint:
    try:
        note = (text if isinstance(text, bytes) else text.encode()).decode()
        origin, size, root, time, blank, signed, end = note.split("\n")
        dash, signer, encoded = signed.split(" ")
        raw = base64.b64decode(encoded, validate=True)
        checkpoint = Checkpoint(
            origin,
            int(size),
            base64.b64decode(root, validate=True),
            instant_of(time.removeprefix("time ")),
            raw[KEY_ID_BYTES:],
            raw[:KEY_ID_BYTES],
        )
    except (ValueError, binascii.Error) as error:
        raise CheckpointError(f"is not a checkpoint: {error}") from error
    lengths = (len(checkpoint.root), len(checkpoint.signature))
    # what a lenient reader would forgive (spare base64 bits, plus signs) was not written here
    if lengths != (HASH_BYTES, SIGNATURE_BYTES) or checkpoint.text() != note:
        raise CheckpointError("is not a checkpoint as it was written")
    if (blank, end, dash, signer) != ("", "", _DASH, origin):
        raise CheckpointError("is not a checkpoint as it was written")
    return checkpoint

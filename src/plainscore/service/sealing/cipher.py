"""AES-256-GCM with an address: what is sealed for one place opens nowhere else."""

import secrets
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plainscore.service.ledger import canonical_bytes
from plainscore.service.masked import Masked

KEY_BYTES = 32
NONCE_BYTES = 12

_VERSION = b"\x01"
_DOMAIN = "plainscore sealed v1"


class SealBrokenError(ValueError):
    """Sealed bytes that were changed, moved to another place, or sealed with another key."""


def seal(key: Masked, plain: bytes, *address: str) -> bytes:
    """Encrypt bytes for one place (NIST SP 800-38D, 96-bit random nonces).

    Parameters
    ----------
    key : Masked
        32 bytes; good for 2 to the 32 seals.
    plain : bytes
        What is to be sealed.
    *address : str
        Names of the place. They are not stored, but must be told to unseal.

    Returns
    -------
    bytes
        A version byte, the nonce, the ciphertext and its tag: 29 bytes more than `plain`.

    Examples
    --------
    >>> key = Masked(bytes(32))
    >>> sealed = seal(key, b"hello", "person_1", "note")
    >>> unseal(key, sealed, "person_1", "note")
    b'hello'
    >>> unseal(key, sealed, "person_2", "note")
    Traceback (most recent call last):
    ...
    plainscore.service.sealing.cipher.SealBrokenError: sealed bytes do not belong here
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key.reveal()).encrypt(nonce, plain, _bound(address))


def unseal(key: Masked, sealed: bytes, *address: str) -> bytes:
    """Decrypt bytes that `seal` made for this very place.

    Parameters
    ----------
    key : Masked
        The key they were sealed with.
    sealed : bytes
        As `seal` gave them.
    *address : str
        Names of the place, in the same order.

    Returns
    -------
    bytes
        What was sealed.

    Raises
    ------
    SealBrokenError
        If a bit was changed, or key or address are others.
    """
    nonce, content = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] == _VERSION:
        with suppress(InvalidTag, ValueError):
            return AESGCM(key.reveal()).decrypt(nonce, content, _bound(address))
    raise SealBrokenError("sealed bytes do not belong here")


def _bound(address: tuple[str, ...]) -> bytes:
    """Write an address so that no two addresses have the same bytes."""
    return canonical_bytes([_DOMAIN, *address])

"""`MasterKeys`: keys outside the database that wrap every person's key."""

import hashlib
from dataclasses import dataclass

from plainscore.service.masked import Masked
from plainscore.service.sealing.cipher import KEY_BYTES, seal, unseal
from plainscore.service.sealing.person_key import PersonKey

_DOMAIN = b"plainscore master key v1\x00"
_WRAPPED = "person key"


class MasterKeyGoneError(LookupError):
    """Something is sealed under a master key that is not at hand."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key as it is stored: only a master key opens it.

    Parameters
    ----------
    person_id : str
        Whose.
    version : int
        Which of the person's keys.
    master_key_id : str
        Which master key wraps it.
    wrapped : bytes
        The key, sealed.
    """

    person_id: str
    version: int
    master_key_id: str
    wrapped: bytes


class MasterKeys:
    """The master keys: the first seals, all unseal.

    To rotate, put a new key first, wrap every person's key anew with `rewrap`, and drop the old
    one. Nothing else is encrypted again.

    Parameters
    ----------
    keys : tuple of Masked
        32 bytes each, the newest first.

    Raises
    ------
    ValueError
        If there is none, or one has another length.

    Examples
    --------
    >>> old, new = Masked(bytes(32)), Masked(bytes([1]) * 32)
    >>> wrapped = MasterKeys((old,)).wrap(PersonKey.generate("person_1"))
    >>> both = MasterKeys((new, old))
    >>> again = both.rewrap(wrapped)
    >>> MasterKeys((new,)).unwrap(again) == both.unwrap(wrapped)
    True
    """

    def __init__(self, keys: tuple[Masked, ...]) -> None:
        if not keys or any(len(key.reveal()) != KEY_BYTES for key in keys):
            raise ValueError(f"a master key has {KEY_BYTES} bytes, and one is needed")
        self._keys = {_key_id(key): key for key in keys}
        self.current_id = _key_id(keys[0])

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self._keys)})"

    def wrap(self, key: PersonKey) -> WrappedKey:
        """Return a person's key, wrapped by the newest master key."""
        _, wrapped = self.seal(key.secret.reveal(), *_address(key.person_id, key.version))
        return WrappedKey(key.person_id, key.version, self.current_id, wrapped)

    def unwrap(self, wrapped: WrappedKey) -> PersonKey:
        """Return a wrapped key.

        Raises
        ------
        SealBrokenError
            If it was changed, or is another person's.
        MasterKeyGoneError
            If its master key is not at hand.
        """
        address = _address(wrapped.person_id, wrapped.version)
        secret = self.unseal(wrapped.master_key_id, wrapped.wrapped, *address)
        return PersonKey(wrapped.person_id, wrapped.version, Masked(secret))

    def rewrap(self, wrapped: WrappedKey) -> WrappedKey:
        """Return the same key, wrapped by the newest master key; as it is where it already is."""
        if wrapped.master_key_id == self.current_id:
            return wrapped
        return self.wrap(self.unwrap(wrapped))

    def seal(self, plain: bytes, *address: str) -> tuple[str, bytes]:
        """Encrypt under the newest master key what must outlive a person's own key.

        Returns
        -------
        tuple of str and bytes
            Which master key, and the sealed bytes.
        """
        key = self._keys[self.current_id]
        return self.current_id, seal(key, plain, self.current_id, *address)

    def unseal(self, master_key_id: str, sealed: bytes, *address: str) -> bytes:
        """Decrypt what a master key sealed for this very place.

        Raises
        ------
        SealBrokenError
            If it was changed or moved.
        MasterKeyGoneError
            If that master key is not at hand.
        """
        key = self._keys.get(master_key_id)
        if key is None:
            raise MasterKeyGoneError(f"the master key {master_key_id} is not at hand")
        return unseal(key, sealed, master_key_id, *address)


def _key_id(key: Masked) -> str:
    return hashlib.sha256(_DOMAIN + key.reveal()).hexdigest()[:16]


def _address(person_id: str, version: int) -> tuple[str, str, str]:
    return _WRAPPED, person_id, str(version)

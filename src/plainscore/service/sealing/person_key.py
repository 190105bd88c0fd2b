"""`PersonKey`: the key under which everything about one person is sealed."""

import secrets
from dataclasses import dataclass

from plainscore.service.masked import Masked
from plainscore.service.sealing.cipher import KEY_BYTES, seal, unseal


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's own key. When it is deleted, what it sealed is noise: that is erasure.

    Parameters
    ----------
    person_id : str
        Whose.
    version : int
        Which of the person's keys.
    secret : Masked
        32 bytes.

    Examples
    --------
    >>> key = PersonKey.generate("person_1")
    >>> key
    PersonKey(person_id='person_1', version=1, secret=***)
    >>> key.unseal(key.seal(b"hello", "note", "n1"), "note", "n1")
    b'hello'
    """

    person_id: str
    version: int
    secret: Masked

    @classmethod
    def generate(cls, person_id: str, version: int = 1) -> "PersonKey":
        """Return a new random key."""
        return cls(person_id, version, Masked(secrets.token_bytes(KEY_BYTES)))

    def seal(self, plain: bytes, *address: str) -> bytes:
        """Encrypt bytes for one place of this person.

        Parameters
        ----------
        plain : bytes
            What is to be sealed.
        *address : str
            Names of the place, such as table, row and column.

        Returns
        -------
        bytes
            Sealed.
        """
        return seal(self.secret, plain, self.person_id, str(self.version), *address)

    def unseal(self, sealed: bytes, *address: str) -> bytes:
        """Decrypt bytes that were sealed for this very place of this person.

        Raises
        ------
        SealBrokenError
            If they were changed, or are another person's or another place's.
        """
        return unseal(self.secret, sealed, self.person_id, str(self.version), *address)

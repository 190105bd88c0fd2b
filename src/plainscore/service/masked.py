"""Secrets that do not show themselves."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Masked:
    """A secret: printed, logged or formatted it is three stars.

    Parameters
    ----------
    secret : bytes
        What must not be shown.

    Examples
    --------
    >>> secret = Masked(b"open sesame")
    >>> f"{secret} {secret!r}"
    '*** ***'
    >>> secret.reveal()
    b'open sesame'
    """

    secret: bytes = field(repr=False)

    def reveal(self) -> bytes:
        """Return the secret."""
        return self.secret

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")

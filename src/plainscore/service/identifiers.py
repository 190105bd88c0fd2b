"""Names of rows: ordered by time, and not to be guessed."""

import secrets
from datetime import datetime

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
RANDOM_BITS = 80
LETTER_BITS = 5
LETTERS = 26


def new_id(kind: str, at: datetime) -> str:
    """Return a new identifier: its kind, 48 bits of time in milliseconds, 80 random bits.

    Parameters
    ----------
    kind : str
        Short name of what is named, such as ``person`` or ``score``.
    at : datetime
        Now.

    Returns
    -------
    str
        Such as ``score_01kaqd3c8e4m5n6p7q8r9s0t1v``; later ones sort after earlier ones.

    Examples
    --------
    >>> from datetime import UTC
    >>> early = new_id("score", datetime(2026, 1, 1, tzinfo=UTC))
    >>> late = new_id("score", datetime(2026, 1, 2, tzinfo=UTC))
    >>> early < late, len(early)
    (True, 32)
    """
    number = (int(at.timestamp() * 1000) << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
    shifts = range(LETTER_BITS * (LETTERS - 1), -1, -LETTER_BITS)
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in shifts)
    return f"{kind}_{letters}"

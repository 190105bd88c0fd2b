"""Reading identifiers and free text."""

import re
from functools import lru_cache

from plainscore.sources.unreadable import UnreadableError

_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_LONGEST_IDENTIFIER = 256


def read_identifier(value: object, column: str) -> str:
    """Read the identifier of an account or a line.

    Parameters
    ----------
    value : object
        Text or a whole number.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    str
        The identifier without surrounding spaces.

    Raises
    ------
    UnreadableError
        If it is absent, too long, or cannot be written as UTF-8.

    Examples
    --------
    >>> read_identifier(576, "account_id")
    '576'
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or value == "":
        raise UnreadableError("empty", column, "is empty", "give the identifier")
    if not isinstance(value, str):
        raise UnreadableError("bad_identifier", column, "is not text", "give the identifier")
    text = value.strip()
    if not text:
        raise UnreadableError("empty", column, "is empty", "give the identifier")
    if len(text) > _LONGEST_IDENTIFIER or not (
        text.isprintable() and (text.isascii() or _encodable(text))
    ):
        raise UnreadableError(
            "bad_identifier",
            column,
            f"holds unprintable characters or is longer than {_LONGEST_IDENTIFIER}",
            "correct the identifier",
        )
    return text


def read_account_id(value: object, column: str) -> str:
    """Read the identifier of an account; an IBAN is the same however it is spaced.

    Parameters
    ----------
    value : object
        Text or a whole number.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    str
        The identifier; an IBAN whose check digits hold (ISO 7064, MOD 97-10) without spaces and in
        capitals.

    Raises
    ------
    UnreadableError
        If it is absent, too long, or cannot be written as UTF-8.

    Examples
    --------
    >>> read_account_id("ie29 aibk 9311 5212 3456 78", "Konto")
    'IE29AIBK93115212345678'
    """
    if isinstance(value, str):
        return _account_id(value, column)
    return read_identifier(value, column)


@lru_cache(maxsize=1024)
def _account_id(value: str, column: str) -> str:
    text = read_identifier(value, column)
    compact = text.replace(" ", "").upper()
    if compact != text and _IBAN.fullmatch(compact):
        digits = "".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])
        if int(digits) % 97 == 1:
            return compact
    return text


def read_text(value: object) -> str:
    """Read free text; anything else is no text.

    Parameters
    ----------
    value : object
        Text, or nothing.

    Returns
    -------
    str
        The text, with characters that cannot be written as UTF-8 replaced.

    Examples
    --------
    >>> read_text("rent May"), read_text(None), read_text(12)
    ('rent May', '', '')
    """
    if not isinstance(value, str):
        return ""
    if value.isascii() or _encodable(value):
        return value
    return value.encode("utf-8", "replace").decode("utf-8")


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

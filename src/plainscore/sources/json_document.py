"""Reading a JSON file: exact numbers, and every way it can fail as one kind of error."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from plainscore.sources.unreadable import UnreadableError

LARGEST_WHOLE_FILE = 512 * 1024 * 1024
"""Formats that cannot be read piece by piece are refused above this size, in bytes."""

_LONGEST_INTEGER = 40


def read_whole(path: Path) -> bytes:
    """Read a file whole, unless it is too large for memory.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    bytes
        Its content.

    Raises
    ------
    UnreadableError
        If it is larger than `LARGEST_WHOLE_FILE`.

    Examples
    --------
    >>> read_whole(Path(__file__))[:3]
    b'\"\"\"'
    """
    if path.stat().st_size > LARGEST_WHOLE_FILE:
        raise UnreadableError(
            "too_large",
            None,
            f"is larger than {LARGEST_WHOLE_FILE // 1024**2} MiB",
            "export a shorter period, or split it",
        )
    return path.read_bytes()


def read_json(content: bytes) -> object:
    """Read JSON with exact decimals.

    Parameters
    ----------
    content : bytes
        JSON in UTF-8, UTF-16 or UTF-32.

    Returns
    -------
    object
        Fractions stay the text they are written as (a `decimal.Decimal` when they have an
        exponent), so that no digit is lost; ``NaN`` and ``Infinity`` are text too, and no amount.

    Raises
    ------
    UnreadableError
        If it is not JSON, is cut short, or is nested too deeply.

    Examples
    --------
    >>> read_json(b'{"amount": 72.10}')
    {'amount': '72.10'}
    """
    try:
        return json.loads(content, parse_float=_fraction, parse_int=_integer, parse_constant=str)
    except RecursionError:
        raise UnreadableError(
            "too_deep", None, "is nested too deeply", "export the file again"
        ) from None
    except UnicodeError:
        raise UnreadableError(
            "wrong_encoding", None, "is not text in UTF-8", "save it as UTF-8"
        ) from None
    except ArithmeticError:
        raise UnreadableError(
            "bad_number", None, "holds a number that is out of all range", "correct it"
        ) from None
    except ValueError as error:
        at_end = isinstance(error, json.JSONDecodeError) and error.pos >= len(error.doc.rstrip())
        raise UnreadableError(
            "truncated" if at_end else "not_json",
            None,
            "ends before it is complete" if at_end else "is not valid JSON",
            "export the file again",
        ) from None


def _fraction(digits: str) -> str | Decimal:
    return Decimal(digits) if "e" in digits or "E" in digits else digits


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def members(value: object, name: str) -> Iterator[object]:
    """Yield the members of a list that stands under a name; a lone object is a list of one.

    Parameters
    ----------
    value : object
        A JSON value.
    name : str
        The field.

    Yields
    ------
    object
        One member.

    Examples
    --------
    >>> list(members({"added": [1, 2]}, "added")), list(members("text", "added"))
    ([1, 2], [])
    """
    listed = field_of(value, name)
    if isinstance(listed, list):
        yield from listed
    elif isinstance(listed, dict):
        yield listed


def field_of(value: object, *path: str) -> object:
    """Return the value at a path of field names, or None.

    Parameters
    ----------
    value : object
        A JSON value.
    *path : str
        Names, outermost first.

    Returns
    -------
    object
        What stands there; None when any step is absent or not an object.

    Examples
    --------
    >>> field_of({"Amount": {"Currency": "GBP"}}, "Amount", "Currency")
    'GBP'
    """
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value

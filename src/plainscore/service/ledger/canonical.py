"""Canonical JSON: one value, one sequence of bytes (RFC 8785)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from json import JSONEncoder
from typing import Any, TypeAlias, cast

import rfc8785

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""What can be written canonically. Numbers with a fraction are written as text by the caller."""


_MOST = 2**53 - 1
# Python's own encoder is ten times as fast, and of plain values writes what RFC 8785 says
_PLAIN = JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
).encode


class NotCanonicalError(ValueError):
    """A value that has no canonical form here."""


def canonical_bytes(value: Json) -> bytes:
    r"""Return the one canonical JSON form of a value, as UTF-8 without line breaks (RFC 8785).

    Parameters
    ----------
    value : Json
        Mappings with text keys, sequences, text, integers of at most 53 bits, truth values, null.

    Returns
    -------
    bytes
        The same bytes for equal values, whatever the order of their keys.

    Raises
    ------
    NotCanonicalError
        If it holds a float, whose text differs between languages and whose last bit differs between
        machines, or anything else that JSON cannot say exactly.

    Examples
    --------
    >>> canonical_bytes({"b": [1, None, True], "a": "\u20ac"}).decode()
    '{"a":"€","b":[1,null,true]}'
    >>> canonical_bytes({"share": 0.1})
    Traceback (most recent call last):
    ...
    plainscore.service.ledger.canonical.NotCanonicalError: $.share is a float: write it as text
    """
    if _is_plain(value):
        with suppress(UnicodeEncodeError):
            return _PLAIN(value).encode()
    _check(value, "$")
    try:
        return rfc8785.dumps(cast("dict[str, Any]", value))
    except rfc8785.CanonicalizationError as error:
        raise NotCanonicalError(f"has no canonical JSON form: {error}") from error


def _is_plain(value: object) -> bool:
    """Tell whether keys sort as bytes do, and all is of the very types that JSON has."""
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return True
    if isinstance(value, int):
        return kind is int and -_MOST <= value <= _MOST
    if isinstance(value, dict):
        return all(type(key) is str and key.isascii() for key in value) and all(
            map(_is_plain, value.values())
        )
    return (kind is list or kind is tuple) and all(map(_is_plain, cast("list[object]", value)))


def _check(value: object, place: str) -> None:
    if isinstance(value, float):
        raise NotCanonicalError(f"{place} is a float: write it as text")
    if isinstance(value, Mapping):
        for key, each in value.items():
            if not isinstance(key, str):
                raise NotCanonicalError(f"{place} has a key that is not text")
            _check(each, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            _check(each, f"{place}[{index}]")
    elif not (value is None or isinstance(value, bool | int | str)):
        raise NotCanonicalError(f"{place} is a {type(value).__name__}, which JSON does not have")

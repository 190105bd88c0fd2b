"""Arrow columns built straight from whole numbers, without a Python object a row."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plainscore.records import INSTANT, MONEY
from plainscore.simulation.arrays import Bools, Ints

Texts = NDArray[np.uint8]
"""Fixed-width ASCII texts, shape (rows, width)."""

_MONEY_UNITS_PER_CENT = 100
_ZERO = 48
DAY_SECONDS = 86_400


def digits(numbers: Ints, width: int) -> Texts:
    """Spell numbers with leading zeros.

    Raises
    ------
    ValueError
        If a number needs more than `width` digits.

    Examples
    --------
    >>> texts(digits(np.array([7, 421]), 4)).to_pylist()
    ['0007', '0421']
    """
    if len(numbers) and int(numbers.max()) >= 10**width:
        raise ValueError(f"{int(numbers.max())} does not fit in {width} digits")
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (numbers[:, None] // powers % 10 + _ZERO).astype(np.uint8)


def fixed(text: str, rows: int) -> Texts:
    """Repeat one text."""
    return np.broadcast_to(np.frombuffer(text.encode("ascii"), np.uint8), (rows, len(text)))


def texts(*parts: Texts) -> pa.Array:
    """Join fixed-width texts side by side into a string column."""
    joined = np.ascontiguousarray(np.concatenate(parts, axis=1))
    rows, width = joined.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * np.int32(width)
    return pa.Array.from_buffers(
        pa.string(), rows, [None, pa.py_buffer(offsets), pa.py_buffer(joined)]
    )


def choices(codes: Ints, names: tuple[str, ...]) -> pa.Array:
    """Spell codes by their names as a string column."""
    return pa.DictionaryArray.from_arrays(codes.astype(np.int8), list(names)).cast(pa.string())


def money(cents: Ints, *, known: Bools | None = None) -> pa.Array:
    """Turn cents into exact decimals; rows that are not `known` are null.

    Examples
    --------
    >>> money(np.array([-1, 250])).to_pylist()
    [Decimal('-0.0100'), Decimal('2.5000')]
    """
    words = np.empty((len(cents), 2), np.int64)
    np.multiply(cents, _MONEY_UNITS_PER_CENT, out=words[:, 0])
    np.right_shift(words[:, 0], 63, out=words[:, 1])
    valid = None
    if known is not None:
        valid = pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(MONEY, len(cents), [valid, pa.py_buffer(words)])


def dates(epoch_days: Ints, *, known: Bools | None = None) -> pa.Array:
    """Turn days since 1970 into dates; rows that are not `known` are null."""
    mask = None if known is None else ~known
    return pa.array(epoch_days.astype(np.int32), pa.int32(), mask=mask).cast(pa.date32())


def instants(epoch_days: Ints, seconds: Ints | int) -> pa.Array:
    """Turn days since 1970 and seconds of the day into UTC instants."""
    microseconds = (epoch_days * DAY_SECONDS + seconds) * 1_000_000
    return pa.array(microseconds, pa.int64()).cast(INSTANT)

"""The digest of what a score was made from: the same rows, the same bytes, however they lie."""

from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records import KEYS, Records

_DOMAIN = b"plainscore inputs v1\x00"
_SEPARATOR = "\x1f"
_FEW = 50
"""Texts that are sooner joined one by one."""


def digest_of(records: Records) -> bytes:
    """Return the digest of records: of their rows, whatever order and storage they have.

    Parameters
    ----------
    records : Records
        What was read.

    Returns
    -------
    bytes
        SHA-256, 32 bytes.

    Examples
    --------
    >>> digest_of(Records.empty()).hex()[:16]
    '6fb8cd2f3eafa28e'
    """
    digest = sha256(_DOMAIN)
    for name, table in records.tables().items():
        digest.update(f"{name}:{table.num_rows}\n".encode())
        if table.num_rows:
            ordered = table.sort_by([(column, "ascending") for column in KEYS[name]])
            for column in ordered.columns:
                digest.update(_column_bytes(column))
    return digest.digest()


def _column_bytes(column: pa.ChunkedArray) -> bytes:
    """Write a column in one way: which values are there, then the values."""
    values = column.combine_chunks()
    there = b"\x01" * len(values)
    if values.null_count:
        there = bytes(pc.is_valid(values).to_pylist())
        values = pc.fill_null(values, _nothing(values.type))
    if not pa.types.is_string(values.type):
        width = values.type.bit_width // 8
        begin = values.offset * width
        return there + memoryview(values.buffers()[1])[begin : begin + len(values) * width]
    # a text holds no separator: identifiers are printable
    if len(values) < _FEW:
        return there + _SEPARATOR.join(values.to_pylist()).encode()
    whole = pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)
    return there + bytes(pc.binary_join(whole, _SEPARATOR)[0].as_buffer())


def _nothing(kind: pa.DataType) -> pa.Scalar:
    if pa.types.is_string(kind):
        return pa.scalar("", kind)
    zeros = pa.py_buffer(bytes(kind.bit_width // 8))
    return pa.Array.from_buffers(kind, 1, [None, zeros])[0]

"""The digest of what a score was made from: the same rows, the same bytes, however they lie."""

from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records import KEYS, Records

_DOMAIN = b"plainscore inputs v1\x00"
_SEPARATOR = "\x1f"


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
    there = bytes(pc.is_valid(column).to_pylist()) if column.null_count else b"\x01" * len(column)
    if pa.types.is_string(column.type):
        # a text holds no separator: identifiers are printable
        texts = pc.fill_null(column, "").combine_chunks()
        whole = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), texts)
        return there + bytes(pc.binary_join(whole, _SEPARATOR)[0].as_buffer())
    width = column.type.bit_width // 8
    nothing = pa.Array.from_buffers(column.type, 1, [None, pa.py_buffer(bytes(width))])[0]
    filled = pa.concat_arrays(pc.fill_null(column, nothing).chunks)
    begin = filled.offset * width
    return there + memoryview(filled.buffers()[1])[begin : begin + len(filled) * width]

"""Small Arrow tables as few bytes: the stream is compressed whole, not buffer by buffer."""

from functools import cache
from threading import local

import pyarrow as pa
from pyarrow import ipc
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

_LENGTH_BYTES = 8
_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
# a block is small: handing its columns to other threads takes longer than reading them
_READING = ipc.IpcReadOptions(use_threads=False)
_READERS = local()


def pack(table: pa.Table) -> bytes:
    """Write a table as a compressed Arrow stream.

    Parameters
    ----------
    table : pyarrow.Table
        The rows.

    Returns
    -------
    bytes
        The stream's length, 8 bytes, and the stream under zstd: for the 40 rows of a month half
        as many bytes as buffers compressed one by one, and read in a fifth of the time.

    Examples
    --------
    >>> table = pa.table({"day": [1, 2]})
    >>> unpack(pack(table)) == table
    True
    """
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    stream = sink.getvalue()
    length = int(stream.size).to_bytes(_LENGTH_BYTES, "big")
    return length + ZstdCompressor().compress(stream)


@cache
def _head(schema: pa.Schema) -> pa.Buffer:
    """Return how a stream of tables of a schema begins, up to its first rows."""
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, schema):
        pass
    stream = sink.getvalue()
    return stream.slice(0, stream.size - len(_END))


def unpack_as(packed: bytes, schema: pa.Schema) -> pa.Table:
    """Read a table of a known schema that `pack` wrote, in half the time of `unpack`.

    Parameters
    ----------
    packed : bytes
        As `pack` gave it, and nobody else.
    schema : pyarrow.Schema
        Its columns, as they should be.

    Returns
    -------
    pyarrow.Table
        The rows.

    Raises
    ------
    ValueError
        If its columns are others.
    pyarrow.ArrowException
        If it is no such table.

    Examples
    --------
    >>> table = pa.table({"day": [1, 2]})
    >>> unpack_as(pack(table), table.schema) == table
    True
    """
    stream, head = _stream(packed), _head(schema)
    if stream.slice(0, head.size).equals(head):
        reader = pa.BufferReader(stream)
        reader.seek(head.size)
        if stream.size > head.size + len(_END):
            rows = ipc.read_record_batch(ipc.read_message(reader), schema)
            if reader.read() == _END:
                return pa.Table.from_batches([rows])
    # written by another release of Arrow, in several parts, or without rows
    with ipc.open_stream(stream, options=_READING) as slowly:
        table = slowly.read_all()
    if table.schema != schema:
        raise ValueError("the columns are others")
    return table


def unpack(packed: bytes) -> pa.Table:
    """Read a table that `pack` wrote.

    Parameters
    ----------
    packed : bytes
        As `pack` gave it, and nobody else: bytes that were sealed.

    Returns
    -------
    pyarrow.Table
        The rows.

    Raises
    ------
    pyarrow.ArrowException
        If it is no such table.
    """
    with ipc.open_stream(_stream(packed), options=_READING) as reader:
        return reader.read_all()


def _stream(packed: bytes) -> pa.Buffer:
    length = int.from_bytes(packed[:_LENGTH_BYTES], "big")
    try:
        plain = _reader().decompress(memoryview(packed)[_LENGTH_BYTES:], max_output_size=length)
    except ZstdError as error:
        raise pa.ArrowInvalid("is no compressed table") from error
    if len(plain) != length:
        raise pa.ArrowInvalid("is a compressed table of another length")
    return pa.py_buffer(plain)


def _reader() -> ZstdDecompressor:
    # one for each thread: made anew for each block it takes five times as long
    found: ZstdDecompressor | None = getattr(_READERS, "here", None)
    if found is None:
        found = _READERS.here = ZstdDecompressor()
    return found

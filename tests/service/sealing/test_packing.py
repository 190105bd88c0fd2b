"""Packed tables: read as what was written, by the short way or the long."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import ipc

from plainscore.service.sealing.packing import pack, unpack, unpack_as

SCHEMA = pa.schema([pa.field("day", pa.int64()), pa.field("name", pa.string())])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.none() | st.integers(-(2**63), 2**63 - 1),
            "name": st.none() | st.text(max_size=5),
        }
    ),
    max_size=20,
)


@given(ROWS)
def test_a_table_of_known_columns_is_read_as_any_other(rows):
    table = pa.Table.from_pylist(rows, SCHEMA)
    packed = pack(table)
    read = unpack_as(packed, SCHEMA)
    read.validate(full=True)
    assert read == unpack(packed) == table


def test_a_table_in_several_parts_is_read_whole():
    table = pa.table({"day": [1, 2, 3], "name": ["a", None, "c"]}, SCHEMA)
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, SCHEMA) as writer:
        writer.write_table(table, max_chunksize=1)
    stream = sink.getvalue()
    packed = stream.size.to_bytes(8, "big") + pa.Codec("zstd").compress(stream, asbytes=True)
    assert unpack_as(packed, SCHEMA) == table


def test_other_columns_are_refused():
    with pytest.raises(ValueError, match="columns"):
        unpack_as(pack(pa.table({"day": [1]})), SCHEMA)

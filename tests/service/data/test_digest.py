"""The digest of what a score was made from: its very bytes, written out beside it."""

from hashlib import sha256

import pyarrow as pa

from plainscore.records import KEYS, Records
from plainscore.service.data import digest_of


def test_the_digest_writes_which_values_are_there_and_then_the_values():
    empty = Records.empty()
    schema = empty.transactions.schema
    names = [("b", "2"), ("a", "1"), ("b", "1")]
    written = {
        "account_id": ["a", "b", "b"],
        "transaction_id": ["1", "1", "2"],
    }
    table = pa.table(
        {
            each.name: pa.array([name[0] for name in names])
            if each.name == "account_id"
            else pa.array([name[1] for name in names])
            if each.name == "transaction_id"
            else pa.array(["x"] * 3)
            if pa.types.is_string(each.type)
            else pa.nulls(3, each.type)
            for each in schema
        },
        schema,
    )
    digest = sha256(b"plainscore inputs v1\x00")
    for name, each in (
        Records(empty.accounts, table, empty.tradelines, empty.tradeline_months).tables().items()
    ):
        digest.update(f"{name}:{each.num_rows}\n".encode())
        if not each.num_rows:
            continue
        assert KEYS[name] == ("account_id", "transaction_id")
        for column in schema:
            if pa.types.is_string(column.type):
                values = written.get(column.name, ["x"] * 3)
                digest.update(b"\x01\x01\x01" + "\x1f".join(values).encode())
            else:
                digest.update(b"\x00\x00\x00" + bytes(3 * column.type.bit_width // 8))
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    for given_as in (table, chunked):
        records = Records(empty.accounts, given_as, empty.tradelines, empty.tradeline_months)
        assert digest_of(records) == digest.digest()

"""Sealed tradelines: one block an import, with the tradelines and months it brought."""

from datetime import datetime
from hashlib import sha256

import pyarrow as pa
from sqlalchemy import Connection, bindparam, select

from plainscore.records import Records, merge_tables, new_rows
from plainscore.service.database.schema import tradeline_blocks
from plainscore.service.identifiers import new_id
from plainscore.service.sealing import PersonKey, SealBrokenError, pack, unpack

Tables = tuple[pa.Table, pa.Table]
"""Rows of the contracts ``tradelines`` and ``tradeline_months``."""

_PLACE = "tradelines"
_LENGTH_BYTES = 8
_NAMES = ("tradelines", "tradeline_months")
_BLOCKS = tradeline_blocks.c
_KNOWN = (
    select(_BLOCKS.block_id, _BLOCKS.sealed, _BLOCKS.digest)
    .where(_BLOCKS.person_id == bindparam("person"), _BLOCKS.known_at <= bindparam("moment"))
    .order_by(_BLOCKS.known_at, _BLOCKS.block_id)
)


def tradelines_at(connection: Connection, key: PersonKey, at: datetime) -> Tables:
    """Return a person's tradelines as they were known at a moment.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    at : datetime.datetime
        The moment.

    Returns
    -------
    tuple of two pyarrow.Table
        Tradelines, each once, and every report of their months.

    Raises
    ------
    SealBrokenError
        If a block is not what was stored.
    """
    found = connection.execute(_KNOWN, {"person": key.person_id, "moment": at})
    nothing = Records.empty().tables()
    held = [nothing[name] for name in _NAMES]
    for block_id, sealed, digest in found:
        if sha256(bytes(sealed)).digest() != bytes(digest):
            raise SealBrokenError("a tradeline is not what was stored")
        plain = key.unseal(bytes(sealed), _PLACE, block_id)
        end = _LENGTH_BYTES + int.from_bytes(plain[:_LENGTH_BYTES], "big")
        packed = (plain[_LENGTH_BYTES:end], plain[end:])
        for place, name in enumerate(_NAMES):
            held[place] = merge_tables(name, held[place], unpack(packed[place]))
    return held[0].combine_chunks(), held[1].combine_chunks()


def new_tradelines(connection: Connection, key: PersonKey, added: Tables, now: datetime) -> Tables:
    """Return the tradelines of an import that are not held yet.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    added : tuple of two pyarrow.Table
        Tradelines and reports of their months.
    now : datetime.datetime
        The moment.

    Returns
    -------
    tuple of two pyarrow.Table
        New tradelines, and reports that say something new of a month.
    """
    tradelines, months = tradelines_at(connection, key, now)
    new = merge_tables("tradelines", tradelines, added[0]).slice(tradelines.num_rows)
    said = set(_said(months))
    unsaid = pa.array([each not in said for each in _said(added[1])], pa.bool_())
    return new, new_rows("tradeline_months", added[1].filter(unsaid), set())


def _said(months: pa.Table) -> list[tuple[object, ...]]:
    """Return what reports say, apart from when it was learned."""
    names = [name for name in months.column_names if name != "known_at"]
    return list(zip(*(months[name].to_pylist() for name in names), strict=True))


def add_tradelines(
    connection: Connection, key: PersonKey, import_id: str, new: Tables, now: datetime
) -> None:
    """Seal and store the tradelines that an import brought.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may write the person's data.
    key : PersonKey
        The person's key.
    import_id : str
        The import.
    new : tuple of two pyarrow.Table
        As `new_tradelines` gives them.
    now : datetime.datetime
        When they were learned.
    """
    rows = new[0].num_rows + new[1].num_rows
    if not rows:
        return
    block_id = new_id("tradelines", now)
    lines, months = map(pack, new)
    plain = len(lines).to_bytes(_LENGTH_BYTES, "big") + lines + months
    sealed = key.seal(plain, _PLACE, block_id)
    connection.execute(
        tradeline_blocks.insert().values(
            block_id=block_id,
            person_id=key.person_id,
            import_id=import_id,
            key_version=key.version,
            sealed=sealed,
            digest=sha256(sealed).digest(),
            rows=rows,
            known_at=now,
        )
    )

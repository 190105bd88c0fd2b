"""Sealed statements in the database: one block an account, month and import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, bindparam, func, select

from plainscore.service.database.schema import statements
from plainscore.service.identifiers import new_id
from plainscore.service.sealing import (
    PersonKey,
    SealBrokenError,
    seal_block,
    statement_blocks,
    unseal_block,
)

_COLUMNS = statements.c
_KNOWN = (
    select(
        _COLUMNS.account_id, _COLUMNS.month, _COLUMNS.import_id, _COLUMNS.sealed, _COLUMNS.digest
    )
    .where(_COLUMNS.person_id == bindparam("person"), _COLUMNS.known_at <= bindparam("moment"))
    .order_by(_COLUMNS.account_id, _COLUMNS.month, _COLUMNS.version)
)


@dataclass(frozen=True, slots=True)
class SealedBlock:
    """A sealed statement as it is stored.

    Parameters
    ----------
    account_id : str
        The account.
    month : datetime.date
        First day of the month.
    import_id : str
        The import that brought it.
    sealed, digest : bytes
        The rows, and SHA-256 of their sealed bytes.
    """

    account_id: str
    month: date
    import_id: str
    sealed: bytes
    digest: bytes


def blocks_at(
    connection: Connection,
    person_id: str,
    at: datetime,
    *,
    account_id: str | None = None,
    month: date | None = None,
) -> list[SealedBlock]:
    """Return the sealed statements of a person that were known at a moment.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    person_id : str
        Whose.
    at : datetime.datetime
        The moment.
    account_id : str, optional
        Of one account only.
    month : datetime.date, optional
        Of one month only.

    Returns
    -------
    list of SealedBlock
        By account, month and version.
    """
    query = _KNOWN
    if account_id is not None:
        query = query.where(_COLUMNS.account_id == account_id)
    if month is not None:
        query = query.where(_COLUMNS.month == month)
    found = connection.execute(query, {"person": person_id, "moment": at})
    return [SealedBlock(*row) for row in found]


def opened_block(key: PersonKey, block: SealedBlock) -> pa.Table:
    """Return the rows of a sealed statement.

    Raises
    ------
    SealBrokenError
        If it is not what was stored.
    """
    sealed = bytes(block.sealed)
    if sha256(sealed).digest() != bytes(block.digest):
        raise SealBrokenError("a statement is not what was stored")
    return unseal_block(key, sealed, block.account_id, block.month)


def add_blocks(
    connection: Connection, key: PersonKey, import_id: str, added: pa.Table, now: datetime
) -> None:
    """Seal and store rows that an import brought.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may write the person's data.
    key : PersonKey
        The person's key.
    import_id : str
        The import.
    added : pyarrow.Table
        Rows of the contract ``transactions`` under our names of accounts.
    now : datetime.datetime
        When they were learned.
    """
    versions = _versions(connection, key.person_id)
    for block in statement_blocks(added):
        sealed = seal_block(key, block)
        days = pc.min_max(block.transactions["booked_on"]).as_py()
        connection.execute(
            statements.insert().values(
                statement_id=new_id("statement", now),
                person_id=key.person_id,
                account_id=block.account_id,
                import_id=import_id,
                month=block.month,
                version=versions.get((block.account_id, block.month), 0) + 1,
                key_version=key.version,
                sealed=sealed,
                digest=sha256(sealed).digest(),
                rows=block.transactions.num_rows,
                first_day=days["min"],
                last_day=days["max"],
                known_at=now,
            )
        )


def _versions(connection: Connection, person_id: str) -> Mapping[tuple[str, date], int]:
    table = statements.c
    newest = connection.execute(
        select(table.account_id, table.month, func.max(table.version))
        .where(table.person_id == person_id)
        .group_by(table.account_id, table.month)
    )
    return {(account_id, month): version for account_id, month, version in newest}

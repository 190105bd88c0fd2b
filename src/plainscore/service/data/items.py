"""Every item that is held of a person, with its source line: month by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from plainscore.records import Role, RoleSource
from plainscore.service.data.blocks import blocks_at, opened_block
from plainscore.service.data.marks import marks_at
from plainscore.service.database.schema import imports, lenders, statements
from plainscore.service.sealing import PersonKey


@dataclass(frozen=True, slots=True)
class HeldImport:
    """Something that was handed in.

    Parameters
    ----------
    import_id : str
        Its name here.
    names : str
        Names of its files.
    lender : str or None
        The lender that handed it in; None where the person did.
    formats : str
        What it was read as.
    at : datetime.datetime
        When.
    rows_read, rows_added, rows_left_out : int
        Rows seen, new, and quarantined; the others were held before.
    problems : tuple of mapping
        Of its rows, as they are stored.
    """

    import_id: str
    names: str
    lender: str | None
    formats: str
    at: datetime
    rows_read: int
    rows_added: int
    rows_left_out: int
    problems: tuple[Mapping[str, Any], ...]

    @property
    def rows_known(self) -> int:
        """Rows that were held before."""
        return max(0, self.rows_read - self.rows_added - self.rows_left_out)


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One transaction, as a person sees it.

    Parameters
    ----------
    transaction_id, account_id : str
        Our names.
    booked_on : datetime.date
        The day.
    amount : decimal.Decimal
        Inflow positive.
    balance_after : decimal.Decimal or None
        The balance after it.
    role : Role
        What it is for.
    role_source : RoleSource
        How that was found.
    source : HeldImport
        Where it comes from.
    standing : str
        ``counts``, ``disputed``, ``removed`` or ``corrected``.
    """

    transaction_id: str
    account_id: str
    booked_on: date
    amount: Decimal
    balance_after: Decimal | None
    role: Role
    role_source: RoleSource
    source: HeldImport
    standing: str


@dataclass(frozen=True, slots=True)
class HeldMonth:
    """How much is held of an account and month.

    Parameters
    ----------
    account_id : str
        The account.
    month : datetime.date
        Its first day.
    items : int
        How many transactions.
    first_day, last_day : datetime.date
        Of the first and the last of them.
    """

    account_id: str
    month: date
    items: int
    first_day: date
    last_day: date


def imports_of(connection: Connection, key: PersonKey) -> tuple[HeldImport, ...]:
    """Return what was handed in of a person, the newest first.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.

    Returns
    -------
    tuple of HeldImport
        With the names of files and lenders.
    """
    table = imports.c
    found = connection.execute(
        select(imports, lenders.c.name.label("lender"))
        .select_from(imports.outerjoin(lenders, table.lender_id == lenders.c.lender_id))
        .where(table.person_id == key.person_id)
        .order_by(table.at.desc(), table.import_id.desc())
    )
    return tuple(
        HeldImport(
            import_id=row.import_id,
            names=key.unseal(bytes(row.name_sealed), "import", row.import_id).decode(),
            lender=row.lender,
            formats=row.source_format,
            at=row.at,
            rows_read=row.rows_read,
            rows_added=row.rows_added,
            rows_left_out=row.rows_left_out,
            problems=tuple(row.problems),
        )
        for row in found
    )


def months_of(connection: Connection, person_id: str) -> tuple[HeldMonth, ...]:
    """Return how much is held of each account and month, the newest month first.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    person_id : str
        Whose.

    Returns
    -------
    tuple of HeldMonth
        Counted without opening anything.
    """
    table = statements.c
    found = connection.execute(
        select(
            table.account_id,
            table.month,
            func.sum(table.rows),
            func.min(table.first_day),
            func.max(table.last_day),
        )
        .where(table.person_id == person_id)
        .group_by(table.account_id, table.month)
        .order_by(table.account_id, table.month.desc())
    )
    return tuple(HeldMonth(*row) for row in found)


def items_of(
    connection: Connection,
    key: PersonKey,
    now: datetime,
    *,
    account_id: str | None = None,
    month: date | None = None,
) -> list[HeldItem]:
    """Return items with their source lines, the newest first, whether they count or not.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    now : datetime.datetime
        The moment.
    account_id : str, optional
        Of one account only.
    month : datetime.date, optional
        Of one month only.

    Returns
    -------
    list of HeldItem
        As the bank stated them.
    """
    sources = {source.import_id: source for source in imports_of(connection, key)}
    marks = marks_at(connection, key, now)
    found = []
    for block in blocks_at(connection, key.person_id, now, account_id=account_id, month=month):
        for row in opened_block(key, block).to_pylist():
            item = (row["account_id"], row["transaction_id"])
            standing = (
                "removed"
                if item in marks.removed
                else "disputed"
                if item in marks.disputed
                else "corrected"
                if item in marks.corrections
                else "counts"
            )
            found.append(
                HeldItem(
                    transaction_id=row["transaction_id"],
                    account_id=row["account_id"],
                    booked_on=row["booked_on"],
                    amount=row["amount"],
                    balance_after=row["balance_after"],
                    role=Role(row["role"]),
                    role_source=RoleSource(row["role_source"]),
                    source=sources[block.import_id],
                    standing=standing,
                )
            )
    return sorted(found, key=lambda item: item.booked_on, reverse=True)


def find_item(
    connection: Connection, key: PersonKey, now: datetime, transaction_id: str
) -> HeldItem | None:
    """Return one item by its name; None where the person has none of it.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    now : datetime.datetime
        The moment.
    transaction_id : str
        Which; it is the person's only one of that name.

    Returns
    -------
    HeldItem or None
        With its source line.
    """
    found = items_of(connection, key, now)
    return next((item for item in found if item.transaction_id == transaction_id), None)

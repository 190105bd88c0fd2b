"""Marks on items: what was disputed, removed or corrected, and what counts at a moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, bindparam, select

from plainscore.records import MONEY, SCHEMAS, Role, RoleSource
from plainscore.service.database.schema import item_marks
from plainscore.service.ledger import canonical_bytes
from plainscore.service.sealing import PersonKey

_MARKS = (
    select(item_marks)
    .where(item_marks.c.person_id == bindparam("person"), item_marks.c.at <= bindparam("moment"))
    .order_by(item_marks.c.at, item_marks.c.mark_id)
)

Item = tuple[str, str]
"""An account and a transaction, by their ids; or `TRADELINE` and a tradeline."""

TRADELINE = ""
"""Stands in the place of an account where a tradeline is marked."""


class MarkKind(StrEnum):
    """What was said of an item.

    Examples
    --------
    >>> MarkKind("removed").value
    'removed'
    """

    DISPUTED = "disputed"
    KEPT = "kept"
    REMOVED = "removed"
    CORRECTED = "corrected"
    REINSERTED = "reinserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an item should have said. What is None stays as it is.

    Parameters
    ----------
    amount : decimal.Decimal, optional
        Inflow positive.
    booked_on : datetime.date, optional
        The day.
    role : Role, optional
        What it is for.

    Examples
    --------
    >>> key = PersonKey.generate("person_1")
    >>> sealed = Correction(amount=Decimal("12.50")).seal(key, "mark_1")
    >>> Correction.unseal(key, sealed, "mark_1").amount
    Decimal('12.50')
    """

    amount: Decimal | None = None
    booked_on: date | None = None
    role: Role | None = None

    def seal(self, key: PersonKey, mark_id: str) -> bytes:
        """Return the correction under a person's key, for the mark it stands with."""
        stated = {
            "amount": None if self.amount is None else str(self.amount),
            "booked_on": None if self.booked_on is None else self.booked_on.isoformat(),
            "role": None if self.role is None else self.role.value,
        }
        return key.seal(canonical_bytes(stated), "correction", mark_id)

    @classmethod
    def unseal(cls, key: PersonKey, sealed: bytes, mark_id: str) -> "Correction":
        """Return the correction of a mark."""
        stated = json.loads(key.unseal(sealed, "correction", mark_id))
        return cls(
            amount=None if stated["amount"] is None else Decimal(stated["amount"]),
            booked_on=None
            if stated["booked_on"] is None
            else date.fromisoformat(stated["booked_on"]),
            role=None if stated["role"] is None else Role(stated["role"]),
        )


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks on a person's items come to at a moment.

    Parameters
    ----------
    disputed : frozenset of Item
        Items of which a dispute is open.
    removed : frozenset of Item
        Items that no longer count.
    corrections : mapping of Item to Correction
        What corrected items should have said.
    """

    disputed: frozenset[Item]
    removed: frozenset[Item]
    corrections: Mapping[Item, Correction]

    def apply(self, transactions: pa.Table) -> pa.Table:
        """Return transactions without those that were removed, and with those corrected."""
        if not (self.removed or self.corrections):
            return transactions
        items = _items(transactions)
        correct = [item in self.corrections and item not in self.removed for item in items]
        as_they_are = [
            item not in self.removed and not wrong
            for item, wrong in zip(items, correct, strict=True)
        ]
        corrected = [
            row | _as_row(self.corrections[row["account_id"], row["transaction_id"]])
            for row in transactions.filter(pa.array(correct, pa.bool_())).to_pylist()
        ]
        rest = transactions.filter(pa.array(as_they_are, pa.bool_()))
        return pa.concat_tables(
            [rest, pa.Table.from_pylist(corrected, SCHEMAS["transactions"])]
        ).combine_chunks()

    def without_removed(self, tradelines: pa.Table) -> pa.Table:
        """Return tradelines, or their months, without those of tradelines that were removed."""
        removed = [name for account, name in self.removed if account == TRADELINE]
        if not removed:
            return tradelines
        gone = pc.is_in(tradelines["tradeline_id"], pa.array(removed, pa.string()))
        return tradelines.filter(pc.invert(gone))

    def disputed_in(self, transactions: pa.Table, tradelines: pa.Table) -> int:
        """Return how many of these are disputed, and not decided on yet."""
        if not self.disputed:
            return 0
        lines = sum(item in self.disputed for item in _items(transactions))
        names = tradelines["tradeline_id"].to_pylist()
        return lines + sum((TRADELINE, name) in self.disputed for name in names)


def _items(transactions: pa.Table) -> list[Item]:
    columns = (transactions[name].to_pylist() for name in ("account_id", "transaction_id"))
    return list(zip(*columns, strict=True))


def _as_row(correction: Correction) -> dict[str, object]:
    found: dict[str, object] = {}
    if correction.amount is not None:
        found["amount"] = pa.scalar(correction.amount).cast(MONEY).as_py()
    if correction.booked_on is not None:
        found["booked_on"] = correction.booked_on
    if correction.role is not None:
        found |= {"role": correction.role.value, "role_source": RoleSource.PERSON.value}
    return found


def marks_at(connection: Connection, key: PersonKey, at: datetime) -> Marks:
    """Return what was said of a person's items up to a moment.

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
    Marks
        A dispute leaves what was decided before it in force until it is decided itself.
    """
    found = connection.execute(_MARKS, {"person": key.person_id, "moment": at})
    disputed: set[Item] = set()
    removed: set[Item] = set()
    corrections: dict[Item, Correction] = {}
    for mark in found:
        item = (mark.account_id or TRADELINE, mark.transaction_id)
        kind = MarkKind(mark.kind)
        if kind is MarkKind.DISPUTED:
            disputed.add(item)
            continue
        disputed.discard(item)
        if kind is MarkKind.REMOVED:
            removed.add(item)
        elif kind is MarkKind.REINSERTED:
            removed.discard(item)
        elif kind is MarkKind.CORRECTED and mark.correction_sealed is not None:
            corrections[item] = Correction.unseal(key, mark.correction_sealed, mark.mark_id)
    return Marks(frozenset(disputed), frozenset(removed), corrections)

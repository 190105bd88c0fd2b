"""The lines that a dispute is about, and the marks that are put on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pyarrow.compute as pc
from sqlalchemy import Connection

from plainscore.service.data.blocks import blocks_at, opened_block
from plainscore.service.data.marks import TRADELINE, Correction, Item, MarkKind
from plainscore.service.database.schema import item_marks
from plainscore.service.disputes.subject import Subject, SubjectKind
from plainscore.service.identifiers import new_id
from plainscore.service.sealing import PersonKey


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement, as the bank handed it in.

    Parameters
    ----------
    account_id, item_id : str
        The account and the line.
    booked_on : datetime.date
        The day.
    amount : decimal.Decimal
        Inflow positive.
    role : str
        What it was taken for.
    """

    account_id: str
    item_id: str
    booked_on: date
    amount: Decimal
    role: str


def find_line(connection: Connection, key: PersonKey, item_id: str, at: datetime) -> Line | None:
    """Return a line of a person's by its name; None if there is none.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    item_id : str
        Name of the line.
    at : datetime.datetime
        As known then.

    Returns
    -------
    Line or None
        Without regard to marks: a line that was removed is found, too.
    """
    for block in blocks_at(connection, key.person_id, at):
        rows = opened_block(key, block)
        found = rows.filter(pc.equal(rows["transaction_id"], item_id)).to_pylist()
        if found:
            row = found[0]
            return Line(block.account_id, item_id, row["booked_on"], row["amount"], row["role"])
    return None


def lines_of(
    connection: Connection, key: PersonKey, subject: Subject, at: datetime
) -> tuple[Item, ...]:
    """Return what a subject covers: its own line or tradeline, or all lines of its account.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    subject : Subject
        What is contested.
    at : datetime.datetime
        As known then.

    Returns
    -------
    tuple of Item
        Empty where the subject is a value in a score or the person's identity.
    """
    if subject.kind is SubjectKind.TRADELINE and subject.subject_id is not None:
        return ((TRADELINE, subject.subject_id),)
    if subject.account_id is None:
        return ()
    if subject.kind is SubjectKind.ITEM and subject.subject_id is not None:
        return ((subject.account_id, subject.subject_id),)
    blocks = blocks_at(connection, key.person_id, at, account_id=subject.account_id)
    names = (
        name for block in blocks for name in opened_block(key, block)["transaction_id"].to_pylist()
    )
    return tuple((subject.account_id, name) for name in dict.fromkeys(names))


def mark_lines(
    connection: Connection,
    key: PersonKey,
    lines: Iterable[Item],
    kind: MarkKind,
    at: datetime,
    *,
    dispute_id: str | None = None,
    correction: Correction | None = None,
) -> None:
    """Put a mark on lines: it counts in everything that is made from now on.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may.
    key : PersonKey
        The person's key.
    lines : iterable of Item
        Which.
    kind : MarkKind
        What is said of them.
    at : datetime.datetime
        When.
    dispute_id : str, optional
        By which dispute.
    correction : Correction, optional
        What they should have said.
    """
    rows = []
    for account_id, item_id in lines:
        mark_id = new_id("mark", at)
        rows.append(
            {
                "mark_id": mark_id,
                "person_id": key.person_id,
                "account_id": account_id or None,
                "transaction_id": item_id,
                "kind": kind.value,
                "dispute_id": dispute_id,
                "correction_sealed": correction and correction.seal(key, mark_id),
                "at": at,
            }
        )
    if rows:
        connection.execute(item_marks.insert(), rows)

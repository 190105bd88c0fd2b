"""What is held of a person at a moment, opened: what a score is made from."""

from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from plainscore.records import SCHEMAS, Records
from plainscore.service.access.person_keys import open_person_key
from plainscore.service.data.accounts import HeldAccount, accounts_at
from plainscore.service.data.blocks import blocks_at, opened_block
from plainscore.service.data.contested import contested_at
from plainscore.service.data.marks import Marks, marks_at
from plainscore.service.data.tradelines import tradelines_at
from plainscore.service.evidence import Coverage
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a person at a moment.

    Parameters
    ----------
    records : Records
        Of the accounts that the person includes, without removed items, with corrections applied.
    accounts : tuple of HeldAccount
        All accounts, those left out too.
    marks : Marks
        What was said of items.
    contested : int
        Open disputes about no item: about a value in a score, or who the person is.
    key : PersonKey
        The person's key, with which it was opened.
    """

    records: Records
    accounts: tuple[HeldAccount, ...]
    marks: Marks
    contested: int
    key: PersonKey = field(repr=False)

    @property
    def coverage(self) -> Coverage:
        """How much of the person's accounts the records are."""
        rows = self.records.transactions
        days = pc.min_max(rows["booked_on"]).as_py()
        used = sum(account.included for account in self.accounts)
        return Coverage(
            accounts_used=used,
            accounts_left_out=len(self.accounts) - used,
            first_day=days["min"] and days["min"].isoformat(),
            last_day=days["max"] and days["max"].isoformat(),
            transactions=rows.num_rows,
            disputed_items=self.marks.disputed_in(rows, self.records.tradelines) + self.contested,
        )


def records_of(
    connection: Connection, service: Service, person_id: str, *, as_of: datetime | None = None
) -> Records:
    """Return what counts of a person at a moment; see `held_of`.

    Parameters
    ----------
    connection, service, person_id, as_of
        As of `held_of`.

    Returns
    -------
    Records
        Of the accounts that the person includes, without removed items, with corrections applied.
    """
    return held_of(connection, service, person_id, as_of=as_of).records


def held_of(
    connection: Connection, service: Service, person_id: str, *, as_of: datetime | None = None
) -> Held:
    """Open what is held of a person, as it was at a moment.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may: the person, a lender with a consent, a reviewer, a task.
    service : Service
        Its parts.
    person_id : str
        Whose.
    as_of : datetime.datetime, optional
        Only what was learned, chosen and decided by then; now by default.

    Returns
    -------
    Held
        The same at any later time, until the person is erased.

    Raises
    ------
    Refusal
        If there is no such person, or nothing of theirs may be seen.
    """
    moment = as_of or service.clock.now()
    key = open_person_key(connection, service, person_id)
    accounts = accounts_at(connection, key, moment)
    marks = marks_at(connection, key, moment)
    included = {account.account_id for account in accounts if account.included}
    blocks = [
        opened_block(key, block)
        for block in blocks_at(connection, person_id, moment)
        if block.account_id in included
    ]
    rows = pa.concat_tables(blocks) if blocks else Records.empty().transactions
    transactions = marks.apply(rows.combine_chunks())
    tradelines, months = map(marks.without_removed, tradelines_at(connection, key, moment))
    counted = [account.row() for account in accounts if account.included]
    records = Records(
        pa.Table.from_pylist(counted, SCHEMAS["accounts"]), transactions, tradelines, months
    )
    contested = contested_at(connection, person_id, moment)
    return Held(records, accounts, marks, contested, key)

"""Statement blocks: one account's rows of one month, as compressed Arrow, sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records import SCHEMAS
from plainscore.service.sealing.cipher import SealBrokenError
from plainscore.service.sealing.packing import pack, unpack_as
from plainscore.service.sealing.person_key import PersonKey

_PLACE = "statement"


@dataclass(frozen=True, slots=True)
class StatementBlock:
    """The rows of one account and month.

    Parameters
    ----------
    account_id : str
        The account.
    month : datetime.date
        The first day of the month.
    transactions : pyarrow.Table
        Rows of the ``transactions`` contract, booked in that month.

    Raises
    ------
    ValueError
        If a row is of another account or month, or the columns are not those of the contract.
    """

    account_id: str
    month: date
    transactions: pa.Table

    def __post_init__(self) -> None:
        rows = self.transactions
        if self.month.day != 1:
            raise ValueError("a month is named by its first day")
        if rows.schema != SCHEMAS["transactions"]:
            raise ValueError("a statement holds the columns of the transactions table")
        accounts = set(rows["account_id"].unique().to_pylist())
        months = set(pc.floor_temporal(rows["booked_on"], unit="month").unique().to_pylist())
        if accounts - {self.account_id} or months - {self.month}:
            raise ValueError("a row of the statement is of another account or month")


def statement_blocks(transactions: pa.Table) -> Iterator[StatementBlock]:
    """Cut transactions into blocks, one an account and month, in order.

    Parameters
    ----------
    transactions : pyarrow.Table
        Rows of the ``transactions`` contract, in any order.

    Yields
    ------
    StatementBlock
        Every row is in exactly one; rows keep their order.

    Examples
    --------
    >>> list(statement_blocks(SCHEMAS["transactions"].empty_table()))
    []
    """
    months = pc.floor_temporal(transactions["booked_on"], unit="month").cast(pa.date32())
    keys = pa.table({"account": transactions["account_id"], "month": months})
    groups = keys.group_by(["account", "month"]).aggregate([])
    for group in groups.sort_by([("account", "ascending"), ("month", "ascending")]).to_pylist():
        inside = pc.and_(
            pc.equal(keys["account"], group["account"]), pc.equal(keys["month"], group["month"])
        )
        yield StatementBlock(group["account"], group["month"], transactions.filter(inside))


def seal_block(key: PersonKey, block: StatementBlock) -> bytes:
    """Compress and encrypt a block under a person's key.

    Parameters
    ----------
    key : PersonKey
        The person's key.
    block : StatementBlock
        The rows.

    Returns
    -------
    bytes
        Bound to the person, the account and the month.

    Examples
    --------
    >>> key = PersonKey.generate("person_1")
    >>> empty = StatementBlock("a", date(2026, 3, 1), SCHEMAS["transactions"].empty_table())
    >>> sealed = seal_block(key, empty)
    >>> unseal_block(key, sealed, "a", date(2026, 3, 1)) == empty.transactions
    True
    """
    plain = pack(block.transactions)
    return key.seal(plain, _PLACE, block.account_id, block.month.isoformat())


def unseal_block(key: PersonKey, sealed: bytes, account_id: str, month: date) -> pa.Table:
    """Decrypt the rows of a block.

    Parameters
    ----------
    key : PersonKey
        The person's key.
    sealed : bytes
        As `seal_block` gave it.
    account_id : str
        The account.
    month : datetime.date
        The first day of the month.

    Returns
    -------
    pyarrow.Table
        The rows: those of the account and month, for only a checked block is ever sealed there.

    Raises
    ------
    SealBrokenError
        If it was changed, or is of another person, account or month.
    """
    plain = key.unseal(sealed, _PLACE, account_id, month.isoformat())
    try:
        return unpack_as(plain, SCHEMAS["transactions"])
    except (pa.ArrowException, ValueError) as error:
        raise SealBrokenError("a sealed block holds no statement") from error

"""The Berka bank (PKDD'99 Discovery Challenge): real transactions of Czech accounts, 1993 to 1998.

The tables are read together: ``account`` for opening days, ``disp`` for who owns an account,
``loan`` for applications and outcomes, ``trans`` for the movements. Bank and account of the other
side are personal data of third parties: they serve to recognise a role and go no further. ``bad``
is a loan finished unpaid (status B) or running in debt (D).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pyarrow as pa

from plainscore.records import SCHEMAS, AccountKind
from plainscore.sources.amounts import read_amount, read_unsigned
from plainscore.sources.csv import numbered_rows, sound_encoding
from plainscore.sources.days import read_day
from plainscore.sources.formats import Format, berka_table, decoded_head
from plainscore.sources.identifiers import read_identifier
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

CURRENCY = "CZK"

_SIGNS = {"credit": 1, "withdrawal": -1, "withdrawal in cash": -1}
_BAD = {"A": False, "B": True, "C": False, "D": True}
_NEEDED = {
    "transactions": ("trans_id", "account_id", "date", "type", "operation", "amount", "balance"),
    "accounts": ("account_id", "date"),
    "holders": ("account_id", "client_id", "type"),
    "loans": ("loan_id", "account_id", "date", "status"),
}

Row = dict[str, str]


@dataclass(slots=True)
class _Bank:
    """What the tables say besides the movements."""

    opened: dict[str, date] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    loans: dict[str, tuple[str, date, bool]] = field(default_factory=dict)


def read_berka(files: Sequence[tuple[Path, str]], *, hide_labels: bool = False) -> list[Parsed]:
    r"""Read tables of the Berka bank.

    Parameters
    ----------
    files : sequence of (pathlib.Path, str)
        Any of the tables, each with its name for messages.
    hide_labels : bool
        Leave ``k_symbol`` out, so that the recognition of roles can be measured against it.

    Returns
    -------
    list of Parsed
        One a file, in the same order. `rows_in` counts movements, so only ``trans`` tables have
        rows. Loans become applications and outcomes. Where no ``disp`` says who owns an account,
        each account is its own person.

    Examples
    --------
    >>> import tempfile
    >>> header = "trans_id,account_id,date,type,operation,amount,balance,k_symbol,bank,account"
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "trans.csv"
    ...     _ = path.write_text(header + "\n1,2,1993-01-05,withdrawal,withdrawal in cash,9,1,,,\n")
    ...     parsed, = read_berka([(path, "trans.csv")])
    >>> parsed.lines[0].amount, parsed.accounts[0].person_id
    (Decimal('-9'), 'account-2')
    """
    bank = _Bank()
    parsed = [_read_table(path, file, bank, hide_labels=hide_labels) for path, file in files]
    owned = [
        replace(one, accounts=tuple(_owned(account, bank) for account in one.accounts))
        for one in parsed
    ]
    applications, outcomes = _research(bank)
    tables = {
        name: table
        for name, table in (("applications", applications), ("outcomes", outcomes))
        if table is not None
    }
    return [replace(owned[0], tables=tables), *owned[1:]]


def _owned(account: StatementAccount, bank: _Bank) -> StatementAccount:
    owner = bank.owner.get(account.account_id, f"account-{account.account_id}")
    return replace(account, person_id=owner, opened_on=bank.opened.get(account.account_id))


def _read_table(path: Path, file: str, bank: _Bank, *, hide_labels: bool) -> Parsed:
    tally = Tally(file, Format.BERKA)
    try:
        table = _table(path)
        if table in _NEEDED:
            encoding = sound_encoding(path, "utf-8")
            with path.open(encoding=encoding, errors="replace", newline="") as stream:
                for number, row in _rows(stream, _NEEDED[table]):
                    _take(tally, table, number, row, bank, hide_labels=hide_labels)
    except (UnreadableError, OSError) as reason:
        return Parsed.unreadable(file, Format.BERKA, reason)
    return tally.parsed()


def _table(path: Path) -> str:
    with path.open("rb") as stream:
        table = berka_table(decoded_head(stream.read(8192)).lstrip("\ufeff"))
    if table is None:
        remedy = "name the columns as they are"
        raise UnreadableError("not_the_format", None, "is none of the Berka tables", remedy)
    return table


def _rows(lines: Iterable[str], needed: Sequence[str]) -> Iterator[tuple[int, Row | None]]:
    """Yield each row by column name, numbered by its line; None where it has other columns."""
    rows = numbered_rows(lines, ",")
    columns = [name.strip() for name in next((values or [] for _, values in rows), [])]
    for name in needed:
        if name not in columns:
            raise UnreadableError("missing_column", name, "is missing", "take the whole table")
    for number, values in rows:
        if values is not None and len(values) == len(columns):
            yield number, dict(zip(columns, values, strict=True))
        elif values is None or any(values):
            yield number, None


def _take(
    tally: Tally, table: str, number: int, row: Row | None, bank: _Bank, *, hide_labels: bool
) -> None:
    """Take one row; a row of the smaller tables that cannot be read is a notice."""
    movement = table == "transactions"
    tally.rows_in += movement
    try:
        if row is None:
            _refuse_width()
        elif movement:
            line = _line(tally.file, number, row, hide_labels=hide_labels)
            tally.lines.append(line)
            _account(tally, line.account_id)
        elif table == "accounts":
            account_id = read_identifier(row["account_id"], "account_id")
            bank.opened[account_id] = read_day(row["date"], "date")
            _account(tally, account_id)
        elif table == "holders":
            if row["type"] == "OWNER":
                account_id = read_identifier(row["account_id"], "account_id")
                bank.owner[account_id] = read_identifier(row["client_id"], "client_id")
        else:
            _loan(row, bank)
    except UnreadableError as reason:
        if movement:
            tally.quarantine(number, reason)
        else:
            tally.problems.append(replace(reason.problem(tally.file, number), quarantined=False))


def _refuse_width() -> None:
    raise UnreadableError("wrong_columns", None, "has other columns than the header")


def _account(tally: Tally, account_id: str) -> None:
    if account_id not in tally.accounts:
        tally.accounts[account_id] = StatementAccount(account_id, AccountKind.CURRENT, CURRENCY)


_NOBODY = frozenset({"0", "0.0"})
"""Account 0 without a bank is how the tables write that there is no other side."""


def _line(file: str, number: int, row: Row, *, hide_labels: bool) -> StatementLine:
    sign = _SIGNS.get(row["type"])
    if sign is None:
        raise UnreadableError("bad_indicator", "type", "is neither credit nor withdrawal")
    label = "" if hide_labels else row.get("k_symbol", "")
    partner = f"{row.get('bank', '')} {row.get('account', '')}".strip()
    if partner in _NOBODY:
        partner = ""
    return StatementLine(
        file,
        number,
        read_identifier(row["account_id"], "account_id"),
        read_day(row["date"], "date"),
        sign * read_unsigned(row["amount"], "amount"),
        CURRENCY,
        read_identifier(row["trans_id"], "trans_id"),
        read_amount(row["balance"], "balance"),
        None,
        None,
        f"berka:{row['type']}/{row['operation']}/{label}",
        "",
        partner,
    )


def _loan(row: Row, bank: _Bank) -> None:
    bad = _BAD.get(row["status"])
    if bad is None:
        raise UnreadableError("bad_status", "status", "is none of A, B, C, D")
    loan_id = read_identifier(row["loan_id"], "loan_id")
    account_id = read_identifier(row["account_id"], "account_id")
    bank.loans[loan_id] = (account_id, read_day(row["date"], "date"), bad)


def _research(bank: _Bank) -> tuple[pa.Table | None, pa.Table | None]:
    """Return who applied when, and how it ended; a loan is applied for on the day it is granted."""
    if not bank.loans:
        return None, None
    loans = sorted(bank.loans.items(), key=lambda loan: (loan[1][1], loan[0]))
    applications = {
        "application_id": [loan_id for loan_id, _ in loans],
        "person_id": [
            bank.owner.get(account_id, f"account-{account_id}") for _, (account_id, _, _) in loans
        ],
        "as_of": [datetime.combine(day, time(), UTC) for _, (_, day, _) in loans],
    }
    outcomes = {
        "application_id": applications["application_id"],
        "bad": [bad for _, (_, _, bad) in loans],
    }
    return (
        pa.table(applications, schema=SCHEMAS["applications"]),
        pa.table(outcomes, schema=SCHEMAS["outcomes"]),
    )

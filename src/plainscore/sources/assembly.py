"""From the files of one person to that person's rows of the records."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records import INSTANT, MONEY, SCHEMAS, AccountKind, Problem, Role, RoleSource
from plainscore.sources.booking_order import booking_order
from plainscore.sources.contract import distinct_rows
from plainscore.sources.formats import Format
from plainscore.sources.identity import Batch, Transaction, distinct
from plainscore.sources.parsed import Parsed
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

_KIND_RANK = (
    AccountKind.LOAN,
    AccountKind.CARD,
    AccountKind.SAVINGS,
    AccountKind.CURRENT,
    AccountKind.OTHER,
)
"""Where files disagree: a file that says nothing is taken for one of a current account."""


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of the rows of one file.

    Parameters
    ----------
    file : str
        Its name.
    format : Format or None
        What it was read as; None when it was not recognised.
    rows_in, kept, quarantined, duplicates : int
        Movements, or rows of a table of the records, and what became of them.

    Examples
    --------
    >>> FileCount("may.csv", Format.CSV, 10, 7, 1, 2).accounted_for
    True
    """

    file: str
    format: Format | None
    rows_in: int
    kept: int
    quarantined: int
    duplicates: int

    @property
    def accounted_for(self) -> bool:
        """Whether every row is kept, quarantined or a duplicate."""
        return self.rows_in == self.kept + self.quarantined + self.duplicates


@dataclass(frozen=True, slots=True)
class Assembled:
    """The rows of one or several people, and how they came about.

    Parameters
    ----------
    accounts, transactions : pyarrow.Table
        With the schemas of `plainscore.records.tables`.
    problems : tuple of Problem
        Of all files.
    files : tuple of FileCount
        One a file.
    tables : mapping of str to pyarrow.Table
        Tradelines, applications and outcomes, where files hold them.
    """

    accounts: pa.Table
    transactions: pa.Table
    problems: tuple[Problem, ...]
    files: tuple[FileCount, ...]
    tables: Mapping[str, pa.Table] = field(default_factory=dict)


def assemble(person_id: str, parsed: Sequence[Parsed], known_at: datetime | None) -> Assembled:
    """Turn what the files of one person gave into rows of the records.

    Parameters
    ----------
    person_id : str
        Whose files these are, unless a file itself names the holder of an account.
    parsed : sequence of Parsed
        What the files gave.
    known_at : datetime.datetime or None
        When the lines became known; the end of the booking day when None.

    Returns
    -------
    Assembled
        Each transaction once, in booking order within its account.

    Examples
    --------
    >>> assemble("self", [], None).transactions.num_rows
    0
    """
    accounts = _merged_accounts(parsed)
    removed = frozenset[tuple[str, str]]().union(*(file.removed for file in parsed))
    problems = [problem for file in parsed for problem in file.problems]
    quarantined = [file.quarantined for file in parsed]
    batches = []
    for number, file in enumerate(parsed):
        good = []
        for line in file.lines:
            reason = _refusal(line, accounts, removed)
            if reason is None:
                good.append(line)
            else:
                problems.append(reason.problem(file.file, line.row))
                quarantined[number] += 1
        batches.append(Batch(file.format or Format.CSV, good))
    found = distinct(batches)
    kept = Counter(transaction.batch for transaction in found.transactions)
    tables, kept_in_tables = _distinct_tables(parsed)
    files = tuple(
        FileCount(
            file.file,
            file.format,
            file.rows_in,
            kept[number] + kept_in_tables[number],
            quarantined[number],
            found.duplicates[number] + file.table_rows - kept_in_tables[number],
        )
        for number, file in enumerate(parsed)
    )
    problems += [
        Problem(file.file, None, None, "no_rows", "holds no transactions", quarantined=False)
        for file in parsed
        if _left_no_trace(file)
    ]
    holders = {
        account_id: account.person_id or person_id for account_id, account in accounts.items()
    }
    ordered = booking_order(found.transactions, batches)
    return Assembled(
        _accounts_table(accounts, holders),
        _transactions_table(ordered, accounts, holders, known_at),
        (*problems, *found.notices),
        files,
        tables,
    )


def _left_no_trace(file: Parsed) -> bool:
    """Whether a file gave nothing at all; tables of research data are read for the others."""
    read_with_others = file.format is Format.BERKA
    return not (file.rows_in or file.accounts or file.problems or read_with_others)


def _refusal(
    line: StatementLine,
    accounts: dict[str, StatementAccount],
    removed: frozenset[tuple[str, str]],
) -> UnreadableError | None:
    if line.line_id is not None and (line.account_id, line.line_id) in removed:
        return UnreadableError("removed", None, "was withdrawn by the bank")
    if line.currency != accounts[line.account_id].currency:
        return UnreadableError(
            "other_currency",
            "currency",
            "is in another currency than its account",
            "give each currency its own account",
        )
    return None


def _merged_accounts(parsed: Sequence[Parsed]) -> dict[str, StatementAccount]:
    """Merge what the files say of each account; which file says it does not matter."""
    stated: dict[str, list[StatementAccount]] = defaultdict(list)
    currencies: dict[str, Counter[str]] = defaultdict(Counter)
    for file in parsed:
        for account in file.accounts:
            stated[account.account_id].append(account)
        for line in file.lines:
            currencies[line.account_id][line.currency] += 1
    return {
        account_id: _merged(account_id, stated[account_id], currencies[account_id])
        for account_id in sorted(stated.keys() | currencies.keys())
    }


def _merged(
    account_id: str, stated: Sequence[StatementAccount], counts: Counter[str]
) -> StatementAccount:
    currencies = {account.currency for account in stated} or set(counts)
    return StatementAccount(
        account_id,
        min(
            (account.kind for account in stated), key=_KIND_RANK.index, default=AccountKind.CURRENT
        ),
        min(currencies, key=lambda code: (-counts[code], code)),
        min((account.opened_on for account in stated if account.opened_on), default=None),
        max(
            (account.credit_limit for account in stated if account.credit_limit is not None),
            default=None,
        ),
        min((account.person_id for account in stated if account.person_id), default=None),
    )


def _accounts_table(accounts: dict[str, StatementAccount], holders: dict[str, str]) -> pa.Table:
    rows = list(accounts.values())
    return pa.table(
        {
            "account_id": [account.account_id for account in rows],
            "person_id": [holders[account.account_id] for account in rows],
            "kind": [account.kind.value for account in rows],
            "currency": [account.currency for account in rows],
            "opened_on": [account.opened_on for account in rows],
            "credit_limit": [account.credit_limit for account in rows],
        },
        schema=SCHEMAS["accounts"],
    )


def _transactions_table(
    ordered: Sequence[Transaction],
    accounts: dict[str, StatementAccount],
    holders: dict[str, str],
    known_at: datetime | None,
) -> pa.Table:
    lines = [transaction.line for transaction in ordered]
    roles = _roles(lines, accounts, holders)
    booked_on = pa.array([line.booked_on for line in lines], pa.date32())
    if known_at is None:
        known = pc.add(booked_on.cast(INSTANT), pa.scalar(timedelta(days=1), pa.duration("us")))
    else:
        known = pa.repeat(pa.scalar(known_at.astimezone(UTC), INSTANT), len(lines))
    return pa.table(
        [
            pa.array([transaction.transaction_id for transaction in ordered], pa.string()),
            pa.array([line.account_id for line in lines], pa.string()),
            booked_on,
            known,
            pa.array([line.amount for line in lines], MONEY),
            pa.array([line.balance_after for line in lines], MONEY),
            pa.array([role.value for role, _ in roles], pa.string()),
            pa.array([source.value for _, source in roles], pa.string()),
        ],
        schema=SCHEMAS["transactions"],
    )


def _roles(
    lines: Sequence[StatementLine],
    accounts: dict[str, StatementAccount],
    holders: dict[str, str],
) -> list[tuple[Role, RoleSource]]:
    """Recognise roles person by person: nobody's lines tell anything about another's."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        places[holders[line.account_id]].append(place)
    owned: dict[str, list[StatementAccount]] = defaultdict(list)
    for account_id, holder in holders.items():
        owned[holder].append(accounts[account_id])
    roles: list[tuple[Role, RoleSource]] = [(Role.OTHER, RoleSource.DEFAULT)] * len(lines)
    for holder, theirs in places.items():
        found = recognise_roles([lines[place] for place in theirs], owned[holder])
        for place, role in zip(theirs, found, strict=True):
            roles[place] = role
    return roles


def _distinct_tables(parsed: Sequence[Parsed]) -> tuple[dict[str, pa.Table], list[int]]:
    """Join the tables of several files, each row once, and count what each file gave."""
    joined: dict[str, pa.Table] = {}
    kept = [0] * len(parsed)
    for name in sorted({name for file in parsed for name in file.tables}):
        parts = distinct_rows([file.tables.get(name) for file in parsed], name)
        for number, (file, part) in enumerate(zip(parsed, parts, strict=True)):
            if part is not None and file.format is Format.RECORDS:
                kept[number] += part.num_rows
        joined[name] = pa.concat_tables([part for part in parts if part is not None])
    return joined, kept

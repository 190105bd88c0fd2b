"""Which lines are the same transaction, whatever files they came from and in whatever order.

An overlapping export never doubles a transaction, and no export hides one:

- Lines that share an account and a provider's line id are the same transaction. Plaid and UK Open
  Banking promise that an id names one transaction for ever. OFX, CSV and Berka promise it too, but
  banks do reuse ids, so there the day and the amount must agree as well. camt and MT940 carry a
  bank reference, which may also stand on two lines of one statement: those are two transactions.
- Lines without an id are the same when day, amount and text agree. Equal lines within one file are
  counted: the second coffee of a day is its own transaction, and a second file that holds the same
  two coffees adds none.
- Two formats of one account that share no id are two views of it. For each day and amount the view
  with more lines is kept.

Every rule depends on the set of lines alone, so neither order nor repetition of files matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import blake2b

from plainscore.records import Problem
from plainscore.sources.formats import Format
from plainscore.sources.statement import StatementLine

PERMANENT = frozenset({Format.PLAID, Format.OBIE})
"""Formats whose line id names one transaction for ever, even when its details are corrected."""

REFERENCES = frozenset({Format.CAMT053, Format.MT940})
"""Formats whose line id is a bank reference that several lines of one statement may carry."""

_RANK = {name: rank for rank, name in enumerate(Format)}
_Content = tuple[date, Decimal, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of one file.

    Parameters
    ----------
    format : Format
        What the file was read as.
    lines : sequence of StatementLine
        Its lines.
    """

    format: Format
    lines: Sequence[StatementLine]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A line that is kept, with the identity it has in the records.

    Parameters
    ----------
    transaction_id : str
        Stable digest of what identifies it.
    batch : int
        Which batch it came from.
    line : StatementLine
        The line.
    """

    transaction_id: str
    batch: int
    line: StatementLine


@dataclass(frozen=True, slots=True)
class Distinct:
    """The transactions behind a set of lines.

    Parameters
    ----------
    transactions : tuple of Transaction
        Each transaction once.
    duplicates : tuple of int
        For each batch, how many of its lines are other views of a transaction that was kept.
    notices : tuple of Problem
        What looked odd and cost no row.
    """

    transactions: tuple[Transaction, ...]
    duplicates: tuple[int, ...]
    notices: tuple[Problem, ...]


def distinct(batches: Sequence[Batch]) -> Distinct:
    """Find the transactions behind the lines of several files.

    Parameters
    ----------
    batches : sequence of Batch
        The files of one person.

    Returns
    -------
    Distinct
        Transactions and duplicates; together they are all lines.

    Examples
    --------
    >>> line = StatementLine("a", 1, "A", date(2024, 5, 1), Decimal(5), "EUR", text="rent")
    >>> twice = distinct([Batch(Format.CSV, [line]), Batch(Format.CSV, [line])])
    >>> len(twice.transactions), twice.duplicates
    (1, (0, 1))
    """
    accounts: dict[str, list[tuple[int, StatementLine]]] = defaultdict(list)
    for number, batch in enumerate(batches):
        for line in batch.lines:
            accounts[line.account_id].append((number, line))
    formats = [batch.format for batch in batches]
    kept: list[Transaction] = []
    notices: list[Problem] = []
    for account_id in sorted(accounts):
        view = _Account(account_id, formats, accounts[account_id])
        kept += view.transactions()
        notices += view.notices
    left = [len(batch.lines) for batch in batches]
    for transaction in kept:
        left[transaction.batch] -= 1
    return Distinct(tuple(kept), tuple(left), tuple(notices))


class _Account:
    """The lines of one account, from any number of files."""

    def __init__(
        self, account_id: str, formats: Sequence[Format], rows: Iterable[tuple[int, StatementLine]]
    ) -> None:
        self.account_id = account_id
        self.formats = formats
        self.notices: list[Problem] = []
        self.named: dict[str, dict[_Content, list[tuple[int, StatementLine]]]] = {}
        self.unnamed: dict[_Content, list[tuple[int, StatementLine]]] = {}
        for number, line in rows:
            if line.line_id is None:
                words = " ".join(line.text.casefold().split())
                content = (line.booked_on, line.amount, words)
                self.unnamed.setdefault(content, []).append((number, line))
            else:
                content = (line.booked_on, line.amount, "")
                by_content = self.named.setdefault(line.line_id, {})
                by_content.setdefault(content, []).append((number, line))

    def transactions(self) -> list[Transaction]:
        kept: list[Transaction] = []
        reused = 0
        for line_id, contents in self.named.items():
            rows = [row for same in contents.values() for row in same]
            if len(rows) == 1:
                number, line = rows[0]
                kept.append(Transaction(_digest(self.account_id, line_id), number, line))
                continue
            if any(self.formats[number] in PERMANENT for number, _ in rows):
                kept.append(self._latest(line_id, rows, versions=len(contents)))
                continue
            reused += len(contents) > 1
            for content, same in contents.items():
                kept += self._same(line_id, content, same, alone=len(contents) == 1)
        for content, same in self.unnamed.items():
            kept += self._same(None, content, same, alone=True)
        if reused:
            self._notice(
                "reused_id",
                f"{reused} line ids of an account stand for several transactions; all were kept",
            )
        return self._of_one_view(kept)

    def _latest(
        self, line_id: str, rows: list[tuple[int, StatementLine]], *, versions: int
    ) -> Transaction:
        """Keep the last version of a transaction whose id is permanent."""

        def rank(row: tuple[int, StatementLine]) -> tuple[object, ...]:
            number, line = row
            return (line.revision, line.booked_on, line.amount, *self._merit([line], number))

        number, line = max(rows, key=rank)
        current = {
            (other.booked_on, other.amount) for _, other in rows if other.revision == line.revision
        }
        if versions > 1 and len(current) > 1:
            self._notice(
                "conflicting_versions",
                "a transaction stands in two versions and none is marked as the later; "
                "the one booked last was kept",
            )
        return Transaction(_digest(self.account_id, line_id), number, line)

    def _same(
        self,
        line_id: str | None,
        content: _Content,
        rows: list[tuple[int, StatementLine]],
        *,
        alone: bool,
    ) -> list[Transaction]:
        """Keep the equal lines of the file that holds most of them."""
        if len(rows) == 1:
            ((number, line),) = rows
            return [Transaction(self._identity(line_id, content, 0, alone=alone), number, line)]
        files: dict[int, list[StatementLine]] = defaultdict(list)
        for number, line in rows:
            files[number].append(line)
        for number, lines in files.items():
            lines.sort(key=_by_balance)
            if line_id is not None and self.formats[number] not in REFERENCES:
                files[number] = [max(lines, key=lambda line: self._merit([line], 0))]
        number = max(files, key=lambda number: self._merit(files[number], number))
        return [
            Transaction(self._identity(line_id, content, ordinal, alone=alone), number, line)
            for ordinal, line in enumerate(files[number])
        ]

    def _merit(self, lines: Sequence[StatementLine], number: int) -> tuple[object, ...]:
        """Rank one file's view of a transaction; equal views rank by content, never by order."""
        return (
            len(lines),
            sum(line.balance_after is not None for line in lines),
            -_RANK[self.formats[number]],
            [_facts(line) for line in lines],
            -number,
        )

    def _identity(
        self, line_id: str | None, content: _Content, ordinal: int, *, alone: bool
    ) -> str:
        if line_id is not None and alone and ordinal == 0:
            return _digest(self.account_id, line_id)
        day, amount, words = content
        units = str(int(amount.scaleb(4)))
        return _digest(self.account_id, line_id or "", day.isoformat(), units, words, str(ordinal))

    def _of_one_view(self, kept: list[Transaction]) -> list[Transaction]:
        """Of formats that share no line id, keep for each day and amount the fullest."""
        systems = self._systems(kept)
        if len(set(systems.values())) < 2:
            return kept
        buckets: dict[tuple[date, Decimal], dict[Format, list[Transaction]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for transaction in kept:
            system = systems[self.formats[transaction.batch]]
            bucket = buckets[transaction.line.booked_on, transaction.line.amount]
            bucket[system].append(transaction)
        return [
            transaction
            for bucket in buckets.values()
            for transaction in max(
                bucket.items(), key=lambda view: (len(view[1]), -_RANK[view[0]])
            )[1]
        ]

    def _systems(self, kept: Iterable[Transaction]) -> dict[Format, Format]:
        """Return, for each format, the first of the formats it shares line ids with."""
        system = {
            self.formats[transaction.batch]: self.formats[transaction.batch] for transaction in kept
        }
        if len(system) < 2:
            return system
        for contents in self.named.values():
            shared = {
                system[name]
                for same in contents.values()
                for number, _ in same
                if (name := self.formats[number]) in system
            }
            if len(shared) > 1:
                first = min(shared, key=_RANK.__getitem__)
                system = {name: first if root in shared else root for name, root in system.items()}
        return system

    def _notice(self, code: str, message: str) -> None:
        file = min(
            line.file
            for contents in self.named.values()
            for rows in contents.values()
            for _, line in rows
        )
        self.notices.append(Problem(file, None, None, code, message, quarantined=False))


def _by_balance(line: StatementLine) -> tuple[bool, Decimal, int]:
    return (line.balance_after is None, line.balance_after or Decimal(0), line.row)


def _facts(line: StatementLine) -> tuple[str, ...]:
    return (
        str(line.balance_after),
        line.bank_code or "",
        line.purpose_code or "",
        line.bank_category or "",
        line.text,
        line.counterparty,
    )


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()

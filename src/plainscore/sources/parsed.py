"""`Parsed`: what one file gave. `Tally`: how a reader gathers it, so that rows always add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import pyarrow as pa

from plainscore.records import Problem
from plainscore.sources.formats import Format
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    format : Format or None
        The format it was read as; None when it was not recognised.
    accounts : tuple of StatementAccount
        Accounts the file speaks of, each once.
    lines : tuple of StatementLine
        Booked movements, in the order of the file.
    problems : tuple of Problem
        One with ``quarantined`` and a row for each row left out; the others are notices.
    rows_in : int
        Movements seen: booked, pending, withdrawn or unreadable.
    removed : frozenset of (str, str)
        Account and line id of movements that the provider withdraws.
    tables : mapping of str to pyarrow.Table
        Tables other than accounts and transactions, with the schemas of
        `plainscore.records.tables`: tradelines, applications, outcomes.

    Examples
    --------
    >>> Parsed("may.csv", Format.CSV).accounted_for
    True
    """

    file: str
    format: Format | None
    accounts: tuple[StatementAccount, ...] = ()
    lines: tuple[StatementLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows_in: int = 0
    removed: frozenset[tuple[str, str]] = frozenset()
    tables: Mapping[str, pa.Table] = field(default_factory=dict)

    @classmethod
    def unreadable(
        cls,
        file: str,
        format: Format | None,  # noqa: A002 - the word of the contract
        reason: UnreadableError | OSError,
    ) -> Self:
        """Return the result for a file of which nothing could be read.

        Parameters
        ----------
        file : str
            Name of the file.
        format : Format or None
            The format it was tried as.
        reason : UnreadableError or OSError
            Why.

        Returns
        -------
        Parsed
            No rows and one problem.

        Examples
        --------
        >>> reason = UnreadableError("empty", None, "is empty")
        >>> print(Parsed.unreadable("a", None, reason).problems[0])
        a: is empty; nothing could be read
        """
        if not isinstance(reason, UnreadableError):
            remedy = "check that the file may be read"
            reason = UnreadableError("cannot_open", None, "cannot be opened", remedy)
        problem = Problem(
            file,
            None,
            reason.column,
            reason.code,
            f"{reason.message}; nothing could be read",
            reason.remedy,
        )
        return cls(file, format, problems=(problem,))

    @property
    def quarantined(self) -> int:
        """Number of rows left out, one problem each."""
        return sum(problem.quarantined and problem.row is not None for problem in self.problems)

    @property
    def table_rows(self) -> int:
        """Number of rows of its tables; those of research data do not count as movements."""
        if self.format is not Format.RECORDS:
            return 0
        return sum(table.num_rows for table in self.tables.values())

    @property
    def accounted_for(self) -> bool:
        """Whether every row seen is a line, a row of a table or quarantined."""
        return self.rows_in == len(self.lines) + self.table_rows + self.quarantined


@dataclass(slots=True)
class Tally:
    """Gathers the lines and problems of one file while it is read.

    A reader calls `row` for each movement it sees and then exactly one of `keep` and `quarantine`.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    format : Format
        The format being read.

    Examples
    --------
    >>> tally = Tally("may.csv", Format.CSV)
    >>> tally.rows_in += 1
    >>> tally.quarantine(2, UnreadableError("empty", "amount", "is empty"))
    >>> tally.parsed().quarantined
    1
    """

    file: str
    format: Format
    lines: list[StatementLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    accounts: dict[str, StatementAccount] = field(default_factory=dict)
    removed: set[tuple[str, str]] = field(default_factory=set)
    rows_in: int = 0

    def quarantine(self, row: int, reason: UnreadableError) -> None:
        """Leave one row out.

        Parameters
        ----------
        row : int
            1-based position of the row.
        reason : UnreadableError
            Why.

        Examples
        --------
        >>> tally = Tally("may.csv", Format.CSV)
        >>> tally.quarantine(2, UnreadableError("empty", "amount", "is empty"))
        >>> tally.problems[0].quarantined
        True
        """
        self.problems.append(reason.problem(self.file, row))

    def notice(
        self, code: str, message: str, remedy: str = "", *, column: str | None = None
    ) -> None:
        """State something about the whole file that costs no row.

        Parameters
        ----------
        code, message, remedy : str
            What it is, in plain words, and what can be done.
        column : str, optional
            Column, tag or field.

        Examples
        --------
        >>> tally = Tally("may.csv", Format.CSV)
        >>> tally.notice("guessed_encoding", "is not UTF-8", "name the encoding in the mapping")
        >>> tally.problems[0].quarantined
        False
        """
        self.problems.append(
            Problem(self.file, None, column, code, message, remedy, quarantined=False)
        )

    def parsed(self) -> Parsed:
        """Return what was gathered, frozen.

        Examples
        --------
        >>> Tally("may.csv", Format.CSV).parsed().rows_in
        0
        """
        return Parsed(
            self.file,
            self.format,
            tuple(self.accounts.values()),
            tuple(self.lines),
            tuple(self.problems),
            self.rows_in,
            frozenset(self.removed),
        )

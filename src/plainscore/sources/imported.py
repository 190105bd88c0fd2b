"""`Import`: what a set of files gave, joined over all people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from plainscore.records import Problem, Records
from plainscore.sources.assembly import Assembled, FileCount
from plainscore.sources.contract import CONTRACT_TABLES, distinct_rows
from plainscore.sources.formats import Format


@dataclass(frozen=True, slots=True)
class Import:
    """What a set of files gave.

    Parameters
    ----------
    records : Records
        Accounts and transactions, and tradelines where files hold them.
    problems : tuple of Problem
        What was quarantined, and notices that cost no row.
    files : tuple of FileCount
        What became of the rows of each file.
    applications, outcomes : pyarrow.Table or None
        Who asked when, and who turned out bad, where files say so.

    Examples
    --------
    >>> Import(Records.empty(), (), ()).accounted_for
    True
    """

    records: Records
    problems: tuple[Problem, ...]
    files: tuple[FileCount, ...]
    applications: pa.Table | None = None
    outcomes: pa.Table | None = None

    @property
    def rows_in(self) -> int:
        """Rows seen in all files."""
        return sum(file.rows_in for file in self.files)

    @property
    def kept(self) -> int:
        """Rows kept."""
        return sum(file.kept for file in self.files)

    @property
    def quarantined(self) -> int:
        """Rows left out, each with a problem."""
        return sum(file.quarantined for file in self.files)

    @property
    def duplicates(self) -> int:
        """Further views of rows that were kept."""
        return sum(file.duplicates for file in self.files)

    @property
    def accounted_for(self) -> bool:
        """Whether each file's rows are kept, quarantined or duplicates, and the kept are here."""
        movements = sum(file.kept for file in self.files if file.format is not Format.RECORDS)
        return (
            all(file.accounted_for for file in self.files)
            and movements == self.records.transactions.num_rows
        )


def joined(assembled: Sequence[Assembled], people: Sequence[str]) -> Import:
    """Join the rows of several people.

    Parameters
    ----------
    assembled : sequence of Assembled
        One a person.
    people : sequence of str
        Their ids, in the same order.

    Returns
    -------
    Import
        All rows. An account that stands in the files of several people (a joint account) becomes
        one account for each of them, so that every row belongs to one person.

    Examples
    --------
    >>> joined([], []).rows_in
    0
    """
    if not assembled:
        return Import(Records.empty(), (), ())
    parts, notices = _with_own_accounts(assembled, people)
    tables = {name: _joined(name, parts) for name in CONTRACT_TABLES}
    empty = Records.empty()
    records = Records(
        pa.concat_tables([part.accounts for part in parts]).combine_chunks(),
        pa.concat_tables([part.transactions for part in parts]).combine_chunks(),
        empty.tradelines if tables["tradelines"] is None else tables["tradelines"],
        empty.tradeline_months
        if tables["tradeline_months"] is None
        else tables["tradeline_months"],
    )
    return Import(
        records,
        (*(problem for part in parts for problem in part.problems), *notices),
        tuple(file for part in parts for file in part.files),
        tables["applications"],
        tables["outcomes"],
    )


def _joined(name: str, parts: Sequence[Assembled]) -> pa.Table | None:
    """Join one table over people; a row that several people's files hold counts once."""
    present = [
        table
        for table in distinct_rows([part.tables.get(name) for part in parts], name)
        if table is not None
    ]
    return pa.concat_tables(present).combine_chunks() if present else None


def _with_own_accounts(
    assembled: Sequence[Assembled], people: Sequence[str]
) -> tuple[list[Assembled], list[Problem]]:
    """Give each person their own account where files of several people name the same one."""
    holders: dict[str, int] = Counter(
        account_id for part in assembled for account_id in part.accounts["account_id"].to_pylist()
    )
    shared = {account_id for account_id, times in holders.items() if times > 1}
    if not shared:
        return list(assembled), []
    parts = [
        _renamed(part, shared, person_id) for part, person_id in zip(assembled, people, strict=True)
    ]
    notice = Problem(
        "all files",
        None,
        None,
        "shared_account",
        f"{len(shared)} accounts stand in the files of several people; "
        "each person was given their own view of it",
        "check that the files are in the right folders",
        quarantined=False,
    )
    return parts, [notice]


def _renamed(part: Assembled, shared: set[str], person_id: str) -> Assembled:
    def own(table: pa.Table) -> pa.Table:
        names = [
            f"{person_id}:{name}" if name in shared else name
            for name in table["account_id"].to_pylist()
        ]
        place = table.schema.get_field_index("account_id")
        return table.set_column(place, table.schema.field(place), pa.array(names, pa.string()))

    return replace(part, accounts=own(part.accounts), transactions=own(part.transactions))

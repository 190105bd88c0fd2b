"""One person in a request: accounts to cells, cells to features, tradelines beside them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.features.chosen import chosen_features
from plainscore.features.folded import APPLICATION, FOLDED, Part
from plainscore.features.kernel import (
    GREATEST,
    NOTHING,
    PIECES,
    cells_of,
    days_of,
    fold_cells,
    instants_of,
    roles_of,
    scratch_for,
    units_of,
)
from plainscore.features.person import Value
from plainscore.features.person_tradelines import fold_tradelines
from plainscore.features.plan_route import features_by_plan
from plainscore.features.row_formulas import row_function
from plainscore.features.steps import PIECES as TABLES
from plainscore.features.steps import finishing_plan_for
from plainscore.records import LIQUID_KINDS, Records

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000
_LIQUID = frozenset(kind.value for kind in LIQUID_KINDS)
MOST_ACCOUNTS = 64
"""More accounts than this could add up to more than 64 bits hold."""


def fold_person(
    records: Records, as_of: datetime, features: Iterable[str] | None
) -> dict[str, Value]:
    """Return what `plainscore.features.person_features` does."""
    chosen = chosen_features(features)
    today, moment = day_and_moment(as_of)
    accounts = Accounts.of(records.accounts)
    cells, fits = accounts.cells_of(records.transactions, today, moment)
    if not (fits and accounts.fit):
        return _by_plan(records, as_of, chosen)
    tradelines = fold_tradelines(records, today, moment)
    return folded_features(cells, accounts, today, tradelines, chosen)


def day_and_moment(as_of: datetime) -> tuple[int, int]:
    """Return the day (UTC) and the microsecond of a moment, counted from the start of 1970.

    Examples
    --------
    >>> day_and_moment(datetime(1970, 1, 2, tzinfo=UTC))
    (1, 86400000000)
    """
    if as_of.tzinfo is None:
        raise ValueError("the moment has no time zone")
    since = as_of - _EPOCH
    moment = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return moment // _DAY, moment


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts a person can pay from, as the kernel takes them.

    Parameters
    ----------
    names : tuple of str
        Their ids, sorted; an account's place is its number.
    currency : ndarray of int32
        Numbers in the order of the codes' letters.
    is_savings : ndarray of bool
        Whether an account is for savings.
    limit : ndarray of int64
        The limit arranged, in ten-thousandths; zero where none is known.
    fit : bool
        Whether they are few enough, and their limits small enough, for 64 bits.
    """

    names: tuple[str, ...]
    currency: npt.NDArray[np.int32]
    is_savings: npt.NDArray[np.bool_]
    limit: npt.NDArray[np.int64]
    fit: bool

    @classmethod
    def of(cls, table: pa.Table) -> "Accounts":
        """Return the liquid accounts of a table of accounts."""
        if len(set(table["person_id"].to_pylist())) > 1:
            raise ValueError("the accounts are of more than one person")
        limits = units_of(table["credit_limit"]).tolist()
        columns = (table[name].to_pylist() for name in ("account_id", "kind", "currency"))
        rows = sorted(
            (name, kind, currency, limit)
            for name, kind, currency, limit in zip(*columns, limits, strict=True)
            if kind in _LIQUID
        )
        codes = sorted({row[2] for row in rows})
        limit = np.array([0 if row[3] == NOTHING else row[3] for row in rows], np.int64)
        return cls(
            names=tuple(row[0] for row in rows),
            currency=np.array([codes.index(row[2]) for row in rows], np.int32),
            is_savings=np.array([row[1] == "savings" for row in rows], np.bool_),
            limit=limit,
            fit=len(rows) <= MOST_ACCOUNTS and bool((np.abs(limit) <= GREATEST).all()),
        )

    def cells_of(
        self, transactions: pa.Table, today: int, moment: int
    ) -> tuple[npt.NDArray[np.int64], bool]:
        """Return the cells of what may be seen on a day, at a moment; and whether they fit."""
        places = pc.index_in(
            transactions["account_id"].combine_chunks(), pa.array(self.names, pa.string())
        )
        cells, fits = cells_of(
            pc.fill_null(places, -1).to_numpy(zero_copy_only=False),
            days_of(transactions["booked_on"]),
            instants_of(transactions["known_at"]),
            units_of(transactions["amount"]),
            units_of(transactions["balance_after"]),
            roles_of(transactions["role"]),
            0,
            transactions.num_rows,
            today,
            moment,
            scratch_for(transactions.num_rows),
        )
        return cells.copy(), fits


_OFFSETS: dict[Part, tuple[int, Mapping[str, str]]] = {}
for _part, (_, _columns) in TABLES.items():
    _OFFSETS[_part] = (sum(len(columns) for _, columns in _OFFSETS.values()), _columns)


def folded_features(
    cells: npt.NDArray[np.int64],
    accounts: Accounts,
    today: int,
    tradelines: Mapping[str, Any],
    chosen: tuple[str, ...],
) -> dict[str, Value]:
    """Return the features of one person from cells, by the formulas of the catalogue.

    Parameters
    ----------
    cells : ndarray of int64
        What the person's accounts booked before the day, by account and day.
    accounts : Accounts
        The person's accounts.
    today : int
        The day, counted from the start of 1970.
    tradelines : mapping of str to number or None
        What `fold_tradelines` returns.
    chosen : tuple of str
        Names of features, in the order of the catalogue.

    Returns
    -------
    dict of str to float, int, bool or None
        The gates and the features.
    """
    pieces = np.full(len(PIECES), np.nan)
    fold_cells(cells, accounts.currency, accounts.is_savings, accounts.limit, today, pieces)
    rows: dict[str, dict[str, Any]] = {"folded_tradelines": dict(tradelines)}
    for part, (first, columns) in _OFFSETS.items():
        values = pieces[first : first + len(columns)].tolist()
        name = TABLES[part][0]
        if any(value == value for value in values):  # noqa: PLR0124 - NaN is not itself
            rows[name] = {APPLICATION: 0} | {
                column: None if value != value else int(value) if kind == "int64" else value  # noqa: PLR0124 - as above
                for (column, kind), value in zip(columns.items(), values, strict=True)
            }
    for name, sources, run in _row_steps(chosen):
        if run is None:
            rows[name] = dict(_NO_FOLDED) if name == FOLDED.get_name() else {}
            for source in sources:
                rows[name] |= rows.get(source, {})
        elif sources[0] in rows:
            rows[name] = run(rows[sources[0]])
    found: dict[str, Value] = rows["features"]
    del found["application_id"]
    return found


_NO_FOLDED = dict.fromkeys(FOLDED.columns)

_RowStep = tuple[str, tuple[str, ...], Callable[[Mapping[str, Any]], dict[str, Any]] | None]


@cache
def _row_steps(chosen: tuple[str, ...]) -> tuple[_RowStep, ...]:
    """Return the steps that look at one row, each with what it reads; None for joins of rows."""
    found: list[_RowStep] = []
    for step in finishing_plan_for(chosen):
        if step.name in {"lines", "line_months", "folded_tradelines"}:
            continue
        sources = tuple(sorted(step.reads))
        run = row_function(step.expression) if len(sources) == 1 else None
        found.append((step.name, sources, run))
    return tuple(found)


def _by_plan(records: Records, as_of: datetime, chosen: tuple[str, ...]) -> dict[str, Value]:
    """Return the features of a person whose amounts need the engine's wide decimals."""
    people = set(records.accounts["person_id"].to_pylist()) | set(
        records.tradelines["person_id"].to_pylist()
    )
    person = people.pop()
    application = pa.table({"application_id": [""], "person_id": [person], "as_of": [as_of]})
    row: dict[str, Value] = features_by_plan(records, application, chosen).to_pylist()[0]
    del row["application_id"]
    return row

"""The tradeline part of one person, in Python; see `plainscore.features.tradeline_fold`."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from plainscore.features.folded import PARTS, Part
from plainscore.features.kernel import days_of, instants_of, units_of
from plainscore.features.tradeline_fold import MONTHS_CAP, WITH_LIMIT
from plainscore.records import Records

_LIMITED = frozenset(kind.value for kind in WITH_LIMIT)
_SCALE = 10_000
_EXACT = 2**53
_HALF_YEAR = 180


@dataclass(frozen=True, slots=True)
class _Report:
    """A monthly report: its age in days, how many months ago, and its figures."""

    age: int
    months_ago: int
    balance: int
    missing: int
    days_past_due: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A tradeline: its age, its limit if it is open and has one, and its reports, newest first."""

    age: int
    is_open: bool
    limit: int | None
    reports: list[_Report]


def fold_tradelines(records: Records, today: int, moment: int) -> dict[str, Any]:
    """Return the columns of `Part.TRADELINES` for one person.

    Parameters
    ----------
    records : Records
        The person's records.
    today : int
        Day of the application, counted from the start of 1970.
    moment : int
        Its moment, in microseconds from the start of 1970.

    Returns
    -------
    dict of str to number or None
        By column.

    Examples
    --------
    >>> fold_tradelines(Records.empty(), 20_000, 0)["past_due"] is None
    True
    """
    found: dict[str, Any] = dict.fromkeys(PARTS[Part.TRADELINES])
    lines = _lines(records, today, moment)
    if not lines:
        return found
    found["tradeline_oldest_days"] = max(line.age for line in lines)
    reports = [report for line in lines for report in line.reports]
    if not reports:
        return found
    found["past_due"] = _money(sum(_missing(line) for line in lines))
    now = [
        (line.reports[0].balance, line.limit)
        for line in lines
        if line.is_open and line.limit is not None and line.reports
    ]
    then = [
        (old.balance, line.limit)
        for line in lines
        if line.is_open and line.limit is not None
        for old in [report for report in line.reports if report.age >= _HALF_YEAR][:1]
    ]
    found["revolving_use"] = _use(now)
    found["revolving_use_before"] = _use(then)
    found["revolving_use_max"] = max(
        (_money(balance) / _money(limit) for balance, limit in now), default=None
    )
    recent = [report.days_past_due for report in reports if report.months_ago <= 24]
    if recent:
        found["worst_days_past_due_24"] = min(max(recent) // 30 * 30, 180)
    late = (report.months_ago for report in reports if report.days_past_due >= 30)
    found["months_since_30"] = min(min(late, default=MONTHS_CAP), MONTHS_CAP)
    return found


def _lines(records: Records, today: int, moment: int) -> list[_Line]:
    """Return the tradelines that may be seen."""
    table = records.tradelines
    if table.num_rows == 0:
        return []
    reports = _reports(records.tradeline_months, today, moment)
    columns: list[list[Any]] = [
        table["tradeline_id"].to_pylist(),
        table["kind"].to_pylist(),
        days_of(table["opened_on"]).tolist(),
        table["closed_on"].cast(pa.int32()).to_pylist(),
        units_of(table["credit_limit"]).tolist(),
        instants_of(table["known_at"]).tolist(),
    ]
    return [
        _Line(
            age=today - opened,
            is_open=closed is None or closed >= today,
            limit=limit if kind in _LIMITED and limit > 0 else None,
            reports=reports.get(line, []),
        )
        for line, kind, opened, closed, limit, known in zip(*columns, strict=True)
        if known <= moment and opened < today
    ]


def _reports(table: pa.Table, today: int, moment: int) -> dict[str, list[_Report]]:
    """Return the reports that may be seen by line, each month as last known, newest first."""
    if table.num_rows == 0:
        return {}
    columns: list[list[Any]] = [
        table["tradeline_id"].to_pylist(),
        days_of(table["month"]).tolist(),
        instants_of(table["known_at"]).tolist(),
        units_of(table["balance"]).tolist(),
        units_of(table["due"]).tolist(),
        units_of(table["paid"]).tolist(),
        table["days_past_due"].to_pylist(),
    ]
    newest: dict[tuple[str, int], tuple[Any, ...]] = {}
    for line, month, known, *figures in zip(*columns, strict=True):
        if known <= moment and month < today:
            key = (line, month)
            if key not in newest or newest[key][0] < known:
                newest[key] = (known, *figures)
    this_month = _month_number(today)
    found: dict[str, list[_Report]] = {}
    for line, month in sorted(newest, key=lambda key: -key[1]):
        _, balance, due, paid, days_past_due = newest[line, month]
        found.setdefault(line, []).append(
            _Report(
                age=today - month,
                months_ago=this_month - _month_number(month),
                balance=balance,
                missing=max(due - paid, 0),
                days_past_due=days_past_due,
            )
        )
    return found


def _month_number(day: int) -> int:
    """Return months since year 0 of a day counted from the start of 1970."""
    # the civil calendar by whole eras of 400 years (Hinnant, chrono-compatible date algorithms)
    era, of_era = divmod(day + 719_468, 146_097)
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    from_march = (5 * of_year + 2) // 153
    return (year_of_era + era * 400) * 12 + from_march + 2


def _missing(line: _Line) -> int:
    """Return what is past due on a line: what its newest late reports lack."""
    if not line.is_open or not line.reports or line.reports[0].days_past_due <= 0:
        return 0
    newest = line.reports[0]
    return sum(
        report.missing for report in line.reports if report.age <= newest.age + newest.days_past_due
    )


def _use(pairs: list[tuple[int, int]]) -> float | None:
    """Return balances over limits."""
    if not pairs:
        return None
    return _money(sum(pair[0] for pair in pairs)) / _money(sum(pair[1] for pair in pairs))


def _money(units: int) -> float:
    """Return whole ten-thousandths as a float, rounded as DuckDB rounds a decimal."""
    if abs(units) <= _EXACT:
        return units / _SCALE
    whole = abs(units) // _SCALE * (1 if units > 0 else -1)
    return float(whole) + float(units - whole * _SCALE) / _SCALE

"""The streams of a person, folded from cells; see `plainscore.features.streams` for the terms."""

import numpy as np
import numpy.typing as npt

from plainscore.features.flows import BLOCK_DAYS
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.money import money, quantile
from plainscore.features.kernel.payments import (
    DEBT,
    INCOME,
    P_ACCOUNT,
    P_AGE,
    P_PRICE,
    P_ROLE,
    P_TOTAL,
    came_back,
    candidates,
    held_in_order,
    returned_sums,
    short_term_loans,
)
from plainscore.features.kernel.rows import ROLE_CODES, ROLES
from plainscore.features.kernel.stream import (
    S_ACCOUNT,
    S_ANCHOR,
    S_CLUSTER,
    S_FIRST,
    S_IRREGULARITY,
    S_LANE,
    S_LAST,
    S_LAST_CYCLE,
    S_MISSED_180,
    S_MISSED_365,
    S_ON_TIME_365,
    S_PAID_180,
    S_PAID_365,
    S_PART,
    S_PERIOD,
    S_ROLE,
    S_USUAL,
    STREAM_WIDTH,
    payments_needed,
    rhythm,
    sum_up,
)
from plainscore.features.stream_fold import STREAM_COLUMNS
from plainscore.features.streams import (
    LANES,
    LEAST_EQUAL,
    NEIGHBOUR_TENTHS,
    OLDEST_DAY,
    REST,
    WHOLE,
)
from plainscore.records import BILL_ROLES, Role

COLUMNS = tuple(STREAM_COLUMNS)
ACTIVE = COLUMNS.index("income_streams_active")
MAIN_180 = COLUMNS.index("main_income_180")
MAIN_IRREGULARITY = COLUMNS.index("main_income_irregularity")
MAIN_LAST = COLUMNS.index("main_income_last_age")
MAIN_FIRST = COLUMNS.index("main_income_first_age")
MAIN_PERIOD = COLUMNS.index("main_income_period")
FIXED = COLUMNS.index("fixed_monthly")
DEBT_ACTIVE = COLUMNS.index("debt_streams_active")
DEBT_BACK = COLUMNS.index("debt_returned_90")
DEBT_BACK_BEFORE = COLUMNS.index("debt_returned_before_90")
HOUSING_BACK = COLUMNS.index("housing_returned_90")
SHORT_TERM = COLUMNS.index("short_term_credit_90")
BILL_STREAMS = COLUMNS.index("bill_streams")
BILLS_MISSED = COLUMNS.index("bills_missed_180")
BILL_LATENESS = COLUMNS.index("bill_lateness_p90")
BILL_FIRST = COLUMNS.index("bill_first_age")

_KINDS = (
    ("bills", BILL_ROLES),
    ("rent", (Role.HOUSING,)),
    ("utility", (Role.UTILITIES, Role.TELECOM)),
    ("credit", (Role.DEBT_PAYMENT,)),
)
EXPECTED = np.array([COLUMNS.index(f"{kind}_expected_365") for kind, _ in _KINDS])
ON_TIME = np.array([COLUMNS.index(f"{kind}_on_time_365") for kind, _ in _KINDS])
_IS_KIND = np.array(
    [[*(role in roles for role in ROLE_CODES), False] for _, roles in _KINDS], np.bool_
)
_BILLS = 0
_MOST_LANES = max(LANES)
_DECIMALS = 1e12
_EXACT = 2**53
_HAS_FRACTIONS = 2**52
_NEVER = OLDEST_DAY + 1


@compiled
def fold_streams(
    cells: npt.NDArray[np.int64],
    is_linked: npt.NDArray[np.bool_],
    today: Whole,
    out: npt.NDArray[np.float64],
) -> None:
    """Fill in the columns of the table ``stream_pieces``.

    Parameters
    ----------
    cells : ndarray of int64
        The person's cells.
    is_linked : ndarray of bool
        By account: whether it stands in the main currency.
    today : int
        The day of the application.
    out : ndarray of float64
        Where to; NaN stays where nothing is known.
    """
    payments = candidates(cells, is_linked, today)
    is_back = came_back(payments)
    debt, before, housing = returned_sums(payments, is_back)
    out[DEBT_BACK], out[DEBT_BACK_BEFORE] = money(debt), money(before)
    out[HOUSING_BACK] = money(housing)
    out[SHORT_TERM] = short_term_loans(payments)
    held = held_in_order(payments, is_back)
    streams = np.full((len(held), STREAM_WIDTH), np.nan)
    late = np.empty(len(held), np.float64)
    newest = np.full(ROLES, _NEVER, np.int64)
    found: Whole = 0
    counted: Whole = 0
    first = cluster = 0
    while first < len(held):
        after = first + 1
        while after < len(held) and (
            held[after, P_ACCOUNT] == held[first, P_ACCOUNT]
            and held[after, P_ROLE] == held[first, P_ROLE]
            and held[after, P_PRICE] * 10 <= held[after - 1, P_PRICE] * NEIGHBOUR_TENTHS
        ):
            after += 1
        found, counted = _alike(held[first:after], cluster, newest, streams, found, late, counted)
        cluster += 1
        first = after
    if counted > 0:
        out[BILL_LATENESS] = quantile(late[:counted], 0.9)
    _judge(streams[:found], newest, out)


@compiled
def _alike(
    group: npt.NDArray[np.int64],
    cluster: Whole,
    newest: npt.NDArray[np.int64],
    streams: npt.NDArray[np.float64],
    found: Whole,
    late: npt.NDArray[np.float64],
    counted: Whole,
) -> tuple[Whole, Whole]:
    """Take in a group of like amounts: whole if it has a rhythm, else by equal amounts."""
    role, account = group[0, P_ROLE], group[0, P_ACCOUNT]
    ages, totals = _by_day(group)
    period = rhythm(ages, 1)
    if not np.isnan(period):
        key = (role, account, np.int64(cluster), np.int64(WHOLE))
        return _laned(ages, totals, period, 1, key, newest, streams, found, late, counted)
    if len(group) == 1:
        newest[role] = min(newest[role], ages[0])
        return found, counted
    rest = np.empty((len(group), group.shape[1]), np.int64)
    left = 0
    first = 0
    while first < len(group):
        after = first + 1
        while after < len(group) and group[after, P_PRICE] == group[first, P_PRICE]:
            after += 1
        steady = np.nan
        if after - first >= LEAST_EQUAL:
            steady = rhythm(group[first:after, P_AGE], 1)
        if np.isnan(steady):
            rest[left : left + after - first] = group[first:after]
            left += after - first
        else:
            key = (role, account, np.int64(cluster), group[first, P_PRICE])
            found, counted = _laned(
                group[first:after, P_AGE].copy(),
                group[first:after, P_TOTAL].copy(),
                steady,
                1,
                key,
                newest,
                streams,
                found,
                late,
                counted,
            )
        first = after
    if left == 0:
        return found, counted
    ages, totals = _by_day(rest[:left])
    key = (role, account, np.int64(cluster), np.int64(REST))
    for lanes in range(1, _MOST_LANES + 1):
        period = rhythm(ages, lanes)
        if not np.isnan(period):
            return _laned(ages, totals, period, lanes, key, newest, streams, found, late, counted)
    newest[role] = min(newest[role], ages[0])
    return found, counted


@compiled
def _by_day(
    group: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Add payments up by day; return ages, oldest first, and totals."""
    order = np.argsort(-group[:, P_AGE], kind="mergesort")
    ages = np.empty(len(group), np.int64)
    totals = np.empty(len(group), np.int64)
    days = 0
    for i in order:
        if days > 0 and ages[days - 1] == group[i, P_AGE]:
            totals[days - 1] += group[i, P_TOTAL]
        else:
            ages[days], totals[days] = group[i, P_AGE], group[i, P_TOTAL]
            days += 1
    return ages[:days], totals[:days]


@compiled
def _laned(
    ages: npt.NDArray[np.int64],
    totals: npt.NDArray[np.int64],
    period: float,
    lanes: Whole,
    key: tuple[Whole, Whole, Whole, Whole],
    newest: npt.NDArray[np.int64],
    streams: npt.NDArray[np.float64],
    found: Whole,
    late: npt.NDArray[np.float64],
    counted: Whole,
) -> tuple[Whole, Whole]:
    """Take in the streams of a group with a rhythm; return how many are found so far."""
    role, account, cluster, part = key
    newest[role] = min(newest[role], ages[0])
    for lane in range(lanes):
        mine = ages[lane::lanes].copy()
        if len(mine) < payments_needed(period):
            continue
        stream = streams[found]
        stream[S_ROLE], stream[S_ACCOUNT] = role, account
        stream[S_CLUSTER], stream[S_PART], stream[S_LANE] = cluster, part, lane
        within = sum_up(mine, totals[lane::lanes].copy(), period, stream, late[counted:])
        if _IS_KIND[_BILLS, role]:
            counted += within
        found += 1
    return found, counted


@compiled
def _judge(
    streams: npt.NDArray[np.float64],
    newest: npt.NDArray[np.int64],
    out: npt.NDArray[np.float64],
) -> None:
    """Say what was expected of the streams, and whether they still run."""
    for column in (ACTIVE, FIXED, DEBT_ACTIVE, BILL_STREAMS, BILLS_MISSED):
        out[column] = 0
    for kind in range(len(EXPECTED)):
        out[EXPECTED[kind]] = 0
        out[ON_TIME[kind]] = 0
    whole = rest = np.int64(0)
    main = -1
    for s in range(len(streams)):
        stream = streams[s]
        role, period = int(stream[S_ROLE]), stream[S_PERIOD]
        overdue_by = stream[S_FIRST] - stream[S_ANCHOR] - (stream[S_LAST_CYCLE] + 1) * period
        patience = min(period / 2, 15.0)
        is_overdue = overdue_by > patience
        # two payments missing: the stream has ended; or it goes on under another amount or account
        has_ended = overdue_by - period > patience
        is_replaced = newest[role] < stream[S_LAST]
        pending = is_overdue and not has_ended and not is_replaced
        is_current = not is_overdue or pending
        if role == INCOME:
            out[ACTIVE] += not is_overdue
            if main < 0 or _is_before(stream, streams[main]):
                main = s
            continue
        if is_current:
            monthly, beyond = _twelve_decimals(stream[S_USUAL] * BLOCK_DAYS / period)
            whole, rest = whole + monthly, rest + beyond
        if role == DEBT:
            out[DEBT_ACTIVE] += is_current
        expected = stream[S_PAID_365] + stream[S_MISSED_365] + pending
        for kind in range(len(EXPECTED)):
            if _IS_KIND[kind, role]:
                out[EXPECTED[kind]] += expected
                out[ON_TIME[kind]] += stream[S_ON_TIME_365]
        if _IS_KIND[_BILLS, role]:
            out[BILL_STREAMS] += 1
            out[BILLS_MISSED] += stream[S_MISSED_180] + pending
            if np.isnan(out[BILL_FIRST]) or out[BILL_FIRST] < stream[S_FIRST]:
                out[BILL_FIRST] = stream[S_FIRST]
    out[FIXED] = _as_float(whole, rest)
    if main >= 0:
        out[MAIN_180] = money(int(streams[main, S_PAID_180]))
        out[MAIN_IRREGULARITY] = streams[main, S_IRREGULARITY]
        out[MAIN_LAST] = streams[main, S_LAST]
        out[MAIN_FIRST] = streams[main, S_FIRST]
        out[MAIN_PERIOD] = streams[main, S_PERIOD]
    else:
        out[MAIN_180] = 0


@compiled
def _is_before(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> bool:
    """Return whether an income is more of a main income than another."""
    if one[S_PAID_180] != other[S_PAID_180]:
        return bool(one[S_PAID_180] > other[S_PAID_180])
    if one[S_FIRST] != other[S_FIRST]:
        return bool(one[S_FIRST] > other[S_FIRST])
    for column in (S_ACCOUNT, S_CLUSTER, S_PART, S_LANE):
        if one[column] != other[column]:
            return bool(one[column] < other[column])
    return False


@compiled
def _twelve_decimals(amount: float) -> tuple[Whole, Whole]:
    """Round to twelve decimals, halves away from zero; return whole units and the rest."""
    scaled = amount * _DECIMALS
    if scaled < _HAS_FRACTIONS:
        scaled = np.floor(scaled + 0.5)
    rest = scaled % _DECIMALS
    return int(np.floor((scaled - rest) / _DECIMALS + 0.5)), int(rest)


@compiled
def _as_float(whole: Whole, rest: Whole) -> float:
    """Return a sum of twelve decimals as a float, rounded as DuckDB rounds a decimal."""
    whole += rest // 1_000_000_000_000
    rest %= 1_000_000_000_000
    if whole < 9_200 and whole * 1_000_000_000_000 + rest <= _EXACT:
        return float(whole * 1_000_000_000_000 + rest) / _DECIMALS
    return float(whole) + float(rest) / _DECIMALS

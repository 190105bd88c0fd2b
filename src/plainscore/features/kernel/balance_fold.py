"""The balances of a person, folded from cells; see `plainscore.features.balances` for the terms."""

import numpy as np
import numpy.typing as npt

from plainscore.features.balances import DAY_COLUMNS, LEAST_INCOME_SHARE
from plainscore.features.days import OLDEST_DAY
from plainscore.features.flows import BLOCK_DAYS
from plainscore.features.intervals import PRE_INCOME_DAYS
from plainscore.features.kernel.cells import (
    ACCOUNT,
    AMOUNT,
    CHAIN_HIGH,
    CHAIN_LOW,
    CHAIN_MIDDLE,
    DATED,
    DAY,
    GREATEST,
    LIMB,
    MARKS,
    ROLE,
    ROWS,
    STATED,
    mark,
    normalised,
    product,
)
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.money import median, money
from plainscore.features.kernel.rows import NOTHING, ROLE_CODES
from plainscore.records import Role

COLUMNS = tuple(DAY_COLUMNS)
ACTIVE = COLUMNS.index("days_with_transactions")
GAP = COLUMNS.index("longest_gap_days")
COVERED = COLUMNS.index("covered_days")
WITHOUT = COLUMNS.index("accounts_without_balance")
ARRANGED = COLUMNS.index("arranged")
NOW = COLUMNS.index("balance_now")
SAVED = COLUMNS.index("savings_balance_now")
MEDIAN_90 = COLUMNS.index("balance_median_90")
LOW_90 = COLUMNS.index("balance_p10_90")
MEDIAN_180 = COLUMNS.index("balance_median_180")
LOW_180 = COLUMNS.index("balance_p10_180")
LOW_DAYS = COLUMNS.index("low_balance_days_90")
FIRST_MEAN = COLUMNS.index("mean_0")
BEFORE_INCOME = COLUMNS.index("balance_before_income")
RECOVERY = COLUMNS.index("recovery_days")
NEGATIVE_DAYS = COLUMNS.index("negative_days_90")
USED = COLUMNS.index("used_90")
BREACHED = COLUMNS.index("breached_365")
SPELLS = COLUMNS.index("negative_spells_180")
DEPTH = COLUMNS.index("negative_depth_180")

_INCOME = ROLE_CODES[Role.INCOME]
_MONTHS = 6
_LIMB_SIZE = float(2**LIMB)

# the columns of what a day holds, by age
HELD_INCOME, CHANGE, OVERDRAWN, BEYOND, LIMITED_USE, LIMITED_BREACH = range(6)
_HELD = 6


@compiled
def closing(day: npt.NDArray[np.int64]) -> Whole:
    """Return the closing balance of an account's day from its sums, or `NOTHING`.

    The same as `plainscore.features.days.closing`: a lone stated balance; else the end of a chain
    of rows that all state one, if it holds.
    """
    if day[DATED] == 1:
        return int(day[STATED])
    net = day[AMOUNT]
    if day[DATED] != day[ROWS] or net == 0 or abs(net) > 2 * GREATEST:
        return NOTHING
    high, middle, low = normalised(day[CHAIN_HIGH], day[CHAIN_MIDDLE], day[CHAIN_LOW])
    chain = (float(high) * _LIMB_SIZE + float(middle)) * _LIMB_SIZE + float(low)
    possible = (float(net) + chain / float(net)) / 2
    if abs(possible) > GREATEST:
        return NOTHING
    end = np.int64(np.floor(possible + 0.5))
    if product(net, 2 * end - net) != (high, middle, low):
        return NOTHING
    if mark(end) - mark(end - net) != day[MARKS]:
        return NOTHING
    return int(end)


@compiled
def fold_balances(
    cells: npt.NDArray[np.int64],
    is_linked: npt.NDArray[np.bool_],
    is_savings: npt.NDArray[np.bool_],
    limit: npt.NDArray[np.int64],
    today: Whole,
    usual_income: float,
    daily_outgoings: float,
    out: npt.NDArray[np.float64],
) -> None:
    """Fill in the columns of the table ``day_pieces``.

    Parameters
    ----------
    cells : ndarray of int64
        The person's cells.
    is_linked, is_savings : ndarray of bool
        By account: whether it stands in the main currency, whether it is for savings.
    limit : ndarray of int64
        By account: the limit arranged, in ten-thousandths; zero where none is known.
    today : int
        The day of the application.
    usual_income, daily_outgoings : float
        A usual month's income; the mean outgoings of a day of the last 90.
    out : ndarray of float64
        Where to; NaN stays where nothing is known.
    """
    held = np.zeros((OLDEST_DAY + 1, _HELD), np.int64)
    is_day = np.zeros(OLDEST_DAY + 1, np.bool_)
    opening = now = saved = arranged = np.int64(0)
    lowest: Whole = np.int64(0)
    without = 0
    first = 0
    while first < len(cells):
        account = cells[first, ACCOUNT]
        after = first
        while after < len(cells) and cells[after, ACCOUNT] == account:
            after += 1
        while first < after and today - cells[first, DAY] > OLDEST_DAY:
            first += 1
        if is_linked[account] and first < after:
            known, opened, closed, least = _account(
                cells[first:after], limit[account], today, held, is_day
            )
            arranged += max(limit[account], 0)
            if known:
                opening += opened
                now += closed
                saved += closed if is_savings[account] else 0
                lowest = min(lowest, least)
            else:
                without += 1
        first = after
    days = is_day.sum()
    if days == 0:
        return
    spans = np.empty((days, 3), np.int64)
    _activity(is_day, spans, out)
    out[WITHOUT] = without
    out[ARRANGED] = money(arranged)
    if without > 0:
        return
    out[NOW] = money(now)
    out[SAVED] = money(saved)
    balance = opening
    for i in range(days):
        balance += held[spans[i, 0], CHANGE]
        spans[i, 2] = balance
    _levels(spans, daily_outgoings, out)
    _before_income(spans, held, usual_income, out)
    if not np.isnan(out[MEDIAN_180]):
        _recoveries(spans, held, out)
    if lowest < 0:
        _overdrafts(spans, held, out)


@compiled
def _account(
    cells: npt.NDArray[np.int64],
    limit: Whole,
    today: Whole,
    held: npt.NDArray[np.int64],
    is_day: npt.NDArray[np.bool_],
) -> tuple[bool, Whole, Whole, Whole]:
    """Add an account's days; return whether balances are known, the first, last and least or 0."""
    ages = np.empty(len(cells), np.int64)
    nets = np.empty(len(cells), np.int64)
    ends = np.empty(len(cells), np.int64)
    days = 0
    start = 0
    anchor = -1
    day = np.empty(cells.shape[1], np.int64)
    while start < len(cells):
        day[:] = cells[start]
        income = cells[start, AMOUNT] if cells[start, ROLE] == _INCOME else 0
        stop = start + 1
        while stop < len(cells) and cells[stop, DAY] == cells[start, DAY]:
            for column in range(AMOUNT, len(day)):
                day[column] += cells[stop, column]
            if cells[stop, ROLE] == _INCOME:
                income += cells[stop, AMOUNT]
            stop += 1
        age = today - cells[start, DAY]
        ages[days], nets[days], ends[days] = age, day[AMOUNT], closing(day)
        if anchor < 0 and ends[days] != NOTHING:
            anchor = days
        held[age, HELD_INCOME] += income
        is_day[age] = True
        days += 1
        start = stop
    if anchor < 0:
        return False, 0, 0, 0
    # from the first known balance back to the opening one, then forward from day to day
    opened = ends[anchor]
    for i in range(anchor + 1):
        opened -= nets[i]
    before = opened
    least = np.int64(0)
    for i in range(days):
        # a stated balance that contradicts the one before holds from its own day
        after = ends[i] if ends[i] != NOTHING else before + nets[i]
        least = min(least, after)
        age = ages[i]
        held[age, CHANGE] += after - before
        for floor, column in ((np.int64(0), OVERDRAWN), (-np.int64(limit), BEYOND)):
            missing = max(floor - after, 0)
            if i > 0:
                missing -= max(floor - before, 0)
            held[age, column] += missing
            if limit > 0:
                held[age, column + 2] += missing
        before = after
    return True, opened, before, least


@compiled
def _activity(
    is_day: npt.NDArray[np.bool_],
    spans: npt.NDArray[np.int64],
    out: npt.NDArray[np.float64],
) -> None:
    """Lay the days out as intervals, oldest first, and say how active they were."""
    count = 0
    for age in range(OLDEST_DAY, 0, -1):
        if is_day[age]:
            if count > 0:
                spans[count - 1, 1] = age
            spans[count, 0] = age
            count += 1
    spans[count - 1, 1] = 0
    active = 0
    gap = -1
    for i in range(count):
        age, next_age = spans[i, 0], spans[i, 1]
        if age <= 90:
            active += 1
        if next_age < 90:
            gap = max(gap, min(age, 90) - next_age)
    out[COVERED] = spans[0, 0]
    out[ACTIVE] = active
    out[GAP] = gap


@compiled
def _within(age: Whole, next_age: Whole, youngest: Whole, oldest: Whole) -> Whole:
    return max(min(age, oldest) - max(next_age, youngest), 0)


@compiled
def _levels(
    spans: npt.NDArray[np.int64], daily_outgoings: float, out: npt.NDArray[np.float64]
) -> None:
    """Fill in quantiles, means and counts of days."""
    first = 0
    while spans[first, 1] >= 180:
        first += 1
    recent = spans[first:]
    covered = recent[0, 0]
    if covered < 90:
        return
    order = np.argsort(recent[:, 2])
    low_days = 0
    for i in range(len(recent)):
        if money(recent[i, 2]) < daily_outgoings:
            low_days += _within(recent[i, 0], recent[i, 1], 0, 90)
    out[LOW_DAYS] = low_days
    out[LOW_90] = _at(recent, order, 0.1, 90)
    out[MEDIAN_90] = _at(recent, order, 0.5, 90)
    if covered < 180:
        return
    out[LOW_180] = _at(recent, order, 0.1, 180)
    out[MEDIAN_180] = _at(recent, order, 0.5, 180)
    for month in range(_MONTHS):
        total = np.int64(0)
        for i in range(len(recent)):
            total += recent[i, 2] * _within(
                recent[i, 0], recent[i, 1], BLOCK_DAYS * month, BLOCK_DAYS * (month + 1)
            )
        out[FIRST_MEAN + month] = money(total) / BLOCK_DAYS


@compiled
def _at(
    spans: npt.NDArray[np.int64], order: npt.NDArray[np.int64], share: float, days: Whole
) -> float:
    """Return a quantile over the last days (type 7 of Hyndman and Fan 1996)."""
    place = share * (days - 1)
    floor = np.floor(place)
    ceil = np.ceil(place)
    up_to = 0
    low = np.nan
    for i in order:
        up_to += _within(spans[i, 0], spans[i, 1], 0, days)
        if np.isnan(low) and up_to > floor:
            low = money(spans[i, 2])
        if up_to > ceil:
            return float(low + (place - floor) * (money(spans[i, 2]) - low))
    return np.nan


@compiled
def _before_income(
    spans: npt.NDArray[np.int64],
    held: npt.NDArray[np.int64],
    usual_income: float,
    out: npt.NDArray[np.float64],
) -> None:
    """Fill in the usual low point of the days before income comes in."""
    least = usual_income * LEAST_INCOME_SHARE
    lows = np.empty(len(spans), np.float64)
    count = 0
    for i in range(len(spans)):
        age = spans[i, 0]
        income = held[age, HELD_INCOME]
        if age > 180 or income <= 0 or money(income) < least:
            continue
        # balances that held at the end of one of the days before
        balance = spans[i, 2] - held[age, CHANGE]
        lowest = balance
        for back in range(1, PRE_INCOME_DAYS):
            if i - back < 0 or spans[i - back, 0] >= age + PRE_INCOME_DAYS:
                break
            balance -= held[spans[i - back, 0], CHANGE]
            lowest = min(lowest, balance)
        lows[count] = money(lowest)
        count += 1
    out[BEFORE_INCOME] = median(lows[:count])


@compiled
def _recoveries(
    spans: npt.NDArray[np.int64], held: npt.NDArray[np.int64], out: npt.NDArray[np.float64]
) -> None:
    """Fill in how many days it usually takes from a low point back to the median."""
    middle = out[MEDIAN_180]
    took = np.empty(len(spans), np.float64)
    count = 0
    is_running = False
    lowest: Whole = np.int64(0)
    trough: Whole = np.int64(0)
    back: Whole = np.int64(0)
    for i in range(len(spans)):
        age, next_age, balance = spans[i, 0], spans[i, 1], spans[i, 2]
        if next_age >= 180 or not money(balance) < middle:
            continue
        starts = money(balance - held[age, CHANGE]) >= middle or age > 180
        if starts or not is_running:
            if is_running and back > 0:
                took[count] = trough - back
                count += 1
            is_running = True
            lowest, trough = balance, min(age, 180)
        elif balance < lowest:
            lowest, trough = balance, min(age, 180)
        back = next_age
    if is_running and back > 0:
        took[count] = trough - back
        count += 1
    out[RECOVERY] = median(took[:count])


@compiled
def _overdrafts(
    spans: npt.NDArray[np.int64], held: npt.NDArray[np.int64], out: npt.NDArray[np.float64]
) -> None:
    """Fill in days, spells and depths of overdrafts."""
    overdrawn = beyond = used = breached = np.int64(0)
    negative_days = breached_days = 0
    most_used = np.int64(-1)
    depths = np.empty(len(spans), np.float64)
    spells = 0
    depth = np.int64(-1)
    for i in range(len(spans)):
        age, next_age = spans[i, 0], spans[i, 1]
        before = overdrawn
        overdrawn += held[age, OVERDRAWN]
        beyond += held[age, BEYOND]
        used += held[age, LIMITED_USE]
        breached += held[age, LIMITED_BREACH]
        days = _within(age, next_age, 0, 90)
        if beyond > 0:
            negative_days += days
        if days > 0:
            most_used = max(most_used, used)
        if breached > 0:
            breached_days += _within(age, next_age, 0, 365)
        if overdrawn <= 0 or next_age >= 180:
            continue
        if (before <= 0 or age > 180) and depth >= 0:
            depths[spells] = money(depth)
            spells += 1
            depth = np.int64(-1)
        depth = max(depth, overdrawn)
    if depth >= 0:
        depths[spells] = money(depth)
        spells += 1
    out[NEGATIVE_DAYS] = negative_days
    if most_used >= 0:
        out[USED] = money(most_used)
    out[BREACHED] = breached_days
    if spells > 0:
        out[SPELLS] = spells
        out[DEPTH] = median(depths[:spells])

"""One stream of payments: its rhythm, its usual day, and what was paid when."""

import numpy as np
import numpy.typing as npt

from plainscore.features.cadence import (
    CADENCES,
    GRACE_DAYS,
    MONTH_DAYS,
    STEADY,
)
from plainscore.features.kernel.compiled import Whole, compiled
from plainscore.features.kernel.money import at_share, median, money, nearest

_CADENCES = np.array([(each.least_gap, each.greatest_gap, each.period) for each in CADENCES])

STREAM_WIDTH = 18
(
    S_ROLE,
    S_CLUSTER,
    S_PART,
    S_LANE,
    S_ACCOUNT,
    S_PERIOD,
    S_PAYMENTS,
    S_FIRST,
    S_LAST,
    S_ANCHOR,
    S_USUAL,
    S_PAID_180,
    S_IRREGULARITY,
    S_LAST_CYCLE,
    S_PAID_365,
    S_ON_TIME_365,
    S_MISSED_180,
    S_MISSED_365,
) = range(STREAM_WIDTH)
"""Columns of streams, as of `plainscore.features.streams.streams` and `stream_fold`."""


@compiled
def rhythm(ages: npt.NDArray[np.int64], lanes: Whole) -> float:
    """Return the period of payments (oldest first) that take turns in lanes; NaN for none."""
    count = len(ages) - lanes
    if count <= 0:
        return np.nan
    gaps = np.empty(count, np.float64)
    for i in range(count):
        gaps[i] = ages[i] - ages[i + lanes]
    gaps.sort()
    middle = at_share(gaps, 0.5)
    for i in range(len(_CADENCES)):
        if _CADENCES[i, 0] <= middle <= _CADENCES[i, 1]:
            period = _CADENCES[i, 2]
            if at_share(gaps, 0.75) - at_share(gaps, 0.25) > period * STEADY:
                return np.nan
            if lanes > 1 and period > MONTH_DAYS:
                return np.nan
            return float(period)
    return np.nan


@compiled
def payments_needed(period: float) -> Whole:
    """Return how many payments make a stream of this period mature."""
    return 2 if period > MONTH_DAYS * 11 else 3


@compiled
def sum_up(
    ages: npt.NDArray[np.int64],
    totals: npt.NDArray[np.int64],
    period: float,
    stream: npt.NDArray[np.float64],
    late: npt.NDArray[np.float64],
) -> Whole:
    """Fill in a mature stream from its days with payments, oldest first.

    Returns how many of the days were expected within a year, and fills in how late they were paid.
    """
    count = len(ages)
    first = ages[0]
    residuals = np.zeros(count, np.float64)
    amounts = np.empty(count, np.float64)
    off = np.empty(count, np.float64)
    recent = 0
    cycles = np.int64(0)
    calendar = min(int(np.floor(period / 10)), 3)
    paid_180 = np.int64(0)
    for i in range(count):
        amounts[i] = money(totals[i])
        if ages[i] <= 180:
            paid_180 += totals[i]
        if i == 0:
            continue
        gap = float(ages[i - 1] - ages[i])
        cycles += nearest(gap / period)
        residuals[i] = float(first - ages[i]) - float(cycles) * period
        if ages[i] <= 180:
            off[recent] = max(abs(gap - period) - calendar, 0.0) / period
            recent += 1
    anchor = median(residuals)
    stream[S_PERIOD] = period
    stream[S_PAYMENTS] = count
    stream[S_FIRST] = first
    stream[S_LAST] = ages[count - 1]
    stream[S_ANCHOR] = anchor
    stream[S_USUAL] = median(amounts)
    stream[S_PAID_180] = paid_180
    stream[S_IRREGULARITY] = median(off[:recent])
    return _hold_to_days(ages, period, anchor, stream, late)


@compiled
def _hold_to_days(
    ages: npt.NDArray[np.int64],
    period: float,
    anchor: float,
    stream: npt.NDArray[np.float64],
    late: npt.NDArray[np.float64],
) -> Whole:
    """Hold each payment against its usual day; the first of a cycle counts."""
    first = ages[0]
    grace = min(int(np.floor(period / 3)), GRACE_DAYS)
    paid = on_time = missed_180 = missed_365 = counted = 0
    last: Whole = np.int64(-1)
    for i in range(len(ages)):
        elapsed = float(first - ages[i]) - anchor
        cycle = nearest(elapsed / period)
        if i > 0 and cycle == last:
            continue
        lateness = elapsed - float(cycle) * period
        expected_age = float(first) - anchor - float(cycle) * period
        if expected_age <= 365:
            paid += 1
            on_time += lateness <= grace
            late[counted] = max(lateness, 0.0)
            counted += 1
        # one cycle without a payment between two that have one is missed; more are a pause
        if i > 0 and cycle - last == 2:
            missed_180 += expected_age + period <= 180
            missed_365 += expected_age + period <= 365
        last = cycle
    stream[S_LAST_CYCLE] = last
    stream[S_PAID_365] = paid
    stream[S_ON_TIME_365] = on_time
    stream[S_MISSED_180] = missed_180
    stream[S_MISSED_365] = missed_365
    return counted

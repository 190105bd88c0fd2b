"""Who the people are: what is drawn once for a life, before any day is lived."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np

from plainscore.simulation.arrays import Bools, Floats, Ints, whole
from plainscore.simulation.days import DAYS_PER_MONTH, Calendar
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.economy import Economy


class Job(IntEnum):
    """What a person lives on when all is well."""

    PERMANENT = 0
    HOURLY = 1
    GIG = 2
    BENEFIT = 3
    PENSION = 4


class Cadence(IntEnum):
    """How often a person is paid."""

    MONTHLY = 0
    TWO_WEEKLY = 1
    WEEKLY = 2
    IRREGULAR = 3


class Housing(IntEnum):
    """How a person is housed."""

    RENT = 0
    MORTGAGE = 1
    BOARD = 2


AGE_BANDS = ("18-24", "25-34", "35-44", "45-54", "55-64", "65+")
_AGE_SHARES = np.array([0.11, 0.23, 0.22, 0.19, 0.15, 0.10])
_AGE_PAY = np.array([0.74, 0.92, 1.05, 1.08, 1.02, 1.0])
_AGE_THRIFT = np.array([0.55, 0.8, 0.95, 1.1, 1.4, 1.7])
_JOBS_BY_AGE = np.array(
    [
        [0.42, 0.34, 0.17, 0.07, 0.00],
        [0.63, 0.19, 0.12, 0.06, 0.00],
        [0.69, 0.15, 0.09, 0.07, 0.00],
        [0.69, 0.14, 0.08, 0.09, 0.00],
        [0.61, 0.13, 0.07, 0.11, 0.08],
        [0.05, 0.04, 0.03, 0.02, 0.86],
    ]
)
_HOUSING_BY_AGE = np.array(
    [
        [0.60, 0.02, 0.38],
        [0.68, 0.18, 0.14],
        [0.56, 0.38, 0.06],
        [0.52, 0.43, 0.05],
        [0.58, 0.36, 0.06],
        [0.72, 0.16, 0.12],
    ]
)
_JOB_PAY = np.array([1.0, 0.72, 0.78, 0.47, 0.66])
"""Median income by job, relative to a permanent wage."""
_JOB_PAY_SPREAD = np.array([0.30, 0.26, 0.36, 0.14, 0.30])
_PAYMENT_SPREAD = np.array([0.015, 0.16, 0.42, 0.0, 0.0])
"""Spread of one payment around its level: overtime, hours worked, jobs done."""
_CADENCES = np.array(
    [
        [0.74, 0.16, 0.10, 0.0],
        [0.36, 0.34, 0.30, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.62, 0.38, 0.0, 0.0],
        [1.0, 0.0, 0.0, 0.0],
    ]
)
_PAY_DAYS = np.array([1, 10, 15, 20, 25, 26, 27, 28, 30, 31])
_PAY_DAY_SHARES = np.array([0.10, 0.05, 0.12, 0.07, 0.18, 0.06, 0.10, 0.14, 0.06, 0.12])
_WOMEN_HOURLY_SHIFT = 0.08
_WOMEN_PAY = 0.92
_SHORTEST_HISTORY_DAYS = 45


@dataclass(frozen=True, slots=True)
class People:
    """What stays the same through a person's life; every array has one entry a person.

    Amounts are cents a month, days and months count from the calendar's first.
    """

    number: Ints
    woman: Bools
    age_band: Ints
    as_of: Ints
    seconds_of_day: Ints
    first_seen: Ints
    job: Ints
    income: Ints
    payment_spread: Floats
    cadence: Ints
    pay_day: Ints
    frailty: Floats
    covered: Bools
    allowance: Ints
    allowance_day: Ints
    housing: Ints
    buffer_goal: Floats
    has_savings: Bools
    has_second: Bools
    overdraft: Ints
    forgetful: Floats
    account_age: Ints

    def __len__(self) -> int:
        return len(self.number)


def calendar_for(economy: Economy, months: int) -> Calendar:
    """Return the calendar that holds every life from its first day to its last.

    Examples
    --------
    >>> calendar_for(Economy(), 12).first.isoformat()
    '2021-01-01'
    """
    before = int((months + economy.warm_up_months + 1) * DAYS_PER_MONTH) + 31
    after = int((economy.outcome_months + 14) * DAYS_PER_MONTH) + economy.application_days
    start = economy.first_application.toordinal()
    first, last = (date.fromordinal(start - before), date.fromordinal(start + after))
    return Calendar.over(first.year, last.year)


def draw_people(
    economy: Economy, calendar: Calendar, draws: Draws, number: Ints, months: int
) -> People:
    """Draw the people of these numbers.

    Sex and age shape the economics, as they do in the world, so that a fairness audit has
    something to find; they are written to the audit table and to no other.
    """
    woman = draws.happens(0.5, Topic.SEX)
    age = draws.choose(np.cumsum(_AGE_SHARES), Topic.AGE)
    job_shares = _JOBS_BY_AGE[age]
    shift = np.where(woman, np.minimum(_WOMEN_HOURLY_SHIFT, job_shares[:, Job.PERMANENT]), 0.0)
    job_shares[:, Job.PERMANENT] -= shift
    job_shares[:, Job.HOURLY] += shift
    job = draws.choose(np.cumsum(job_shares, axis=1), Topic.JOB)
    level = economy.wage_median * 100 * _JOB_PAY[job] * _AGE_PAY[age]
    level *= np.where(woman & (job != Job.BENEFIT), _WOMEN_PAY, 1.0)
    income = level * np.exp(_JOB_PAY_SPREAD[job] * draws.normal(Topic.INCOME))
    allowance = draws.happens(np.where((age >= 1) & (age <= 3), 0.26, 0.03), Topic.ALLOWANCE)
    children = 1 + (draws.uniform(Topic.ALLOWANCE, 1) * 2.5).astype(np.int64)
    goal = economy.thrift_median * _AGE_THRIFT[age]
    goal = goal * np.exp(economy.thrift_spread * draws.normal(Topic.THRIFT))
    cadence = draws.choose(np.cumsum(_CADENCES[job], axis=1), Topic.CADENCE)
    pay_day = _PAY_DAYS[draws.choose(np.cumsum(_PAY_DAY_SHARES), Topic.PAY_DAY)]
    frailty = np.exp(
        economy.frailty_spread * draws.normal(Topic.FRAILTY) - economy.frailty_spread**2 / 2
    )
    overdraft_size = 200 * np.exp(1.1 * draws.uniform(Topic.OVERDRAFT_SIZE))
    overdraft_size = np.minimum(overdraft_size + 0.35 * income / 100 * goal.clip(0.3, 1.0), 3000)
    first_application = calendar.day_of(economy.first_application)
    as_of = first_application + whole(draws.uniform(Topic.AS_OF) * economy.application_days)
    return People(
        number=number,
        woman=woman,
        age_band=age,
        as_of=as_of,
        seconds_of_day=whole(draws.uniform(Topic.HOUR) * 86_400),
        first_seen=as_of - _history_days(economy, draws, months),
        job=job,
        income=whole(income),
        payment_spread=_PAYMENT_SPREAD[job] * (0.6 + 0.8 * draws.uniform(Topic.PAY_SPREAD)),
        cadence=cadence,
        pay_day=pay_day,
        frailty=frailty,
        covered=draws.happens(np.array([0.85, 0.65, 0.25, 0.0, 0.0])[job], Topic.COVERED),
        allowance=np.where(allowance, children * 12_500, 0),
        allowance_day=1 + whole(draws.uniform(Topic.ALLOWANCE, 2) * 25),
        housing=draws.choose(np.cumsum(_HOUSING_BY_AGE[age], axis=1), Topic.HOUSING),
        buffer_goal=goal,
        has_savings=draws.happens(
            economy.savings_share * (0.7 + 0.3 * np.tanh(goal)), Topic.SAVINGS
        ),
        has_second=draws.happens(economy.second_account_share, Topic.SECOND),
        overdraft=np.where(
            draws.happens(economy.overdraft_share, Topic.OVERDRAFT),
            whole(overdraft_size / 100) * 10_000,
            0,
        ),
        forgetful=0.002 + 0.03 * draws.uniform(Topic.FORGETFUL) ** 3,
        account_age=200 + whole(6000 * draws.uniform(Topic.ACCOUNT_AGE) ** 1.5 * (age + 1) / 6),
    )


def _history_days(economy: Economy, draws: Draws, months: int) -> Ints:
    """Length of each person's record: banks hand over less than was asked now and then."""
    full = round(months * DAYS_PER_MONTH)
    shortest = min(full, _SHORTEST_HISTORY_DAYS)
    short = shortest + whole(draws.uniform(Topic.HISTORY) * (full - shortest) / 2)
    return np.where(draws.happens(economy.short_history_share, Topic.HISTORY, 1), short, full)

"""The household budget on the first day of life: what is owed, what is spent, what is kept."""

from dataclasses import dataclass

import numpy as np

from plainscore.simulation.arrays import Bools, Floats, Ints, nearest, whole
from plainscore.simulation.days import NEVER, Calendar
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.obligations import PLENTY, Obligations
from plainscore.simulation.people import Housing, Job, People
from plainscore.simulation.slots import LOAN_SLOTS, MONTHS_BETWEEN, Slot

_HOUSING_SHARE = np.array([0.28, 0.25, 0.09])
"""Median housing cost as a share of income: rent, mortgage, board."""

_BILL_SHARES: dict[Slot, tuple[float, float]] = {
    Slot.ENERGY: (0.93, 0.12),
    Slot.WATER: (0.70, 0.0),
    Slot.MOBILE: (0.97, 0.9),
    Slot.INTERNET: (0.85, 0.1),
    Slot.INSURANCE: (0.72, 0.3),
    Slot.COVER: (0.50, 0.2),
    Slot.TAX: (0.35, 0.2),
}
"""Share of people who pay a bill: with a household of their own, and boarding."""

_BILL_EUROS: dict[Slot, tuple[float, float]] = {
    Slot.ENERGY: (95.0, 0.35),
    Slot.WATER: (66.0, 0.25),
    Slot.MOBILE: (22.0, 0.40),
    Slot.INTERNET: (36.0, 0.20),
    Slot.INSURANCE: (48.0, 0.45),
    Slot.COVER: (190.0, 0.50),
    Slot.TAX: (210.0, 0.50),
}
"""Median of one bill in whole currency units, and the spread of its log."""

_SELF_EMPLOYED_TAX = 0.12
_LOAN_CHANCE = {Slot.LOAN: 0.36, Slot.SECOND_LOAN: 0.16}
_LOAN_SHARE = {Slot.LOAN: 0.075, Slot.SECOND_LOAN: 0.045}
_LOAN_SPREAD = 0.65
_LONGEST_LOAN_MONTHS = 60
_SEASONS = 1 + 0.45 * np.cos(2 * np.pi * (np.arange(12) - 0.5) / 12)
"""Energy bills by calendar month, dearest in January."""
_WEALTH_SPREAD = 0.6
_LEAST_LEISURE = 0.04
_NOMINAL_CARD_PAYMENT = 5_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What a household plans to spend a month, in cents, and what it starts with.

    Parameters
    ----------
    essentials, leisure, outgoings : ndarray of int64, shape (people,)
        Planned food and travel, planned pleasures, and everything planned together.
    meter : ndarray of float64, shape (people, 12)
        Factor of the energy bill by calendar month.
    rise_month : ndarray of int64, shape (people,)
        Calendar month in which prices of contracts rise.
    opening : ndarray of int64, shape (3, people)
        Balances of main, second and savings account on the first day.
    """

    essentials: Ints
    leisure: Ints
    outgoings: Ints
    meter: Floats
    rise_month: Ints
    opening: Ints


def draw_obligations(
    calendar: Calendar,
    draws: Draws,
    people: People,
    today: Ints,
    *,
    has_card: Bools,
    thin_file_share: float,
) -> Obligations:
    """Draw what people owe on their first day, `today`."""
    count, slots = len(people), len(Slot)
    shape = (slots, count)
    amount = np.zeros(shape, np.int64)
    day = np.stack([1 + whole(draws.uniform(Topic.BILL_DAY, slot) * 28) for slot in Slot])
    day[Slot.HOUSING] = np.array([1, 1, 1, 3, 5, 28])[whole(day[Slot.HOUSING] % 6)]
    every = np.repeat(MONTHS_BETWEEN[:, None], count, axis=1)
    every[Slot.TAX, people.job == Job.GIG] = 3
    left = np.full(shape, PLENTY, np.int64)
    rate = np.zeros(shape)
    spread = np.exp(0.28 * draws.normal(Topic.HOUSING_SHARE))
    amount[Slot.HOUSING] = nearest(people.income * _HOUSING_SHARE[people.housing] * spread, 500)
    for slot in _BILL_SHARES:
        amount[slot] = _bill(draws, people, slot)
    opened_on = np.full(shape, NEVER, np.int64)
    for slot, share in _LOAN_SHARE.items():
        amount[slot], left[slot], rate[slot], age = _loan(draws, people, slot, share)
        opened_on[slot] = today - age
    amount[Slot.CARD] = np.where(has_card, _NOMINAL_CARD_PAYMENT, 0)
    for slot in (Slot.STRESS_LOAN, Slot.NEW_LOAN):
        left[slot] = 0
    opened_on[Slot.HOUSING] = today - 200 - whole(draws.uniform(Topic.LOAN_AGE, 0) * 4000)
    opened_on[Slot.CARD] = today - 100 - whole(draws.uniform(Topic.LOAN_AGE, 1) * 3000)
    thin = draws.happens(thin_file_share, Topic.THIN)
    reported = np.stack([draws.happens(0.9, Topic.REPORTED, slot) & ~thin for slot in Slot])
    due_month = calendar.month[today] + whole(draws.uniform(Topic.BILL, 99)[None, :] * every)
    obligations = Obligations(
        calendar=calendar,
        amount=amount,
        day=day,
        every=every,
        due_month=due_month,
        unpaid_month=due_month.copy(),
        due_on=np.full(shape, NEVER, np.int64),
        to_bill=left.copy(),
        left=left,
        rate=rate,
        opened_on=opened_on,
        closed_on=np.full(shape, NEVER, np.int64),
        principal=np.zeros(shape, np.int64),
        reported=reported,
        paid_in_month=np.zeros(shape, np.int64),
        billed_in_month=np.zeros(shape, np.int64),
    )
    _start(obligations, today)
    return obligations


def _start(obligations: Obligations, today: Ints) -> None:
    """Set the first due dates, all after `today`, and what was lent."""
    everyone = np.arange(obligations.amount.shape[1])
    for slot in Slot:
        active = (obligations.amount[slot] > 0) & (obligations.left[slot] > 0)
        first = obligations.due_day(slot, everyone, obligations.due_month[slot])
        passed = first <= today
        obligations.due_month[slot, passed] += obligations.every[slot, passed]
        obligations.unpaid_month[slot] = obligations.due_month[slot]
        first = obligations.due_day(slot, everyone, obligations.due_month[slot])
        obligations.due_on[slot] = np.where(active, first, NEVER)
        if slot in LOAN_SLOTS:
            age = (today - obligations.opened_on[slot]) // 30
            owed = obligations.owed(slot, everyone)
            growth = 1 + age / np.maximum(obligations.left[slot], 1)
            obligations.principal[slot] = nearest(np.where(active, owed * growth, 0), 10_000)


def _bill(draws: Draws, people: People, slot: Slot) -> Ints:
    own, boarding = _BILL_SHARES[slot]
    median, spread = _BILL_EUROS[slot]
    has = draws.happens(np.where(people.housing == Housing.BOARD, boarding, own), Topic.BILL, slot)
    size = 100 * median * np.exp(spread * draws.normal(Topic.BILL_SIZE, slot))
    size *= (people.income / people.income.clip(100_000, 250_000)) ** 0.5
    if slot is Slot.TAX:
        self_employed = people.job == Job.GIG
        has |= self_employed
        size = np.where(self_employed, 3 * _SELF_EMPLOYED_TAX * people.income, size)
    return np.where(has, nearest(size, 5), 0)


def _loan(
    draws: Draws, people: People, slot: Slot, share: float
) -> tuple[Ints, Ints, Floats, Ints]:
    """Draw instalment, instalments left, monthly rate and age in days of a running loan."""
    # people who keep little aside borrow more
    chance = _LOAN_CHANCE[slot] * np.where(people.buffer_goal < 0.5, 1.35, 0.85)
    has = draws.happens(chance, Topic.LOAN, slot)
    size = people.income * share * np.exp(_LOAN_SPREAD * draws.normal(Topic.LOAN_SIZE, slot))
    left = 2 + whole(draws.uniform(Topic.LOAN_LEFT, slot) * (_LONGEST_LOAN_MONTHS - 2))
    rate = (0.05 + 0.09 * draws.uniform(Topic.LOAN_RATE, slot)) / 12
    age = 30 + whole(draws.uniform(Topic.LOAN_AGE, slot) * 900)
    amount = np.where(has, nearest(size), 0)
    return amount, np.where(has, left, 0), rate, age


def draw_budget(draws: Draws, people: People, obligations: Obligations) -> Budget:
    """Plan each household's spending around what it owes."""
    base = 0.17 * people.income + 17_000
    essentials = base * np.exp(0.18 * draws.normal(Topic.ESSENTIALS))
    fixed = (obligations.amount / obligations.every).sum(axis=0)
    earned = people.income + people.allowance
    saving = 0.03 + 0.05 * np.tanh(people.buffer_goal / 2)
    room = earned * (1 - saving) - fixed - essentials
    leisure = np.clip(room, _LEAST_LEISURE * earned, 0.55 * earned)
    outgoings = fixed + essentials + leisure
    noise = np.exp(_WEALTH_SPREAD * draws.normal(Topic.WEALTH))
    wealth = people.buffer_goal * outgoings * noise
    main = np.minimum(wealth, (0.15 + 0.3 * draws.uniform(Topic.WEALTH, 1)) * outgoings)
    spare = wealth - main
    main += np.where(people.has_savings, 0.0, spare)
    savings = np.where(people.has_savings, spare, 0.0)
    second = np.where(people.has_second, 0.1 * outgoings, 0.0)
    season = _SEASONS[None, :] * np.exp(
        0.08 * np.stack([draws.normal(Topic.METER, month) for month in range(12)], axis=1)
    )
    return Budget(
        essentials=whole(essentials),
        leisure=whole(leisure),
        outgoings=whole(outgoings),
        meter=season,
        rise_month=whole(draws.uniform(Topic.RISE) * 12),
        opening=np.stack([whole(main), whole(second), whole(savings)]),
    )

"""Work and income: jobs lost and found, hours cut and restored, and the money on its day."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from plainscore.simulation.arrays import Floats, Ints, nearest
from plainscore.simulation.cash import Cash
from plainscore.simulation.days import Calendar
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.economy import Economy
from plainscore.simulation.people import Cadence, Job, People
from plainscore.simulation.streams import Stream


class Work(IntEnum):
    """How a person's income stands today."""

    USUAL = 0
    REDUCED = 1
    OUT = 2


_LOSS = np.array([1.0, 2.6, 3.2, 0.6, 0.0])
"""Chance of losing the income, relative to a permanent job, by `Job`."""
_CUT = np.array([1.0, 3.2, 5.0, 0.0, 0.0])
_FOUND = np.array([1.0, 1.3, 1.5, 3.0, 1.0])
_RESTORED = 0.22
_REPLACEMENT = 0.52
"""Unemployment benefit as a share of the usual income."""
_CYCLE_MONTHS = 30
_BENEFIT_GAP = 28
_STREAMS = np.array([Stream.WAGE, Stream.WAGE, Stream.GIG, Stream.BENEFIT, Stream.PENSION])
_SHARE_OF_MONTH = np.array([1.0, 12 / 26, 12 / 52, 0.0])
_GIG_DAYS = 7.0
_BONUS_SHARE = 0.22
_STEADY = 0.7
"""Share of salaried payments that are the same to the cent."""


def payday(calendar: Calendar, nominal: Ints, today: Ints) -> Ints:
    """Return the open day of the bank on or before a nominal day, or the next one after today.

    Examples
    --------
    >>> from datetime import date
    >>> calendar = Calendar.over(2024, 2024)
    >>> saturday = np.array([calendar.day_of(date(2024, 6, 1))])
    >>> for today in (saturday - 5, saturday - 1):
    ...     print(calendar.date_of(int(payday(calendar, saturday, today)[0])))
    2024-05-31
    2024-06-03
    """
    before = calendar.before[nominal]
    return np.where(before > today, before, calendar.after[today + 1])


@dataclass(slots=True)
class Employment:
    """The work of a chunk of people, changing from month to month.

    Parameters
    ----------
    work : ndarray of int64
        State of each person, a `Work`.
    level : ndarray of float64
        Current pay relative to the usual income.
    nominal_pay, next_pay : ndarray of int64
        Day the next payment is meant for, and the open day of the bank it comes on.
    """

    economy: Economy
    calendar: Calendar
    people: People
    draws: Draws
    work: Ints
    level: Floats
    nominal_pay: Ints
    next_pay: Ints

    @classmethod
    def start(
        cls, economy: Economy, calendar: Calendar, people: People, draws: Draws, today: Ints
    ) -> "Employment":
        """Begin with the usual income and a first payment within one period."""
        period = np.array([30, 14, 7, 7])[people.cadence]
        first = today + 1 + (draws.uniform(Topic.WORK_START) * period).astype(np.int64)
        by_week = np.isin(people.cadence, (Cadence.WEEKLY, Cadence.TWO_WEEKLY))
        # two thirds of those paid by the week are paid on Fridays, the others on Thursdays
        weekday = np.where(draws.happens(2 / 3, Topic.PAY_DAY, 1), 4, 3)
        first = np.where(by_week, first + (weekday - calendar.weekday[first]) % 7, first)
        monthly = people.cadence == Cadence.MONTHLY
        month = calendar.month[first]
        first = np.where(monthly, calendar.nominal(month, people.pay_day), first)
        first = np.where(
            monthly & (first <= today), calendar.nominal(month + 1, people.pay_day), first
        )
        count = len(people)
        return cls(
            economy=economy,
            calendar=calendar,
            people=people,
            draws=draws,
            work=np.full(count, Work.USUAL, np.int64),
            level=np.ones(count),
            nominal_pay=first,
            next_pay=payday(calendar, first, today),
        )

    def turn_month(self, who: Ints, today: Ints, step: int) -> None:
        """Let the month decide about the work of `who`."""
        if not len(who):
            return
        people, economy = self.people, self.economy
        job, state = people.job[who], self.work[who]
        phase = 2 * np.pi * self.calendar.month[today[who]] / _CYCLE_MONTHS
        pressure = people.frailty[who] * (1 + economy.cycle_amplitude * np.sin(phase))
        chance = self.draws.uniform(Topic.WORK, step, who)
        loss = np.minimum(economy.job_loss * _LOSS[job] * pressure, 0.5)
        cut = np.minimum(economy.hours_cut * _CUT[job] * pressure, 0.5)
        found = np.minimum(economy.job_found * _FOUND[job] / np.sqrt(people.frailty[who]), 0.9)
        loses = (state != Work.OUT) & (chance < loss)
        cuts = (state == Work.USUAL) & ~loses & (chance < loss + cut)
        restored = (state == Work.REDUCED) & ~loses & (chance > 1 - _RESTORED)
        finds = (state == Work.OUT) & (chance > 1 - found)
        size = self.draws.uniform(Topic.WORK_LEVEL, step, who)
        self._become(who[cuts], Work.REDUCED, 0.5 + 0.3 * size[cuts])
        self._become(who[restored], Work.USUAL, np.ones(int(restored.sum())))
        self._lose(who[loses], today, size[loses])
        self._find(who[finds], today, size[finds])

    def pay(self, cash: Cash, today: Ints, step: int) -> Ints:
        """Pay everyone whose payday is today and return who they are."""
        who = np.flatnonzero(self.next_pay == today)
        if len(who):
            out = self.work[who] == Work.OUT
            cents = np.where(out, self._benefit(who), self._wage(who, today, step))
            stream = np.where(out, int(Stream.BENEFIT), _STREAMS[self.people.job[who]])
            paid = cents > 0
            cash.move(who[paid], cents[paid], stream[paid])
            self._schedule(who, today, step)
        allowed = (self.people.allowance > 0) & (
            self.calendar.day_of_month[today] == self.people.allowance_day
        )
        families = np.flatnonzero(allowed)
        cash.move(families, self.people.allowance[families], Stream.ALLOWANCE)
        return who

    def _become(self, who: Ints, work: Work, level: Floats) -> None:
        self.work[who] = work
        self.level[who] = level

    def _lose(self, who: Ints, today: Ints, size: Floats) -> None:
        self._become(who, Work.OUT, np.zeros(len(who)))
        wait = today[who] + _BENEFIT_GAP + (20 * size).astype(np.int64)
        self.nominal_pay[who] = wait
        self.next_pay[who] = self.calendar.after[wait]

    def _find(self, who: Ints, today: Ints, size: Floats) -> None:
        self._become(
            who, Work.USUAL, np.where(self.people.job[who] < Job.BENEFIT, 0.82 + 0.25 * size, 1.0)
        )
        cadence = self.people.cadence[who]
        first = today[who] + np.array([16, 10, 8, 6])[cadence]
        monthly = self.calendar.nominal(self.calendar.month[first], self.people.pay_day[who])
        late = monthly < first
        following = self.calendar.month[first] + 1
        monthly = np.where(
            late, self.calendar.nominal(following, self.people.pay_day[who]), monthly
        )
        first = np.where(cadence == Cadence.MONTHLY, monthly, first)
        self.nominal_pay[who] = first
        self.next_pay[who] = payday(self.calendar, first, today[who])

    def _benefit(self, who: Ints) -> Ints:
        usual = self.people.income[who] * _REPLACEMENT * self.people.covered[who]
        return nearest(usual)

    def _wage(self, who: Ints, today: Ints, step: int) -> Ints:
        people = self.people
        cadence = people.cadence[who]
        share = _SHARE_OF_MONTH[cadence]
        irregular = cadence == Cadence.IRREGULAR
        gap = self._gap(who, step)
        share = np.where(irregular, gap / 30.4375, share)
        spread = people.payment_spread[who]
        wobble = np.exp(spread * self.draws.normal(Topic.PAY_SIZE, step, who) - spread**2 / 2)
        steady = (spread < 0.05) & self.draws.happens(
            _STEADY, Topic.PAY_SIZE, step + (1 << 20), who
        )
        wobble = np.where(steady, 1.0, wobble)
        thirteenth = (
            (people.job[who] == Job.PERMANENT)
            & (self.calendar.month[today[who]] % 12 == 11)
            & (cadence == Cadence.MONTHLY)
            & (self.draws.uniform(Topic.BONUS)[who] < _BONUS_SHARE)
        )
        cents = people.income[who] * share * self.level[who] * wobble * np.where(thirteenth, 2, 1)
        return nearest(cents)

    def _gap(self, who: Ints, step: int) -> Ints:
        """Days between two payments of irregular work."""
        draw = self.draws.uniform(Topic.PAY_GAP, step, who)
        return 1 + (-(_GIG_DAYS - 1) * np.log1p(-draw)).astype(np.int64).clip(0, 40)

    def _schedule(self, who: Ints, today: Ints, step: int) -> None:
        calendar, people = self.calendar, self.people
        nominal, cadence = self.nominal_pay[who], people.cadence[who]
        monthly = (cadence == Cadence.MONTHLY) | (self.work[who] == Work.OUT)
        pay_day = np.where(
            self.work[who] == Work.OUT, calendar.day_of_month[nominal], people.pay_day[who]
        )
        by_month = calendar.nominal(calendar.month[nominal] + 1, pay_day)
        by_days = nominal + np.array([0, 14, 7, 0])[cadence]
        by_days = np.where(cadence == Cadence.IRREGULAR, today[who] + self._gap(who, step), by_days)
        following = np.where(monthly, by_month, by_days)
        self.nominal_pay[who] = following
        self.next_pay[who] = payday(calendar, following, today[who])

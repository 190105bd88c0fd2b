"""Living: a chunk of people from before their records start to the end of the outcome window."""

from dataclasses import dataclass

from plainscore.simulation.arrays import Bools, Ints
from plainscore.simulation.days import DAYS_PER_MONTH, Calendar
from plainscore.simulation.draws import Draws
from plainscore.simulation.economy import Economy
from plainscore.simulation.employment import Work
from plainscore.simulation.household import Households
from plainscore.simulation.journal import Movements
from plainscore.simulation.outcome import NewLoan
from plainscore.simulation.people import People, draw_people
from plainscore.simulation.tradelines import Contracts, Reports


@dataclass(frozen=True, slots=True)
class Lived:
    """A chunk of lives as others see them and, for research, as they were.

    Parameters
    ----------
    people : People
        Who they are.
    start : ndarray of int64, shape (people,)
        Calendar day on which each life begins.
    movements : Movements
        What was booked in each person's record; days count from the life's first.
    contracts, reports : Contracts, Reports
        What lenders reported before the application.
    bad : ndarray of bool, shape (people,)
        Whether the loan applied for went bad.
    instalment, liquid : ndarray of int64, shape (people,)
        The new loan's instalment, and the money owned when it was applied for, in cents.
    out_of_work : ndarray of bool, shape (people,)
        Who was out of work when they applied.
    """

    people: People
    start: Ints
    movements: Movements
    contracts: Contracts
    reports: Reports
    bad: Bools
    instalment: Ints
    liquid: Ints
    out_of_work: Bools


def live(economy: Economy, calendar: Calendar, seed: int, number: Ints, months: int) -> Lived:
    """Live the lives of the people of these numbers.

    Parameters
    ----------
    economy : Economy
        Parameters of the world.
    calendar : Calendar
        Made by `calendar_for` with the same `economy` and `months`.
    seed : int
        Seed of the simulation.
    number : ndarray of int64, shape (people,)
        Which people.
    months : int
        Length of the records.

    Returns
    -------
    Lived
        The same for each person, whoever else is in the chunk.
    """
    draws = Draws(seed, number)
    people = draw_people(economy, calendar, draws, number, months)
    before = round((months + economy.warm_up_months) * DAYS_PER_MONTH)
    after = round(economy.outcome_months * DAYS_PER_MONTH)
    start = people.as_of - before
    households = Households.settle(economy, calendar, people, draws, start)
    unseen = before - round(months * DAYS_PER_MONTH)
    for step in range(before):
        households.journal.recording = step >= unseen
        households.live_day(start + step, step)
    households.journal.recording = False
    movements = households.journal.movements(people.first_seen - start)
    contracts, reports = households.furnisher.contracts(), households.furnisher.reports()
    liquid = households.cash.liquid()
    out_of_work = households.employment.work == Work.OUT
    loan = NewLoan.grant(
        people,
        households.obligations,
        households.cash,
        draws,
        people.as_of,
        economy.instalment_share,
    )
    for step in range(before, before + after):
        households.live_day(start + step, step)
        loan.observe(start + step)
    return Lived(
        people=people,
        start=start,
        movements=movements,
        contracts=contracts,
        reports=reports,
        bad=loan.bad,
        instalment=loan.instalment,
        liquid=liquid,
        out_of_work=out_of_work,
    )

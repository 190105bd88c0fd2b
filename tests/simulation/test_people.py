import numpy as np
import pytest

from plainscore.simulation import Economy
from plainscore.simulation.draws import Draws
from plainscore.simulation.people import Cadence, Job, calendar_for, draw_people

ECONOMY = Economy()
NUMBER = np.arange(20_000)
CALENDAR = calendar_for(ECONOMY, 12)
PEOPLE = draw_people(ECONOMY, CALENDAR, Draws(9, NUMBER), NUMBER, 12)


def test_applications_are_spread_over_the_year_asked_for():
    first = CALENDAR.day_of(ECONOMY.first_application)
    assert PEOPLE.as_of.min() >= first
    assert PEOPLE.as_of.max() < first + ECONOMY.application_days
    assert len(np.unique(PEOPLE.as_of)) == ECONOMY.application_days


def test_some_histories_are_short_and_none_is_longer_than_asked():
    length = PEOPLE.as_of - PEOPLE.first_seen
    assert length.max() == 365
    assert length.min() >= 45
    assert (length < 365).mean() == pytest.approx(ECONOMY.short_history_share, abs=0.01)


def test_incomes_differ_by_job_sex_and_age_as_the_economy_says():
    def median(mask):
        return np.median(PEOPLE.income[mask])

    permanent = PEOPLE.job == Job.PERMANENT
    for job in (Job.HOURLY, Job.GIG, Job.BENEFIT, Job.PENSION):
        assert median(permanent) > median(job == PEOPLE.job)
    assert median(permanent & ~PEOPLE.woman) > median(permanent & PEOPLE.woman)
    assert median(permanent & (PEOPLE.age_band == 2)) > median(permanent & (PEOPLE.age_band == 0))


def test_only_gig_work_is_paid_irregularly():
    assert ((PEOPLE.cadence == Cadence.IRREGULAR) == (PEOPLE.job == Job.GIG)).all()


def test_frailty_has_mean_one():
    assert PEOPLE.frailty.mean() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("share", ["second_account_share", "overdraft_share"])
def test_shares_are_those_of_the_economy(share):
    held = {
        "second_account_share": PEOPLE.has_second,
        "overdraft_share": PEOPLE.overdraft > 0,
    }[share]
    assert held.mean() == pytest.approx(getattr(ECONOMY, share), abs=0.015)


def test_the_calendar_reaches_from_the_longest_history_to_the_last_outcome():
    for months in (1, 12, 120):
        calendar = calendar_for(ECONOMY, months)
        first = calendar.day_of(ECONOMY.first_application)
        assert first - (months + ECONOMY.warm_up_months + 1) * 31 > 0
        last = first + ECONOMY.application_days + (ECONOMY.outcome_months + 13) * 31
        assert last < len(calendar.month)

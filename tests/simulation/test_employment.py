import numpy as np

from plainscore.simulation import Economy
from plainscore.simulation.people import Cadence, Job, calendar_for
from plainscore.simulation.streams import Stream

CALENDAR = calendar_for(Economy(), 6)


def wages(lived, *, job=None, cadence=None):
    rows = lived.movements
    chosen = np.isin(rows.stream, [Stream.WAGE, Stream.GIG, Stream.PENSION])
    if job is not None:
        chosen &= lived.people.job[rows.who] == job
    if cadence is not None:
        chosen &= lived.people.cadence[rows.who] == cadence
    booked = lived.start[rows.who[chosen]] + rows.day[chosen]
    return rows.who[chosen], booked, rows.cents[chosen]


def test_pay_comes_on_days_when_banks_are_open(lived):
    _, booked, _ = wages(lived)
    assert (CALENDAR.before[booked] == booked).all()


def test_pay_keeps_its_rhythm(lived):
    for cadence, days in ((Cadence.MONTHLY, 30.4), (Cadence.TWO_WEEKLY, 14), (Cadence.WEEKLY, 7)):
        who, booked, _ = wages(lived, job=Job.PERMANENT, cadence=cadence)
        gaps = np.diff(booked)[np.diff(who) == 0]
        assert abs(np.median(gaps) - days) <= 1.5
        assert (np.abs(gaps - days) <= 5).mean() > 0.9


def test_salaries_vary_less_than_hourly_and_gig_pay(lived):
    def variation(job, cadence):
        who, _, cents = wages(lived, job=job, cadence=cadence)
        spreads = [
            cents[who == person].std() / cents[who == person].mean()
            for person in np.unique(who)
            if (who == person).sum() >= 5
        ]
        return np.median(spreads)

    salary = variation(Job.PERMANENT, Cadence.WEEKLY)
    hourly = variation(Job.HOURLY, Cadence.WEEKLY)
    gig = variation(Job.GIG, Cadence.IRREGULAR)
    assert salary < 0.05 < hourly < gig


def test_income_over_the_record_is_about_the_usual_income(lived):
    rows = lived.movements
    steady = np.flatnonzero(lived.people.job == Job.PENSION)
    months = (lived.people.as_of - lived.people.first_seen)[steady] / 30.4375
    received = np.bincount(
        rows.who, np.where(rows.stream == Stream.PENSION, rows.cents, 0), len(lived.people)
    )[steady]
    assert np.median(received / months / lived.people.income[steady]) > 0.9


def test_people_out_of_work_are_paid_no_wage_and_may_get_a_benefit(lived):
    rows = lived.movements
    last_month = rows.day >= (lived.people.as_of - lived.start - 20)[rows.who]
    waged = np.isin(rows.stream, [Stream.WAGE, Stream.GIG])
    paid = np.bincount(rows.who[last_month & waged], minlength=len(lived.people)) > 0
    workers = np.isin(lived.people.job, [Job.PERMANENT, Job.HOURLY, Job.GIG])
    out = workers & lived.out_of_work
    assert paid[out].mean() < 0.5 * paid[workers & ~lived.out_of_work].mean()
    benefit = np.bincount(rows.who[rows.stream == Stream.BENEFIT], minlength=len(lived.people)) > 0
    assert benefit[out].any()
    assert not benefit[out & ~lived.people.covered].any()

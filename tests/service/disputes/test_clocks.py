"""15 U.S.C. 1681i at its boundary days, with the clock of the service."""

from datetime import UTC, datetime, timedelta

import pytest

from plainscore.service.disputes import Finding, Outcome, add_information, write_statement
from plainscore.service.disputes.furnishing import answer, note_furnisher_told
from plainscore.service.problems import Refusal

RECEIVED = datetime(2026, 3, 2, 12, tzinfo=UTC)
AFTER_FIFTH_BUSINESS_DAY = datetime(2026, 3, 7, tzinfo=UTC)
AFTER_30 = datetime(2026, 4, 1, tzinfo=UTC)
AFTER_45 = datetime(2026, 4, 16, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def kinds(events):
    return [event.kind for event in events]


def test_fcra_1681i_a_2_a_a_furnisher_here_is_told_in_the_moment_the_dispute_opens(
    furnished, dispute, stored, lender
):
    found, events = stored(dispute())
    assert kinds(events) == ["opened", "furnisher_told"]
    assert (events[1].lender_id, events[1].at, found.status) == (
        lender.lender_id, RECEIVED, "investigating",
    )  # fmt: skip


def test_fcra_1681i_a_2_a_a_furnisher_elsewhere_is_overdue_after_the_fifth_business_day(
    person, hand_in, dispute, stored, look_at_clocks, clock
):
    hand_in(person)
    name = dispute()
    clock.set(AFTER_FIFTH_BUSINESS_DAY - INSTANT)
    look_at_clocks()
    assert kinds(stored(name)[1]) == ["opened"]
    clock.set(AFTER_FIFTH_BUSINESS_DAY + timedelta(hours=1))
    look_at_clocks()
    look_at_clocks()
    overdue = stored(name)[1][1:]
    assert [(each.kind, each.finding) for each in overdue] == [("overdue", "furnisher_notice")]


def test_a_furnisher_elsewhere_who_was_told_is_not_overdue(
    service, person, reviewer, hand_in, dispute, stored, look_at_clocks, clock
):
    hand_in(person)
    name = dispute()
    note_furnisher_told(service, reviewer.actor, name)
    clock.set(AFTER_FIFTH_BUSINESS_DAY)
    look_at_clocks()
    found, events = stored(name)
    assert (found.status, kinds(events)) == ("investigating", ["opened", "furnisher_told"])
    with pytest.raises(Refusal, match="told_already"):
        note_furnisher_told(service, reviewer.actor, name)


def test_fcra_1681i_a_1_and_a_5_what_is_not_verified_in_30_days_is_removed(
    furnished, dispute, stored, held_items, look_at_clocks, clock
):
    name = dispute()
    assert stored(name)[0].due_at == AFTER_30
    clock.set(AFTER_30 - INSTANT)
    look_at_clocks()
    assert stored(name)[0].is_open
    assert "t7" in held_items()
    clock.set(AFTER_30)
    look_at_clocks()
    found, events = stored(name)
    assert (found.status, found.closed_at) == ("removed", AFTER_30)
    assert {"overdue", "decided", "person_told"} <= set(kinds(events))
    assert "t7" not in held_items()


@pytest.mark.parametrize(
    ("at", "extended"), [(RECEIVED, True), (AFTER_30 - INSTANT, True), (AFTER_30, False)]
)
def test_fcra_1681i_a_1_b_information_within_the_30_days_adds_15(  # noqa: PLR0917 - fixtures
    service, person, furnished, dispute, stored, look_at_clocks, clock, at, extended
):
    name = dispute()
    clock.set(at)
    assert add_information(service, person.actor, name, "Here is the receipt.") is extended
    assert stored(name)[0].due_at == (AFTER_45 if extended else AFTER_30)
    assert stored(name)[0].status == ("extended" if extended else "investigating")
    clock.set(AFTER_45 - INSTANT if extended else AFTER_30)
    look_at_clocks()
    assert stored(name)[0].is_open is extended
    clock.set(AFTER_45)
    look_at_clocks()
    assert stored(name)[0].status == "removed"


def test_fcra_1681i_a_1_b_days_are_added_once(service, person, furnished, dispute, stored):
    name = dispute()
    assert add_information(service, person.actor, name, "One.")
    assert not add_information(service, person.actor, name, "Two.")
    found, events = stored(name)
    assert found.due_at == AFTER_45
    # the furnisher gets all of it
    assert kinds(events).count("furnisher_told") == 3


@pytest.mark.parametrize("finding", [Finding.INACCURATE, Finding.NOT_VERIFIABLE])
def test_fcra_1681i_a_1_c_no_days_are_added_once_it_was_found_wrong(
    service, person, lender, furnished, dispute, stored, clock, finding
):
    name = dispute()
    clock.forward(timedelta(days=2))
    with service.database.transaction(lender.actor) as connection:
        answer(connection, service, lender.actor, name, finding, "Our mistake.")
    clock.forward(timedelta(days=2))
    assert not add_information(service, person.actor, name, "And the receipt.")
    assert stored(name)[0].due_at == AFTER_30


def test_fcra_1681i_a_6_results_are_there_in_the_moment_of_the_decision(
    furnished, dispute, settle, stored, clock
):
    name = dispute()
    clock.forward(timedelta(days=3))
    settle(name, Outcome.REMOVED)
    _, events = stored(name)
    told = {event.kind: event.at for event in events}
    assert told["person_told"] == told["decided"] == clock.now()


def test_fcra_1681i_a_3_frivolous_needs_reasons_and_they_are_told(
    furnished, dispute, settle, stored, held_items
):
    name = dispute()
    with pytest.raises(Refusal, match="no_reason"):
        settle(name, Outcome.FRIVOLOUS, " ")
    settle(name, Outcome.FRIVOLOUS, "It does not say what is wrong.")
    found, events = stored(name)
    assert (found.status, kinds(events)[-2:]) == ("frivolous", ["decided", "person_told"])
    assert "t7" in held_items()


@pytest.mark.parametrize(("words", "fits"), [(100, True), (101, False)])
def test_fcra_1681i_b_a_statement_has_at_most_100_words(
    service, person, furnished, dispute, settle, words, fits
):
    name = dispute()
    with pytest.raises(Refusal, match="no_statement_yet"):
        write_statement(service, person.actor, name, "Too early.")
    settle(name, Outcome.KEPT)
    if fits:
        write_statement(service, person.actor, name, "word " * words)
        return
    with pytest.raises(Refusal, match="statement_too_long"):
        write_statement(service, person.actor, name, "word " * words)

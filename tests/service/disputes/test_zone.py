"""The days of legal clocks are those of the operator's time zone, which the pages state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plainscore.service.settings import Settings

# still 1 March in New York
NIGHT = datetime(2026, 3, 2, 3, tzinfo=UTC)
END_OF_30_MARCH_THERE = datetime(2026, 3, 31, 4, tzinfo=UTC)


@pytest.fixture
def settings(settings):
    return replace(settings, zone="America/New_York")


def test_fcra_1681i_a_1_a_the_thirtieth_day_ends_where_the_operator_is(
    person, reviewer, hand_in, dispute, stored, look_at_clocks, clock
):
    clock.set(NIGHT)
    hand_in(person)
    name = dispute()
    assert stored(name)[0].due_at == END_OF_30_MARCH_THERE
    shown = person.get(f"/me/disputes/{name}").text
    assert "30 days left" in shown
    assert "time zone America/New_York" in shown
    assert "time zone America/New_York" in reviewer.get("/staff/queue").text
    clock.set(END_OF_30_MARCH_THERE - timedelta(microseconds=1))
    look_at_clocks()
    assert stored(name)[0].is_open
    clock.set(END_OF_30_MARCH_THERE)
    look_at_clocks()
    assert stored(name)[0].status == "removed"


def test_there_is_no_such_zone():
    with pytest.raises(ValueError, match="no time zone"):
        Settings(zone="Mars/Olympus")

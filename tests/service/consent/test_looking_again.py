"""Work that the database refuses in the middle is begun again, as long as that is of use."""

import pytest
from sqlalchemy.exc import DBAPIError

from plainscore.service.consent.looking_again import MOST_LOOKS, look_again


class RefusedError(Exception):
    """What a driver raises where row-level security refuses."""

    sqlstate = "42501"


class BrokenError(Exception):
    sqlstate = "40001"


def refusing(times, error=RefusedError):
    """Return work that is refused so many times, and how often it was begun."""
    begun = []

    def work():
        begun.append(len(begun))
        if len(begun) <= times:
            raise DBAPIError("INSERT", {}, error())
        return "done"

    return work, begun


@pytest.mark.parametrize("times", [0, 1, 2, MOST_LOOKS - 1])
def test_a_consent_given_and_taken_back_meanwhile_is_looked_at_again(times):
    work, begun = refusing(times)
    assert look_again(work) == "done"
    assert len(begun) == times + 1


def test_what_is_refused_every_time_is_refused():
    work, begun = refusing(MOST_LOOKS)
    with pytest.raises(DBAPIError):
        look_again(work)
    assert len(begun) == MOST_LOOKS


def test_other_errors_are_not_tried_again():
    work, begun = refusing(1, BrokenError)
    with pytest.raises(DBAPIError):
        look_again(work)
    assert len(begun) == 1

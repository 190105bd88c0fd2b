"""Booking days: the one written down, in range, or refused with a reason."""

from datetime import UTC, date, datetime

import pytest

from plainscore.sources.days import read_day
from plainscore.sources.unreadable import UnreadableError


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-06",
        " 2024-05-06 ",
        "20240506",
        "2024-05-06T23:59:59-11:00",
        "2024-05-06 10:00",
        date(2024, 5, 6),
        datetime(2024, 5, 6, 23, tzinfo=UTC),
    ],
)
def test_a_day_is_the_one_written_down(written: object) -> None:
    assert read_day(written, "date") == date(2024, 5, 6)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2024-02-30", "bad_date"),
        ("06.05.2024", "bad_date"),
        ("2024-W10", "bad_date"),
        ("2024-05-0612", "bad_date"),
        (20240506, "bad_date"),
        ("", "empty"),
        (None, "empty"),
        ("1949-12-31", "date_out_of_range"),
        ("2100-01-01", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
    ],
)
def test_what_is_no_day_says_why(written: object, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_day(written, "date")
    assert refused.value.code == code

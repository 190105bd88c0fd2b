"""What time it is: asked of a clock that tests can set."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        ...


class SystemClock:
    """The machine's clock.

    Examples
    --------
    >>> SystemClock().now().tzname()
    'UTC'
    """

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved.

    Parameters
    ----------
    at : datetime
        With a time zone.

    Raises
    ------
    ValueError
        If the moment has no time zone.

    Examples
    --------
    >>> clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    >>> clock.forward(timedelta(days=30))
    >>> clock.now().date().isoformat()
    '2026-01-31'
    """

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        """Return the moment the clock stands at, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Set the clock."""
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone is not a moment")
        self._at = at.astimezone(UTC)

    def forward(self, by: timedelta) -> None:
        """Move the clock forward."""
        self._at += by

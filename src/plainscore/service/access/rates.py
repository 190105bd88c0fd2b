"""Limits on how often one may ask, counted in this process."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

COUNTED_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many in so long.

    Parameters
    ----------
    name : str
        What is counted.
    count_max : int
        How many are let through in one window.
    window : timedelta
        How long a window lasts.
    """

    name: str
    count_max: int
    window: timedelta


@dataclass(slots=True)
class Rates:
    """Counts of the present windows.

    Examples
    --------
    >>> from datetime import UTC
    >>> rate = Rate("sign_in", 1, timedelta(minutes=1))
    >>> rates, now = Rates(), datetime(2026, 1, 1, tzinfo=UTC)
    >>> rates.wait_seconds(rate, "somewhere", now), rates.wait_seconds(rate, "somewhere", now)
    (0, 60)
    """

    _counts: dict[tuple[str, str], tuple[datetime, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait_seconds(self, rate: Rate, key: str, now: datetime) -> int:
        """Count one request and say how long to wait before the next is let through.

        Parameters
        ----------
        rate : Rate
            The limit.
        key : str
            Who asks: an address, a lender.
        now : datetime
            The present moment.

        Returns
        -------
        int
            0 when this one is let through, otherwise whole seconds until the window ends.
        """
        with self._lock:
            begun, count = self._counts.get((rate.name, key), (now, 0))
            if now - begun >= rate.window or now < begun:
                begun, count = now, 0
            if len(self._counts) >= COUNTED_MAX:
                # the oldest windows go first: the order of insertion is the order of begin
                self._counts.pop(next(iter(self._counts)))
            if count == 0:
                self._counts.pop((rate.name, key), None)
            self._counts[rate.name, key] = (begun, count + 1)
            if count < rate.count_max:
                return 0
            return max(1, ceil((begun + rate.window - now).total_seconds()))

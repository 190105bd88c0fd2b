"""Recurring streams: movements of one account that come back with a rhythm."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from plainscore.sources.roles.cadence import Cadence, comes_every_month, find_cadence

CLOSE_RATIO = 1.35
"""Amounts of one step are less than this times their neighbour in size."""


class Movement(NamedTuple):
    """A line as the recognition of streams sees it.

    Parameters
    ----------
    day : int
        Day number.
    size : float
        Absolute amount.
    key : str
        Key of the other side; empty when unknown.
    place : int
        Position of the line in the sequence given.

    Examples
    --------
    >>> Movement(738000, 2000.0, "employer", 0).size
    2000.0
    """

    day: int
    size: float
    key: str
    place: int


class Stream(NamedTuple):
    """Movements that come back with a rhythm.

    Parameters
    ----------
    cadence : Cadence
        The rhythm.
    movements : tuple of Movement
        In order of day.

    Examples
    --------
    >>> Stream(Cadence.MONTHLY, ()).cadence.value
    'monthly'
    """

    cadence: Cadence
    movements: tuple[Movement, ...]


def find_streams(movements: Iterable[Movement], *, irregular: bool = False) -> list[Stream]:
    """Find the streams among the movements of one account in one direction.

    Movements are grouped by their other side; those without one, by their exact amount. A group
    without a rhythm is parted by size of amount and tried again, so that a salary stays a stream
    although the same employer also repays expenses.

    Parameters
    ----------
    movements : iterable of Movement
        Movements of one account, all inflows or all outflows.
    irregular : bool
        Whether movements of one other side that come on no particular day, but in nearly every
        month, are a stream as well.

    Returns
    -------
    list of Stream
        The streams; a movement stands in one at most.

    Examples
    --------
    >>> pay = [Movement(738000 + 30 * i, 2000.0, "employer", i) for i in range(4)]
    >>> [stream.cadence.value for stream in find_streams(pay)]
    ['monthly']
    """
    groups: dict[str | float, list[Movement]] = defaultdict(list)
    for movement in movements:
        groups[movement.key or movement.size].append(movement)
    streams = []
    for group in groups.values():
        if len(group) > 2:
            whole = _stream(group)
            parts = [whole] if whole else [_stream(step) for step in _steps(group)]
            found = [part for part in parts if part is not None]
            if irregular and not found and group[0].key:
                found = _irregular(group)
            streams += found
    return streams


def _irregular(group: list[Movement]) -> list[Stream]:
    if comes_every_month([movement.day for movement in group]):
        return [Stream(Cadence.EVERY_MONTH, tuple(sorted(group)))]
    return []


def _stream(group: list[Movement]) -> Stream | None:
    cadence = find_cadence([movement.day for movement in group])
    return None if cadence is None else Stream(cadence, tuple(sorted(group)))


def _steps(group: list[Movement]) -> list[list[Movement]]:
    """Part a group where the next larger amount is much larger."""
    by_size = sorted(group, key=lambda movement: movement.size)
    steps = [[by_size[0]]]
    for movement in by_size[1:]:
        if movement.size <= steps[-1][-1].size * CLOSE_RATIO:
            steps[-1].append(movement)
        else:
            steps.append([movement])
    return steps if len(steps) > 1 else []

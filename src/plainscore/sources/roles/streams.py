"""Recurring streams: lines of one account that come back with a rhythm."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plainscore.sources.roles.cadence import Cadence, find_cadence

CLOSE_RATIO = 1.35
"""Amounts of one step differ by less than this from their neighbour in size."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A line as the recognition of streams sees it.

    Parameters
    ----------
    place : int
        Position of the line in the sequence given.
    day : int
        Day number.
    amount : float
        Absolute amount.
    key : str
        Key of the other side.
    """

    place: int
    day: int
    amount: float
    key: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Movements that come back with a rhythm.

    Parameters
    ----------
    cadence : Cadence
        The rhythm.
    movements : tuple of Movement
        In order of day.
    """

    cadence: Cadence
    movements: tuple[Movement, ...]


def find_streams(movements: Iterable[Movement]) -> list[Stream]:
    """Find the streams among the movements of one account in one direction.

    Movements are grouped by their other side; those without one, by their exact amount. A group
    without a rhythm is parted by size of amount and tried again, so that a salary stays a stream
    although the same employer also repays expenses.

    Parameters
    ----------
    movements : iterable of Movement
        Movements of one account, all inflows or all outflows.

    Returns
    -------
    list of Stream
        The streams; a movement stands in one at most.

    Examples
    --------
    >>> pay = [Movement(i, 30 * i, 2000.0, "employer") for i in range(4)]
    >>> [stream.cadence.value for stream in find_streams(pay)]
    ['monthly']
    """
    groups: Mapping[object, list[Movement]] = defaultdict(list)
    for movement in movements:
        groups[movement.key or movement.amount].append(movement)
    streams = []
    for group in groups.values():
        group.sort(key=lambda movement: (movement.day, movement.amount))
        whole = _stream(group)
        if whole is not None:
            streams.append(whole)
            continue
        steps = _steps(group)
        if len(steps) > 1:
            streams += [stream for step in steps if (stream := _stream(step)) is not None]
    return streams


def _stream(group: list[Movement]) -> Stream | None:
    cadence = find_cadence([movement.day for movement in group])
    return None if cadence is None else Stream(cadence, tuple(group))


def _steps(group: list[Movement]) -> list[list[Movement]]:
    steps: list[list[Movement]] = []
    for movement in sorted(group, key=lambda movement: (movement.amount, movement.day)):
        if steps and movement.amount <= steps[-1][-1].amount * CLOSE_RATIO:
            steps[-1].append(movement)
        else:
            steps.append([movement])
    return [sorted(step, key=lambda movement: (movement.day, movement.amount)) for step in steps]

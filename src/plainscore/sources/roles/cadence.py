"""Finding the rhythm of a series of days."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise


class Cadence(StrEnum):
    """How often a payment comes back.

    Examples
    --------
    >>> Cadence("monthly").name
    'MONTHLY'
    """

    WEEKLY = "weekly"
    TWO_WEEKLY = "two_weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


GAPS: dict[Cadence, tuple[int, int]] = {
    Cadence.WEEKLY: (5, 9),
    Cadence.TWO_WEEKLY: (11, 18),
    Cadence.MONTHLY: (24, 36),
    Cadence.QUARTERLY: (84, 98),
    Cadence.YEARLY: (355, 376),
}
"""Fewest and most days between two payments: month lengths, weekends and holidays included."""

FEWEST_OCCURRENCES = 3
REGULAR_SHARE = 0.75
"""Share of the gaps that must fit: one payment in four may be early, late or missing."""


def find_cadence(days: Sequence[int]) -> Cadence | None:
    """Find the rhythm of a series of days.

    Parameters
    ----------
    days : sequence of int
        Day numbers in ascending order; a repeated day counts once.

    Returns
    -------
    Cadence or None
        The rhythm, or None with fewer than three days or without regularity.

    Examples
    --------
    >>> find_cadence([0, 30, 61, 91]).value
    'monthly'
    >>> find_cadence([0, 3, 50, 61]) is None
    True
    """
    distinct = sorted(set(days))
    if len(distinct) < FEWEST_OCCURRENCES:
        return None
    gaps = [later - earlier for earlier, later in pairwise(distinct)]
    for cadence, (fewest, most) in GAPS.items():
        fitting = sum(fewest <= gap <= most for gap in gaps)
        if fitting >= max(FEWEST_OCCURRENCES - 1, REGULAR_SHARE * len(gaps)):
            return cadence
    return None

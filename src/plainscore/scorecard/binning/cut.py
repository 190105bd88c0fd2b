"""`Cut`: where ordered pre-bins are cut into bins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut of ordered pre-bins into bins.

    Parameters
    ----------
    starts : tuple of int
        First pre-bin of every bin but the first.
    objective : float
        The divergence it reaches over the ordered pre-bins; -inf if no cut is possible.
    trend : str
        Course of the event rate.
    reason : str
        Why it has that course.
    """

    starts: tuple[int, ...]
    objective: float
    trend: str
    reason: str

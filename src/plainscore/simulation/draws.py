"""Random numbers that depend on seed, person, topic and step alone.

A counter-based generator (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"):
each draw is a hash of its coordinates, here with the SplitMix64 finaliser (Steele, Lea and Flood
2014). No draw depends on another, so a person's life is the same whichever chunk or worker lives
it, and however many other people there are.
"""

from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from plainscore.simulation.arrays import Bools, Floats, Ints

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_LEVELS_BITS = 14
_NORMAL: Floats = ndtri((np.arange(1 << _LEVELS_BITS) + 0.5) / (1 << _LEVELS_BITS))
"""Normal quantiles on an even grid: 16,384 levels are fine enough for money and fast to draw."""


class Topic(IntEnum):
    """What a draw is for; no two uses share one."""

    SEX = auto()
    AGE = auto()
    AS_OF = auto()
    HOUR = auto()
    HISTORY = auto()
    JOB = auto()
    INCOME = auto()
    PAY_SPREAD = auto()
    CADENCE = auto()
    PAY_DAY = auto()
    FRAILTY = auto()
    COVERED = auto()
    ALLOWANCE = auto()
    HOUSING = auto()
    HOUSING_SHARE = auto()
    BILL = auto()
    BILL_SIZE = auto()
    BILL_DAY = auto()
    RISE = auto()
    LOAN = auto()
    LOAN_SIZE = auto()
    LOAN_LEFT = auto()
    LOAN_RATE = auto()
    LOAN_AGE = auto()
    REPORTED = auto()
    THIN = auto()
    THRIFT = auto()
    WEALTH = auto()
    ESSENTIALS = auto()
    SAVINGS = auto()
    SECOND = auto()
    OVERDRAFT = auto()
    OVERDRAFT_SIZE = auto()
    CARD = auto()
    CARD_LIMIT = auto()
    CARD_USE = auto()
    CARD_BALANCE = auto()
    FORGETFUL = auto()
    ACCOUNT_AGE = auto()
    NEW_LOAN = auto()
    NEW_LOAN_DAY = auto()
    NEW_LOAN_SPENT = auto()
    WORK = auto()
    WORK_LEVEL = auto()
    WORK_START = auto()
    PAY_SIZE = auto()
    PAY_GAP = auto()
    BONUS = auto()
    METER = auto()
    FORGET = auto()
    CATCH_UP = auto()
    BOUNCE = auto()
    GROCERY = auto()
    GROCERY_SIZE = auto()
    TRANSPORT = auto()
    TRANSPORT_SIZE = auto()
    LEISURE = auto()
    LEISURE_SIZE = auto()
    CASH = auto()
    CASH_SIZE = auto()
    REFUND = auto()
    REFUND_SIZE = auto()
    BY_CARD = auto()
    SHOCK = auto()
    SHOCK_SIZE = auto()
    BORROW = auto()
    BORROW_SIZE = auto()
    HELP = auto()
    HELP_SIZE = auto()
    STRAIN = auto()
    STRAIN_SIZE = auto()
    KNOWN = auto()
    REPORT_DELAY = auto()


def _mix(value: int) -> int:
    value = (value + _GOLDEN) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def _mix_array(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values ^= values >> np.uint64(30)
    values *= np.uint64(0xBF58476D1CE4E5B9)
    values ^= values >> np.uint64(27)
    values *= np.uint64(0x94D049BB133111EB)
    values ^= values >> np.uint64(31)
    return values


class Draws:
    """The random numbers of some people.

    Parameters
    ----------
    seed : int
        Seed of the whole simulation.
    people : ndarray of int64, shape (n,)
        Numbers of the people, each unique in the simulation.

    Examples
    --------
    >>> everyone = Draws(7, np.arange(1000)).uniform(Topic.JOB, 3)
    >>> some = Draws(7, np.array([400, 5])).uniform(Topic.JOB, 3)
    >>> bool((some == everyone[[400, 5]]).all())
    True
    """

    def __init__(self, seed: int, people: Ints) -> None:
        self._seed = _mix(seed & _MASK)
        keys = people.astype(np.uint64) * np.uint64(_GOLDEN) + np.uint64(self._seed)
        self._keys = _mix_array(keys)

    def _bits(self, topic: Topic, step: int, who: Ints | None) -> NDArray[np.uint64]:
        keys = self._keys if who is None else self._keys[who]
        return _mix_array(keys + np.uint64(_mix(self._seed ^ (topic << 40) ^ step)))

    def uniform(self, topic: Topic, step: int = 0, who: Ints | None = None) -> Floats:
        """Draw from [0, 1), for everyone or for the positions `who`."""
        return (self._bits(topic, step, who) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def normal(self, topic: Topic, step: int = 0, who: Ints | None = None) -> Floats:
        """Draw from the standard normal, for everyone or for the positions `who`."""
        quantiles: Floats = _NORMAL[self._bits(topic, step, who) >> np.uint64(64 - _LEVELS_BITS)]
        return quantiles

    def happens(
        self, chance: float | Floats, topic: Topic, step: int = 0, who: Ints | None = None
    ) -> Bools:
        """Draw whether something of this chance happens."""
        return self.uniform(topic, step, who) < chance

    def each(self, topic: Topic, steps: Ints, who: Ints) -> Floats:
        """Draw from [0, 1) for each pair of a person and a step of their own."""
        keys = self._keys[who]
        keys += steps.astype(np.uint64) * np.uint64(_GOLDEN)
        keys += np.uint64(_mix(self._seed ^ (topic << 40)))
        return (_mix_array(keys) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def choose(self, cumulative: Floats, topic: Topic, step: int = 0) -> Ints:
        """Draw a category for everyone.

        Parameters
        ----------
        cumulative : ndarray of float64, shape (n, k) or (k,)
            Cumulative chances of the k categories, the last one 1.
        topic : Topic
            What the draw is for.
        step : int
            Day, slot or other counter.

        Returns
        -------
        ndarray of int64, shape (n,)
            Position of the category.
        """
        position: Ints = (self.uniform(topic, step)[:, None] >= cumulative).sum(axis=1)
        return position

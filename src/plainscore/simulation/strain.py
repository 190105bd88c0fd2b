"""Hard times at home: months in which living costs more, whatever a person earns."""

from dataclasses import dataclass

from plainscore.simulation.arrays import Bools, Floats, Ints
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.economy import Economy

_EASES = 0.10
_LEAST, _MOST = 1.4, 2.3


@dataclass(slots=True)
class Strain:
    """Who lives through hard times: an illness, a separation, a relative to support.

    Parameters
    ----------
    economy : Economy
        Sets how often strain begins.
    draws : Draws
        The random numbers of these people.
    factor : ndarray of float64, shape (people,)
        What essentials cost now, relative to the plan; 1 in ordinary times.
    """

    economy: Economy
    draws: Draws
    factor: Floats

    @property
    def strained(self) -> Bools:
        """Who lives through hard times today."""
        return self.factor > 1.0

    def turn_month(self, who: Ints, step: int) -> None:
        """Let the month begin or end hard times for `who`."""
        chance = self.draws.uniform(Topic.STRAIN, step, who)
        begins = (self.factor[who] == 1.0) & (chance < self.economy.strain)
        size = self.draws.uniform(Topic.STRAIN_SIZE, step, who[begins])
        ends = (self.factor[who] > 1.0) & (chance > 1 - _EASES)
        self.factor[who[begins]] = _LEAST + (_MOST - _LEAST) * size
        self.factor[who[ends]] = 1.0

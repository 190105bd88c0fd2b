"""Made-up people with bank statements and outcomes."""

from plainscore.simulation.economy import Economy
from plainscore.simulation.simulate import Simulated, simulate

__all__ = ["Economy", "Simulated", "simulate"]

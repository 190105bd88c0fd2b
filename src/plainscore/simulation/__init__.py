"""Made-up people with bank statements and outcomes."""

from plainscore.simulation.bank_files import write_bank_files
from plainscore.simulation.economy import Economy
from plainscore.simulation.simulate import Simulated, simulate

__all__ = ["Economy", "Simulated", "simulate", "write_bank_files"]

"""Simulated records as the files that real banks hand over."""

from plainscore.simulation.bank_files.write import write_bank_files

__all__ = ["write_bank_files"]

"""Leakage: signs that a table tells a scorecard what nobody knew at the observation point."""

from plainscore.validation.leakage.leak import Leak, LeakKind
from plainscore.validation.leakage.search import find_leaks

__all__ = ["Leak", "LeakKind", "find_leaks"]

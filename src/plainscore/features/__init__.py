"""The catalogue of features and the engine that computes it.

What brings an engine, or the library that formulas are written in, is imported when it is first
used: a service starts without them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from plainscore.features.catalogue import CATALOGUE
from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.person import person_features

if TYPE_CHECKING:
    from plainscore.features.compute import compute_features
    from plainscore.features.documentation import catalogue_page
    from plainscore.features.feature import Feature
    from plainscore.features.gates import GATES, Gate
    from plainscore.features.person_days import PersonDays
    from plainscore.features.spark_session import EngineError

__all__ = [
    "CATALOGUE",
    "GATES",
    "Direction",
    "EngineError",
    "Factor",
    "Feature",
    "Gate",
    "PersonDays",
    "Unit",
    "catalogue_page",
    "compute_features",
    "person_features",
]

_HOME_OF = {
    "EngineError": "spark_session",
    "Feature": "feature",
    "GATES": "gates",
    "Gate": "gates",
    "PersonDays": "person_days",
    "catalogue_page": "documentation",
    "compute_features": "compute",
}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'plainscore.features' has no attribute {name!r}")
    value = getattr(import_module(f"plainscore.features.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""The catalogue of features and the engine that computes it.

What brings an engine, or the library that formulas are written in, is imported when it is first
used: a service starts without them.
"""

from typing import TYPE_CHECKING

from plainscore.features.catalogue import CATALOGUE
from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.person import person_features
from plainscore.first_use import on_first_use

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

__getattr__ = on_first_use(__name__, _HOME_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

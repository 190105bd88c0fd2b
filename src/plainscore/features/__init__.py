"""The catalogue of features and the engine that computes it."""

from plainscore.features.catalogue import CATALOGUE
from plainscore.features.compute import compute_features
from plainscore.features.documentation import catalogue_page
from plainscore.features.factor import Direction, Factor, Unit
from plainscore.features.feature import Feature
from plainscore.features.gates import GATES, Gate
from plainscore.features.person import person_features
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

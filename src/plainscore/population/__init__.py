"""Features and scores of a whole population: partition by partition, resumable, with a manifest."""

from plainscore.population.features import population_features, with_outcomes
from plainscore.population.location import LocationError
from plainscore.population.manifest import Manifest, ManifestError, Partition, Rows
from plainscore.population.scores import population_scores, scored_table

__all__ = [
    "LocationError",
    "Manifest",
    "ManifestError",
    "Partition",
    "Rows",
    "population_features",
    "population_scores",
    "scored_table",
    "with_outcomes",
]

"""The scoring engine: from a table to bins and points, fast, and from one row faster."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.table import Table

_BLOCK = 2048


@compiled
def _add_points(
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    steps: NDArray[np.int32],
    first: int,
    missing: int,
    score: NDArray[np.int32],
) -> None:
    """Add the points of a feature without special codes, in blocks that fill vector registers."""
    gained = np.empty(_BLOCK, dtype=np.int32)
    for start in range(0, values.shape[0], _BLOCK):
        size = min(_BLOCK, values.shape[0] - start)
        gained[:] = first
        for k in range(edges.shape[0]):
            edge, step = edges[k], steps[k]
            for r in range(size):
                gained[r] += step * (values[start + r] >= edge)
        for r in range(size):
            value = values[start + r]
            score[start + r] += missing if value != value else gained[r]  # noqa: PLR0124 - NaN


class FeatureEngine(BinFinder):
    """Finds the points of the values of one feature.

    Parameters
    ----------
    feature : ScoredFeature
        The feature.
    """

    def __init__(self, feature: ScoredFeature) -> None:
        super().__init__(feature.binning)
        self.points = np.array(feature.points, dtype=np.int32)
        self.point_list = list(feature.points)

    def add_points(self, table: Table, score: NDArray[np.int32]) -> None:
        """Add the points of every row to its score."""
        if not self.numeric or self.special:
            score += self.points[self.codes(table)]
            return
        course = self.points[: self.edges.shape[0] + 1]
        _add_points(
            table.numeric(self.name),
            self.edges,
            np.diff(course),
            int(course[0]),
            int(self.points[self.missing]),
            score,
        )


class Engine:
    """Scores tables and single rows with the features of a scorecard.

    Parameters
    ----------
    base : int
        Base points.
    features : sequence of ScoredFeature
        The features.
    """

    def __init__(self, base: int, features: Sequence[ScoredFeature]) -> None:
        self.base = base
        self.parts = tuple(FeatureEngine(feature) for feature in features)

    def codes(self, table: Table) -> NDArray[np.uint8]:
        """Return the bin of every row and feature, shape (n_rows, n_features)."""
        codes = np.empty((table.rows, len(self.parts)), dtype=np.uint8, order="F")
        for place, part in enumerate(self.parts):
            codes[:, place] = part.codes(table)
        return codes

    def points(self, table: Table) -> NDArray[np.int32]:
        """Return the points of every row and feature, shape (n_rows, n_features)."""
        points = np.empty((table.rows, len(self.parts)), dtype=np.int32, order="F")
        for place, part in enumerate(self.parts):
            points[:, place] = part.points[part.codes(table)]
        return points

    def score(self, table: Table) -> NDArray[np.int32]:
        """Return the score of every row."""
        score = np.full(table.rows, self.base, dtype=np.int32)
        for part in self.parts:
            part.add_points(table, score)
        return score

    def score_row(self, row: Mapping[str, Any]) -> int:
        """Return the score of one row; an absent key is a missing value."""
        score = self.base
        for part in self.parts:
            score += part.point_list[part.code(row.get(part.name))]
        return score

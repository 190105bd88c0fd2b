"""The scoring engine: from a table to bins and points, fast, and from one row faster."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.table import Table
from plainscore.scorecard.workers import workers

_BLOCK = 512
_PART = 16_384
"""Rows that all features are looked up for before the next rows: they stay in the cache, also
where a table is stored row by row."""

_MANY = 8 * _PART
"""Rows from which threads share the work."""


@compiled
def _add_points(  # noqa: C901 - one compiled pass over all rows
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    steps: NDArray[np.float64],
    first: float,
    marks: NDArray[np.float64],
    mark_points: NDArray[np.float64],
    missing: float,
    score: NDArray[np.float64],
) -> None:
    """Add the points of a numeric feature, in blocks that fill vector registers.

    Sums of small whole numbers are exact in float64, and need no conversion beside the values.
    """
    value, gained = np.empty(_BLOCK), np.empty(_BLOCK)
    for start in range(0, values.shape[0], _BLOCK):
        size = min(_BLOCK, values.shape[0] - start)
        for r in range(size):
            value[r] = values[start + r]
        for r in range(size):
            gained[r] = first
        paired = edges.shape[0] // 2 * 2
        for k in range(0, paired, 2):
            low, high, low_step, high_step = edges[k], edges[k + 1], steps[k], steps[k + 1]
            for r in range(size):
                gain = low_step if value[r] >= low else 0.0
                gained[r] += gain + (high_step if value[r] >= high else 0.0)
        for k in range(paired, edges.shape[0]):
            edge, step = edges[k], steps[k]
            for r in range(size):
                gained[r] += step if value[r] >= edge else 0.0
        for k in range(marks.shape[0]):
            for r in range(size):
                if value[r] == marks[k]:
                    gained[r] = mark_points[k]
        total = score[start : start + size]
        for r in range(size):
            gain = gained[r]
            total[r] += gain if value[r] == value[r] else missing


@compiled
def _add_listed(
    positions: NDArray[np.int32], points: NDArray[np.float64], score: NDArray[np.float64]
) -> None:
    """Add the points of a categorical feature; the last ones are of missing values."""
    for r in range(positions.shape[0]):
        score[r] += points[positions[r]]


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
        course = self.points[: self.edges.shape[0] + 1].astype(np.float64)
        self._first, self._steps = float(course[0]), np.diff(course)
        self._mark_points = self.points[self.special_bins].astype(np.float64)

    def adder(self, table: Table) -> Callable[[slice, NDArray[np.float64]], None]:
        """Return what adds the points of some rows of a table to their scores."""
        if not self.numeric:
            column = table.categories(self.name)
            points = self.points[self.category_bins(column)].astype(np.float64)
            return lambda rows, score: _add_listed(column.positions[rows], points, score)
        values = table.numeric(self.name)
        missing = float(self.points[self.missing])

        def add(rows: slice, score: NDArray[np.float64]) -> None:
            _add_points(
                values[rows],
                self.edges,
                self._steps,
                self._first,
                self.special_codes,
                self._mark_points,
                missing,
                score,
            )

        return add


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
        score = np.empty(table.rows, dtype=np.int32)

        def fill(start: int) -> None:
            rows = slice(start, min(start + _PART, table.rows))
            total = np.full(rows.stop - start, float(self.base))
            for adder in adders:
                adder(rows, total)
            score[rows] = total

        starts = range(0, table.rows, _PART)
        if table.rows < _MANY:
            adders = [part.adder(table) for part in self.parts]
            for start in starts:
                fill(start)
            return score
        with ThreadPoolExecutor(workers()) as threads:
            adders = list(threads.map(lambda part: part.adder(table), self.parts))
            list(threads.map(fill, starts))
        return score

    def score_row(self, row: Mapping[str, Any]) -> int:
        """Return the score of one row; an absent key is a missing value."""
        score = self.base
        for part in self.parts:
            score += part.point_list[part.code(row.get(part.name))]
        return score

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

Adder = Callable[[slice, NDArray[np.float64]], None]
"""Adds the points of some rows to their scores."""

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
    positions: NDArray[np.int32] | NDArray[np.uint8],
    points: NDArray[np.float64],
    score: NDArray[np.float64],
) -> None:
    """Add the points of a categorical feature; the last ones are of missing values."""
    for r in range(positions.shape[0]):
        score[r] += points[positions[r]]


def score_codes(
    base: int, points: Sequence[Sequence[int]], codes: Sequence[NDArray[np.uint8]], rows: int
) -> NDArray[np.int32]:
    """Return the score of rows that are coded already.

    Parameters
    ----------
    base : int
        Base points.
    points : sequence of sequence of int
        Points of every bin, one sequence a feature.
    codes : sequence of ndarray of uint8, shape (n_rows,)
        Bin of every row, one array a feature.
    rows : int
        Number of rows.

    Returns
    -------
    ndarray of int32, shape (n_rows,)
        The scores.

    Examples
    --------
    >>> score_codes(500, [(0, 20)], [np.array([1, 0], np.uint8)], 2)
    array([520, 500], dtype=int32)
    """
    tables = [np.array(each, dtype=np.float64) for each in points]

    def adder(place: int) -> Adder:
        own = codes[place]
        return lambda part, score: _add_listed(own[part], tables[place], score)

    return _add_up(base, [adder(place) for place in range(len(codes))], rows)


def _add_up(base: int, adders: Sequence[Adder], rows: int) -> NDArray[np.int32]:
    """Return base points plus what every feature adds, part by part."""
    score = np.empty(rows, dtype=np.int32)

    def fill(start: int) -> None:
        part = slice(start, min(start + _PART, rows))
        total = np.full(part.stop - start, float(base))
        for adder in adders:
            adder(part, total)
        score[part] = total

    starts = range(0, rows, _PART)
    if rows < _MANY:
        for start in starts:
            fill(start)
    else:
        with ThreadPoolExecutor(workers()) as threads:
            list(threads.map(fill, starts))
    return score


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

    def adder(self, table: Table) -> Adder:
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
        if table.rows < _MANY:
            return _add_up(self.base, [part.adder(table) for part in self.parts], table.rows)
        with ThreadPoolExecutor(workers()) as threads:
            adders = list(threads.map(lambda part: part.adder(table), self.parts))
        return _add_up(self.base, adders, table.rows)

    def score_row(self, row: Mapping[str, Any]) -> int:
        """Return the score of one row; an absent key is a missing value."""
        score = self.base
        for part in self.parts:
            score += part.point_list[part.code(row.get(part.name))]
        return score

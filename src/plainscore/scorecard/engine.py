"""The scoring engine: from a table to bins and points, fast, and from one row faster."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.processors import processors
from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.table import Table

_EDGES = 8
"""Edges a pass over the rows compares with: they and their steps fill the vector registers."""

_PART = 32_768
"""Rows that all features are looked up for before the next rows: they stay in the cache, also
where a table is stored row by row."""

Adder = Callable[[slice, NDArray[np.float64]], None]
"""Adds the points of some rows to their scores."""

_MANY = 131_072
"""Rows from which threads share the work."""


@compiled
def _add_steps(
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    steps: NDArray[np.float64],
    first: float,
    missing: float,
    score: NDArray[np.float64],
) -> None:
    """Add the step of every edge that a value is at or above, and the points both start from.

    Sums of small whole numbers are exact in float64, and need no conversion beside the values.
    """
    e0, e1, e2, e3 = edges[0], edges[1], edges[2], edges[3]
    e4, e5, e6, e7 = edges[4], edges[5], edges[6], edges[7]
    s0, s1, s2, s3 = steps[0], steps[1], steps[2], steps[3]
    s4, s5, s6, s7 = steps[4], steps[5], steps[6], steps[7]
    for r in range(values.shape[0]):
        value = values[r]
        # two sums, so that no addition waits for the one before
        gain = first if value == value else missing  # noqa: PLR0124 - NaN
        more = s0 if value >= e0 else 0.0
        gain += s1 if value >= e1 else 0.0
        more += s2 if value >= e2 else 0.0
        gain += s3 if value >= e3 else 0.0
        more += s4 if value >= e4 else 0.0
        gain += s5 if value >= e5 else 0.0
        more += s6 if value >= e6 else 0.0
        gain += s7 if value >= e7 else 0.0
        score[r] += gain + more


@compiled
def _add_marked(
    values: NDArray[np.float64], mark: float, change: float, score: NDArray[np.float64]
) -> None:
    """Add the change of points that a special code makes to the interval it would be in."""
    for r in range(values.shape[0]):
        score[r] += change if values[r] == mark else 0.0


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
        with ThreadPoolExecutor(processors()) as threads:
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
        self._passes = _passes(self.edges, course, float(self.points[self.missing]))
        marked = self.points[self.special_bins].astype(np.float64)
        self._marks = [
            (float(mark), float(points - course[bisect_right(self._edge_list, mark)]))
            for mark, points in zip(self.special_codes, marked, strict=True)
        ]

    def adder(self, table: Table) -> Adder:
        """Return what adds the points of some rows of a table to their scores."""
        if not self.numeric:
            column = table.categories(self.name)
            points = self.points[self.category_bins(column)].astype(np.float64)
            return lambda rows, score: _add_listed(column.positions[rows], points, score)
        values = table.numeric(self.name)

        def add(rows: slice, score: NDArray[np.float64]) -> None:
            own = values[rows]
            for edges, steps, first, missing in self._passes:
                _add_steps(own, edges, steps, first, missing, score)
            for mark, change in self._marks:
                _add_marked(own, mark, change, score)

        return add


def _passes(
    edges: NDArray[np.float64], course: NDArray[np.float64], missing: float
) -> list[tuple[NDArray[np.float64], NDArray[np.float64], float, float]]:
    """Return edges and steps, filled up to whole passes with edges that no value is above."""
    size = max(-(-edges.size // _EDGES), 1) * _EDGES
    at, steps = np.full(size, np.nan), np.zeros(size)
    at[: edges.size], steps[: edges.size] = edges, np.diff(course)
    return [
        (
            at[start : start + _EDGES],
            steps[start : start + _EDGES],
            # what every row starts from is added once
            float(course[0]) if start == 0 else 0.0,
            missing if start == 0 else 0.0,
        )
        for start in range(0, size, _EDGES)
    ]


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

    def codes_of_row(self, row: Mapping[str, Any]) -> list[int]:
        """Return the bins of one row; an absent key is a missing value."""
        return [part.code(row.get(part.name)) for part in self.parts]

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
        with ThreadPoolExecutor(processors()) as threads:
            adders = list(threads.map(lambda part: part.adder(table), self.parts))
        return _add_up(self.base, adders, table.rows)

    def score_row(self, row: Mapping[str, Any]) -> int:
        """Return the score of one row; an absent key is a missing value."""
        score = self.base
        for part in self.parts:
            score += part.point_list[part.code(row.get(part.name))]
        return score

"""The scoring engine: from a table to bins and points, fast, and from one row faster."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import BinKind
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.table import Table, category_text

_BLOCK = 2048


@compiled
def _interval_codes(
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    specials: NDArray[np.float64],
    special_bins: NDArray[np.uint8],
    missing: int,
    codes: NDArray[np.uint8],
) -> None:
    for row in range(values.shape[0]):
        value = values[row]
        code = 0
        for k in range(edges.shape[0]):
            code += value >= edges[k]
        for k in range(specials.shape[0]):
            if value == specials[k]:
                code = special_bins[k]
        if value != value:  # noqa: PLR0124 - NaN
            code = missing
        codes[row] = code


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


class FeatureEngine:
    """Finds the bin of the values of one feature.

    Parameters
    ----------
    feature : ScoredFeature
        The feature.
    """

    def __init__(self, feature: ScoredFeature) -> None:
        binning = feature.binning
        self.name = feature.name
        self.numeric = binning.kind == "numeric"
        self.edges = np.array(binning.edges, dtype=np.float64)
        self.edge_list = list(binning.edges)
        self.missing = binning.missing_bin
        self.other = binning.other_bin
        self.points = np.array(feature.points, dtype=np.int32)
        self.point_list = list(feature.points)
        self.places = binning.places()
        special = {
            value: place
            for place, each in enumerate(binning.bins)
            if each.kind is BinKind.SPECIAL
            for value in each.values
        }
        self.special = special
        self.special_codes = np.array(list(special) if self.numeric else [], dtype=np.float64)
        self.special_bins = np.array(list(special.values()) if self.numeric else [], dtype=np.uint8)

    def codes(self, table: Table) -> NDArray[np.uint8]:
        """Return the bin of every row of a table."""
        if self.numeric:
            values = table.numeric(self.name)
            codes = np.empty(values.shape[0], dtype=np.uint8)
            _interval_codes(
                values, self.edges, self.special_codes, self.special_bins, self.missing, codes
            )
            return codes
        column = table.categories(self.name)
        found = [self.places.get(category, self.other) for category in column.categories]
        return np.array([*found, self.missing], dtype=np.uint8)[column.positions]

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

    def code(self, value: object) -> int:
        """Return the bin of one value."""
        if value is None or value != value or (isinstance(value, str) and not value.strip()):  # noqa: PLR0124 - NaN
            return self.missing
        if not self.numeric:
            return self.places.get(category_text(value), self.other)
        try:
            number = float(value)  # type: ignore[arg-type]
        except ValueError as error:
            raise ValueError(
                f"column {self.name} holds {value!r} where the scorecard needs a number"
            ) from error
        if math.isnan(number):
            return self.missing
        if number in self.special:
            return self.special[number]
        return bisect_right(self.edge_list, number)


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

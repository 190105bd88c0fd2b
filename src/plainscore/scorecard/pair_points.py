"""The points of pairs, for tables and for single rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.finder import BinFinder
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.feature import ScoredFeature
from plainscore.scorecard.pair import ScoredPair
from plainscore.scorecard.table import Table


@compiled
def _add_cells(
    rows: NDArray[np.uint8],
    columns: NDArray[np.uint8],
    points: NDArray[np.int32],
    score: NDArray[np.int32],
) -> None:
    for row in range(score.shape[0]):
        score[row] += points[rows[row], columns[row]]


class PairPoints:
    """Finds the points of the pairs of a scorecard.

    Parameters
    ----------
    features : sequence of ScoredFeature
        The features of the scorecard.
    pairs : sequence of ScoredPair
        Its pairs.
    """

    def __init__(self, features: Sequence[ScoredFeature], pairs: Sequence[ScoredPair]) -> None:
        place_of = {feature.name: place for place, feature in enumerate(features)}
        self.places = [(place_of[pair.first], place_of[pair.second]) for pair in pairs]
        used = sorted({place for both in self.places for place in both})
        self.finders = {place: BinFinder(features[place].binning) for place in used}
        # points by the bins of both features
        self.tables = [
            np.array(pair.points, dtype=np.int32)[np.ix_(pair.first_group, pair.second_group)]
            for pair in pairs
        ]
        self.lists = [table.tolist() for table in self.tables]

    def add(self, table: Table, score: NDArray[np.int32]) -> None:
        """Add the points of every row to its score."""
        codes = {place: finder.codes(table) for place, finder in self.finders.items()}
        for (first, second), points in zip(self.places, self.tables, strict=True):
            _add_cells(codes[first], codes[second], points, score)

    def of_codes(self, codes: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Return the points of every row and pair, by the bins of all features."""
        found = np.empty((codes.shape[0], len(self.tables)), dtype=np.int32, order="F")
        for column, ((first, second), points) in enumerate(
            zip(self.places, self.tables, strict=True)
        ):
            found[:, column] = points[codes[:, first], codes[:, second]]
        return found

    def of_row(self, row: Mapping[str, Any]) -> int:
        """Return the points of all pairs for one row; an absent key is a missing value."""
        bins = {place: each.code(row.get(each.name)) for place, each in self.finders.items()}
        return sum(
            points[bins[first]][bins[second]]
            for (first, second), points in zip(self.places, self.lists, strict=True)
        )

"""`ScoringCard`: scores, probabilities and points of tables and rows."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.content import CardContent
from plainscore.scorecard.engine import Engine
from plainscore.scorecard.pair_points import PairPoints
from plainscore.scorecard.table import Table, TableLike, is_row, read_table


class ScoringCard(CardContent):
    """A scorecard's content and its arithmetic; see `Scorecard`."""

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.base_points, self.features)

    @cached_property
    def _pair_points(self) -> PairPoints:
        return PairPoints(self.features, self.pairs)

    def _read(self, table: TableLike) -> Table:
        shape = getattr(table, "shape", None)
        if isinstance(table, np.ndarray) and shape == (len(table), len(self.features)):
            return read_table(table, self.feature_names)
        if is_row(table) or isinstance(table, Sequence):
            return read_table(table, self.feature_names)
        return read_table(table)

    def score(self, table: TableLike) -> NDArray[np.int32]:
        """Return the score of every row.

        Parameters
        ----------
        table : pandas, polars or pyarrow table, mapping, or list of mappings
            Columns are found by name; others are not looked at. In rows given as mappings an
            absent key is a missing value; in a table an absent column is an error. A 2-D array
            has the features in order.

        Returns
        -------
        ndarray of int32, shape (n_rows,)
            Scores, 350 to 950, higher is safer. Rows that are not `scorable` get the arithmetic
            of their missing values; it must not be used as a score.

        Raises
        ------
        ValueError
            If a column is absent, or a value is not a number where one is needed.
        """
        if is_row(table):
            return np.array([self.score_row(table)], dtype=np.int32)
        read = self._read(table)
        score = self._engine.score(read)
        if self.pairs:
            self._pair_points.add(read, score)
        return score

    def score_row(self, row: Mapping[str, Any]) -> int:
        """Return the score of one row, by the shortest way.

        Parameters
        ----------
        row : mapping of str to value
            Values by column; an absent key is a missing value.

        Returns
        -------
        int
            The same score as `score` gives.
        """
        score = self._engine.score_row(row)
        return score + self._pair_points.of_row(row) if self.pairs else score

    def probability(self, table: TableLike) -> NDArray[np.float64]:
        """Return the probability of going bad of every row.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            Probabilities, by the document's calibration.
        """
        return self.calibration.probability(self.score(table))

    def points(self, table: TableLike) -> NDArray[np.int32]:
        """Return the points of every row and feature, and of every pair.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of int32, shape (n_rows, n_features + n_pairs)
            Points in the order of `part_names`; with `base_points` they add up to `score`.
        """
        read = self._read(table)
        if not self.pairs:
            return self._engine.points(read)
        points = self._pair_points.of_codes(self._engine.codes(read))
        return np.hstack([self._engine.points(read), points])

    def bin_codes(self, table: TableLike) -> NDArray[np.uint8]:
        """Return the bin that every value falls into.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of uint8, shape (n_rows, n_features)
            Positions in the `bins` of each feature.
        """
        if is_row(table):
            return np.array([self._engine.codes_of_row(table)], dtype=np.uint8)
        return self._engine.codes(self._read(table))

    def scorable(self, table: TableLike) -> NDArray[np.bool_]:
        """Return which rows have enough information for a score.

        Parameters
        ----------
        table : table
            As for `score`.

        Returns
        -------
        ndarray of bool, shape (n_rows,)
            True where the gate's column is true, or everywhere when there is no gate.

        Raises
        ------
        ValueError
            If the gate's column is absent.
        """
        read = self._read(table)
        if self.gate is None:
            return np.ones(read.rows, dtype=np.bool_)
        return read.truth(self.gate)

"""The rows a scorecard is fitted on: which they are, how they turned out, what they count for."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.prebins import Prebins
from plainscore.scorecard.binning.stability import Stability
from plainscore.scorecard.table import CategoryColumn, Column, NumericColumn


@dataclass(frozen=True, slots=True)
class Sample:
    """Outcomes and weights of the rows a scorecard is fitted on.

    Parameters
    ----------
    keep : ndarray of bool or None
        Rows of the table that belong to the sample; None for all.
    bad : ndarray of uint8
        1 for a bad, one a row kept.
    weight : ndarray of float64
        Sample weights above zero, one a row kept.
    periods : ndarray of int32 or None
        Period of every row kept, from 0, where bins have to be stable over time.
    uneven_weight : ndarray of float64 or None
        The same as `weight`; None where all weights are 1.
    """

    keep: NDArray[np.bool_] | None
    bad: NDArray[np.uint8]
    weight: NDArray[np.float64]
    periods: NDArray[np.int32] | None = None
    uneven_weight: NDArray[np.float64] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        even = bool(np.all(self.weight == 1.0))
        object.__setattr__(self, "uneven_weight", None if even else self.weight)

    def rows_of(self, column: Column) -> Column:
        """Return the rows of a column that belong to the sample."""
        if self.keep is None:
            return column
        if isinstance(column, NumericColumn):
            return NumericColumn(column.values[self.keep])
        return CategoryColumn(column.categories, column.positions[self.keep])

    def stability(self, prebins: Prebins, max_psi: float | None) -> Stability | None:
        """Return the tallies of pre-bins by period, where there are periods."""
        if self.periods is None:
            return None
        return Stability.of(prebins, self.periods, self.bad, self.weight, max_psi)

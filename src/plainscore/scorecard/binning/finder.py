"""`BinFinder`: which bin a value falls in."""

import math
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.bins import BinKind, Binning
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.table import CategoryColumn, Table, category_text


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


class BinFinder:
    """Finds the bin of the values of one feature.

    Parameters
    ----------
    binning : Binning
        Its bins.
    """

    def __init__(self, binning: Binning) -> None:
        self.name = binning.name
        self.numeric = binning.kind == "numeric"
        self.edges = np.array(binning.edges, dtype=np.float64)
        self.missing = binning.missing_bin
        self.other = binning.other_bin
        self.places = binning.places()
        self.special = {
            value: place
            for place, each in enumerate(binning.bins)
            if each.kind is BinKind.SPECIAL
            for value in each.values
        }
        self._edge_list = list(binning.edges)
        coded = self.special if self.numeric else {}
        self.special_codes = np.array(list(coded), dtype=np.float64)
        self.special_bins = np.array(list(coded.values()), dtype=np.uint8)

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
        return self.category_bins(column)[column.positions]

    def category_bins(self, column: CategoryColumn) -> NDArray[np.uint8]:
        """Return the bin of every category of a column; last, of missing values."""
        found = [self.places.get(category, self.other) for category in column.categories]
        return np.array([*found, self.missing], dtype=np.uint8)

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
        return bisect_right(self._edge_list, number)

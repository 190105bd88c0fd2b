"""`AdditiveFit`: shapes of few steps, and tables of named pairs, as immutable values."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.tallies import Codes, add_by_code

DropReason = Literal["one value", "does not pay", "not selected", "no effect"]


@dataclass(frozen=True, slots=True)
class StepShape:
    """One feature's bins and what each adds.

    Parameters
    ----------
    place : int
        Place of the feature among those given.
    bin_of : ndarray of uint8, shape (codes,)
        Bin of every code: those of ordered codes first, then one of each code outside the order.
    log_odds : ndarray of float64, shape (bins,)
        What each bin adds to the log-odds of being bad; 0 on average.
    weight : ndarray of float64, shape (bins,)
        Weight of its rows.
    ordered_bins : int
        How many bins hold ordered codes (for a category: any but missing, special and other).
    freedom : float
        Effective degrees of freedom of the smooth shape behind the steps.
    gain : float
        Loss (nats over all held-out rows) that the feature saved.
    """

    place: int
    bin_of: NDArray[np.uint8]
    log_odds: NDArray[np.float64]
    weight: NDArray[np.float64]
    ordered_bins: int
    freedom: float
    gain: float


@dataclass(frozen=True, slots=True)
class PairTable:
    """What two features add beyond the sum of both: a small table.

    Parameters
    ----------
    first, second : int
        Places of the features among those given.
    first_group, second_group : ndarray of uint8, shape (bins,)
        Row, and column, of each bin of the two features. Row 0 and column 0 are for bins outside
        the order, where the pair adds nothing.
    log_odds : ndarray of float64, shape (rows, columns)
        What each cell adds to the log-odds of being bad.
    weight : ndarray of float64, shape (rows, columns)
        Weight of the rows in each cell.
    gain, error : float
        Loss (nats over all held-out rows) that the pair saved, and its standard error.
    """

    first: int
    second: int
    first_group: NDArray[np.uint8]
    second_group: NDArray[np.uint8]
    log_odds: NDArray[np.float64]
    weight: NDArray[np.float64]
    gain: float
    error: float


@dataclass(frozen=True, slots=True)
class DroppedFeature:
    """A feature that is not in the fit.

    Parameters
    ----------
    place : int
        Its place among those given.
    reason : str
        ``"one value"``, ``"does not pay"`` (on held-out rows), ``"not selected"`` (the number of
        features is capped) or ``"no effect"`` (flat in its declared course).
    gain : float
        Loss (nats over all held-out rows) that it saved when it was dropped.
    """

    place: int
    reason: DropReason
    gain: float


@dataclass(frozen=True, slots=True)
class AdditiveFit:
    """A joint additive fit.

    Parameters
    ----------
    intercept : float
        Log-odds of being bad where nothing is added.
    shapes : tuple of StepShape
        The features that stay, in the order given.
    pairs : tuple of PairTable
        Pairs of them that pay, the most useful first.
    dropped : tuple of DroppedFeature
        The others.
    """

    intercept: float
    shapes: tuple[StepShape, ...]
    pairs: tuple[PairTable, ...]
    dropped: tuple[DroppedFeature, ...]

    def log_odds(self, codes: Codes) -> NDArray[np.float64]:
        """Return the log-odds of being bad.

        Parameters
        ----------
        codes : sequence of ndarray of uint8, shape (n_rows,)
            All features given to the fit, in the same order.

        Returns
        -------
        ndarray of float64, shape (n_rows,)
            Intercept plus what the bins and cells add.
        """
        tables = [each.log_odds[each.bin_of] for each in self.shapes]
        total = np.full(codes[0].shape[0], self.intercept)
        total = add_by_code(
            [codes[each.place] for each in self.shapes],
            [each.size for each in tables],
            np.concatenate([*tables, np.zeros(0)]),
            total,
        )
        for pair in self.pairs:
            cells = self.cells(pair, codes)
            total = add_by_code([cells], [pair.log_odds.size], pair.log_odds.ravel(), total)
        return total

    def cells(self, pair: PairTable, codes: Codes) -> NDArray[np.uint8]:
        """Return the cell of a pair's table that each row falls in, counted row by row.

        Parameters
        ----------
        pair : PairTable
            One of the pairs.
        codes : sequence of ndarray of uint8, shape (n_rows,)
            All features given to the fit, in the same order.

        Returns
        -------
        ndarray of uint8, shape (n_rows,)
            Row x columns + column.
        """
        bin_of = {each.place: each.bin_of for each in self.shapes}
        row = (pair.first_group * np.uint8(pair.log_odds.shape[1]))[bin_of[pair.first]]
        column = pair.second_group[bin_of[pair.second]]
        return np.asarray(row[codes[pair.first]] + column[codes[pair.second]], dtype=np.uint8)

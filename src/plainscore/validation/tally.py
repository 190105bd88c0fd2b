"""A scored sample folded by distinct score: all that ranking measures need."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_NEAR_NIL = 1e-15


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows of one class that share score and weight, counted.

    Parameters
    ----------
    index : ndarray of int64, shape (n_cells,), ascending
        Position of the score in `Tally.score`.
    weight : ndarray of float64, shape (n_cells,)
        Weight of one row of the cell.
    count : ndarray of int64, shape (n_cells,)
        Rows in the cell.
    """

    index: npt.NDArray[np.int64]
    weight: Floats
    count: npt.NDArray[np.int64]

    def by_score(self, counts: npt.NDArray[np.int64], width: int) -> Floats:
        """Weight at each distinct score, for one or many vectors of counts.

        Parameters
        ----------
        counts : ndarray of int64, shape (..., n_cells)
            Rows in each cell: the observed ones or bootstrap draws.
        width : int
            Number of distinct scores.

        Returns
        -------
        ndarray of float64, shape (..., width)
            Total weight at each distinct score.

        Examples
        --------
        >>> cells = Cells(np.array([0, 0, 2]), np.array([1.0, 2.0, 1.0]), np.array([3, 1, 4]))
        >>> cells.by_score(cells.count, 3)
        array([5., 0., 4.])
        """
        starts = np.flatnonzero(np.diff(self.index, prepend=-1))
        totals = np.zeros((*counts.shape[:-1], width))
        totals[..., self.index[starts]] = np.add.reduceat(counts * self.weight, starts, axis=-1)
        return totals

    def coarse(self, most: int) -> "Cells":
        """Merge rows of one score and of like weights until about `most` cells are left.

        Each cell gets the mean weight of its rows, so the weight at each score stays the same.

        Parameters
        ----------
        most : int
            Cells wanted; as they are when there are no more than that.

        Returns
        -------
        Cells
            Cells with the same count and weight at each score.

        Examples
        --------
        >>> cells = Cells(np.zeros(4, np.int64), np.array([1.0, 2.0, 8.0, 9.0]), np.ones(4, int))
        >>> cells.coarse(2).weight, cells.coarse(2).count
        (array([1.5, 8.5]), array([2, 2]))
        """
        if self.count.size <= most:
            return self
        scores = np.unique(self.index).size
        groups = max(1, most // scores)
        order = np.argsort(self.weight, kind="stable")
        rank = np.empty(order.size, np.int64)
        rank[order] = np.cumsum(self.count[order]) - 1
        group = rank * groups // int(self.count.sum())
        _, cell = np.unique(self.index * groups + group, return_inverse=True)
        count = np.bincount(cell, weights=self.count).astype(np.int64)
        weight = np.bincount(cell, weights=self.count * self.weight) / count
        index = np.zeros(count.size, np.int64)
        index[cell] = self.index
        return Cells(index, weight, count)


@dataclass(frozen=True, slots=True)
class Tally:
    """Goods and bads at each distinct score.

    Parameters
    ----------
    score : ndarray of float64, shape (n_scores,), ascending
        The distinct scores; higher is safer.
    goods, bads : Cells
        The rows of each class.

    Examples
    --------
    >>> counted = tally(np.array([500, 600, 600.0]), np.array([True, True, False]))
    >>> counted.score, counted.bad_weight, counted.good_weight
    (array([500., 600.]), array([1., 1.]), array([0., 1.]))
    """

    score: Floats
    goods: Cells
    bads: Cells

    @property
    def n_goods(self) -> int:
        """Number of good rows."""
        return int(self.goods.count.sum())

    @property
    def n_bads(self) -> int:
        """Number of bad rows."""
        return int(self.bads.count.sum())

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.n_goods + self.n_bads

    @property
    def good_weight(self) -> Floats:
        """Total weight of goods at each distinct score, shape (n_scores,)."""
        return self.goods.by_score(self.goods.count, self.score.size)

    @property
    def bad_weight(self) -> Floats:
        """Total weight of bads at each distinct score, shape (n_scores,)."""
        return self.bads.by_score(self.bads.count, self.score.size)


def tally(score: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Tally:
    """Fold a scored sample by distinct score.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores; higher is safer. No missing values.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero; one a row by default. Rows, not weights, are what was observed
        independently: a weight of 2 moves an estimate as two rows do, but not its interval.

    Returns
    -------
    Tally
        Goods and bads at each distinct score.

    Raises
    ------
    ValueError
        If lengths differ, a score is missing, a label is neither 0 nor 1, or a weight is not
        a finite number above zero.
    """
    scores, bads, weights = as_sample(score, bad, weight)
    distinct, index = np.unique(scores, return_inverse=True)
    return Tally(distinct, _cells(index, weights, ~bads), _cells(index, weights, bads))


def as_sample(
    score: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Check a labelled sample and give it as arrays of float64, bool and float64.

    Parameters
    ----------
    score : array-like of float, shape (n,)
        Scores or probabilities.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), or None
        Weights above zero; ones when None.

    Returns
    -------
    tuple of ndarray
        Scores, labels and weights, each of shape (n,).

    Raises
    ------
    ValueError
        As `tally` states.

    Examples
    --------
    >>> as_sample([1, 2], [0, 1], None)[1]
    array([False,  True])
    >>> as_sample([1, 2], [0, 2], None)
    Traceback (most recent call last):
    ...
    ValueError: labels must be 0 (good) or 1 (bad)
    """
    scores = np.asarray(score, np.float64)
    labels = np.asarray(bad, np.float64)
    weights = np.ones(scores.shape) if weight is None else np.asarray(weight, np.float64)
    if not scores.shape == labels.shape == weights.shape or scores.ndim != 1:
        raise ValueError(
            f"scores, labels and weights must be vectors of one length; "
            f"they have shapes {scores.shape}, {labels.shape} and {weights.shape}"
        )
    if np.isnan(scores).any():
        raise ValueError("scores must not be missing")
    if not np.isin(labels, (0.0, 1.0)).all():
        raise ValueError("labels must be 0 (good) or 1 (bad)")
    if not (np.isfinite(weights) & (weights > 0)).all():
        raise ValueError("weights must be finite and above zero")
    return scores, labels == 1.0, weights


def as_probabilities(
    probability: npt.ArrayLike, bad: npt.ArrayLike, weight: npt.ArrayLike | None
) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Check labelled probabilities and keep them a hair away from 0 and 1.

    Parameters
    ----------
    probability : array-like of float, shape (n,)
        Probabilities of bad.
    bad, weight
        As for `as_sample`.

    Returns
    -------
    tuple of ndarray
        Probabilities within 1e-15 and 1 - 1e-15, labels and weights, each of shape (n,).

    Raises
    ------
    ValueError
        As `as_sample` states, or if a probability lies outside 0 to 1.

    Examples
    --------
    >>> as_probabilities([0.0, 0.5], [0, 1], None)[0]
    array([1.e-15, 5.e-01])
    """
    p, labels, weights = as_sample(probability, bad, weight)
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise ValueError("probabilities must lie between 0 and 1")
    return np.clip(p, _NEAR_NIL, 1 - _NEAR_NIL), labels, weights


def _cells(index: npt.NDArray[np.int64], weight: Floats, mask: npt.NDArray[np.bool_]) -> Cells:
    index, weight = index[mask], weight[mask]
    order = np.lexsort((weight, index))
    index, weight = index[order], weight[order]
    first = np.ones(index.size, np.bool_)
    first[1:] = (np.diff(index) != 0) | (np.diff(weight) != 0)
    starts = np.flatnonzero(first)
    return Cells(index[starts], weight[starts], np.diff(starts, append=index.size))

"""Sums over rows by code: the only passes over the data, one byte a cell."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from plainscore.processors import processors
from plainscore.scorecard.compiled import compiled

Codes = Sequence[NDArray[np.uint8]]

SMALL = 1_000_000
"""Sums that are done sooner than threads begin."""


@compiled
def _sums(codes: NDArray[np.uint8], values: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    for row in range(codes.shape[0]):
        out[codes[row]] += values[row]


@compiled
def _cross(
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    fold: NDArray[np.uint8],
    values: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    for row in range(first.shape[0]):
        out[fold[row], first[row], second[row]] += values[row]


@compiled
def _add(codes: NDArray[np.uint8], table: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    for row in range(codes.shape[0]):
        out[row] += table[codes[row]]


@compiled
def log_loss_parts(
    log_odds: NDArray[np.float64],
    bad: NDArray[np.float64],
    weight: NDArray[np.float64],
    slope: NDArray[np.float64],
    curvature: NDArray[np.float64],
) -> float:
    """Fill in the slope and curvature of the logistic loss by row; return the loss.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (n_rows,)
        Log-odds of being bad.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes (0 or 1) and weights.
    slope, curvature : ndarray of float64, shape (n_rows,)
        Filled with weight x (outcome - probability) and weight x probability x (1 - probability).

    Returns
    -------
    float
        Weighted sum of minus the log-likelihood.
    """
    total = 0.0
    for row in range(log_odds.shape[0]):
        z = log_odds[row]
        small = np.exp(-abs(z))
        chance = (1.0 if z >= 0.0 else small) / (1.0 + small)
        slope[row] = weight[row] * (bad[row] - chance)
        curvature[row] = weight[row] * small / ((1.0 + small) * (1.0 + small))
        # log(1 + exp(z)) - y z, without overflow
        total += weight[row] * (max(z, 0.0) + np.log1p(small) - bad[row] * z)
    return total


def offsets(sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return where each feature's codes begin in one long vector, and its length last.

    Examples
    --------
    >>> offsets([2, 3])
    array([0, 2, 5])
    """
    return np.concatenate([[0], np.cumsum(np.asarray(sizes, dtype=np.int64))]).astype(np.int64)


def sums_by_code(
    codes: Codes, sizes: Sequence[int], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the sum of values by code, features one after another.

    Examples
    --------
    >>> sums_by_code([np.array([0, 1, 1], np.uint8)], [3], np.array([1.0, 2.0, 3.0]))
    array([1., 5., 0.])
    """
    at = offsets(sizes)
    out = np.zeros(at[-1])
    for place, column in enumerate(codes):
        _sums(column, values, out[at[place] : at[place + 1]])
    return out


def add_by_code(
    codes: Codes, sizes: Sequence[int], table: NDArray[np.float64], start: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return start plus each row's table values, one a feature.

    Examples
    --------
    >>> add_by_code([np.array([0, 1], np.uint8)], [2], np.array([0.5, 2.0]), np.zeros(2))
    array([0.5, 2. ])
    """
    at = offsets(sizes)
    out = start.copy()
    for place, column in enumerate(codes):
        _add(column, np.ascontiguousarray(table[at[place] : at[place + 1]]), out)
    return out


def cross_table(
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    values: NDArray[np.float64],
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Return the sum of values by the codes of two columns.

    Examples
    --------
    >>> column = np.array([0, 1, 1], np.uint8)
    >>> cross_table(column, column, np.ones(3), (2, 2))
    array([[1., 0.],
           [0., 2.]])
    """
    out = np.zeros((1, *shape))
    _cross(first, second, np.zeros(first.shape[0], np.uint8), values, out)
    return np.asarray(out[0])


def gram(
    codes: Codes,
    sizes: Sequence[int],
    values: NDArray[np.float64],
    fold: NDArray[np.uint8] | None = None,
    folds: int = 1,
) -> NDArray[np.float64]:
    """Return the sum of values by every pair of codes, by fold.

    With it every further step of a fit costs the same for a thousand rows as for a million.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    sizes : sequence of int
        Codes of each feature.
    values : ndarray of float64, shape (n_rows,)
        What to sum.
    fold : ndarray of uint8, shape (n_rows,), optional
        Fold of each row; all in fold 0 by default.
    folds : int
        Number of folds.

    Returns
    -------
    ndarray of float64, shape (folds, all codes, all codes)
        Symmetric.

    Examples
    --------
    >>> columns = [np.array([0, 1, 1], np.uint8), np.array([0, 0, 1], np.uint8)]
    >>> gram(columns, [2, 2], np.ones(3))[0]
    array([[1., 0., 1., 0.],
           [0., 2., 1., 1.],
           [1., 1., 2., 0.],
           [0., 1., 0., 1.]])
    """
    at = offsets(sizes)
    rows_fold = np.zeros(values.shape[0], np.uint8) if fold is None else fold
    out = np.zeros((folds, at[-1], at[-1]))

    def fill(place: int) -> None:
        own = slice(at[place], at[place + 1])
        for other in range(place, len(codes)):
            block = np.zeros((folds, sizes[place], sizes[other]))
            _cross(codes[place], codes[other], rows_fold, values, block)
            second = slice(at[other], at[other + 1])
            out[:, own, second] = block
            out[:, second, own] = block.transpose(0, 2, 1)

    # every block has one writer, so the sums do not depend on the number of threads
    if values.size * len(codes) ** 2 < SMALL:
        for place in range(len(codes)):
            fill(place)
        return out
    with ThreadPoolExecutor(processors()) as threads:
        list(threads.map(fill, range(len(codes))))
    return out

"""The best small table over the bins of two features, exactly."""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

PRECISION = 10.0
"""Prior precision of a cell: log-odds of 0.3 either way are plausible, 1 is not."""

PER_CELL = 1.0
"""Loss (nats) that a further free cell must save; half of it chance would save."""


@compiled
def beyond_margins(slope: NDArray[np.float64], curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the slopes that remain when each row and each column has found its own level.

    Examples
    --------
    >>> flat = beyond_margins(np.array([[1.0, 1.0], [2.0, 2.0]]), np.ones((2, 2)))
    >>> bool(np.allclose(flat, 0.0))
    True
    """
    left = slope.copy()
    rows, columns = left.shape
    for _ in range(30):
        for i in range(rows):
            total, mass = 0.0, 1e-9
            for j in range(columns):
                total += left[i, j]
                mass += curve[i, j]
            for j in range(columns):
                left[i, j] -= curve[i, j] * total / mass
        for j in range(columns):
            total, mass = 0.0, 1e-9
            for i in range(rows):
                total += left[i, j]
                mass += curve[i, j]
            for i in range(rows):
                left[i, j] -= curve[i, j] * total / mass
    return left


@compiled
def _column_runs(
    slope: NDArray[np.float64],
    curve: NDArray[np.float64],
    group: NDArray[np.int64],
    count: int,
    side: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return, for given groups of rows, the best saving of the first columns in so many runs."""
    rows, columns = slope.shape
    reached = np.full((side + 1, columns + 1), -np.inf)
    begins = np.zeros((side + 1, columns + 1), dtype=np.int64)
    # the first run of columns is free: its cells are set by the others and the margins
    reached[0, 0] = PER_CELL * (count - 1)
    saved = np.full((columns, columns), -np.inf)
    for a in range(columns):
        slopes, curves = np.zeros(count), np.zeros(count)
        for b in range(a, columns):
            for i in range(rows):
                slopes[group[i]] += slope[i, b]
                curves[group[i]] += curve[i, b]
            saved[a, b] = np.sum(0.5 * slopes**2 / (curves + PRECISION)) - PER_CELL * (count - 1)
    for k in range(1, side + 1):
        for b in range(1, columns + 1):
            for a in range(b):
                tried = reached[k - 1, a] + saved[a, b - 1]
                if tried > reached[k, b]:
                    reached[k, b] = tried
                    begins[k, b] = a
    return reached, begins


@compiled
def best_grid(
    slope: NDArray[np.float64], curve: NDArray[np.float64], side: int
) -> tuple[float, NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the grouping of rows and of columns that saves most, less the price of its cells.

    Every grouping of neighbouring rows is tried; for each, the best grouping of the columns is
    found by dynamic programming.

    Parameters
    ----------
    slope, curve : ndarray of float64, shape (rows, columns)
        Sums of slopes and curvatures by cell; at most 10 rows.
    side : int
        Most groups of rows, and of columns.

    Returns
    -------
    gain : float
        Loss saved (nats), less `PER_CELL` for each free cell; 0 when nothing is worth it.
    row_group, column_group : ndarray of uint8
        Group of each row and column.
    """
    rows, columns = slope.shape
    best = 0.0
    row_group = np.zeros(rows, dtype=np.uint8)
    column_group = np.zeros(columns, dtype=np.uint8)
    group = np.zeros(rows, dtype=np.int64)
    for cuts in range(1, 1 << (rows - 1)):
        count = 1
        for i in range(1, rows):
            count += (cuts >> (i - 1)) & 1
            group[i] = count - 1
        if count > side:
            continue
        reached, begins = _column_runs(slope, curve, group, count, side)
        for k in range(2, side + 1):
            if reached[k, columns] > best + 1e-12:
                best = reached[k, columns]
                row_group[:] = group.astype(np.uint8)
                last = columns
                for turn in range(k, 0, -1):
                    first = begins[turn, last]
                    column_group[first:last] = turn - 1
                    last = first
    return best, row_group, column_group

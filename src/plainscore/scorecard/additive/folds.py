"""Folds and samples that depend on what a row holds, never on where it stands.

Rows with the same codes and outcome are always together, so a weight of two is the same as the
row twice, and shuffled rows give the same fit.
"""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.tallies import Codes
from plainscore.scorecard.compiled import compiled

FOLDS = 5


@compiled
def _mix(codes: NDArray[np.uint8], keys: NDArray[np.uint64]) -> None:
    for row in range(codes.shape[0]):
        # the finaliser of splitmix64 (Steele, Lea and Flood 2014)
        z = keys[row] * np.uint64(0x100000001B3) + np.uint64(codes[row]) + np.uint64(1)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        keys[row] = z ^ (z >> np.uint64(31))


def row_keys(codes: Codes, bad: NDArray[np.float64], seed: int) -> NDArray[np.uint64]:
    """Return a pseudo-random number for each row, the same for the same content.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        One array a feature.
    bad : ndarray of float64, shape (n_rows,)
        Outcomes.
    seed : int
        Other seeds give other numbers.

    Returns
    -------
    ndarray of uint64, shape (n_rows,)
        Spread evenly over all 64-bit numbers.

    Examples
    --------
    >>> keys = row_keys([np.array([3, 3, 4], np.uint8)], np.zeros(3), seed=1)
    >>> bool(keys[0] == keys[1]), bool(keys[0] == keys[2])
    (True, False)
    """
    keys = np.full(bad.shape[0], seed % 2**64, dtype=np.uint64)
    for column in (*codes, bad.astype(np.uint8)):
        _mix(column, keys)
    return keys


def folds_of(keys: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return the fold of each row.

    Examples
    --------
    >>> folds_of(np.array([7, 10, 7], np.uint64))
    array([2, 0, 2], dtype=uint8)
    """
    return (keys % np.uint64(FOLDS)).astype(np.uint8)


def sample_rows(
    keys: NDArray[np.uint64], bad: NDArray[np.float64], limit: int
) -> NDArray[np.int64] | None:
    """Return the rows of a sample of about a limit, or None when all fit.

    The rarer outcome is kept whole up to half the limit: what a logistic fit says of the shapes
    is the same when rows are sampled by outcome (Prentice and Pyke 1979, Biometrika 66: 403-411);
    only its intercept has to be found again on all rows.

    Examples
    --------
    >>> keys = row_keys([np.arange(100, dtype=np.uint8)], np.zeros(100), seed=0)
    >>> 5 < sample_rows(keys, np.zeros(100), 20).size < 40
    True
    """
    rows = bad.shape[0]
    if rows <= limit:
        return None
    bads = int(np.count_nonzero(bad))
    rarer = min(bads, rows - bads)
    kept = min(rarer, limit // 2)
    shares = (kept / max(rarer, 1), (limit - kept) / (rows - rarer))
    bad_share, good_share = shares if bads == rarer else shares[::-1]
    # the high bits: the low ones make the folds
    place = (keys >> np.uint64(11)).astype(np.float64) / 2.0**53
    return np.flatnonzero(place < np.where(bad > 0, bad_share, good_share))

"""A falling chance as a continuous curve: isotonic blocks, joined by straight lines."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Knots = tuple[tuple[float, float], ...]


def fit_curve(log_odds: Floats, bads: Floats, total: Floats) -> Knots:
    """Fit the monotone curve of outcomes on calibrated log-odds.

    Neighbours whose rates run against the order are pooled (Ayer et al. 1955, Annals of
    Mathematical Statistics 26: 641-647); each block counts one more row of the rate that its
    log-odds promise, so that no block is without good or bad; the centres of blocks are the knots.

    Parameters
    ----------
    log_odds : ndarray of float64, shape (n,)
        Log-odds of going bad, as the best straight line has them.
    bads, total : ndarray of float64, shape (n,)
        Weight of the bads and of all rows at each.

    Returns
    -------
    tuple of (float, float)
        Knots: log-odds given and log-odds found, both strictly ascending.

    Examples
    --------
    >>> given, bads = np.array([-1.0, 0.0, 1.0]), np.array([10.0, 30.0, 90.0])
    >>> knots = fit_curve(given, bads, np.full(3, 99.0))
    >>> [round(found, 1) for _, found in knots]
    [-2.2, -0.8, 2.3]
    """
    from scipy.optimize import isotonic_regression  # noqa: PLC0415 - slow, and only for fitting
    from scipy.special import expit  # noqa: PLC0415 - as above

    given, place = np.unique(log_odds, return_inverse=True)
    bad, weight = np.bincount(place, bads), np.bincount(place, total)
    blocks = isotonic_regression(bad / weight, weights=weight).blocks
    promised = np.add.reduceat(weight * expit(given), blocks[:-1])
    centre = np.add.reduceat(weight * given, blocks[:-1])
    rows = np.add.reduceat(weight, blocks[:-1])
    rate = (np.add.reduceat(bad, blocks[:-1]) + promised / rows) / (rows + 1.0)
    # the added row can turn the order of small blocks round again
    pooled = isotonic_regression(rate, weights=rows + 1.0)
    starts = pooled.blocks[:-1]
    centre = np.add.reduceat(centre, starts) / np.add.reduceat(rows, starts)
    chance = pooled.x[starts]
    found = np.log(chance / (1.0 - chance))
    return tuple(zip(centre.tolist(), found.tolist(), strict=True))


def bend(knots: Knots) -> list[tuple[float | None, float, float]]:
    """Return a curve as straight pieces; beyond its ends it goes on with the slope of the line.

    Parameters
    ----------
    knots : tuple of (float, float)
        As `fit_curve` gives them.

    Returns
    -------
    list of (float or None, float, float)
        Upper bound (None for the last), intercept and slope of each piece, ascending.

    Examples
    --------
    >>> bend(((0.0, 1.0), (2.0, 2.0)))
    [(0.0, 1.0, 1.0), (2.0, 1.0, 0.5), (None, 0.0, 1.0)]
    """
    (first, at_first), (last, at_last) = knots[0], knots[-1]
    pieces: list[tuple[float | None, float, float]] = [(first, at_first - first, 1.0)]
    for (low, at_low), (high, at_high) in pairwise(knots):
        slope = (at_high - at_low) / (high - low)
        pieces.append((high, at_low - slope * low, slope))
    pieces.append((None, at_last - last, 1.0))
    return pieces


def curve_log_odds(knots: Knots, log_odds: Floats) -> Floats:
    """Return the log-odds of a curve at log-odds of the line.

    Examples
    --------
    >>> curve_log_odds(((0.0, 1.0), (2.0, 2.0)), np.array([-1.0, 1.0, 3.0]))
    array([0. , 1.5, 3. ])
    """
    pieces = bend(knots)
    place = np.searchsorted([given for given, _ in knots], log_odds, side="right")
    intercepts, slopes = np.array([each[1:] for each in pieces]).T
    return np.asarray(intercepts[place] + slopes[place] * log_odds, dtype=np.float64)

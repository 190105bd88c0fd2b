"""Intervals of a proportion that hold on small counts and at 0 and 1."""

import math

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, norm

from plainscore.validation.figure import LEVEL


def wilson(successes: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Give the score interval of a proportion (Wilson, 1927).

    Parameters
    ----------
    successes : float
        Count of successes, at most `n`; an effective count for weighted data.
    n : float
        Count of trials, above zero.
    level : float
        Coverage.

    Returns
    -------
    tuple of float
        Lower and upper end, within 0 and 1.

    Raises
    ------
    ValueError
        If `n` is not above zero or `successes` is outside 0..n.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(3, 20)]
    [0.0524, 0.3604]
    >>> wilson(0, 20)[0]
    0.0
    """
    _check(successes, n)
    z = float(norm.ppf((1 + level) / 2))
    share = successes / n
    centre = share + z**2 / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    low = 0.0 if successes == 0 else max(0.0, (centre - reach) / scale)
    high = 1.0 if successes == n else min(1.0, (centre + reach) / scale)
    return low, high


def jeffreys(successes: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """Give the Jeffreys interval of a proportion (Brown, Cai and DasGupta, 2001).

    Parameters
    ----------
    successes, n, level
        As for `wilson`.

    Returns
    -------
    tuple of float
        Lower and upper end; 0 when there is no success, 1 when there is nothing else.

    Raises
    ------
    ValueError
        If `n` is not above zero or `successes` is outside 0..n.

    Examples
    --------
    >>> [round(end, 4) for end in jeffreys(3, 20)]
    [0.0441, 0.3486]
    """
    _check(successes, n)
    tail = (1 - level) / 2
    shape = (successes + 0.5, n - successes + 0.5)
    low = 0.0 if successes == 0 else float(beta.ppf(tail, *shape))
    high = 1.0 if successes == n else float(beta.ppf(1 - tail, *shape))
    return low, high


def effective_count(weight: npt.NDArray[np.float64]) -> float:
    """Give the number of equally weighted rows that carry as much information (Kish, 1965).

    Parameters
    ----------
    weight : ndarray of float64, shape (n,)
        Weights above zero.

    Returns
    -------
    float
        The count: n when all weights are equal, less otherwise.

    Examples
    --------
    >>> effective_count(np.array([2.0, 2.0])), effective_count(np.array([1.0, 3.0]))
    (2.0, 1.6)
    """
    return float(weight.sum() ** 2 / (weight**2).sum())


def _check(successes: float, n: float) -> None:
    if not n > 0 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a proportion")

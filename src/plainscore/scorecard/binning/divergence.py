"""How far apart the goods and the bads are: what a binning maximises."""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.binning.constraints import Objective

HALF = 0.5
"""Rows added to both kinds in a bin that holds only one (the usual continuity correction)."""


def contributions(
    good: NDArray[np.float64],
    bad: NDArray[np.float64],
    goods: float,
    bads: float,
    objective: Objective = "iv",
) -> NDArray[np.float64]:
    """Return what bins add to the divergence between goods and bads.

    Parameters
    ----------
    good, bad : ndarray of float64
        Weight of the goods and of the bads in each bin.
    goods, bads : float
        Their totals.
    objective : str
        ``"iv"`` (Jeffreys), ``"js"`` (Jensen-Shannon, in nats) or ``"hellinger"`` (squared).

    Returns
    -------
    ndarray of float64
        One contribution a bin, never negative. For ``iv``, which has no finite value where a bin
        holds no goods or no bads, `HALF` a row of each is added inside the logarithm there.

    Examples
    --------
    >>> contributions(np.array([3.0]), np.array([1.0]), 4.0, 4.0).round(4)
    array([0.5493])
    """
    p, q = good / goods, bad / bads
    with np.errstate(divide="ignore", invalid="ignore"):
        if objective == "iv":
            some = HALF * ((good <= 0) | (bad <= 0))
            ratio = ((good + some) / goods) / ((bad + some) / bads)
            return np.asarray(np.maximum((p - q) * np.log(ratio), 0.0))
        if objective == "hellinger":
            return np.asarray(0.5 * (np.sqrt(p) - np.sqrt(q)) ** 2)
        middle = (p + q) / 2
        return np.asarray(
            0.5 * np.where(p > 0, p * np.log(p / middle), 0.0)
            + 0.5 * np.where(q > 0, q * np.log(q / middle), 0.0)
        )

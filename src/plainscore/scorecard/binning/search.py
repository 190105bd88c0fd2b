"""`Search`: the sums over all runs of pre-bins that a search for the best cut needs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Search:
    """The sums over all runs of pre-bins that a search for the best cut needs.

    Parameters
    ----------
    weight, bad : ndarray of float64, shape (n, n)
        Sums over runs of ordered pre-bins.
    value : ndarray of float64, shape (n, n)
        What each run adds to the objective.
    allowed : ndarray of bool, shape (n, n)
        Whether each run may be a bin.
    margins : ndarray of float64, shape (n,)
        Least difference of event rates on both sides of the bound before each pre-bin.
    pairs : ndarray of uint8, shape (n, n, n), or None
        What each pair of neighbouring runs may be part of; None where nothing but the order and
        the difference of their event rates is asked.
    """

    weight: Floats
    bad: Floats
    value: Floats
    allowed: NDArray[np.bool_]
    margins: Floats
    pairs: NDArray[np.uint8] | None

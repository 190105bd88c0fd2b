"""Array types used throughout the simulation, and the one way from fractions to whole numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
"""Cents, days or months: whole numbers only, so that balances are exact."""

Floats = NDArray[np.float64]
Fractions = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]


def whole(values: Fractions) -> Ints:
    """Cut fractions off, towards zero.

    Examples
    --------
    >>> whole(np.array([1.9, -1.9])).tolist()
    [1, -1]
    """
    return values.astype(np.int64)


def nearest(values: Fractions, step: int = 1) -> Ints:
    """Round to the nearest multiple of `step`.

    Examples
    --------
    >>> nearest(np.array([1012.0, 1013.0]), 25).tolist()
    [1000, 1025]
    """
    return whole(np.rint(values / step)) * step

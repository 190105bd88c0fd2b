"""Fewer codes for the search of shapes, where there are more than it has use for."""

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature

CODES = 64
"""Most ordered codes of a number: bins of 1.6 % of the rows."""

FEWEST = 12
LEAST_TOTAL, MOST_TOTAL = 500, 1600
"""Bounds of the codes of all features together; the search costs their cube."""


def code_limit(features: int, rows: float, rarer: float) -> int:
    """Return how many ordered codes a number may have among so many features.

    Parameters
    ----------
    features : int
        Features that are searched.
    rows, rarer : float
        Weight of all rows, and of those with the rarer outcome: shapes have no use for more codes,
        all features together, than for half of the one, or for the other.

    Returns
    -------
    int
        At least 12, at most 64.

    Examples
    --------
    >>> code_limit(10, 100_000, 5000), code_limit(50, 100_000, 5000), code_limit(50, 1000, 300)
    (64, 32, 12)
    >>> code_limit(20, 3000, 700)
    35
    """
    total = min(max(min(rows / 2, rarer), LEAST_TOTAL), MOST_TOTAL)
    return max(FEWEST, min(CODES, int(total) // max(features, 1)))


def coarsen(
    feature: CodedFeature, weight: NDArray[np.float64], limit: int
) -> tuple[CodedFeature, NDArray[np.uint8]]:
    """Join neighbouring ordered codes of a number into groups of about equal weight.

    Parameters
    ----------
    feature : CodedFeature
        The feature.
    weight : ndarray of float64, shape (codes,)
        Weight of the rows of each code.
    limit : int
        Most ordered codes.

    Returns
    -------
    CodedFeature
        The feature with fewer codes.
    ndarray of uint8, shape (codes,)
        New code of each old one.

    Examples
    --------
    >>> coarsen(CodedFeature(4, 5), np.array([1.0, 1.0, 1.0, 1.0, 3.0]), 2)[1]
    array([0, 0, 1, 1, 2], dtype=uint8)
    """
    if feature.categorical or feature.ordered <= limit:
        return feature, np.arange(feature.size).astype(np.uint8)
    own = weight[: feature.ordered]
    middle = np.cumsum(own) - own / 2
    group = np.floor(middle / max(own.sum(), 1e-300) * limit)
    steps = np.concatenate([[0], np.diff(group) > 0])
    new = np.cumsum(steps).astype(np.int64)
    ordered = int(new[-1]) + 1
    joined = CodedFeature(ordered=ordered, size=ordered + feature.outside, course=feature.course)
    outside = ordered + np.arange(feature.outside)
    return joined, np.concatenate([new, outside]).astype(np.uint8)

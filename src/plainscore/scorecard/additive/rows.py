"""The rows of a joint fit, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.additive.features import CodedFeature
from plainscore.scorecard.additive.tallies import Codes


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a fit.

    Parameters
    ----------
    columns : sequence of ndarray of uint8, shape (n_rows,)
        Codes, one array a feature.
    bad, weight : ndarray of float64, shape (n_rows,)
        Outcomes (0 or 1) and weights above zero.
    """

    columns: Codes
    bad: NDArray[np.float64]
    weight: NDArray[np.float64]

    @property
    def rarer(self) -> float:
        """Weight of the rows of the rarer outcome."""
        return rarer_weight(self.bad, self.weight)


def rarer_weight(bad: NDArray[Any], weight: NDArray[np.float64]) -> float:
    """Return the weight of the rows of the rarer outcome.

    Parameters
    ----------
    bad : ndarray of numbers, shape (n_rows,)
        Outcomes: 0 or 1.
    weight : ndarray of float64, shape (n_rows,)
        Weights.

    Returns
    -------
    float
        At most half of all weight.

    Examples
    --------
    >>> rarer_weight(np.array([1.0, 0.0, 1.0]), np.array([1.0, 1.5, 1.0]))
    1.5
    """
    bads = float(weight @ bad)
    return min(bads, float(weight.sum()) - bads)


def checked_rows(
    codes: Codes,
    features: Sequence[CodedFeature],
    bad: NDArray[Any],
    weight: NDArray[np.float64] | None,
) -> Rows:
    """Check what a fit is given and leave out rows of weight 0.

    Parameters
    ----------
    codes, features, bad, weight
        As for `fit_additive`.

    Returns
    -------
    Rows
        The rows that count.

    Raises
    ------
    ValueError
        If arrays disagree in length, a code is out of range, or only one outcome occurs.
    """
    if len(codes) != len(features):
        raise ValueError(f"{len(codes)} columns of codes for {len(features)} features")
    outcome = np.asarray(bad, dtype=np.float64)
    weights = np.ones(outcome.shape[0]) if weight is None else np.asarray(weight, np.float64)
    if weights.shape != outcome.shape or any(each.shape != outcome.shape for each in codes):
        raise ValueError("codes, outcomes and weights must have the same number of rows")
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise ValueError("weights must be finite and at least 0")
    if not np.all((outcome == 0) | (outcome == 1)):
        raise ValueError("outcomes must be 0 or 1")
    columns = [np.ascontiguousarray(each, dtype=np.uint8) for each in codes]
    if not np.all(weights > 0):
        seen = weights > 0
        columns = [each[seen] for each in columns]
        outcome, weights = outcome[seen], weights[seen]
    for place, (column, feature) in enumerate(zip(columns, features, strict=True)):
        if column.size and int(column.max()) >= feature.size:
            raise ValueError(f"feature {place}: code {column.max()} of {feature.size}")
    if outcome.size == 0 or outcome.min() == outcome.max():
        raise ValueError("both outcomes must occur")
    return Rows(columns, outcome, weights)

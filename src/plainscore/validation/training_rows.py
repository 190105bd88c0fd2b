"""Recognising that a scorecard is being measured on the rows it was fitted on."""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from plainscore.scorecard import Scorecard, ScoredFeature

_CLOSE = 1e-9


def are_training_rows(
    card: Scorecard,
    points: npt.NDArray[np.int32],
    bad: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
) -> bool:
    """Say whether rows fall into the bins exactly as those of the fit did.

    A scorecard keeps, for each bin, how many rows of the fit fell into it and what weight of
    them was bad. Another sample does not repeat all of these counts by chance.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    points : ndarray of int32, shape (n, n_features)
        Points of every row and feature.
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights.

    Returns
    -------
    bool
        True when every count agrees; False as soon as one differs. Rows of the fit mixed with
        others, or a part of them, are not recognised.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> bad = (np.arange(120) % 4 == 0) & (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, bad).scorecard_
    >>> are_training_rows(card, card.points(X), bad, np.ones(120))
    True
    >>> are_training_rows(card, card.points(X), ~bad, np.ones(120))
    False
    """
    if bad.size != card.fitted_on.rows or int(bad.sum()) != card.fitted_on.bads:
        return False
    return all(
        _agrees(feature, points[:, place], bad, weight)
        for place, feature in enumerate(card.features)
    )


def _agrees(
    feature: ScoredFeature,
    points: npt.NDArray[np.int32],
    bad: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
) -> bool:
    # bins of equal points cannot be told apart from outside, so their counts are added up
    fitted: dict[int, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(2))
    for row in feature.bins:
        fitted[row.points] += (row.count, row.bad)
    width = feature.max_points + 1
    counts = np.bincount(points, minlength=width)
    bads = np.bincount(points, weights=weight * bad, minlength=width)
    return all(
        counts[value] == count and abs(bads[value] - bad_weight) <= _CLOSE * max(1.0, bad_weight)
        for value, (count, bad_weight) in fitted.items()
    )

"""Recognising that a scorecard is being measured on the rows it was fitted on."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from plainscore.scorecard import Scorecard
from plainscore.scorecard.pair import pair_rows

_CLOSE = 1e-9


def are_training_rows(
    card: Scorecard,
    points: npt.NDArray[np.int32],
    bad: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
) -> bool:
    """Say whether rows fall into the bins exactly as those of the fit did.

    A scorecard keeps, for each bin, how many rows of the fit fell into it and what weight of
    them was bad, and the same by weight for each cell of a pair. Another sample does not repeat
    all of these counts by chance.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    points : ndarray of int32, shape (n, n_features + n_pairs)
        Points of every row and feature, then pair.
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
    ones = np.ones(bad.size)
    by_feature = (
        _agrees(
            [(row.points, row.count, row.bad) for row in feature.bins], each, ones, weight * bad
        )
        for feature, each in zip(card.features, points.T, strict=False)
    )
    by_pair = (
        _agrees([cell[1:] for cell in pair_rows(card.features, pair)], each, weight, weight * bad)
        for pair, each in zip(card.pairs, points.T[len(card.features) :], strict=True)
    )
    return all(by_feature) and all(by_pair)


def _agrees(
    fitted: Iterable[tuple[int, float, float]],
    points: npt.NDArray[np.int32],
    size: npt.NDArray[np.float64],
    bad: npt.NDArray[np.float64],
) -> bool:
    # bins of equal points cannot be told apart from outside, so their counts are added up
    stated: dict[int, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(2))
    for value, *own in fitted:
        stated[value] += own
    width = max(stated) + 1
    found = np.array([np.bincount(points, each, minlength=width) for each in (size, bad)])
    return all(
        np.all(np.abs(found[:, value] - own) <= _CLOSE * np.maximum(1.0, own))
        for value, own in stated.items()
    )

"""Sensitivity: what each feature is worth to the score on people with known outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.scorecard import Scorecard
from plainscore.validation.comparison import paired_areas
from plainscore.validation.figure import LEVEL, Figure, Refused
from plainscore.validation.tally import as_sample


@dataclass(frozen=True, slots=True)
class Worth:
    """One feature or pair, taken out of the score.

    Parameters
    ----------
    name : str
        The feature or pair.
    loss : Figure or Refused
        Fall of the AUC when everybody gets its average points; below zero when the score ranks
        better without it. Interval of DeLong et al. (1988) for the same people.
    mean_move : float
        Mean absolute number of points by which scores move.
    """

    name: str
    loss: Figure | Refused
    mean_move: float


def measure_sensitivity(
    card: Scorecard,
    points: npt.NDArray[np.int32],
    bad: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
    *,
    level: float = LEVEL,
) -> tuple[Worth, ...]:
    """Take each feature out of the score in turn, without fitting anew.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    points : ndarray of int32, shape (n, n_parts)
        Points of each row, as `Scorecard.points` gives them.
    bad : array-like of bool, shape (n,)
        True (or 1) for a bad.
    weight : array-like of float, shape (n,), optional
        Weights above zero.
    level : float
        Coverage of the intervals.

    Returns
    -------
    tuple of Worth
        The most worth first.

    Examples
    --------
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(1000, 2))
    >>> y = rng.random(1000) < 1 / (1 + np.exp(1 + 2 * X[:, 0] + 0.5 * X[:, 1]))
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> [each.name for each in measure_sensitivity(card, card.points(X), y)]
    ['x0', 'x1']
    """
    score = card.base_points + points.sum(axis=1).astype(np.float64)
    _, bads, weights = as_sample(score, bad, weight)
    found = [
        _worth(name, score, points[:, at].astype(np.float64), bads, weights, level)
        for at, name in enumerate(card.part_names)
    ]
    return tuple(_most_first(found))


def _worth(
    name: str,
    score: npt.NDArray[np.float64],
    part: npt.NDArray[np.float64],
    bad: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
    level: float,
) -> Worth:
    move = part - np.average(part, weights=weight)
    without = score - move
    _, loss, _ = paired_areas(without, score, bad, weight, level)
    return Worth(name, loss, float(np.average(np.abs(move), weights=weight)))


def _most_first(worths: Sequence[Worth]) -> list[Worth]:
    return sorted(
        worths,
        key=lambda each: (
            -(each.loss.value if isinstance(each.loss, Figure) else 0.0),
            -each.mean_move,
        ),
    )

"""Scaling of log-odds to points: integers, within 350 to 950, never clipped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LOWEST_SCORE, HIGHEST_SCORE = 350, 950


@dataclass(frozen=True, slots=True)
class Scaling:
    """How log-odds of being good become a score.

    Parameters
    ----------
    pdo : float
        Points that double the odds of being good.
    asked_pdo : float
        The points to double the odds that were asked for; more than `pdo` where the attainable
        range would else have left 350 to 950.
    base_score : int
        The score at `base_odds`.
    base_odds : float
        Goods to one bad at `base_score`.

    Examples
    --------
    >>> Scaling(40.0, 40.0, 650, 10.0).score(math.log(20.0))
    690.0
    """

    pdo: float
    asked_pdo: float
    base_score: int
    base_odds: float

    def __post_init__(self) -> None:
        if not (self.pdo > 0 and self.base_odds > 0):
            raise ValueError("pdo and base odds must be above zero")
        if not LOWEST_SCORE < self.base_score < HIGHEST_SCORE:
            raise ValueError(f"base score must be between {LOWEST_SCORE} and {HIGHEST_SCORE}")

    @property
    def shrunk(self) -> bool:
        """Whether the points to double the odds were made smaller to fit the range."""
        return self.pdo < self.asked_pdo

    @property
    def factor(self) -> float:
        """Points for one unit of log-odds."""
        return self.pdo / math.log(2.0)

    def score(self, log_odds: float) -> float:
        """Return the score, not rounded, at log-odds of being good."""
        return self.base_score + self.factor * (log_odds - math.log(self.base_odds))

    def log_odds(self, score: float) -> float:
        """Return the log-odds of being good that a score stands for.

        Examples
        --------
        >>> round(math.exp(Scaling(40.0, 40.0, 650, 10.0).log_odds(690)), 6)
        20.0
        """
        return math.log(self.base_odds) + (score - self.base_score) / self.factor


@dataclass(frozen=True, slots=True)
class Points:
    """Integer points of every bin.

    Parameters
    ----------
    base : int
        The least attainable score.
    points : tuple of tuple of int
        Points of each bin of each feature; 0 for the worst bin.
    scaling : Scaling
        The scaling they were rounded at.
    """

    base: int
    points: tuple[tuple[int, ...], ...]
    scaling: Scaling


def to_points(
    intercept: float,
    parts: Sequence[Sequence[float]],
    *,
    pdo: float,
    base_score: int,
    base_odds: float,
) -> Points:
    """Round additive log-odds to integer points whose every sum lies within 350 to 950.

    Parameters
    ----------
    intercept : float
        Log-odds of being good without any feature.
    parts : sequence of sequence of float
        What each bin of each feature adds to the log-odds.
    pdo : float
        Points asked for to double the odds. Where the attainable range would leave 350 to 950 it
        is shrunk to the next whole number that fits (below 1: halved until it fits), for a
        clipped score would no longer be the sum of its points.
    base_score, base_odds
        The anchor, as in `Scaling`.

    Returns
    -------
    Points
        Base and bin points.

    Examples
    --------
    >>> to_points(0.0, [[-1.0, 1.0]], pdo=40, base_score=650, base_odds=10.0).points
    ((0, 115),)
    """
    lows = [min(part) for part in parts]
    tried = float(pdo)
    while True:
        scaling = Scaling(tried, float(pdo), base_score, base_odds)
        base = round(scaling.score(intercept + sum(lows)))
        points = tuple(
            tuple(round(scaling.factor * (value - low)) for value in part)
            for part, low in zip(parts, lows, strict=True)
        )
        top = base + sum(max(each) for each in points)
        if base >= LOWEST_SCORE and top <= HIGHEST_SCORE:
            return Points(base, points, scaling)
        smaller = math.ceil(tried) - 1.0
        tried = smaller if smaller >= 1.0 else tried / 2

"""From real-valued log-odds to integer points, by coordinate descent on the logistic loss.

Each point value is the whole number below or above its exact one. Nearest is where the search
starts; it then turns over one value at a time while the loss on the training rows falls, so the
result is never worse than rounding, and never far from the fit that it rounds. On few rows the
search would lean to the noise of their outcomes: there the loss is the one to be expected if the
fit is right.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from plainscore.scorecard.additive.blending import FEW
from plainscore.scorecard.additive.features import Course
from plainscore.scorecard.additive.model import AdditiveFit
from plainscore.scorecard.additive.rows import rarer_weight
from plainscore.scorecard.additive.tallies import Codes
from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling, to_points

ROUNDS = 20


@dataclass(frozen=True, slots=True)
class AdditivePoints:
    """Integer points of an additive fit: base plus points is the score.

    Parameters
    ----------
    base : int
        The score before any points.
    shapes : tuple of tuple of int
        Points of each bin of each shape; 0 for the worst bin.
    pairs : tuple of tuple of tuple of int
        Points of each cell of each pair's table, row by row; 0 for the worst cell.
    scaling : Scaling
        The scaling that they were rounded at.
    loss, rounded_loss : float
        Mean logistic loss of these points, and of the nearest whole numbers; with up to 1,000
        rows of the rarer outcome, the loss expected of outcomes as the fit foretells them.
    """

    base: int
    shapes: tuple[tuple[int, ...], ...]
    pairs: tuple[tuple[tuple[int, ...], ...], ...]
    scaling: Scaling
    loss: float
    rounded_loss: float

    def score(self, fit: AdditiveFit, codes: Codes) -> NDArray[np.int64]:
        """Return the score of every row.

        Parameters
        ----------
        fit : AdditiveFit
            The fit that was rounded.
        codes : sequence of ndarray of uint8, shape (n_rows,)
            All features given to the fit.

        Returns
        -------
        ndarray of int64, shape (n_rows,)
            Base plus points.
        """
        total = np.full(codes[0].shape[0], self.base, dtype=np.int64)
        for shape, points in zip(fit.shapes, self.shapes, strict=True):
            total += np.array(points)[shape.bin_of][codes[shape.place]]
        for pair, table in zip(fit.pairs, self.pairs, strict=True):
            total += np.array(table).ravel()[fit.cells(pair, codes)]
        return total


@compiled
def _changes(
    bins: NDArray[np.uint8],
    moves: NDArray[np.int64],
    score: NDArray[np.int64],
    bad: NDArray[np.uint8],
    weight: NDArray[np.float64],
    loss: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    for row in range(bins.shape[0]):
        move = moves[bins[row]]
        if move != 0:
            at = score[row]
            out[bins[row]] += weight[row] * (loss[bad[row], at + move] - loss[bad[row], at])


@compiled
def _apply(bins: NDArray[np.uint8], moves: NDArray[np.int64], score: NDArray[np.int64]) -> None:
    for row in range(bins.shape[0]):
        score[row] += moves[bins[row]]


_Sides = Sequence[tuple[NDArray[np.uint8], NDArray[np.float64]]]
"""Outcomes and weights; rows whose outcome is foretold stand on two sides, with shares of each."""


@dataclass(slots=True)
class _Part:
    """One shape or table: its cells, exact points and whole ones."""

    cells: NDArray[np.uint8]
    exact: NDArray[np.float64]
    whole: NDArray[np.int64]


def round_to_points(
    fit: AdditiveFit,
    codes: Codes,
    bad: NDArray[Any],
    weight: NDArray[np.float64] | None = None,
    *,
    courses: Mapping[int, Course] | None = None,
    pdo: float = 40.0,
    base_score: int = 650,
    base_odds: float = 10.0,
) -> AdditivePoints:
    """Round a fit to integer points within 350 to 950.

    Parameters
    ----------
    fit : AdditiveFit
        The fit.
    codes : sequence of ndarray of uint8, shape (n_rows,)
        All features given to the fit.
    bad : ndarray, shape (n_rows,)
        1 or true for a bad.
    weight : ndarray of float64, shape (n_rows,), optional
        Sample weights.
    courses : mapping of int to str, optional
        Declared course of the event rate, by place of the feature; kept by the points.
    pdo, base_score, base_odds
        Scaling asked for, as in `to_points`.

    Returns
    -------
    AdditivePoints
        Base, points of every bin and cell.

    Examples
    --------
    >>> from plainscore.scorecard.additive import CodedFeature, fit_additive
    >>> codes = [np.repeat(np.arange(4, dtype=np.uint8), 100)]
    >>> bad = np.arange(400) % 10 < np.repeat([1, 2, 4, 5], 100)
    >>> fit = fit_additive(codes, [CodedFeature(4, 4, course="ascending")], bad)
    >>> points = round_to_points(fit, codes, bad, courses={0: "ascending"})
    >>> points.shapes[0] == tuple(sorted(points.shapes[0], reverse=True))
    True
    >>> points.loss <= points.rounded_loss
    True
    """
    weights = np.ones(len(bad)) if weight is None else np.asarray(weight, dtype=np.float64)
    outcome = np.asarray(bad).astype(np.uint8)
    good = [-each.log_odds for each in fit.shapes] + [-each.log_odds.ravel() for each in fit.pairs]
    nearest = to_points(
        -fit.intercept,
        [each.tolist() for each in good],
        pdo=pdo,
        base_score=base_score,
        base_odds=base_odds,
    )
    scaling = nearest.scaling
    cells = [each.bin_of[codes[each.place]] for each in fit.shapes]
    cells += [fit.cells(each, codes) for each in fit.pairs]
    parts = [
        _Part(cell, scaling.factor * (each - each.min()), np.array(points, dtype=np.int64))
        for cell, each, points in zip(cells, good, nearest.points, strict=True)
    ]
    rounding = _Rounding(fit, parts, nearest.base, scaling, courses or {})
    sides = [(outcome, weights)]
    if codes and rarer_weight(outcome, weights) <= FEW:
        risk = expit(fit.log_odds(codes))
        sides = [(np.ones_like(outcome), weights * risk)]
        sides.append((np.zeros_like(outcome), weights * (1.0 - risk)))
    rounding.descend(sides)
    shapes = tuple(tuple(each.whole.tolist()) for each in parts[: len(fit.shapes)])
    tables = tuple(
        tuple(
            tuple(int(points) for points in row) for row in each.whole.reshape(pair.log_odds.shape)
        )
        for each, pair in zip(parts[len(fit.shapes) :], fit.pairs, strict=True)
    )
    return AdditivePoints(
        rounding.base, shapes, tables, scaling, rounding.loss, rounding.rounded_loss
    )


class _Rounding:
    def __init__(
        self,
        fit: AdditiveFit,
        parts: list[_Part],
        base: int,
        scaling: Scaling,
        courses: Mapping[int, Course],
    ) -> None:
        self.fit, self.parts, self.base, self.scaling = fit, parts, base, scaling
        self.courses = courses
        low = sum(-float(each.log_odds.max()) for each in fit.shapes)
        low += sum(-float(each.log_odds.max()) for each in fit.pairs)
        self.exact_base = scaling.score(-fit.intercept + low)
        self.loss = self.rounded_loss = math.nan

    def descend(self, sides: _Sides) -> None:
        """Turn over one value at a time while the loss falls."""
        low, high = LOWEST_SCORE - 2, HIGHEST_SCORE + 2
        odds = np.array([self.scaling.log_odds(score) for score in range(low, high + 1)])
        # the loss of a good and of a bad by score
        loss = np.stack([np.logaddexp(0.0, -odds), np.logaddexp(0.0, odds)])
        score = np.full(sides[0][0].shape[0], self.base - low, dtype=np.int64)
        for part in self.parts:
            _apply(part.cells, part.whole, score)
        self.rounded_loss = _mean_loss(sides, score, loss)
        for _ in range(ROUNDS):
            moved = self._move_base(score, sides, loss)
            for place in range(len(self.parts)):
                moved |= self._move_part(place, score, sides, loss)
            if not moved:
                break
        self.loss = _mean_loss(sides, score, loss)

    def _move_base(
        self, score: NDArray[np.int64], sides: _Sides, loss: NDArray[np.float64]
    ) -> bool:
        move = _other(np.array([self.exact_base]), np.array([self.base]))
        if not move[0] or not self._in_range(self.base + int(move[0])):
            return False
        change = np.zeros(1)
        for bad, weight in sides:
            _changes(np.zeros(bad.shape[0], np.uint8), move, score, bad, weight, loss, change)
        if change[0] >= -1e-9:
            return False
        self.base += int(move[0])
        score += move[0]
        return True

    def _move_part(
        self,
        place: int,
        score: NDArray[np.int64],
        sides: _Sides,
        loss: NDArray[np.float64],
    ) -> bool:
        part = self.parts[place]
        moves = _other(part.exact, part.whole)
        changes = np.zeros(moves.size)
        for bad, weight in sides:
            _changes(part.cells, moves, score, bad, weight, loss, changes)
        taken = np.zeros_like(moves)
        # cells of one part share no rows, so their changes add up
        for cell in np.argsort(changes, kind="stable"):
            if changes[cell] >= -1e-9:
                break
            part.whole[cell] += moves[cell]
            if self._in_range(self.base) and self._in_course(place):
                taken[cell] = moves[cell]
            else:
                part.whole[cell] -= moves[cell]
        if not taken.any():
            return False
        _apply(part.cells, taken, score)
        return True

    def _in_range(self, base: int) -> bool:
        top = base + sum(int(each.whole.max()) for each in self.parts)
        return base >= LOWEST_SCORE and top <= HIGHEST_SCORE

    def _in_course(self, place: int) -> bool:
        """Whether the features of a part still take their course, pairs included."""
        shapes = len(self.fit.shapes)
        if place < shapes:
            return self._feature_in_course(place)
        pair = self.fit.pairs[place - shapes]
        own = [k for k in range(shapes) if self.fit.shapes[k].place in {pair.first, pair.second}]
        return all(self._feature_in_course(k) for k in own)

    def _feature_in_course(self, place: int) -> bool:
        shape = self.fit.shapes[place]
        course = self.courses.get(shape.place, "none")
        if course == "none":
            return True
        # points fall where the event rate rises
        sign = -1 if course == "ascending" else 1
        steps = sign * np.diff(self.parts[place].whole[: shape.ordered_bins])
        if np.any(steps < 0):
            return False
        for pair, part in zip(self.fit.pairs, self.parts[len(self.fit.shapes) :], strict=True):
            table = part.whole.reshape(pair.log_odds.shape)
            if shape.place == pair.first:
                along = table[pair.first_group[: shape.ordered_bins]]
            elif shape.place == pair.second:
                along = table.T[pair.second_group[: shape.ordered_bins]]
            else:
                continue
            if np.any(steps[:, None] + sign * np.diff(along, axis=0) < 0):
                return False
        return True


def _mean_loss(sides: _Sides, score: NDArray[np.int64], loss: NDArray[np.float64]) -> float:
    total = sum(float(weight @ loss[bad, score]) for bad, weight in sides)
    return total / sum(float(weight.sum()) for _, weight in sides)


def _other(exact: NDArray[np.float64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the move to the whole number on the other side of the exact value."""
    below, above = np.floor(exact + 1e-9), np.ceil(exact - 1e-9)
    return np.where(whole == below, above - below, below - above).astype(np.int64)

"""Calibration: the stated map from a score to a probability of going bad."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.isotonic import bend
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling

Floats = NDArray[np.float64]
_LEAST_SLOPE = 1e-3


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What rows that a fit had not seen say about its probabilities.

    Parameters
    ----------
    folds : int
        Folds; in turn each was left out of a fit of its own, and scored by it.
    rows, bads : int
        Rows scored so, and the bads among them.
    shrinkage : float
        Slope of the outcome on held-out log-odds, divided by the same on rows fitted on; already
        brought to the size of the whole sample. Below 1: the fit promises too much.
    line_loss, curve_loss : float or None
        Mean logistic loss of a straight line and of a monotone curve, each on folds it was not
        fitted on; None where there are too few outcomes to try a curve.
    curve : tuple of (float, float)
        Where the curve is better by more than its standard error: its knots, log-odds by the
        line and by the curve. Otherwise empty.
    """

    folds: int
    rows: int
    bads: int
    shrinkage: float
    line_loss: float | None = None
    curve_loss: float | None = None
    curve: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight piece of an isotonic calibration.

    Parameters
    ----------
    lowest : int
        The piece holds from this score on, up to the next piece.
    intercept, slope : float
        On it the log-odds of going bad are ``intercept + slope * score``.
    """

    lowest: int
    intercept: float
    slope: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A map from score to probability; a higher score always means a lower probability.

    Parameters
    ----------
    kind : str
        ``"logistic"``: the log-odds of going bad are a straight line of the score;
        ``"isotonic"``: they are a falling curve in straight pieces.
    intercept, slope : float
        The straight line ``intercept + slope * score``; of an isotonic map, the one it bends.
    pieces : tuple of Piece
        Of an isotonic map, by ascending score.
    held_out : HeldOut or None
        The held-out rows it rests on; None when it rests on the training sample alone.

    Examples
    --------
    >>> Calibration("logistic", 6.0, -0.01).probability(np.array([600])).round(2)
    array([0.5])
    """

    kind: Literal["logistic", "isotonic"]
    intercept: float
    slope: float
    pieces: tuple[Piece, ...] = ()
    held_out: HeldOut | None = None

    def __post_init__(self) -> None:
        if self.kind not in {"logistic", "isotonic"}:
            raise ValueError(f"calibration of kind {self.kind!r} is not known")
        if (self.kind == "isotonic") != bool(self.pieces):
            raise ValueError("an isotonic calibration has pieces, a logistic one has none")
        steps = pairwise(self.pieces)
        falls = self.slope < 0 and all(each.slope < 0 for each in self.pieces)
        falls &= all(
            before.lowest < after.lowest
            and before.intercept + before.slope * (after.lowest - 1)
            > after.intercept + after.slope * after.lowest
            for before, after in steps
        )
        if not falls:
            raise ValueError("a higher score must mean a lower probability of going bad")

    @property
    def lines(self) -> tuple[Piece, ...]:
        """The straight pieces, by ascending score; the first holds below its score too."""
        return self.pieces or (Piece(LOWEST_SCORE, self.intercept, self.slope),)

    def log_odds(self, score: NDArray[np.integer] | Floats) -> Floats:
        """Return the log-odds of going bad at scores, shape as given, float64."""
        scores = np.asarray(score, dtype=np.float64)
        lines = self.lines
        if len(lines) == 1:
            return lines[0].intercept + lines[0].slope * scores
        starts = np.array([each.lowest for each in lines[1:]])
        place = np.searchsorted(starts, scores, side="right")
        intercepts, slopes = np.array([(each.intercept, each.slope) for each in lines]).T
        return np.asarray(intercepts[place] + slopes[place] * scores, dtype=np.float64)

    def probability(self, score: NDArray[np.integer] | Floats) -> Floats:
        """Return the probability of going bad at scores, shape as given, float64."""
        return _chance(self.log_odds(score))

    def __str__(self) -> str:
        if self.held_out is None:
            return f"{self.kind}, on the training sample"
        return (
            f"{self.kind}, on {self.held_out.rows:,} rows ({self.held_out.bads:,} bad) "
            f"held out in {self.held_out.folds} folds"
        )


def _chance(log_odds: Floats) -> Floats:
    from scipy.special import expit  # noqa: PLC0415 - slow, and a document is read without it

    return np.asarray(expit(log_odds), dtype=np.float64)


def fit_line(risk: Floats, bads: Floats, total: Floats) -> tuple[float, float]:
    """Fit the logistic line of outcomes on the log-odds of going bad.

    The intercept is free, so the mean probability equals the share of bads exactly; the slope is
    drawn to 1 with the force of one unit of information, so that it stays finite when the
    log-odds separate perfectly.

    Parameters
    ----------
    risk : ndarray of float64, shape (n,)
        Log-odds of going bad.
    bads, total : ndarray of float64, shape (n,)
        Weight of the bads and of all rows at each.

    Returns
    -------
    intercept, slope : float
        The slope is above 0.

    Examples
    --------
    >>> risk = np.array([-2.0, 0.0, 2.0])
    >>> intercept, slope = fit_line(risk, np.array([12.0, 50.0, 88.0]), np.full(3, 100.0))
    >>> round(slope, 2), abs(intercept) < 1e-9
    (1.0, True)
    """
    share = float(bads.sum() / total.sum())
    centre = float(total @ risk / total.sum())
    a, b = float(np.log(share / (1 - share))), 1.0
    moved = risk - centre

    def loss(a: float, b: float) -> float:
        eta = a + b * moved
        return float(total @ np.logaddexp(0.0, eta) - bads @ eta) + 0.5 * (b - 1.0) ** 2

    reached = loss(a, b)
    for _ in range(200):
        chance = _chance(a + b * moved)
        residual, curve = total * chance - bads, total * chance * (1 - chance)
        gradient = np.array([residual.sum(), residual @ moved + (b - 1.0)])
        hessian = np.array(
            [[curve.sum(), curve @ moved], [curve @ moved, curve @ (moved * moved) + 1.0]]
        )
        hessian[0, 0] += 1e-12
        step = np.linalg.solve(hessian, gradient)
        scale, allowed = 1.0, reached + 1e-12 * abs(reached)
        while scale > 1e-9 and loss(a - scale * step[0], b - scale * step[1]) > allowed:
            scale /= 2
        a, b = float(a - scale * step[0]), float(b - scale * step[1])
        reached = loss(a, b)
        if float(np.max(np.abs(step))) < 1e-11:
            break
    b = max(b, _LEAST_SLOPE)
    return a - b * centre, b


def level(log_odds: Floats, bads: Floats, total: Floats) -> float:
    """Return what to add to log-odds so that the mean probability is the share of bads.

    Examples
    --------
    >>> float(round(level(np.zeros(2), np.array([1.0, 0.0]), np.ones(2)), 9))
    0.0
    """
    share = bads.sum()
    moved = 0.0
    for _ in range(200):
        chance = _chance(log_odds + moved)
        curve = max(float(total @ (chance * (1.0 - chance))), 1e-12)
        # a step of at most 1 cannot run away where the curve is flat
        step = float(np.clip((total @ chance - share) / curve, -1.0, 1.0))
        moved -= step
        if abs(step) < 1e-13:
            break
    return moved


def calibrate(
    score: NDArray[np.integer],
    bad: NDArray[np.uint8],
    weight: Floats,
    scaling: Scaling,
    held_out: HeldOut | None = None,
) -> Calibration:
    """Fit the map from integer scores to probabilities.

    The mean probability over the sample equals its share of bads (calibration-in-the-large). The
    slope is the sample's own times what held-out rows have shown to be left of it (shrinkage
    after fit: Copas 1983, Journal of the Royal Statistical Society B 45: 311-354; van
    Houwelingen and le Cessie 1990, Statistics in Medicine 9: 1303-1325).

    Parameters
    ----------
    score : ndarray of integer, shape (n_rows,)
        Scores, 350 to 950.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad; both kinds must occur.
    weight : ndarray of float64, shape (n_rows,)
        Sample weights.
    scaling : Scaling
        Scaling of the scores.
    held_out : HeldOut, optional
        What rows not fitted on have shown; without it the map rests on the sample alone.

    Returns
    -------
    Calibration
        The map.

    Examples
    --------
    >>> scores, bad = np.array([500, 600, 600, 700]), np.array([1, 0, 1, 0], np.uint8)
    >>> fitted = calibrate(scores, bad, np.ones(4), Scaling(40.0, 40.0, 650, 10.0))
    >>> round(float(fitted.probability(scores).mean()), 6)
    0.5
    """
    size = HIGHEST_SCORE - LOWEST_SCORE + 1
    place = score - LOWEST_SCORE
    counted = np.bincount(place, weight, size)
    used = np.flatnonzero(counted > 0)
    total: Floats = counted[used].astype(np.float64)
    bads: Floats = np.bincount(place, weight * bad, size)[used].astype(np.float64)
    scores: Floats = (used + LOWEST_SCORE).astype(np.float64)
    risk: Floats = -(np.log(scaling.base_odds) + (scores - scaling.base_score) / scaling.factor)
    intercept, slope = fit_line(risk, bads, total)
    if held_out is not None:
        slope = max(slope * held_out.shrinkage, _LEAST_SLOPE)
        intercept = level(slope * risk, bads, total)
    at_zero = -np.log(scaling.base_odds) + scaling.base_score / scaling.factor
    line = float(intercept + slope * at_zero), float(-slope / scaling.factor)
    if held_out is None or not held_out.curve:
        return Calibration("logistic", *line, held_out=held_out)
    bent = _bent(line, held_out)
    moved = level(bent.log_odds(scores), bads, total)
    return Calibration(
        "isotonic",
        *line,
        tuple(Piece(each.lowest, each.intercept + moved, each.slope) for each in bent.pieces),
        held_out,
    )


def _bent(line: tuple[float, float], held_out: HeldOut) -> Calibration:
    """Return the line in score, bent as the curve bends the line in log-odds."""
    intercept, slope = line
    pieces: list[Piece] = []
    for highest, own_intercept, own_slope in reversed(bend(held_out.curve)):
        # going down in log-odds is going up in score
        start = LOWEST_SCORE if highest is None else int(np.ceil((highest - intercept) / slope))
        if start > HIGHEST_SCORE:
            break
        if pieces and start <= pieces[-1].lowest:
            pieces.pop()
        pieces.append(
            Piece(
                max(start, LOWEST_SCORE),
                own_intercept + own_slope * intercept,
                own_slope * slope,
            )
        )
    return Calibration("isotonic", intercept, slope, tuple(pieces))

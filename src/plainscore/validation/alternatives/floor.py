"""A proof of how small a gap can be: no card of these bins goes below, whatever its points.

The log loss of a points card is convex in its points, and the gap between the mean scores of two
groups is linear in them. So the least gap among all cards within a loss is a convex problem, and
each multiplier of its dual proves a bound: every subset of features, every merging of bins, every
penalty and every choice of points is covered at once, without trying any.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit

from plainscore.validation.alternatives.subsets import Coded
from plainscore.validation.tally import Floats

REACH = 20.0
"""Most that a bin may stand above the worst one of its feature, in log-odds. Scores from 350 to 950
at 40 points to double the odds span half of it."""

_RIDGE = 1e-4
_STEPS = 40
_SHORTEST = 1e-3


@dataclass(frozen=True, slots=True)
class Floor:
    """A lower bound of the gap between mean log-odds.

    Parameters
    ----------
    gap : float
        No card within the allowed loss has a smaller gap; 0 when nothing more is proved.
    allowed : float
        The allowed log loss, in nats over all rows of the fit.
    least : float
        The least log loss of any card of these bins, in nats, within what is proved.
    """

    gap: float
    allowed: float
    least: float


@dataclass(frozen=True, slots=True)
class _Problem:
    rows: csr_matrix
    bad: Floats
    weight: Floats
    pull: Floats
    starts: tuple[int, ...]

    def value(self, at: Floats, multiplier: float) -> tuple[float, Floats, Floats]:
        """Log loss plus the multiplied gap, its slope, and the curvature of each row."""
        log_odds = self.rows @ at
        signed = np.where(self.bad > 0, log_odds, -log_odds)
        value = float(self.weight @ np.logaddexp(0.0, signed)) + multiplier * float(self.pull @ at)
        chance = expit(-log_odds)
        slope = self.rows.T @ (self.weight * (self.bad - chance)) + multiplier * self.pull
        return value, np.asarray(slope), self.weight * chance * (1.0 - chance)


def gap_floor(sample: Coded, pull: tuple[Floats, ...], allowed: float) -> Floor:
    """Prove how small the gap between two groups can be within a loss.

    Parameters
    ----------
    sample : Coded
        The rows of the fit.
    pull : tuple of ndarray of float64
        For each feature and bin, the share of the reference group in it less that of the group:
        what the points of the bin count for in the gap. Bins without rows of the fit are taken to
        have average points: their pull is not counted.
    allowed : float
        Greatest log loss, in nats over all rows of the fit.

    Returns
    -------
    Floor
        The bound; it holds whatever the optimiser did, by the convexity of the loss.

    Examples
    --------
    >>> bad = np.repeat([0, 1, 0, 1], [80, 20, 40, 60]).astype(np.uint8)
    >>> codes = (np.repeat([0, 1], 100).astype(np.uint8),)
    >>> sample = Coded(("a",), codes, (np.zeros(2),), bad, np.ones(200))
    >>> best = -80 * np.log(0.8) - 20 * np.log(0.2) - 40 * np.log(0.4) - 60 * np.log(0.6)
    >>> found = gap_floor(sample, (np.array([0.5, -0.5]),), allowed=best + 1e-6)
    >>> round(found.gap, 2), round(0.5 * np.log(4) + 0.5 * np.log(1.5), 2)
    (0.89, np.float64(0.9))
    """
    problem = _problem(sample, pull)
    start = np.zeros(problem.pull.size)
    share = float(sample.weight @ sample.bad) / float(sample.weight.sum())
    start[-1] = np.log((1 - share) / share)
    least, start = _least(problem, start, 0.0)

    def bound(log_multiplier: float) -> float:
        multiplier = float(np.exp(log_multiplier))
        lower, _ = _least(problem, start, multiplier)
        return (lower - allowed) / multiplier

    total = float(sample.weight.sum())
    found = minimize_scalar(
        lambda at: -bound(at),
        bounds=(np.log(total * 1e-3), np.log(total)),
        method="bounded",
        options={"xatol": 0.1, "maxiter": 15},
    )
    return Floor(max(0.0, -float(found.fun)), allowed, least)


def _problem(sample: Coded, pull: tuple[Floats, ...]) -> _Problem:
    n = sample.bad.size
    blocks, pulls = [], []
    for codes, own in zip(sample.codes, pull, strict=True):
        width = own.size
        place = (np.ones(n), (np.arange(n), codes.astype(np.int64)))
        blocks.append(csr_matrix(place, shape=(n, width)))
        pulls.append(np.where(np.bincount(codes, minlength=width) > 0, own, 0.0))
    rows = hstack([*blocks, csr_matrix(np.ones((n, 1)))], format="csr")
    return _Problem(
        rows,
        sample.bad.astype(np.float64),
        sample.weight,
        np.concatenate([*pulls, np.zeros(1)]),
        (0, *np.cumsum([each.size for each in pull]).tolist()),
    )


def _least(problem: _Problem, at: Floats, multiplier: float) -> tuple[float, Floats]:
    """Return a proved lower bound of the minimum, and a point near it."""
    at = at.copy()
    ridge = np.full(at.size, _RIDGE)
    ridge[-1] = 0.0
    value, slope, curve = problem.value(at, multiplier)
    for _ in range(_STEPS):
        held = slope + ridge * at
        curvature = np.asarray((problem.rows.T.multiply(curve) @ problem.rows).todense())
        curvature[np.diag_indices(at.size)] += ridge + 1e-10
        step = np.linalg.solve(curvature, -held)
        size, descent = 1.0, float(held @ step)
        before = value + 0.5 * float(ridge @ (at * at))
        while size > _SHORTEST:
            tried = at + size * step
            value, slope, curve = problem.value(tried, multiplier)
            if value + 0.5 * float(ridge @ (tried * tried)) <= before + 1e-4 * size * descent:
                break
            size /= 2
        at = tried
        if size <= _SHORTEST or -descent < 1e-6:
            break
    return value - _excess(problem, at, slope), at


def _excess(problem: _Problem, at: Floats, slope: Floats) -> float:
    """How far below its value at a point the function can be anywhere in the class, by its slope.

    A convex function lies above its tangent; the tangent's least value over the box of all cards
    is a sum over bins. Every card stands in the box with its worst bins at 0, and moving all bins
    of a feature together, with the base, changes neither loss nor gap.
    """
    starts = problem.starts
    below, base = 0.0, float(at[-1])
    for first, last in pairwise(starts):
        own, own_slope = at[first:last], slope[first:last]
        low = float(own.min())
        base += low
        stand = own - low
        below += float(
            np.where(own_slope > 0, own_slope * stand, -own_slope * (REACH - stand)).sum()
        )
    return below + abs(float(slope[-1])) * (abs(base) + REACH * len(starts))

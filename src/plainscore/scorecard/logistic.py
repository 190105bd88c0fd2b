"""Logistic regression on weights of evidence, with weights that never run backwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled

Floats = NDArray[np.float64]
_CHUNK = 1 << 15


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """A fitted logistic regression of the log-odds of being good.

    Parameters
    ----------
    intercept : float
        Log-odds where every weight of evidence is 0.
    coefficients : ndarray of float64, shape (n_features,)
        Never negative.
    covariance : ndarray of float64, shape (n_features + 1, n_features + 1)
        Inverse of the penalised Hessian, intercept first.
    log_likelihood : float
        Weighted, without the penalty.
    """

    intercept: float
    coefficients: Floats
    covariance: Floats
    log_likelihood: float


@compiled
def _bounded_step(hessian: Floats, gradient: Floats, current: Floats, lower: Floats) -> Floats:
    """Minimise the quadratic model over steps that keep every coordinate at or above its bound."""
    size = gradient.shape[0]
    step = np.zeros(size)
    slope = gradient.copy()
    for _ in range(2000):
        moved = 0.0
        for k in range(size):
            wanted = step[k] - slope[k] / hessian[k, k]
            wanted = max(wanted, lower[k] - current[k])
            change = wanted - step[k]
            if change != 0.0:
                step[k] = wanted
                for other in range(size):
                    slope[other] += hessian[other, k] * change
                moved = max(moved, abs(change))
        if moved < 1e-12:
            break
    return step


def _chunks(
    codes: Sequence[NDArray[np.uint8]], tables: Sequence[Floats], rows: int
) -> Iterator[tuple[slice, Floats]]:
    for start in range(0, rows, _CHUNK):
        part = slice(start, min(start + _CHUNK, rows))
        design = np.empty((part.stop - start, len(codes) + 1))
        design[:, 0] = 1.0
        for place, (column, table) in enumerate(zip(codes, tables, strict=True), start=1):
            design[:, place] = table[column[part]]
        yield part, design


def fit_logistic(
    codes: Sequence[NDArray[np.uint8]],
    tables: Sequence[Floats],
    bad: NDArray[np.uint8],
    weight: Floats,
    *,
    penalty: float = 1.0,
    max_iterations: int = 100,
) -> LogisticFit:
    """Fit the log-odds of being good as intercept plus non-negative multiples of the evidence.

    Projected Newton steps: each minimises the quadratic model of the loss under the bounds, by
    coordinate descent, and is halved until the loss falls.

    Parameters
    ----------
    codes : sequence of ndarray of uint8, shape (n_rows,)
        Code of every row, one array a feature.
    tables : sequence of ndarray of float64
        Weight of evidence of every code, one array a feature.
    bad : ndarray of uint8, shape (n_rows,)
        1 for a bad; both kinds must occur.
    weight : ndarray of float64, shape (n_rows,)
        Sample weights.
    penalty : float
        Half of this times the sum of squared coefficients is added to the loss; in rows.
    max_iterations : int
        Most Newton steps.

    Returns
    -------
    LogisticFit
        The minimum of the penalised loss.

    Examples
    --------
    >>> codes, bad = np.array([0, 0, 1, 1], np.uint8), np.array([0, 1, 0, 1], np.uint8)
    >>> fit = fit_logistic([codes], [np.array([-1.0, 1.0])], bad, np.ones(4))
    >>> fit.coefficients
    array([0.])
    """
    size = len(codes) + 1
    good = 1.0 - bad
    bads = float(np.sum(weight * bad))
    share = bads / float(np.sum(weight))
    current = np.zeros(size)
    current[0] = np.log((1 - share) / share)
    ridge = np.full(size, penalty)
    ridge[0] = 0.0
    lower = np.zeros(size)
    lower[0] = -np.inf

    def loss(at: Floats) -> float:
        total = 0.5 * float(ridge @ (at * at))
        for part, design in _chunks(codes, tables, bad.shape[0]):
            signed = (1.0 - 2.0 * good[part]) * (design @ at)
            total += float(weight[part] @ np.logaddexp(0.0, signed))
        return total

    def curvature(at: Floats) -> tuple[Floats, Floats]:
        gradient, hessian = ridge * at, np.diag(ridge)
        for part, design in _chunks(codes, tables, bad.shape[0]):
            chance = 1.0 / (1.0 + np.exp(-(design @ at)))
            gradient += design.T @ (weight[part] * (chance - good[part]))
            hessian += (design * (weight[part] * chance * (1.0 - chance))[:, None]).T @ design
        hessian[np.diag_indices(size)] += 1e-10 * (1.0 + np.diag(hessian))
        return gradient, hessian

    reached = loss(current)
    for _ in range(max_iterations):
        gradient, hessian = curvature(current)
        step = _bounded_step(hessian, gradient, current, lower)
        scale = 1.0
        while scale > 1e-8:
            candidate = current + scale * step
            value = loss(candidate)
            if value <= reached:
                break
            scale /= 2
        else:
            break
        gained, current, reached = reached - value, candidate, value
        if float(np.max(np.abs(scale * step))) < 1e-10 or gained <= 1e-13 * abs(reached):
            break
    _, hessian = curvature(current)
    penalised = 0.5 * float(ridge @ (current * current))
    return LogisticFit(
        float(current[0]),
        current[1:].copy(),
        np.asarray(np.linalg.inv(hessian), dtype=np.float64),
        penalised - reached,
    )

"""Logistic regression on weights of evidence, with weights that never run backwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled
from plainscore.scorecard.design import Design

Floats = NDArray[np.float64]

_ENOUGH = 50_000
"""Rows from which a starting point is found before all rows are looked at."""

_LAST_STEP = 5e-4
"""Greatest change of a coefficient in a last step: its square, about, is what is left out."""

_LAST_STEP_OF_FEW = 1e-6
"""The same where a pass over all rows costs little."""

_ROUGH_STEP = 3e-2
"""The same where only some rows are looked at, for a start."""


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


def derivatives(
    codes: Sequence[NDArray[np.uint8]],
    tables: Sequence[Floats],
    bad: NDArray[np.uint8],
    weight: Floats,
    at: Floats,
) -> tuple[float, Floats, Floats]:
    """Return the loss without penalty at coefficients, with its slope and curvature.

    Parameters
    ----------
    codes, tables, bad, weight
        As for `fit_logistic`.
    at : ndarray of float64, shape (n_features + 1,)
        Intercept and coefficients.

    Returns
    -------
    float
        The loss.
    ndarray of float64, shape (n_features + 1,)
        The gradient.
    ndarray of float64, shape (n_features + 1, n_features + 1)
        The Hessian.

    Examples
    --------
    >>> codes, bad = np.array([0, 1], np.uint8), np.array([0, 1], np.uint8)
    >>> at = np.zeros(2)
    >>> derivatives([codes], [np.array([-1.0, 1.0])], bad, np.ones(2), at)[1]
    array([0., 1.])
    """
    return Design.of(codes, tables, bad, weight).derivatives(at)


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
    coordinate descent, and is halved until the loss falls. Large samples start from the minimum
    over every k-th row, which leaves two or three passes over all rows.

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
    share = float(np.sum(weight * bad)) / float(np.sum(weight))
    start = np.zeros(size)
    start[0] = np.log((1 - share) / share)
    ridge = np.full(size, penalty)
    ridge[0] = 0.0
    whole = Design.of(codes, tables, bad, weight)

    def model(design: Design, share_of_rows: Floats, at: Floats) -> tuple[float, Floats, Floats]:
        loss, gradient, hessian = design.derivatives(at)
        loss += 0.5 * float(share_of_rows @ (at * at))
        hessian[np.diag_indices(size)] += share_of_rows + 1e-10 * (1.0 + np.diag(hessian))
        return loss, gradient + share_of_rows * at, hessian

    stride = bad.shape[0] // _ENOUGH
    last = _LAST_STEP if stride > 1 else _LAST_STEP_OF_FEW
    while stride > 1:
        part, share_of_rows = whole.every(stride), ridge / stride
        start, _, _ = _descend(
            partial(model, part, share_of_rows), start, max_iterations, _ROUGH_STEP
        )
        stride //= 5
    current, loss, hessian = _descend(partial(model, whole, ridge), start, max_iterations, last)
    penalised = 0.5 * float(ridge @ (current * current))
    return LogisticFit(
        float(current[0]),
        current[1:].copy(),
        np.asarray(np.linalg.inv(hessian), dtype=np.float64),
        penalised - loss,
    )


def _descend(
    model: Callable[[Floats], tuple[float, Floats, Floats]],
    current: Floats,
    max_iterations: int,
    last: float,
) -> tuple[Floats, float, Floats]:
    """Take projected Newton steps, halved until the loss falls, to the minimum."""
    lower = np.zeros(current.shape[0])
    lower[0] = -np.inf
    loss, gradient, hessian = model(current)
    for _ in range(max_iterations):
        step = _bounded_step(hessian, gradient, current, lower)
        if float(np.max(np.abs(step))) < last:
            # Newton's steps shrink by their square: the next one would be a ten-millionth
            return current + step, loss + float(step @ (gradient + hessian @ step / 2)), hessian
        scale = 1.0
        while scale > 1e-8:
            candidate = current + scale * step
            reached = model(candidate)
            if reached[0] <= loss * (1.0 + 1e-13):
                break
            scale /= 2
        else:
            break
        current, (loss, gradient, hessian) = candidate, reached
    return current, loss, hessian

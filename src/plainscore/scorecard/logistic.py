"""Logistic regression on weights of evidence, with weights that never run backwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.compiled import compiled, compiled_fast

Floats = NDArray[np.float64]
_BLOCK = 1024
"""Rows a block: their part of the design stays in the processor's cache."""

_ENOUGH = 50_000
"""Rows from which a starting point is found before all rows are looked at."""


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


@compiled_fast
def _pass(  # noqa: C901 - one compiled pass over all rows
    codes: NDArray[np.uint8],
    tables: Floats,
    bad: NDArray[np.uint8],
    weight: Floats,
    at: Floats,
    stride: int,
) -> tuple[float, Floats, Floats]:
    """Return loss, gradient and Hessian over every `stride`-th row, block by block."""
    width, rows = codes.shape
    gradient, hessian = np.zeros(width + 1), np.zeros((width + 1, width + 1))
    design, weighted = np.empty((width + 1, _BLOCK)), np.empty((width + 1, _BLOCK))
    odds, residual = np.empty(_BLOCK), np.empty(_BLOCK)
    design[0, :] = 1.0
    loss = 0.0
    for start in range(0, rows, _BLOCK * stride):
        size = min(_BLOCK, (rows - start + stride - 1) // stride)
        odds[:size] = at[0]
        for k in range(width):
            coefficient = at[k + 1]
            for r in range(size):
                value = tables[k, codes[k, start + r * stride]]
                design[k + 1, r] = value
                odds[r] += coefficient * value
        for r in range(size):
            row = start + r * stride
            # stable on both sides: exp never overflows
            small = np.exp(-abs(odds[r]))
            chance = 1.0 / (1.0 + small) if odds[r] >= 0.0 else small / (1.0 + small)
            signed = odds[r] if bad[row] else -odds[r]
            loss += weight[row] * (max(signed, 0.0) + np.log1p(small))
            residual[r] = weight[row] * (chance - (1.0 - bad[row]))
            weighted[0, r] = weight[row] * chance * (1.0 - chance)
        for k in range(1, width + 1):
            for r in range(size):
                weighted[k, r] = weighted[0, r] * design[k, r]
        for k in range(width + 1):
            total = 0.0
            for r in range(size):
                total += residual[r] * design[k, r]
            gradient[k] += total
            for other in range(k + 1):
                total = 0.0
                for r in range(size):
                    total += weighted[k, r] * design[other, r]
                hessian[k, other] += total
    for k in range(width + 1):
        for other in range(k):
            hessian[other, k] = hessian[k, other]
    return loss, gradient, hessian


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
    stacked, padded = _stack(codes, tables, bad.shape[0])
    return _pass(stacked, padded, bad, weight, at, 1)


def _stack(
    codes: Sequence[NDArray[np.uint8]], tables: Sequence[Floats], rows: int
) -> tuple[NDArray[np.uint8], Floats]:
    stacked = np.empty((len(codes), rows), dtype=np.uint8)
    width = max((table.shape[0] for table in tables), default=1)
    padded = np.zeros((len(codes), width))
    for place, (column, table) in enumerate(zip(codes, tables, strict=True)):
        stacked[place] = column
        padded[place, : table.shape[0]] = table
    return stacked, padded


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
    over every k-th row, which leaves one or two steps over all rows.

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
    stacked, padded = _stack(codes, tables, bad.shape[0])

    def model(at: Floats, stride: int) -> tuple[float, Floats, Floats]:
        loss, gradient, hessian = _pass(stacked, padded, bad, weight, at, stride)
        share_of_rows = ridge / stride
        loss += 0.5 * float(share_of_rows @ (at * at))
        hessian[np.diag_indices(size)] += share_of_rows + 1e-10 * (1.0 + np.diag(hessian))
        return loss, gradient + share_of_rows * at, hessian

    stride = max(bad.shape[0] // _ENOUGH, 1)
    if stride > 1:
        start, _, _ = _descend(lambda at: model(at, stride), start, max_iterations)
    current, loss, hessian = _descend(lambda at: model(at, 1), start, max_iterations)
    penalised = 0.5 * float(ridge @ (current * current))
    return LogisticFit(
        float(current[0]),
        current[1:].copy(),
        np.asarray(np.linalg.inv(hessian), dtype=np.float64),
        penalised - loss,
    )


def _descend(
    model: Callable[[Floats], tuple[float, Floats, Floats]], current: Floats, max_iterations: int
) -> tuple[Floats, float, Floats]:
    """Take projected Newton steps, halved until the loss falls, to the minimum."""
    lower = np.zeros(current.shape[0])
    lower[0] = -np.inf
    loss, gradient, hessian = model(current)
    for _ in range(max_iterations):
        step = _bounded_step(hessian, gradient, current, lower)
        if float(np.max(np.abs(step))) < 1e-10:
            break
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

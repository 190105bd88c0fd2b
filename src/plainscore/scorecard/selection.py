"""Selection of features: correlated ones, forward selection, and the coefficients' evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from scipy.special import ndtr

from plainscore.scorecard.design import Design
from plainscore.scorecard.logistic import LogisticFit, derivatives, fit_logistic
from plainscore.scorecard.sample import Sample
from plainscore.scorecard.screening import Candidate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What a regression says of one feature.

    Parameters
    ----------
    name : str
        The feature.
    value : float
        Multiple of its weight of evidence; never negative.
    standard_error : float
        Of the value, from the inverse of the penalised Hessian.
    p_value : float
        Two-sided, of no effect (Wald).
    vif : float
        Variance inflation factor of its weights of evidence beside those of the others.
    cluster : int
        Features of the same number correlate (average linkage) by more than `CLUSTER`.
    """

    name: str
    value: float
    standard_error: float
    p_value: float
    vif: float
    cluster: int

    @property
    def z(self) -> float:
        """Value over standard error."""
        return self.value / self.standard_error


CLUSTER = 0.5
"""Absolute correlation from which features are reported as one cluster."""


def evidence_tables(candidates: Sequence[Candidate]) -> list[Floats]:
    """Return the weight of evidence of every bin, one array a candidate."""
    return [np.array([each.woe for each in candidate.binning.bins]) for candidate in candidates]


def correlation(candidates: Sequence[Candidate], sample: Sample) -> Floats:
    """Return the weighted correlation of the weights of evidence.

    Parameters
    ----------
    candidates : sequence of Candidate
        Binned columns.
    sample : Sample
        Weights.

    Returns
    -------
    ndarray of float64, shape (n_candidates, n_candidates)
        Correlations; 0 beside a column without variance.
    """
    codes, tables = [each.codes for each in candidates], evidence_tables(candidates)
    moments = Design.of(codes, tables, sample.bad, sample.weight).moments()
    total = moments[0, 0]
    mean = moments[0, 1:] / total
    covariance = moments[1:, 1:] / total - np.outer(mean, mean)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.outer(spread, spread)
    found = np.divide(covariance, scale, out=np.zeros_like(scale), where=scale > 0)
    np.fill_diagonal(found, 1.0)
    return np.asarray(np.clip(found, -1.0, 1.0), dtype=np.float64)


def clusters(correlations: Floats, least: float) -> NDArray[np.int64]:
    """Group columns that correlate, by average linkage on one minus the absolute correlation.

    Parameters
    ----------
    correlations : ndarray of float64, shape (n, n)
        Correlations.
    least : float
        Absolute correlation from which columns are one cluster.

    Returns
    -------
    ndarray of int64, shape (n,)
        Number of each column's cluster, from 1.

    Examples
    --------
    >>> clusters(np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.0], [0.1, 0.0, 1.0]]), 0.5)
    array([1, 1, 2])
    """
    size = correlations.shape[0]
    if size < 2:
        return np.ones(size, dtype=np.int64)
    distance = 1.0 - np.abs(correlations)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average")
    numbers = fcluster(tree, 1.0 - least + 1e-12, criterion="distance")
    _, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.asarray(rank[inverse] + 1, dtype=np.int64)


def uncorrelated(
    candidates: Sequence[Candidate], sample: Sample, most: float
) -> tuple[list[int], dict[int, tuple[int, float]]]:
    """Keep, of columns that correlate too much, the one of greatest information value.

    Parameters
    ----------
    candidates : sequence of Candidate
        Binned columns.
    sample : Sample
        Weights.
    most : float
        Greatest absolute correlation of two columns that are both kept.

    Returns
    -------
    list of int
        Columns kept, in order.
    dict of int to (int, float)
        For each column left out: the one kept in its place, and their correlation.
    """
    correlations = correlation(candidates, sample)
    ranked = sorted(range(len(candidates)), key=lambda k: (-candidates[k].binning.iv, k))
    kept: list[int] = []
    left_out: dict[int, tuple[int, float]] = {}
    for k in ranked:
        close = [other for other in kept if abs(correlations[k, other]) > most]
        if close:
            nearest = max(close, key=lambda other: abs(correlations[k, other]))
            left_out[k] = (nearest, float(correlations[k, nearest]))
        else:
            kept.append(k)
    return sorted(kept), left_out


def forward(
    candidates: Sequence[Candidate],
    sample: Sample,
    *,
    penalty: float,
    entry_p_value: float,
    max_features: int | None,
) -> tuple[list[int], dict[int, float]]:
    """Take up features one at a time, each the most significant beside those taken.

    Significance is Rao's score test, one-sided towards a positive weight: it needs one pass over
    the rows for all candidates together and no fit of each.

    Parameters
    ----------
    candidates : sequence of Candidate
        Binned columns.
    sample : Sample
        Outcomes and weights.
    penalty : float
        Ridge penalty, in rows.
    entry_p_value : float
        Greatest p-value of a feature that is taken up.
    max_features : int or None
        Most features.

    Returns
    -------
    list of int
        Features taken, in the order of the candidates.
    dict of int to float
        P-value of each feature not taken, when the search ended.
    """
    codes, tables = [each.codes for each in candidates], evidence_tables(candidates)
    chosen: list[int] = []
    while True:
        fit = fit_logistic(
            [codes[k] for k in chosen],
            [tables[k] for k in chosen],
            sample.bad,
            sample.weight,
            penalty=penalty,
        )
        at = np.zeros(len(candidates) + 1)
        at[0] = fit.intercept
        at[[k + 1 for k in chosen]] = fit.coefficients
        _, gradient, hessian = derivatives(codes, tables, sample.bad, sample.weight, at)
        rest = [k for k in range(len(candidates)) if k not in chosen]
        p_values = _score_tests(gradient, hessian, [0, *(k + 1 for k in chosen)], rest)
        best = min(p_values, key=lambda k: (p_values[k], k), default=None)
        full = max_features is not None and len(chosen) >= max_features
        if best is None or full or p_values[best] > entry_p_value:
            return sorted(chosen), p_values
        chosen.append(best)


def _score_tests(
    gradient: Floats, hessian: Floats, held: list[int], rest: list[int]
) -> dict[int, float]:
    among = hessian[np.ix_(held, held)] + 1e-10 * np.eye(len(held))
    found = {}
    for k in rest:
        across = hessian[k + 1, held]
        information = hessian[k + 1, k + 1] - across @ np.linalg.solve(among, across)
        # the loss falls towards a positive weight where its slope is negative
        z = -gradient[k + 1] / np.sqrt(information) if information > 1e-12 else 0.0
        found[k] = float(ndtr(-z))
    return found


def coefficients(
    candidates: Sequence[Candidate], sample: Sample, fit: LogisticFit
) -> tuple[Coefficient, ...]:
    """Return what a regression says of every feature.

    Parameters
    ----------
    candidates : sequence of Candidate
        Its features.
    sample : Sample
        Weights.
    fit : LogisticFit
        The regression.

    Returns
    -------
    tuple of Coefficient
        One a feature.
    """
    if not candidates:
        return ()
    correlations = correlation(candidates, sample)
    inflation = np.diag(np.linalg.pinv(correlations, hermitian=True))
    groups = clusters(correlations, CLUSTER)
    errors = np.sqrt(np.diag(fit.covariance)[1:])
    return tuple(
        Coefficient(
            each.binning.name,
            float(value),
            float(error),
            float(2 * ndtr(-value / error)),
            float(max(vif, 1.0)),
            int(group),
        )
        for each, value, error, vif, group in zip(
            candidates, fit.coefficients, errors, inflation, groups, strict=True
        )
    )

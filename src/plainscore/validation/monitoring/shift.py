"""How far a distribution has moved: PSI with its interval and p-value, and shares beside shares."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from plainscore.validation.figure import LEVEL

LEAST_EXPECTED = 5.0
"""Cells in which fewer rows are expected are put together before a p-value is computed."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shift:
    """A distribution now beside the same distribution then.

    Parameters
    ----------
    psi : float
        Population stability index: the sum over cells of ``(now - then) * log(now / then)`` of
        the shares. Rows like those of both samples together, half as many as there are cells, are
        added to each sample, so that an empty cell does not make it infinite.
    low, high : float
        Interval of the index of the populations, of which two samples were drawn. Samples of one
        population have an index above zero by chance, about ``(cells - 1) (1/n + 1/m)``.
    p_value : float
        Of the hypothesis that both samples are of one population (chi-square of homogeneity).
    cells : int
        Cells compared.
    then, now : int
        Rows of each sample.

    Examples
    --------
    >>> shift = measure_shift(np.array([500, 300, 200]), np.array([250, 150, 100]))
    >>> round(shift.psi, 6), shift.low, shift.p_value
    (0.0, 0.0, 1.0)
    """

    psi: float
    low: float
    high: float
    p_value: float
    cells: int
    then: int
    now: int

    def __str__(self) -> str:
        return f"{self.psi:.3f} ({self.low:.3f} to {self.high:.3f}), p {self.p_value:.2g}"


def measure_shift(then: Counts, now: Counts, *, level: float = LEVEL) -> Shift | None:
    """Measure how far counts have moved.

    The statistic ``psi * n m / (n + m)`` is about chi-square with cells - 1 degrees of freedom
    when nothing has moved (Yurdakul and Naranjo, 2020) and noncentral chi-square otherwise, which
    gives the interval.

    Parameters
    ----------
    then, now : ndarray of int64, shape (n_cells,)
        Rows in each cell.
    level : float
        Coverage of the interval.

    Returns
    -------
    Shift or None
        The measure; None when either sample is empty or there is but one cell.

    Raises
    ------
    ValueError
        If the shapes differ or a count is below zero.

    Examples
    --------
    >>> print(measure_shift(np.array([500, 300, 200]), np.array([150, 150, 200])))
    0.240 (0.143 to 0.353), p 2.9e-18
    """
    if then.shape != now.shape or then.ndim != 1 or (then < 0).any() or (now < 0).any():
        raise ValueError("then and now need counts of the same cells")
    used = (then > 0) | (now > 0)
    then, now = then[used], now[used]
    n, m, cells = int(then.sum()), int(now.sum()), then.size
    if not n or not m or cells < 2:
        return None
    added = cells / 2 * (then + now) / (n + m)
    first, second = (then + added) / (n + cells / 2), (now + added) / (m + cells / 2)
    psi = float(np.sum((second - first) * np.log(second / first)))
    scale = n * m / (n + m)
    low, high = _noncentrality(psi * scale, cells - 1, level)
    return Shift(psi, low / scale, high / scale, _homogeneity(then, now), cells, n, m)


def _noncentrality(statistic: float, freedom: int, level: float) -> tuple[float, float]:
    """Interval of the noncentrality of a chi-square statistic, by inverting its distribution."""
    tail = (1 - level) / 2

    def end(share: float) -> float:
        if chi2.cdf(statistic, freedom) <= share:
            return 0.0
        far = statistic + 10 * math.sqrt(statistic + freedom) + 50
        return float(
            brentq(lambda nc: ncx2.cdf(statistic, freedom, max(nc, 1e-12)) - share, 0.0, far)
        )

    return end(1 - tail), end(tail)


def _homogeneity(then: Counts, now: Counts) -> float:
    n, m = then.sum(), now.sum()
    total = then + now
    order = np.argsort(total, kind="stable")
    smaller = min(n, m) / (n + m)
    groups: list[list[int]] = []
    for cell in order.tolist():
        if groups and total[groups[-1]].sum() * smaller < LEAST_EXPECTED:
            groups[-1].append(cell)
        else:
            groups.append([cell])
    if len(groups) > 1 and total[groups[-1]].sum() * smaller < LEAST_EXPECTED:
        groups[-2].extend(groups.pop())
    if len(groups) < 2:
        return 1.0
    observed = np.array([[each[group].sum() for group in groups] for each in (then, now)], float)
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0) / observed.sum()
    return float(chi2.sf(((observed - expected) ** 2 / expected).sum(), len(groups) - 1))


def holm(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjust p-values so that one false alarm among all is as rare as stated (Holm, 1979).

    Parameters
    ----------
    p_values : array-like of float, shape (n,)
        P-values of tests made together.

    Returns
    -------
    ndarray of float64, shape (n,)
        Adjusted p-values in the same order.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, np.float64)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted

"""Ranking and calibration of many slices of a sample at once, each beside all other rows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from plainscore.validation.tally import Floats

Codes = npt.NDArray[np.int64]

MINIMUM = 20
"""Bads, and goods, that a slice and its rest need: seen ones for ranking, expected ones for
calibration, so that a slice is not chosen by what is to be tested."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Scored rows with outcomes.

    Parameters
    ----------
    score : ndarray of int64, shape (n,)
        Place of each row's score among the distinct scores, ascending.
    width : int
        Number of distinct scores.
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    probability : ndarray of float64, shape (n,)
        Probability of bad by the scorecard.
    """

    score: Codes
    width: int
    bad: npt.NDArray[np.bool_]
    weight: Floats
    probability: Floats


@dataclass(frozen=True, slots=True)
class Compared:
    """Slices beside the rest, one value a slice.

    Parameters
    ----------
    size, z : ndarray of float64, shape (n_slices,)
        How much worse a slice is than the rest, and in standard errors; NaN where either has too
        few rows.
    """

    size: Floats
    z: Floats


def compare_ranking(rows: Rows, slices: Codes, count: int) -> Compared:
    """Compare the shortfall of the AUC in slices with that elsewhere.

    Within a slice scores differ less, so its AUC is lower even where nothing is wrong. What counts
    is the shortfall: the AUC that the scorecard's own probabilities promise among these rows less
    the AUC seen. Variances are those of DeLong et al. (1988).

    Parameters
    ----------
    rows : Rows
        The rows.
    slices : ndarray of int64, shape (n,)
        Slice of each row, from 0 to `count` - 1.
    count : int
        Number of slices.

    Returns
    -------
    Compared
        Shortfall within less shortfall elsewhere; above zero where a slice ranks worse.

    Examples
    --------
    >>> score = np.tile(np.arange(4), 50)
    >>> chance = np.array([0.8, 0.6, 0.4, 0.2])[score]
    >>> rows = Rows(score, 4, np.arange(200) % 5 < 5 * chance, np.ones(200), chance)
    >>> found = compare_ranking(rows, np.arange(200) // 100, 2)
    >>> found.size.round(3).tolist()
    [0.0, 0.0]
    """

    def at_scores(values: Floats) -> Floats:
        cells = slices * rows.width + rows.score
        summed = np.bincount(cells, weights=values, minlength=count * rows.width)
        return summed.astype(np.float64).reshape(count, rows.width)

    weight, bad, p = rows.weight, rows.bad, rows.probability
    seen = [at_scores(each) for each in (weight * ~bad, weight * bad)]
    promised = [at_scores(each) for each in (weight * (1 - p), weight * p)]
    squared = [at_scores(each) for each in (weight**2 * ~bad, weight**2 * bad)]
    n = [np.bincount(slices[each], minlength=count).astype(float) for each in (~bad, bad)]

    def shortfall(*, rest: bool) -> tuple[Floats, Floats]:
        area, variance = _areas(
            *(_of(each, rest=rest) for each in seen),
            *(_of(each, rest=rest) for each in squared),
            *(_of(each, rest=rest) for each in n),
        )
        return _area(*(_of(each, rest=rest) for each in promised)) - area, variance

    with np.errstate(divide="ignore", invalid="ignore"):
        inside, own = shortfall(rest=False)
        outside, other = shortfall(rest=True)
        size = inside - outside
        z = size / np.sqrt(own + other)
    enough = np.logical_and.reduce(
        [(each >= MINIMUM) & (each.sum() - each >= MINIMUM) for each in n]
    )
    return Compared(np.where(enough, size, np.nan), np.where(enough, z, np.nan))


def compare_calibration(rows: Rows, slices: Codes, count: int) -> Compared:
    """Compare observed over expected bads in slices with that elsewhere.

    Parameters
    ----------
    rows : Rows
        The rows.
    slices : ndarray of int64, shape (n,)
        Slice of each row, from 0 to `count` - 1.
    count : int
        Number of slices.

    Returns
    -------
    Compared
        Logarithm of the ratio within less that elsewhere: above zero where the scorecard
        understates the risk of a slice, below where it overstates it.

    Examples
    --------
    >>> rows = Rows(np.zeros(400, int), 1, np.arange(400) % 4 < 1 + (np.arange(400) >= 200),
    ...             np.ones(400), np.full(400, 0.375))
    >>> compare_calibration(rows, np.arange(400) // 200, 2).size.round(2).tolist()
    [-0.69, 0.69]
    """

    def summed(values: Floats) -> Floats:
        return np.bincount(slices, weights=values, minlength=count).astype(np.float64)

    weight, p = rows.weight, rows.probability
    seen, expected = summed(weight * rows.bad), summed(weight * p)
    spread = summed(weight**2 * p * (1 - p))
    by_rows, n = summed(p), summed(np.ones(p.size))
    enough = np.logical_and.reduce(
        [(each >= MINIMUM) & (each.sum() - each >= MINIMUM) for each in (by_rows, n - by_rows)]
    )
    nil = 0.5 * weight.mean()

    def ratio(*, rest: bool) -> tuple[Floats, Floats]:
        bads, forecast = (_of(each, rest=rest) + nil for each in (seen, expected))
        return np.log(bads / forecast), _of(spread, rest=rest) / forecast**2

    (inside, own), (outside, other) = ratio(rest=False), ratio(rest=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (inside - outside) / np.sqrt(own + other)
    return Compared(np.where(enough, inside - outside, np.nan), np.where(enough, z, np.nan))


def one_sided(z: float) -> float:
    """Give the chance of a value at least so large.

    Examples
    --------
    >>> round(one_sided(1.645), 3)
    0.05
    """
    return float(norm.sf(z))


def _of(values: Floats, *, rest: bool) -> Floats:
    """Return sums of slices, or of all rows but those of each slice."""
    return np.maximum(values.sum(axis=0) - values, 0.0) if rest else values


def _area(goods: Floats, bads: Floats) -> Floats:
    above = goods.sum(axis=1, keepdims=True) - np.cumsum(goods, axis=1) + goods / 2
    area: Floats = (bads * above).sum(axis=1) / (goods.sum(axis=1) * bads.sum(axis=1))
    return area


def _areas(
    goods: Floats,
    bads: Floats,
    goods_squared: Floats,
    bads_squared: Floats,
    n_goods: Floats,
    n_bads: Floats,
) -> tuple[Floats, Floats]:
    """Areas with their variances (DeLong et al., 1988)."""
    all_goods, all_bads = goods.sum(axis=1), bads.sum(axis=1)
    above = (all_goods[:, None] - np.cumsum(goods, axis=1) + goods / 2) / all_goods[:, None]
    below = (np.cumsum(bads, axis=1) - bads / 2) / all_bads[:, None]
    area = (bads * above).sum(axis=1) / all_bads
    variance = np.zeros(area.size)
    for placed, squared, total, n in (
        (above, bads_squared, all_bads, n_bads),
        (below, goods_squared, all_goods, n_goods),
    ):
        spread = (squared * (placed - area[:, None]) ** 2).sum(axis=1)
        variance += spread / total**2 * n / (n - 1)
    return area, variance

"""Figures of the kernels: money as floats, medians and quantiles, as the engines have them."""

import numpy as np
import numpy.typing as npt

from plainscore.features.kernel.compiled import Whole, compiled

SCALE = 10_000
_EXACT = 2**53


@compiled
def money(units: Whole) -> float:
    """Return whole ten-thousandths as a float, rounded as DuckDB rounds a decimal."""
    if -_EXACT <= units <= _EXACT:
        return float(units) / SCALE
    whole = units // SCALE if units >= 0 else -(-units // SCALE)
    return float(whole) + float(units - whole * SCALE) / SCALE


@compiled
def quantile(values: npt.NDArray[np.float64], share: float) -> float:
    """Return an interpolated quantile (type 7 of Hyndman and Fan 1996); NaN for nothing."""
    count = len(values)
    if count == 0:
        return np.nan
    return at_share(np.sort(values), share)


@compiled
def at_share(ranked: npt.NDArray[np.float64], share: float) -> float:
    """Return an interpolated quantile of sorted values, of which there is at least one."""
    place = (len(ranked) - 1) * share
    low = int(np.floor(place))
    high = int(np.ceil(place))
    if low == high:
        return float(ranked[low])
    part = place - low
    return float(ranked[low] * (1.0 - part) + ranked[high] * part)


@compiled
def median(values: npt.NDArray[np.float64]) -> float:
    """Return the median; NaN for nothing."""
    return quantile(values, 0.5)


@compiled
def nearest(value: float) -> Whole:
    """Round to the nearest whole number, halves upward."""
    return int(np.floor(value + 0.5))

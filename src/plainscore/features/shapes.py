"""Statistics over one row's columns and arrays, as Ibis expressions any engine can run.

Arrays hold one value a 30-day block, the most recent first, at most twelve. Everything here is
computed within one row, in a fixed order, so that the result does not depend on the order of rows
or on the number of workers.
"""

from collections.abc import Iterable
from functools import reduce
from itertools import combinations
from operator import add

import ibis
import ibis.expr.types as ir

MONTHS = 12
"""Greatest length of an array."""


def ratio(part: ir.NumericValue, whole: ir.NumericValue) -> ir.NumericValue:
    """Return ``part / whole``; null where the whole is not positive.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(ratio(ibis.literal(1.0), ibis.literal(4.0))).as_py()
    0.25
    """
    return part / (whole > 0).ifelse(whole, None)


def at_most(value: ir.NumericValue, bound: float) -> ir.NumericValue:
    """Return a value, or the bound where it is greater; null stays null.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(at_most(ibis.literal(7), 5)).as_py()
    5
    """
    return (value > bound).ifelse(bound, value)


def at_least(value: ir.NumericValue, bound: float) -> ir.NumericValue:
    """Return a value, or the bound where it is smaller; null stays null.

    Examples
    --------
    >>> ibis.duckdb.connect().to_pyarrow(at_least(ibis.literal(7), 5)).as_py()
    7
    """
    return (value < bound).ifelse(bound, value)


def quantile(values: ir.ArrayValue, share: float) -> ir.NumericValue:
    """Return a quantile of an array by linear interpolation (type 7 of Hyndman and Fan 1996).

    Examples
    --------
    >>> values = ibis.literal([4.0, 1.0, 2.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(quantile(values, 0.25)).as_py()
    1.5
    """
    ranked = values.sort()
    place = (ranked.length() - 1).cast("float64") * share
    low = place.floor().cast("int64")
    high = place.ceil().cast("int64")
    return ranked[low] + (place - low) * (ranked[high] - ranked[low])


def median(values: ir.ArrayValue) -> ir.NumericValue:
    """Return the median of an array.

    Examples
    --------
    >>> values = ibis.literal([4.0, 1.0, 2.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(median(values)).as_py()
    2.0
    """
    return quantile(values, 0.5)


def spread(values: ir.ArrayValue) -> ir.NumericValue:
    """Return the sample standard deviation of an array; null for fewer than two values.

    Examples
    --------
    >>> values = ibis.literal([1.0, 3.0], type="array<float64>")
    >>> round(ibis.duckdb.connect().to_pyarrow(spread(values)).as_py() ** 2, 9)
    2.0
    """
    count = values.length()
    mean = values.sums() / count
    squares = _sum((value - mean) * (value - mean) for value in _each(values))
    return (count > 1).ifelse(squares / (count - 1), None).sqrt()


def median_deviation(values: ir.ArrayValue) -> ir.NumericValue:
    """Return the median absolute deviation from the median.

    Examples
    --------
    >>> values = ibis.literal([1.0, 2.0, 9.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(median_deviation(values)).as_py()
    1.0
    """
    middle = median(values)
    away = ibis.array([(value - middle).abs() for value in _each(values)])
    return median(away[: values.length()])


def count_where(values: ir.ArrayValue, bound: ir.NumericValue | float) -> ir.NumericValue:
    """Return how many values of an array are at least a bound.

    Examples
    --------
    >>> values = ibis.literal([1.0, 2.0, 9.0, 4.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(count_where(values, 2.0)).as_py()
    3
    """
    return _sum((value >= bound).cast("int64") for value in _each(values))


def share_where(values: ir.ArrayValue, bound: ir.NumericValue | float) -> ir.NumericValue:
    """Return the share of the values of an array that are at least a bound.

    Examples
    --------
    >>> values = ibis.literal([1.0, 2.0, 9.0, 4.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(share_where(values, 2.0)).as_py()
    0.75
    """
    return count_where(values, bound) / values.length()


def _each(values: ir.ArrayValue) -> list[ir.NumericValue]:
    """Return the values one by one; null beyond the end of the array."""
    return [values[place] for place in range(MONTHS)]


def _sum(terms: Iterable[ir.NumericValue]) -> ir.NumericValue:
    """Add terms up from the first to the last; null ones count nothing."""
    return reduce(add, (term.fill_null(0) for term in terms))


def slope(values: ir.ArrayValue, count: int) -> ir.NumericValue:
    """Return the Theil-Sen slope a block, forward in time, of the first `count` values.

    The median of the slopes between all pairs (Sen 1968): one odd month does not move it.

    Parameters
    ----------
    values : ibis array of float64
        The most recent first; at least `count` long where the result is used.
    count : int
        How many values enter.

    Examples
    --------
    >>> values = ibis.literal([30.0, 20.0, 99.0, 0.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(slope(values, 4)).as_py()
    10.0
    """
    pairs = [
        (values[late] - values[early]) / (early - late)
        for late, early in combinations(range(count), 2)
    ]
    return median(ibis.array(pairs))

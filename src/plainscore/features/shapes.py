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


def wide(amount: ir.DecimalValue) -> ir.DecimalValue:
    """Return an amount with room to be multiplied; engines overflow at the width of a column.

    Examples
    --------
    >>> amount = ibis.literal("99999999999999").cast("decimal(18, 4)")
    >>> ibis.duckdb.connect().to_pyarrow(wide(amount) * 1000).as_py()
    Decimal('99999999999999000.0000')
    """
    return amount.cast("decimal(38, 4)")


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


def quantile(ranked: ir.ArrayValue, share: float) -> ir.NumericValue:
    """Return a quantile of a sorted array, interpolated (type 7 of Hyndman and Fan 1996).

    Examples
    --------
    >>> ranked = ibis.literal([1.0, 2.0, 4.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(quantile(ranked, 0.25)).as_py()
    1.5
    """
    # nothing has no first value; Spark counts places in 32 bits
    place = (ranked.length().nullif(0) - 1).cast("float64") * share
    low = ranked[place.floor().cast("int32")]
    high = ranked[place.ceil().cast("int32")]
    return low + (place - place.floor()) * (high - low)


def median(ranked: ir.ArrayValue) -> ir.NumericValue:
    """Return the median of a sorted array.

    Examples
    --------
    >>> ranked = ibis.literal([1.0, 2.0, 4.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(median(ranked)).as_py()
    2.0
    """
    return quantile(ranked, 0.5)


def mean(values: ir.ArrayValue) -> ir.NumericValue:
    """Return the mean of an array.

    Examples
    --------
    >>> values = ibis.literal([1.0, 2.0, 9.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(mean(values)).as_py()
    4.0
    """
    return values.sums() / values.length()


def spread(values: ir.ArrayValue, centre: ir.NumericValue) -> ir.NumericValue:
    """Return the sample standard deviation of an array around its mean; null for a lone value.

    Examples
    --------
    >>> values = ibis.literal([1.0, 3.0], type="array<float64>")
    >>> round(ibis.duckdb.connect().to_pyarrow(spread(values, ibis.literal(2.0))).as_py() ** 2, 9)
    2.0
    """
    squares = _sum((value - centre) * (value - centre) for value in _each(values))
    return (values.length() > 1).ifelse(squares / (values.length() - 1), None).sqrt()


def distances(values: ir.ArrayValue, middle: ir.NumericValue) -> ir.ArrayValue:
    """Return the distances of the values of an array from a middle, sorted.

    Examples
    --------
    >>> values = ibis.literal([9.0, 2.0, 1.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(distances(values, ibis.literal(2.0))).as_py()
    [0.0, 1.0, 7.0]
    """
    away = ibis.array([(value - middle).abs() for value in _each(values)])
    return away[: values.length()].sort()


def count_where(values: ir.ArrayValue, bound: ir.NumericValue | float) -> ir.NumericValue:
    """Return how many values of an array are at least a bound.

    Examples
    --------
    >>> values = ibis.literal([1.0, 2.0, 9.0, 4.0], type="array<float64>")
    >>> ibis.duckdb.connect().to_pyarrow(count_where(values, 2.0)).as_py()
    3
    """
    return _sum((value >= bound).cast("int64") for value in _each(values))


def slopes(values: list[ir.NumericValue]) -> ir.ArrayValue:
    """Return the slopes a block, forward in time, between all pairs of values, sorted.

    Their median is the Theil-Sen slope (Sen 1968): one odd month does not move it.

    Parameters
    ----------
    values : list of ibis float64
        The most recent first.

    Examples
    --------
    >>> values = [ibis.literal(value) for value in (30.0, 20.0, 99.0, 0.0)]
    >>> ibis.duckdb.connect().to_pyarrow(median(slopes(values))).as_py()
    10.0
    """
    return ibis.array(
        [
            (values[late] - values[early]) / (early - late)
            for late, early in combinations(range(len(values)), 2)
        ]
    ).sort()


def _each(values: ir.ArrayValue) -> list[ir.NumericValue]:
    """Return the values one by one; null beyond the end of the array."""
    return [values[place] for place in range(MONTHS)]


def _sum(terms: Iterable[ir.NumericValue]) -> ir.NumericValue:
    """Add terms up from the first to the last; null ones count nothing."""
    return reduce(add, (term.fill_null(0) for term in terms))

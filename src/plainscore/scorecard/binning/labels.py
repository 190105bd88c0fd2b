"""Bounds and labels that read well."""

import math
import sys
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_GREATEST = sys.float_info.max


def shortest_between(left: float, right: float) -> float:
    """Return the number with the fewest digits that is above `left` and at most `right`.

    A bound between two values of the sample may stand anywhere between them without moving a row,
    so it stands where it reads best.

    Parameters
    ----------
    left, right : float
        Neighbouring values; ``left < right``, either may be infinite, but `left` is below the
        greatest finite number.

    Returns
    -------
    float
        A finite number.

    Examples
    --------
    >>> shortest_between(0.3871, 0.4124)
    0.4
    >>> shortest_between(3.0, 4.0)
    4.0
    """
    if math.isinf(left):
        left = right - max(1.0, abs(right)) if math.isfinite(right) else -1.0
        left = left if math.isfinite(left) else -_GREATEST
    if math.isinf(right):
        right = left + max(1.0, abs(left))
        right = right if math.isfinite(right) else _GREATEST
    if left < 0.0 <= right:
        return 0.0
    low, high = Decimal(left), Decimal(right)
    top = max(abs(low), abs(high)).adjusted()
    for exponent in range(top + 1, top - 18, -1):
        step = Decimal(1).scaleb(exponent)
        # towards zero within the gap: the roundest of the candidates
        if high > 0:
            multiple = (low / step).to_integral_value(ROUND_FLOOR) + 1
        else:
            multiple = (high / step).to_integral_value(ROUND_FLOOR)
        candidate = float(multiple * step)
        if left < candidate <= right:
            nearest = (((low + high) / 2) / step).to_integral_value(ROUND_CEILING) * step
            return float(nearest) if left < float(nearest) <= right else candidate
    return right


def number_label(value: float) -> str:
    """Return a number as a reader sees it.

    Examples
    --------
    >>> number_label(12000.0), number_label(0.4)
    ('12,000', '0.4')
    """
    if value.is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    if 1e-4 <= abs(value) < 1e15:
        return f"{Decimal(repr(value)):,f}"
    return repr(value)


UNITS_OF_THE_LABEL = frozenset({"amount", "ratio", "share", "count"})
"""Units that say nothing beside a feature's label."""


def value_label(value: float, unit: str) -> str:
    """Return a person's value as they read it: rounded to what an eye can use, with its unit.

    Parameters
    ----------
    value : float
        The value; not missing.
    unit : str
        Unit of the feature; empty when it has none.

    Returns
    -------
    str
        Amounts to the cent, everything else to four digits; the exact value stays in the data.

    Examples
    --------
    >>> value_label(2485.5688, "amount"), value_label(0.0600573, "share"), value_label(41, "days")
    ('2,485.57', '0.06006', '41 days')
    """
    if math.isinf(value):
        shown = number_label(value)
    elif unit == "amount":
        shown = f"{value:,.2f}"
    elif float(value).is_integer():
        shown = number_label(float(value))
    else:
        shown = number_label(float(f"{value:.4g}"))
    return shown if unit in UNITS_OF_THE_LABEL else f"{shown} {unit}".strip()


def interval_label(lower: float | None, upper: float | None) -> str:
    """Return an interval as a reader sees it.

    Examples
    --------
    >>> interval_label(0.4, 12000.0)
    '0.4 to below 12,000'
    """
    if lower is None and upper is None:
        return "any value"
    if lower is None:
        return f"below {number_label(upper or 0.0)}"
    if upper is None:
        return f"{number_label(lower)} and above"
    return f"{number_label(lower)} to below {number_label(upper)}"

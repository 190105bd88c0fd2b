"""How precise an AUC can be on so many bads, and what may honestly be said of it."""

import math
from enum import StrEnum

from scipy.special import owens_t
from scipy.stats import norm

from plainscore.validation.figure import LEVEL, Figure, Refused, count

PLANNING_AUC = 0.75
"""AUC assumed when planning a sample: that of an ordinary application scorecard. A lucky high AUC
on a small sample must not make the sample look larger than it is."""


class Strength(StrEnum):
    """What a sample of this size can show about accuracy.

    Examples
    --------
    >>> strength(35, 357).value, strength(300, 700).value, strength(6636, 23364).value
    ('nothing', 'rough', 'firm')
    """

    NOTHING = "nothing"
    ROUGH = "rough"
    FIRM = "firm"


ROUGH_FROM = 0.06
FIRM_FROM = 0.02
"""Half-widths of the interval of the AUC. Beyond 0.06 a good scorecard (0.75) and a poor one
(0.65) have overlapping intervals; within 0.02 neighbouring scorecards can be told apart."""


def auc_standard_error(area: float, goods: int, bads: int) -> float:
    """Give the standard error of an AUC to be expected on so many goods and bads.

    Exact for scores that are normal with one spread in both classes: the variance of the
    Mann-Whitney statistic with its two correlated comparisons in closed form (Owen's T).

    Parameters
    ----------
    area : float
        True AUC, above 0 and below 1.
    goods, bads : int
        Rows of each class, at least one.

    Returns
    -------
    float
        Standard error.

    Examples
    --------
    >>> round(auc_standard_error(0.75, 357, 35), 3)
    0.043
    """
    deviate = float(norm.ppf(area))
    both_right = area - 2 * float(owens_t(deviate, 1 / math.sqrt(3)))
    shared = (goods + bads - 2) * (both_right - area**2)
    return math.sqrt((area * (1 - area) + shared) / (goods * bads))


def strength(bads: int, goods: int, *, area: Figure | Refused | None = None) -> Strength:
    """Judge what a sample can show about accuracy.

    Parameters
    ----------
    bads, goods : int
        Rows of each class.
    area : Figure or Refused, optional
        The AUC measured; the wider of its interval and the one planned for is what counts.

    Returns
    -------
    Strength
        Nothing, a rough idea, or a firm figure.

    Examples
    --------
    >>> strength(60, 140)
    <Strength.NOTHING: 'nothing'>
    """
    if isinstance(area, Refused) or min(bads, goods) < 1:
        return Strength.NOTHING
    half_width = _planned_half_width(bads, goods, LEVEL)
    if area is not None:
        half_width = max(half_width, area.half_width)
    if half_width > ROUGH_FROM:
        return Strength.NOTHING
    return Strength.ROUGH if half_width > FIRM_FROM else Strength.FIRM


def bads_needed(half_width: float, bad_rate: float, *, level: float = LEVEL) -> int:
    """Say how many bads bring the interval of an AUC of 0.75 within a half-width.

    Parameters
    ----------
    half_width : float
        Half-width wanted, above 0 and below 0.5.
    bad_rate : float
        Share of bads in the sample, above 0 and below 1.
    level : float
        Coverage of the interval.

    Returns
    -------
    int
        Bads, rounded up to two significant digits.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Examples
    --------
    >>> bads_needed(0.05, 0.1), bads_needed(0.02, 0.1)
    (99, 620)
    """
    if not 0 < half_width < 0.5 or not 0 < bad_rate < 1:
        raise ValueError("half_width must lie between 0 and 0.5 and bad_rate between 0 and 1")
    odds = (1 - bad_rate) / bad_rate
    few, many = 1, 2
    while _planned_half_width(many, max(1, round(many * odds)), level) > half_width:
        few, many = many, many * 2
    while many - few > 1:
        middle = (few + many) // 2
        if _planned_half_width(middle, max(1, round(middle * odds)), level) > half_width:
            few = middle
        else:
            many = middle
    return _rounded_up(many)


def accuracy_statement(area: Figure | Refused, *, in_sample: bool = False) -> str:
    """Say in a few plain sentences what the sample shows about accuracy.

    Parameters
    ----------
    area : Figure or Refused
        The AUC measured.
    in_sample : bool
        True when the scorecard was fitted on these very rows.

    Returns
    -------
    str
        The statement; it opens with the number of bads.

    Examples
    --------
    >>> print(accuracy_statement(Figure("AUC", 0.7, 0.6, 0.8, 0.95, 392, 35, "DeLong")))
    35 bads prove nothing about accuracy: the 95 % interval of the AUC is ± 0.10 (0.60 to 0.80).
    About 98 bads at this bad rate would bring it to ± 0.05, about 610 to ± 0.02.
    >>> print(accuracy_statement(Figure("AUC", 0.92, 0.87, 0.95, 0.95, 392, 35, "DeLong")))
    35 bads prove nothing about accuracy: the 95 % interval of the AUC is ± 0.04 (0.87 to 0.95),
    but for an ordinary AUC of 0.75 it would be ± 0.08. About 98 bads at this bad rate would bring
    it to ± 0.05, about 610 to ± 0.02.
    """
    goods = area.n - area.bads
    if isinstance(area, Refused):
        return (
            f"{count(area.bads, 'bad')} and {count(goods, 'good')} prove nothing about accuracy: "
            f"no figure is given. At least {area.bads_needed} bads and {area.goods_needed} goods "
            f"are needed for any figure at all, and some hundreds of bads for a useful one."
        )
    places = 2 if area.half_width >= 0.01 else 3
    interval = (
        f"the {100 * area.level:g} % interval of the AUC is ± {area.half_width:.{places}f} "
        f"({area.low:.{places}f} to {area.high:.{places}f})"
    )
    held = strength(area.bads, goods, area=area)
    rate = area.bads / area.n
    firm = bads_needed(FIRM_FROM, rate)
    if held is Strength.FIRM:
        said = f"{area.bads:,} bads give a firm figure: {interval}."
    elif held is Strength.ROUGH:
        # a score with a wider interval than planned for needs more bads than planned
        seen = math.ceil(area.bads * (area.half_width / FIRM_FROM) ** 2)
        firm = max(firm, _rounded_up(seen))
        said = (
            f"{area.bads:,} bads give a rough idea of accuracy: {interval}. "
            f"About {firm:,} bads at this bad rate would bring it to ± {FIRM_FROM:.2f}."
        )
    else:
        planned = _planned_half_width(area.bads, goods, area.level)
        if planned > area.half_width:
            interval += f", but for an ordinary AUC of {PLANNING_AUC} it would be ± {planned:.2f}"
        said = (
            f"{area.bads:,} bads prove nothing about accuracy: {interval}. "
            f"About {bads_needed(0.05, rate):,} bads at this bad rate would bring it to ± 0.05, "
            f"about {firm:,} to ± {FIRM_FROM:.2f}."
        )
    if in_sample:
        said += (
            " The scorecard was fitted on these very rows, so the figure is too good, by how much "
            "these rows cannot tell."
        )
    return said


def _rounded_up(number: int) -> int:
    """Round a count up to two significant digits."""
    unit = int(10 ** max(0, len(str(number)) - 2))
    return -(-number // unit) * unit


def _planned_half_width(bads: int, goods: int, level: float) -> float:
    z = float(norm.ppf((1 + level) / 2))
    return z * auc_standard_error(PLANNING_AUC, goods, bads)

"""`Bin` and `Binning`: how the values of a feature are cut into groups, as immutable values."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Literal

import numpy as np

from plainscore.scorecard.binning.divergence import contributions

Kind = Literal["numeric", "categorical"]


class BinKind(StrEnum):
    """What a bin holds.

    Examples
    --------
    >>> BinKind("missing").value
    'missing'
    """

    INTERVAL = "interval"
    CATEGORIES = "categories"
    SPECIAL = "special"
    MISSING = "missing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bin:
    """One group of values of a feature.

    Parameters
    ----------
    kind : BinKind
        What the bin holds.
    label : str
        How a reader sees it.
    lower, upper : float or None
        An interval holds ``lower <= value < upper``; None is without bound.
    values : tuple of str or float
        Categories of the bin, or the codes of a special bin.
    with_missing : bool
        Whether missing values fall here.
    count : int
        Rows of the training sample.
    weight, bad : float
        Their weight, and the weight of those that went bad.
    woe : float
        Weight of evidence: log of the share of the goods over the share of the bads, so that
        higher is safer.

    Examples
    --------
    >>> Bin(BinKind.INTERVAL, "below 4", None, 4.0, count=10, weight=10.0, bad=2.0).event_rate
    0.2
    """

    kind: BinKind
    label: str
    lower: float | None = None
    upper: float | None = None
    values: tuple[str | float, ...] = ()
    with_missing: bool = False
    count: int = 0
    weight: float = 0.0
    bad: float = 0.0
    woe: float = 0.0

    @property
    def event_rate(self) -> float | None:
        """Share of the weight that went bad; None for an empty bin."""
        return self.bad / self.weight if self.weight > 0 else None


@dataclass(frozen=True, slots=True)
class Binning:
    """How one feature is cut into bins.

    The bins stand in this order: intervals from the lowest or groups of categories from the
    safest, then special codes, then the bin of missing values, then (for categories) the bin of
    rare and unseen ones.

    Parameters
    ----------
    name : str
        Column of the feature.
    kind : str
        ``"numeric"`` or ``"categorical"``.
    bins : tuple of Bin
        The bins.
    trend : str
        Course of the event rate over the intervals: ascending, descending, peak, valley or none.
    trend_reason : str
        Why it has that course: declared, or how it was chosen.
    iv : float
        Information value over all bins.
    """

    name: str
    kind: Kind
    bins: tuple[Bin, ...]
    trend: str
    trend_reason: str
    iv: float

    def __post_init__(self) -> None:
        if sum(each.with_missing for each in self.bins) != 1:
            raise ValueError(f"feature {self.name}: exactly one bin must take missing values")
        if self.kind == "numeric":
            intervals = [each for each in self.bins if each.kind is BinKind.INTERVAL]
            bounds = [(each.lower, each.upper) for each in intervals]
            joined = all(
                left[1] is not None and left[1] == right[0] for left, right in pairwise(bounds)
            )
            edges = [upper for _, upper in bounds[:-1] if upper is not None]
            if (
                not bounds
                or not joined
                or bounds[0][0] is not None
                or bounds[-1][1] is not None
                or any(b <= a for a, b in pairwise(edges))
            ):
                raise ValueError(f"feature {self.name}: the intervals must cover every number once")
        elif sum(each.kind is BinKind.OTHER for each in self.bins) != 1:
            raise ValueError(f"feature {self.name}: exactly one bin must take unseen categories")

    @property
    def edges(self) -> tuple[float, ...]:
        """Inner bounds of the intervals, ascending; empty for categories."""
        return tuple(
            each.upper
            for each in self.bins
            if each.kind is BinKind.INTERVAL and each.upper is not None
        )

    @property
    def missing_bin(self) -> int:
        """Position of the bin that takes missing values."""
        return next(place for place, each in enumerate(self.bins) if each.with_missing)

    @property
    def other_bin(self) -> int:
        """Position of the bin that takes unseen categories (of missing values, for numbers)."""
        for place, each in enumerate(self.bins):
            if each.kind is BinKind.OTHER:
                return place
        return self.missing_bin

    def places(self) -> dict[str | float, int]:
        """Return the bin of each category and of each special code."""
        return {value: place for place, each in enumerate(self.bins) for value in each.values}


def information_value(bins: tuple[Bin, ...]) -> float:
    """Return the information value of bins.

    Parameters
    ----------
    bins : tuple of Bin
        All bins of a feature.

    Returns
    -------
    float
        Sum over bins of (share of goods - share of bads) times the log of their ratio.

    Examples
    --------
    >>> low = Bin(BinKind.INTERVAL, "below 1", None, 1.0, weight=50.0, bad=10.0)
    >>> high = Bin(BinKind.INTERVAL, "1 and above", 1.0, weight=50.0, bad=30.0)
    >>> round(information_value((low, high)), 3)
    0.747
    """
    bad = np.array([each.bad for each in bins])
    good = np.array([each.weight for each in bins]) - bad
    if bad.sum() <= 0 or good.sum() <= 0:
        return 0.0
    return float(contributions(good, bad, float(good.sum()), float(bad.sum())).sum())

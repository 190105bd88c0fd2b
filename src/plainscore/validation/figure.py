"""A measured figure with its interval, or the plain refusal to give one."""

from dataclasses import dataclass

LEVEL = 0.95
"""Coverage of every interval unless another is asked for."""

MINIMUM_BADS = 10
MINIMUM_GOODS = 10
"""Below these no figure of accuracy is given at all: its interval would span most of the scale."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number measured on a sample, never without what it rests on.

    Parameters
    ----------
    name : str
        What was measured.
    value : float
        The estimate.
    low, high : float
        Ends of the interval.
    level : float
        Coverage of the interval, for example 0.95.
    n, bads : int
        Rows and bads the figure rests on (rows, not weights).
    method : str
        How the interval was made.

    Examples
    --------
    >>> print(Figure("AUC", 0.7812, 0.7524, 0.8081, 0.95, 1000, 300, "DeLong"))
    0.781 (0.752 to 0.808)
    """

    name: str
    value: float
    low: float
    high: float
    level: float
    n: int
    bads: int
    method: str

    @property
    def half_width(self) -> float:
        """Half the length of the interval.

        Examples
        --------
        >>> round(Figure("AUC", 0.7, 0.6, 0.78, 0.95, 100, 30, "DeLong").half_width, 2)
        0.09
        """
        return (self.high - self.low) / 2

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


@dataclass(frozen=True, slots=True)
class Refused:
    """A figure that is not given because the sample cannot carry it.

    Parameters
    ----------
    name : str
        What was asked for.
    n, bads : int
        Rows and bads that are there.
    reason : str
        Why it is not given, in plain words.
    bads_needed, goods_needed : int or None
        How many there must at least be; None when their number is not the reason.

    Examples
    --------
    >>> print(Refused("AUC", 40, 3, "3 bads are too few", 10, 10))
    not given: 3 bads are too few; at least 10 bads and 10 goods are needed
    """

    name: str
    n: int
    bads: int
    reason: str
    bads_needed: int | None = None
    goods_needed: int | None = None

    def __str__(self) -> str:
        needs = ""
        if self.bads_needed is not None and self.goods_needed is not None:
            needs = f"; at least {self.bads_needed} bads and {self.goods_needed} goods are needed"
        return f"not given: {self.reason}{needs}"


def count(number: int, noun: str) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> count(1, "bad"), count(1200, "bad")
    ('1 bad', '1,200 bads')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def too_few(name: str, n: int, bads: int) -> Refused | None:
    """Refuse a figure of accuracy when either class is too small to say anything.

    Parameters
    ----------
    name : str
        What was asked for.
    n, bads : int
        Rows and bads of the sample.

    Returns
    -------
    Refused or None
        The refusal, or None when there are enough of both.

    Examples
    --------
    >>> print(too_few("AUC", 500, 4))
    not given: 4 bads and 496 goods are too few; at least 10 bads and 10 goods are needed
    >>> too_few("AUC", 500, 40) is None
    True
    """
    if bads >= MINIMUM_BADS and n - bads >= MINIMUM_GOODS:
        return None
    reason = f"{count(bads, 'bad')} and {count(n - bads, 'good')} are too few"
    return Refused(name, n, bads, reason, MINIMUM_BADS, MINIMUM_GOODS)

"""What the joint fit is told about a feature."""

from dataclasses import dataclass
from typing import Literal

from plainscore.scorecard.binning.prebins import Prebins

Course = Literal["ascending", "descending", "none"]
"""Course of the event rate over the ordered codes."""


@dataclass(frozen=True, slots=True)
class CodedFeature:
    """A feature as codes: ordered ones first, then those outside the order.

    Parameters
    ----------
    ordered : int
        Codes 0 to ordered - 1 are pre-bins of numbers, lowest first, or groups of categories.
    size : int
        Number of codes, at most 256. Those from `ordered` on (special codes, missing, other)
        stand outside the order and keep a bin of their own.
    categorical : bool
        Whether the first codes have no order, so that any of them may share a bin.
    course : str
        Course that the event rate must take over the ordered codes of a number.

    Raises
    ------
    ValueError
        If the counts make no sense or a category is given a course.

    Examples
    --------
    >>> CodedFeature(ordered=20, size=22, course="ascending").outside
    2
    """

    ordered: int
    size: int
    categorical: bool = False
    course: Course = "none"

    def __post_init__(self) -> None:
        if not 0 <= self.ordered <= self.size <= 256:
            raise ValueError(
                f"codes: {self.ordered} ordered of {self.size}; at most 256, ordered first"
            )
        if self.course not in Course.__args__:  # type: ignore[attr-defined]
            raise ValueError(f"course must be ascending, descending or none, got {self.course!r}")
        if self.categorical and self.course != "none":
            raise ValueError("categories have no order, so their event rate has no course")

    @property
    def outside(self) -> int:
        """Number of codes outside the order."""
        return self.size - self.ordered


def coded_feature(prebins: Prebins, *, categorical: bool, course: Course = "none") -> CodedFeature:
    """Return what the codes of pre-bins mean.

    Parameters
    ----------
    prebins : Prebins
        Pre-bins of a column; its `codes` are what the fit takes.
    categorical : bool
        Whether the column holds categories.
    course : str
        Course that the event rate of a number must take.

    Returns
    -------
    CodedFeature
        The same, for the joint fit.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard.binning.prebins import numeric_prebins
    >>> values = np.array([1.0, 2.0, np.nan, 9.0])
    >>> found = numeric_prebins(values, np.zeros(4, np.uint8), np.ones(4), 100, {"none": (9.0,)})
    >>> coded_feature(found, categorical=False)
    CodedFeature(ordered=2, size=5, categorical=False, course='none')
    """
    return CodedFeature(prebins.ordered, prebins.other + 1, categorical, course)

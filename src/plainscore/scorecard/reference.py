"""References: the points a person's points are compared with to find reasons."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

ALL_APPLICANTS = "all_applicants"
CUT_OFF = "cut_off"
BEST_BIN = "best_bin"

PLACES = Decimal("0.01")
"""Reference points are decimals of two places, so that points lost are exact."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Points of each feature that a person's points are compared with.

    The comparison with the average of all applicants, or of those at the cut-off, follows the
    official interpretation of Reg B, 12 CFR 1002.9(b)(2), comment 5.

    Parameters
    ----------
    kind : str
        ``"all_applicants"``, ``"cut_off"`` or ``"best_bin"``.
    description : str
        Whose average it is, in words.
    points : tuple of Decimal
        Points of each feature, in the order of the scorecard's features, with two places.

    Examples
    --------
    >>> Reference("best_bin", "the best bin", (Decimal("12.00"),)).version[:9]
    'best_bin-'
    """

    kind: str
    description: str
    points: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if any(each != each.quantize(PLACES) for each in self.points):
            raise ValueError("reference points have two decimal places")

    @property
    def version(self) -> str:
        """Name of these very points: the kind and a digest of the numbers."""
        text = self.kind + "|" + "|".join(str(each.quantize(PLACES)) for each in self.points)
        return f"{self.kind}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def average_reference(
    points: Sequence[Sequence[int]],
    weight_by_bin: Sequence[NDArray[np.float64]],
    kind: str = ALL_APPLICANTS,
    description: str = "the average of all applicants of the training sample",
) -> Reference:
    """Return the weighted average points of each feature.

    Parameters
    ----------
    points : sequence of sequence of int
        Points of each bin of each feature.
    weight_by_bin : sequence of ndarray of float64
        Weight of the people in each bin of each feature.
    kind, description : str
        As in `Reference`.

    Returns
    -------
    Reference
        The averages, rounded half to even to two places.

    Examples
    --------
    >>> average_reference([[0, 10]], [np.array([1.0, 2.0])]).points
    (Decimal('6.67'),)
    """
    means = tuple(
        Decimal(float(np.dot(each, weight) / np.sum(weight))).quantize(PLACES, ROUND_HALF_EVEN)
        for each, weight in zip(points, weight_by_bin, strict=True)
    )
    return Reference(kind, description, means)

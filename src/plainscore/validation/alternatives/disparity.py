"""Disparities of one score, with each person's influence on them.

Influences make differences testable: two cards score the same people, so the variance of a
difference of their disparities is that of the difference of influences.
"""

from dataclasses import dataclass

import numpy as np

from plainscore.validation.fairness import MINIMUM_CELL, NOT_STATED, Attribute
from plainscore.validation.fairness.measures import Bools
from plainscore.validation.proportion import effective_count
from plainscore.validation.tally import Floats


@dataclass(frozen=True, slots=True)
class Sides:
    """Two groups that are compared.

    Parameters
    ----------
    group, reference : ndarray of bool, shape (n,)
        Who belongs to the group that may be worse off, and to the reference group.
    """

    group: Bools
    reference: Bools

    @classmethod
    def of(cls, attribute: Attribute, group: str, reference: str) -> "Sides":
        """Find both groups of an attribute.

        Parameters
        ----------
        attribute : Attribute
            Group of each row.
        group, reference : str
            Their labels.

        Examples
        --------
        >>> sex = Attribute("sex", ("f", "m"), np.array([0, 1, 1]))
        >>> Sides.of(sex, "f", "m").reference
        array([False,  True,  True])
        """
        places = [attribute.labels.index(label) for label in (group, reference)]
        return cls(attribute.group == places[0], attribute.group == places[1])


@dataclass(frozen=True, slots=True)
class Disparity:
    """How much worse off a group is than the reference group.

    Parameters
    ----------
    value : float
        Above zero when the group is worse off.
    influence : ndarray of float64, shape (n,)
        Each row's influence: the sum of squares is the variance of the value.
    """

    value: float
    influence: Floats

    @property
    def error(self) -> float:
        """Standard error of the value."""
        return float(np.sqrt(self.influence @ self.influence))


def mean_gap(score: Floats, sides: Sides, weight: Floats) -> Disparity:
    """Measure the standardised mean difference of a score.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Scores; higher is safer.
    sides : Sides
        Whom to compare.
    weight : ndarray of float64, shape (n,)
        Weights above zero.

    Returns
    -------
    Disparity
        Mean of the reference group less that of the group, in pooled standard deviations; 0 when
        all scores are the same.

    Examples
    --------
    >>> sides = Sides(np.array([True, True, False, False]), np.array([False, False, True, True]))
    >>> round(mean_gap(np.array([1.0, 2.0, 3.0, 4.0]), sides, np.ones(4)).value, 3)
    2.828
    """
    rows = (sides.reference, sides.group)
    means = [float(np.average(score[each], weights=weight[each])) for each in rows]
    counts = [effective_count(weight[each]) for each in rows]
    squares = [
        float(np.average((score[each] - mean) ** 2, weights=weight[each]))
        for each, mean in zip(rows, means, strict=True)
    ]
    freedom = sum(counts) - 2
    pooled = sum(n * square for n, square in zip(counts, squares, strict=True)) / freedom
    influence = np.zeros(score.size)
    if pooled <= 0:
        return Disparity(0.0, influence)
    spread = pooled**0.5
    gap = (means[0] - means[1]) / spread
    for each, mean, n, square, sign in zip(rows, means, counts, squares, (1, -1), strict=True):
        share = weight[each] / weight[each].sum()
        off = score[each] - mean
        influence[each] += sign * share * off / spread
        influence[each] -= gap / (2 * pooled) * (n / freedom) * share * (off**2 - square)
    return Disparity(gap, influence)


def approval_shortfall(approved: Bools, sides: Sides, weight: Floats) -> Disparity:
    """Measure how far the adverse impact ratio falls short of 1.

    Parameters
    ----------
    approved : ndarray of bool, shape (n,)
        Who is approved.
    sides : Sides
        Whom to compare.
    weight : ndarray of float64, shape (n,)
        Weights above zero.

    Returns
    -------
    Disparity
        ``1 - AIR``; 0 when nobody of the reference group is approved.

    Examples
    --------
    >>> sides = Sides(np.array([True, True, False, False]), np.array([False, False, True, True]))
    >>> approval_shortfall(np.array([True, False, True, True]), sides, np.ones(4)).value
    0.5
    """
    rate, base = (
        float(np.average(approved[each], weights=weight[each]))
        for each in (sides.group, sides.reference)
    )
    influence = np.zeros(approved.size)
    if base == 0:
        return Disparity(0.0, influence)
    for each, own, factor in (
        (sides.group, rate, -1 / base),
        (sides.reference, base, rate / base**2),
    ):
        share = weight[each] / weight[each].sum()
        influence[each] += factor * share * (approved[each] - own)
    return Disparity(1 - rate / base, influence)


def worst_off(score: Floats, attribute: Attribute, weight: Floats, reference: str) -> str:
    """Find the group whose mean score is farthest below that of the reference group.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Scores; higher is safer.
    attribute : Attribute
        Group of each row.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    reference : str
        The reference group.

    Returns
    -------
    str
        Its label.

    Raises
    ------
    ValueError
        If no other group that is stated has enough rows.
    """
    labels = [
        label
        for label, n in attribute.counts().items()
        if n >= MINIMUM_CELL and label not in {reference, NOT_STATED}
    ]
    if not labels:
        raise ValueError(
            f"{attribute.name} has no group of at least {MINIMUM_CELL} rows beside {reference}"
        )
    return max(
        labels,
        key=lambda label: mean_gap(score, Sides.of(attribute, label, reference), weight).value,
    )

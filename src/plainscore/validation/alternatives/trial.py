"""One card beside the incumbent on the same people: what the law's two questions come to.

Does it serve as well, and is it less discriminatory? Each is a one-sided paired test, and a card
passes only when both pass (an intersection-union test, which needs no correction within a card).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from plainscore.validation.alternatives.disparity import (
    Disparity,
    Sides,
    approval_shortfall,
    mean_gap,
)
from plainscore.validation.comparison import paired_areas
from plainscore.validation.fairness.measures import Bools
from plainscore.validation.figure import LEVEL, Figure, Refused
from plainscore.validation.tally import Floats

MOVED = 10
"""Fewer decisions than these that differ prove nothing about approval rates."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an alternative has to prove.

    Parameters
    ----------
    tolerance : float
        Fall of the AUC that the business need allows.
    improvement : float
        Least fall of the disparity.
    approve : bool
        Whether the disparity is ``1 - AIR`` at a cut-off; else the standardised mean difference.
    """

    tolerance: float
    improvement: float
    approve: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """One card beside the incumbent on one sample.

    Parameters
    ----------
    auc : Figure or Refused
        The card's area under the ROC curve.
    gain : Figure or Refused
        That area less the incumbent's (DeLong, paired).
    before, after : Figure
        Disparity of the incumbent and of the card.
    less : Figure
        Disparity before less disparity after (paired).
    moved : int
        People of both groups whose decision differs; people compared, for mean differences.
    p_accuracy : float
        Of the hypothesis that the AUC falls by more than the tolerance.
    p_disparity : float
        Of the hypothesis that the disparity, either way round, does not fall by the improvement.
    """

    auc: Figure | Refused
    gain: Figure | Refused
    before: Figure
    after: Figure
    less: Figure
    moved: int
    p_accuracy: float
    p_disparity: float

    @property
    def p_value(self) -> float:
        """Of the hypothesis that the card is no less discriminatory alternative."""
        return max(self.p_accuracy, self.p_disparity)


@dataclass(frozen=True, slots=True)
class Bench:
    """The people of one part and how the incumbent scores them.

    Parameters
    ----------
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    sides : Sides
        Whom the disparity compares.
    score : ndarray of float64, shape (n,)
        The incumbent's scores.
    cut_off : float
        Lowest score the incumbent approves; looked at only when approvals are compared.
    """

    bad: Bools
    weight: Floats
    sides: Sides
    score: Floats
    cut_off: float

    def disparity(self, score: Floats, cut_off: float, terms: Terms) -> Disparity:
        """Measure the disparity of a score.

        Parameters
        ----------
        score : ndarray of float64, shape (n,)
            Scores of the people.
        cut_off : float
            Lowest score approved.
        terms : Terms
            Which disparity.
        """
        if terms.approve:
            return approval_shortfall(score >= cut_off, self.sides, self.weight)
        return mean_gap(score, self.sides, self.weight)

    def same_share(self, score: Floats) -> float:
        """Find the cut-off of another score that approves as many, and never more.

        Parameters
        ----------
        score : ndarray of float64, shape (n,)
            Scores of the people.

        Returns
        -------
        float
            Lowest score approved; above all scores when even the best are too many.
        """
        wanted = float(self.weight[self.score >= self.cut_off].sum())
        distinct, at = np.unique(score, return_inverse=True)
        above = np.cumsum(np.bincount(at, weights=self.weight)[::-1])[::-1]
        enough = np.flatnonzero(above <= wanted * (1 + 1e-12))
        return float(distinct[enough[0]]) if enough.size else float(np.inf)

    def try_score(self, score: Floats, cut_off: float, terms: Terms) -> Trial:
        """Try a score beside the incumbent's.

        Parameters
        ----------
        score : ndarray of float64, shape (n,)
            Scores of the same people.
        cut_off : float
            Lowest of them approved.
        terms : Terms
            What is to be proved.

        Returns
        -------
        Trial
            Figures and p-values.
        """
        (_, area), gain, _ = paired_areas(self.score, score, self.bad, self.weight, LEVEL)
        before = self.disparity(self.score, self.cut_off, terms)
        after = self.disparity(score, cut_off, terms)
        compared = self.sides.group | self.sides.reference
        moved = int(compared.sum())
        if terms.approve:
            moved = int(((score >= cut_off) != (self.score >= self.cut_off))[compared].sum())
        falls = Disparity(before.value - after.value, before.influence - after.influence)
        # a gap turned round must not be larger than what has to be left of the old one
        turned = Disparity(before.value + after.value, before.influence + after.influence)
        p_disparity = max(_p(each.value, each.error, terms.improvement) for each in (falls, turned))
        return Trial(
            area,
            gain,
            self._figure("Disparity of the incumbent", before),
            self._figure("Disparity", after),
            self._figure("Less disparity", falls),
            moved,
            _p_of_gain(gain, terms.tolerance),
            1.0 if moved < MOVED else p_disparity,
        )

    def _figure(self, name: str, found: Disparity) -> Figure:
        reach = float(norm.ppf((1 + LEVEL) / 2)) * found.error
        compared = self.sides.group | self.sides.reference
        n, bads = int(compared.sum()), int(self.bad[compared].sum())
        return Figure(
            name,
            found.value,
            found.value - reach,
            found.value + reach,
            LEVEL,
            n,
            bads,
            "influence",
        )


def _p_of_gain(gain: Figure | Refused, tolerance: float) -> float:
    if isinstance(gain, Refused):
        return 1.0
    error = gain.half_width / float(norm.ppf((1 + gain.level) / 2))
    return _p(gain.value, error, -tolerance)


def _p(value: float, error: float, least: float) -> float:
    """One-sided p-value of the hypothesis that the value is below the least one."""
    if error <= 0:
        return 0.0 if value >= least else 1.0
    return float(norm.sf((value - least) / error))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that any false discovery at all is as rare as stated (Holm, 1979).

    Parameters
    ----------
    p_values : sequence of float
        One a hypothesis.

    Returns
    -------
    list of float
        Adjusted p-values, in the same order.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    adjusted, largest = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(order.tolist()):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted

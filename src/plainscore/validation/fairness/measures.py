"""How a score treats each group of one protected attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from plainscore.validation.calibration import observed_over_expected
from plainscore.validation.discrimination import auc
from plainscore.validation.distribution import proportion
from plainscore.validation.fairness.attributes import NOT_STATED, Attribute
from plainscore.validation.fairness.ratio import equal_shares_p, ratio_interval
from plainscore.validation.figure import LEVEL, Figure, Refused, count
from plainscore.validation.proportion import effective_count
from plainscore.validation.tally import Floats

MINIMUM_CELL = 30
"""Groups with fewer rows are counted and not measured: the figure would be noise, and with few
people it could tell something about one of them."""

FOUR_FIFTHS = 0.8
"""The screen of the Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D)."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class GroupAtCutOff:
    """What one cut-off does to one group.

    Parameters
    ----------
    cut_off : int
        Lowest score approved.
    approval_rate : Figure
        Share approved.
    air : Figure or Refused
        Adverse impact ratio: the approval rate divided by that of the reference group.
    p_value : float
        Of the hypothesis that both approval rates are equal.
    goods_approved : Figure or Refused
        Share of the group's goods that are approved (true positive rate).
    bads_approved : Figure or Refused
        Share of the group's bads that are approved (false positive rate).
    bad_rate_approved : Figure or Refused
        Bad rate among the group's approved.
    """

    cut_off: int
    approval_rate: Figure
    air: Figure | Refused
    p_value: float
    goods_approved: Figure | Refused
    bads_approved: Figure | Refused
    bad_rate_approved: Figure | Refused


@dataclass(frozen=True, slots=True)
class GroupFairness:
    """One group beside the reference group.

    Parameters
    ----------
    label : str
        The group.
    n, bads : int
        Rows and bads (not weights).
    share : float
        Share of the weight of all rows.
    mean_score : float
        Weighted mean score.
    smd : Figure or Refused
        Standardised mean difference: mean score of the group less that of the reference group,
        in pooled standard deviations (Cohen's d); negative when the group scores lower.
    bad_rate : Figure
        Observed bad rate.
    calibration : Figure or Refused
        Observed over expected bads; above 1 the score is too kind to the group.
    auc : Figure or Refused
        How well the score ranks within the group.
    at : tuple of GroupAtCutOff
        One a cut-off.
    """

    label: str
    n: int
    bads: int
    share: float
    mean_score: float
    smd: Figure | Refused
    bad_rate: Figure
    calibration: Figure | Refused
    auc: Figure | Refused
    at: tuple[GroupAtCutOff, ...]

    def at_cut_off(self, cut_off: int) -> GroupAtCutOff:
        """Say what a cut-off does to the group.

        Parameters
        ----------
        cut_off : int
            One of the cut-offs measured.

        Raises
        ------
        KeyError
            If it was not measured.
        """
        for each in self.at:
            if each.cut_off == cut_off:
                return each
        raise KeyError(cut_off)


@dataclass(frozen=True, slots=True)
class AttributeFairness:
    """All groups of one attribute.

    Parameters
    ----------
    name : str
        The attribute.
    reference : str or None
        Group that the others are compared with; None when no group is large enough.
    groups : tuple of GroupFairness
        Groups of at least `MINIMUM_CELL` rows, the reference group first.
    suppressed : tuple of (str, int)
        Smaller groups and their rows.
    """

    name: str
    reference: str | None
    groups: tuple[GroupFairness, ...]
    suppressed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored rows with outcomes, as arrays of one length.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Scores; higher is safer.
    bad : ndarray of bool, shape (n,)
        True for a bad.
    weight : ndarray of float64, shape (n,)
        Weights above zero.
    probability : ndarray of float64, shape (n,)
        Probability of bad.
    """

    score: Floats
    bad: Bools
    weight: Floats
    probability: Floats


def measure_attribute(
    scored: Scored,
    attribute: Attribute,
    cut_offs: Sequence[int],
    *,
    reference: str | None = None,
    minimum_cell: int = MINIMUM_CELL,
    level: float = LEVEL,
) -> AttributeFairness:
    """Measure how a score treats each group of one attribute.

    Parameters
    ----------
    scored : Scored
        The rows.
    attribute : Attribute
        Group of each row.
    cut_offs : sequence of int
        Cut-offs to measure.
    reference : str, optional
        Group to compare with; by default the largest one that is stated.
    minimum_cell : int
        Least number of rows of a group that is measured.
    level : float
        Coverage of the intervals.

    Returns
    -------
    AttributeFairness
        The measures by group.

    Raises
    ------
    ValueError
        If there is no such reference group, or it is too small.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> group = np.repeat([0, 1], [600, 400])
    >>> score = rng.normal(600 - 20 * group, 50)
    >>> scored = Scored(score, rng.random(1000) < 0.2, np.ones(1000), np.full(1000, 0.2))
    >>> found = measure_attribute(scored, Attribute("sex", ("f", "m"), group), [600])
    >>> found.reference, str(found.groups[1].at[0].air)
    ('f', '0.657 (0.558 to 0.770)')
    """
    counts = attribute.counts()
    large = {label: n for label, n in counts.items() if n >= minimum_cell}
    suppressed = tuple((label, n) for label, n in counts.items() if 0 < n < minimum_cell)
    if reference is not None and reference not in large:
        raise ValueError(
            f"{attribute.name} has no group {reference!r} of at least {minimum_cell} rows; it has: "
            + ", ".join(large)
        )
    stated = {label: n for label, n in large.items() if label != NOT_STATED}
    if reference is None and stated:
        reference = max(stated, key=lambda label: stated[label])
    if reference is None:
        return AttributeFairness(attribute.name, None, (), suppressed)
    ordered = [reference, *(label for label in large if label != reference)]
    rows = {label: attribute.group == attribute.labels.index(label) for label in ordered}
    return AttributeFairness(
        attribute.name,
        reference,
        tuple(
            _measure_group(
                scored, label, rows[label], rows[reference], cut_offs, minimum_cell, level
            )
            for label in ordered
        ),
        suppressed,
    )


def _measure_group(
    scored: Scored,
    label: str,
    rows: Bools,
    reference: Bools,
    cut_offs: Sequence[int],
    minimum_cell: int,
    level: float,
) -> GroupFairness:
    bad, weight = scored.bad[rows], scored.weight[rows]
    bads = int(bad.sum())
    bad_rate = proportion("Bad rate", bad, weight, bads=bads, level=level)
    assert bad_rate is not None  # noqa: S101 - a measured group has rows
    return GroupFairness(
        label,
        int(rows.sum()),
        bads,
        float(weight.sum() / scored.weight.sum()),
        float(np.average(scored.score[rows], weights=weight)),
        _standardised_difference(scored, rows, reference, level),
        bad_rate,
        observed_over_expected(scored.probability[rows], bad, weight, level=level),
        auc(scored.score[rows], bad, weight, level=level),
        tuple(_at_cut_off(scored, cut, rows, reference, minimum_cell, level) for cut in cut_offs),
    )


def _at_cut_off(
    scored: Scored, cut: int, rows: Bools, reference: Bools, minimum_cell: int, level: float
) -> GroupAtCutOff:
    approved = scored.score >= cut
    bads = int(scored.bad[rows].sum())

    def share(name: str, hits: Bools, among: Bools) -> Figure | Refused:
        n = int(among.sum())
        if n < minimum_cell:
            reason = f"{count(n, 'row')} in this cell are fewer than {minimum_cell}"
            return Refused(name, n, int(scored.bad[among].sum()), reason)
        found = proportion(
            name, hits[among], scored.weight[among], bads=int(scored.bad[among].sum()), level=level
        )
        assert found is not None  # noqa: S101 - the cell has rows
        return found

    rate = share("Approval rate", approved, rows)
    assert isinstance(rate, Figure)  # noqa: S101 - groups are large enough
    n, reference_n = effective_count(scored.weight[rows]), effective_count(scored.weight[reference])
    reference_rate = float(np.average(approved[reference], weights=scored.weight[reference]))
    return GroupAtCutOff(
        cut,
        rate,
        _impact_ratio(rate, n, reference_rate, reference_n, bads, level),
        equal_shares_p(rate.value, n, reference_rate, reference_n),
        share("Goods approved", approved, rows & ~scored.bad),
        share("Bads approved", approved, rows & scored.bad),
        share("Bad rate of the approved", scored.bad, rows & approved),
    )


def _impact_ratio(
    rate: Figure, n: float, reference_rate: float, reference_n: float, bads: int, level: float
) -> Figure | Refused:
    name = "Adverse impact ratio"
    if reference_rate == 0:
        return Refused(name, rate.n, bads, "nobody of the reference group is approved")
    low, high = ratio_interval(rate.value, n, reference_rate, reference_n, level=level)
    return Figure(name, rate.value / reference_rate, low, high, level, rate.n, bads, "Koopman")


def _standardised_difference(
    scored: Scored, rows: Bools, reference: Bools, level: float
) -> Figure | Refused:
    """Cohen's d with the large-sample interval of Hedges and Olkin (1985)."""
    name = "Standardised mean difference"
    means, variances, counts = [], [], []
    for mask in (rows, reference):
        weight, score = scored.weight[mask], scored.score[mask]
        mean = float(np.average(score, weights=weight))
        n = effective_count(weight)
        means.append(mean)
        counts.append(n)
        variances.append(float(np.average((score - mean) ** 2, weights=weight)) * n / (n - 1))
    first, second = counts
    pooled = ((first - 1) * variances[0] + (second - 1) * variances[1]) / (first + second - 2)
    bads, total = int(scored.bad[rows].sum()), int(rows.sum())
    if pooled <= 0:
        return Refused(name, total, bads, "all scores are the same")
    d = (means[0] - means[1]) / pooled**0.5
    spread = ((first + second) / (first * second) + d**2 / (2 * (first + second))) ** 0.5
    reach = float(norm.ppf((1 + level) / 2)) * spread
    return Figure(name, d, d - reach, d + reach, level, total, bads, "Hedges-Olkin")

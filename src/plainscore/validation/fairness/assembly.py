"""From a scorecard, a table with outcomes and protected attributes to all fairness figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from plainscore.records import Problem
from plainscore.scorecard import Scorecard
from plainscore.validation.fairness.attributes import Attribute, Joined, intersections
from plainscore.validation.fairness.measures import (
    FOUR_FIFTHS,
    MINIMUM_CELL,
    AttributeFairness,
    GroupFairness,
    Scored,
    measure_attribute,
)
from plainscore.validation.fairness.proxies import ProxyAudit, audit_proxies
from plainscore.validation.figure import LEVEL, Figure
from plainscore.validation.outcomes import Values, read_outcomes, read_weights

USUAL_APPROVAL = 0.8
"""Without a stated cut-off, the one that approves nearest to this share is shown first."""

STEP = 25


@dataclass(frozen=True, slots=True)
class Concern:
    """A group whose adverse impact ratio is below four fifths at the cut-off in use.

    Parameters
    ----------
    attribute, group : str
        The group.
    air : Figure
        Its adverse impact ratio.
    proven : bool
        Whether the whole interval lies below four fifths; otherwise chance may explain it.
    """

    attribute: str
    group: str
    air: Figure
    proven: bool


@dataclass(frozen=True, slots=True)
class Fairness:
    """How a score treats the groups of every protected attribute.

    Parameters
    ----------
    cut_off : int
        The cut-off in use: lowest score approved.
    cut_off_stated : bool
        Whether the caller stated it.
    cut_offs : tuple of int
        All cut-offs measured, ascending.
    attributes, intersections : tuple of AttributeFairness
        Measures by attribute, and by pairs of attributes.
    proxies : ProxyAudit
        What features tell about groups.
    minimum_cell : int
        Least number of rows behind a figure.
    problems : tuple of Problem
        Rows without a partner.
    """

    cut_off: int
    cut_off_stated: bool
    cut_offs: tuple[int, ...]
    attributes: tuple[AttributeFairness, ...]
    intersections: tuple[AttributeFairness, ...]
    proxies: ProxyAudit
    minimum_cell: int
    problems: tuple[Problem, ...]

    def concerns(self) -> tuple[Concern, ...]:
        """Find groups below four fifths at the cut-off in use, the lowest ratio first."""
        found = [
            Concern(each.name, group.label, air, air.high < FOUR_FIFTHS)
            for each in (*self.attributes, *self.intersections)
            for group in each.groups
            if group.label != each.reference
            for air in (group.at_cut_off(self.cut_off).air,)
            if isinstance(air, Figure) and air.value < FOUR_FIFTHS
        ]
        return tuple(sorted(found, key=lambda each: (each.air.value, each.attribute, each.group)))

    def group(self, attribute: str, label: str) -> GroupFairness:
        """Return the measures of one group.

        Parameters
        ----------
        attribute, label : str
            The attribute, or pair of attributes, and the group.

        Raises
        ------
        KeyError
            If it was not measured.
        """
        for each in (*self.attributes, *self.intersections):
            for group in each.groups:
                if (each.name, group.label) == (attribute, label):
                    return group
        raise KeyError(f"{attribute}: {label}")


def measure_fairness(  # noqa: PLR0913 - what a caller states about a sample is said by name
    card: Scorecard,
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    joined: Joined,
    *,
    sample_weight: Values | None = None,
    bad: object = 1,
    cut_off: int | None = None,
    references: Mapping[str, str] | None = None,
    minimum_cell: int = MINIMUM_CELL,
    level: float = LEVEL,
) -> Fairness:
    """Measure how a scorecard treats the groups of protected attributes.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    X : pandas, polars or pyarrow table
        A row a person, with the columns the scorecard reads.
    y : column, vector or sequence, length n_rows
        Outcomes. Rows without one, and rows that cannot be scored, are left out.
    joined : Joined
        Protected attributes of the same rows, as `join_attributes` gives them.
    sample_weight : column, vector or sequence, length n_rows, optional
        Weights.
    bad : object
        The value of `y` that means bad.
    cut_off : int, optional
        Lowest score approved. By default the multiple of 25 that approves nearest to 80 percent.
    references : mapping of str to str, optional
        Reference group by attribute; the largest group by default.
    minimum_cell : int
        Least number of rows behind a figure.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Fairness
        All figures, or refusals where the sample cannot carry them.

    Raises
    ------
    ValueError
        If lengths differ, nothing can be measured, or a reference group is not there.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> from plainscore.validation.fairness import join_attributes
    >>> X = np.repeat([[1.0], [2.0], [3.0]], 40, axis=0)
    >>> y = (np.arange(120) % 4 == 0) & (X[:, 0] < 3)
    >>> card = ScorecardClassifier().fit(X, y).scorecard_
    >>> people = pa.table({"id": range(120), "sex": ["f", "m", "m"] * 40})
    >>> fair = measure_fairness(card, X, y, join_attributes(range(120), people, "id"))
    >>> fair.attributes[0].reference, fair.attributes[0].groups[1].n
    ('m', 40)
    """
    outcomes = read_outcomes(y, bad)
    score = card.score(X)
    n = score.size
    sizes = {outcomes.known.size, *(each.group.size for each in joined.attributes)}
    if sizes != {n}:
        raise ValueError(f"there are {n} scored rows, but columns of {sorted(sizes)} rows")
    weight = read_weights(sample_weight, n)
    used = outcomes.known & card.scorable(X) & (weight > 0)
    if not used.any():
        raise ValueError("no row has an outcome, a score and a weight")
    scored = Scored(
        score[used].astype(np.float64),
        outcomes.bad[used],
        weight[used],
        card.calibration.probability(score[used]),
    )
    attributes = [each.of(used) for each in joined.attributes]
    low, high = (int(end) // STEP * STEP for end in (scored.score.min(), scored.score.max()))
    cuts = set(range(low, high + 1, STEP))
    chosen = cut_off if cut_off is not None else _usual(scored, sorted(cuts))
    cut_offs = tuple(sorted({*cuts, chosen}))
    wanted = references or {}
    if unknown := set(wanted) - {each.name for each in attributes}:
        raise ValueError(f"no protected attribute is called {', '.join(sorted(unknown))}")

    def measured(attribute: Attribute) -> AttributeFairness:
        return measure_attribute(
            scored,
            attribute,
            cut_offs,
            reference=wanted.get(attribute.name),
            minimum_cell=minimum_cell,
            level=level,
        )

    single = tuple(measured(each) for each in attributes)
    return Fairness(
        chosen,
        cut_off is not None,
        cut_offs,
        single,
        tuple(measured(each) for each in intersections(attributes)),
        audit_proxies(
            card,
            card.points(X)[used],
            scored,
            attributes,
            [each.reference for each in single],
            cut_off=chosen,
            minimum_cell=minimum_cell,
            level=level,
        ),
        minimum_cell,
        joined.problems,
    )


def _usual(scored: Scored, cuts: list[int]) -> int:
    rates = [float(np.average(scored.score >= cut, weights=scored.weight)) for cut in cuts]
    return cuts[int(np.argmin(np.abs(np.array(rates) - USUAL_APPROVAL)))]

"""Proxy audit: how much each feature and the score tell about a protected attribute.

The other direction of a fairness measure: not how groups are treated, but whether the inputs let
anyone guess who belongs to which. A feature that tells much and adds little accuracy is the first
candidate to be left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainscore.scorecard import Scorecard
from plainscore.validation.discrimination import auc
from plainscore.validation.fairness.attributes import NOT_STATED, Attribute
from plainscore.validation.fairness.measures import MINIMUM_CELL, Bools, Scored
from plainscore.validation.figure import LEVEL, Figure, Refused
from plainscore.validation.tally import Floats

STRONG_PROXY = 0.7
"""AUC from which a feature is pointed out as a proxy: it ranks a member above a non-member in 7 of
10 pairs."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """How well one column of points tells one group from everybody else.

    Parameters
    ----------
    source : str
        A feature, or ``"score"``.
    attribute, group : str
        The group told apart.
    auc : Figure or Refused
        Area under the ROC curve for membership, at least 0.5: 0.5 tells nothing. For a feature
        its bins are ordered by the group's share in them, so that any relation counts.
    """

    source: str
    attribute: str
    group: str
    auc: Figure | Refused

    @property
    def strong(self) -> bool:
        """Whether the whole interval lies at or above `STRONG_PROXY`."""
        return isinstance(self.auc, Figure) and self.auc.low >= STRONG_PROXY


@dataclass(frozen=True, slots=True)
class DroppedFeature:
    """What neutralising one feature would do: everybody gets its average points.

    Parameters
    ----------
    feature : str
        The feature.
    auc_change : float
        Change of the AUC of the score for bads; negative when accuracy is lost.
    air_changes : tuple of (str, str, float)
        Attribute, group and change of its adverse impact ratio at the same approval rate as
        before; positive when the group gains.
    """

    feature: str
    auc_change: float
    air_changes: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class ProxyAudit:
    """Proxies and the effect of neutralising each feature.

    Parameters
    ----------
    proxies : tuple of Proxy
        From the most telling to the least.
    dropped : tuple of DroppedFeature
        One a feature, in the order of the scorecard.
    """

    proxies: tuple[Proxy, ...]
    dropped: tuple[DroppedFeature, ...]


def audit_proxies(
    card: Scorecard,
    points: npt.NDArray[np.int32],
    scored: Scored,
    attributes: Sequence[Attribute],
    references: Sequence[str | None],
    *,
    cut_off: int,
    minimum_cell: int = MINIMUM_CELL,
    level: float = LEVEL,
) -> ProxyAudit:
    """Audit every feature and the score as proxies of every group.

    Parameters
    ----------
    card : Scorecard
        The scorecard.
    points : ndarray of int32, shape (n, n_parts)
        Points of each row and feature or pair, as `Scorecard.points` gives them.
    scored : Scored
        The rows.
    attributes : sequence of Attribute
        Group of each row.
    references : sequence of str or None
        Reference group of each attribute.
    cut_off : int
        Lowest score approved, for the adverse impact ratios.
    minimum_cell : int
        Least number of rows inside and outside a group that is audited.
    level : float
        Coverage of the intervals.

    Returns
    -------
    ProxyAudit
        The audit.
    """
    columns = {name: points[:, at].astype(np.float64) for at, name in enumerate(card.part_names)}
    proxies = [
        Proxy(source, attribute.name, label, _telling(values, member, scored.weight, level))
        for attribute in attributes
        for label, member in _members(attribute, minimum_cell)
        for source, values in (("score", scored.score), *columns.items())
    ]
    pairs = list(zip(attributes, references, strict=True))
    return ProxyAudit(
        tuple(sorted(proxies, key=lambda each: (-_value(each.auc), each.source, each.group))),
        tuple(
            _dropped(name, values, scored, pairs, cut_off, minimum_cell)
            for name, values in columns.items()
        ),
    )


def _members(attribute: Attribute, minimum_cell: int) -> list[tuple[str, Bools]]:
    found = []
    for at, label in enumerate(attribute.labels):
        member = attribute.group == at
        n = int(member.sum())
        if label != NOT_STATED and min(n, member.size - n) >= minimum_cell:
            found.append((label, member))
    return found


def _telling(values: Floats, member: Bools, weight: Floats, level: float) -> Figure | Refused:
    """AUC of membership, the values ordered by the share of members among those who have them.

    A score has many values, and ordering each by its own few members would find structure in
    noise: from 20 values on they keep their own order, whichever way round it tells more.
    """
    distinct, at = np.unique(values, return_inverse=True)
    if distinct.size <= 20:
        inside = np.bincount(at, weights=weight * member)
        ranked = (inside / np.bincount(at, weights=weight))[at]
    else:
        ranked = values
    found = auc(-ranked, member, weight, level=level)
    if isinstance(found, Figure) and found.value < 0.5:
        found = auc(ranked, member, weight, level=level)
    return found


def _dropped(
    name: str,
    values: Floats,
    scored: Scored,
    attributes: Sequence[tuple[Attribute, str | None]],
    cut_off: int,
    minimum_cell: int,
) -> DroppedFeature:
    without = scored.score - values + np.average(values, weights=scored.weight)
    before = auc(scored.score, scored.bad, scored.weight)
    after = auc(without, scored.bad, scored.weight)
    approved = scored.score >= cut_off
    same = _approve_as_many(without, approved, scored.weight)
    changes = [
        (
            attribute.name,
            label,
            _ratio(same, member, base, scored) - _ratio(approved, member, base, scored),
        )
        for attribute, reference in attributes
        if reference is not None
        for base in (attribute.group == attribute.labels.index(reference),)
        for label, member in _members(attribute, minimum_cell)
        if label != reference
    ]
    return DroppedFeature(name, _value(after) - _value(before), tuple(changes))


def _approve_as_many(score: Floats, approved: Bools, weight: Floats) -> Bools:
    """Approve by another score, from the top, until as much weight is approved as before."""
    wanted = float(weight[approved].sum())
    distinct, at = np.unique(-score, return_inverse=True)
    reached = np.cumsum(np.bincount(at, weights=weight, minlength=distinct.size))
    place = int(np.argmin(np.abs(np.concatenate([[0.0], reached]) - wanted)))
    return np.asarray(at < place)


def _ratio(approved: Bools, member: Bools, base: Bools, scored: Scored) -> float:
    rate = float(np.average(approved[member], weights=scored.weight[member]))
    reference = float(np.average(approved[base], weights=scored.weight[base]))
    return rate / reference if reference else float("nan")


def _value(figure: Figure | Refused) -> float:
    return figure.value if isinstance(figure, Figure) else float("nan")

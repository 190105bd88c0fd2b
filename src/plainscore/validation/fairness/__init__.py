"""Fairness: how a score treats groups of protected attributes, which it never reads.

The attributes live in a table of their own and are joined only here. Figures follow the practice
of fair lending: adverse impact ratio, standardised mean difference, error rates and calibration by
group, each with its interval, and none on too few people.
"""

from plainscore.validation.fairness.assembly import Concern, Fairness, measure_fairness
from plainscore.validation.fairness.attributes import (
    NOT_STATED,
    Attribute,
    Joined,
    intersections,
    join_attributes,
)
from plainscore.validation.fairness.measures import (
    FOUR_FIFTHS,
    MINIMUM_CELL,
    AttributeFairness,
    GroupAtCutOff,
    GroupFairness,
    Scored,
    measure_attribute,
)
from plainscore.validation.fairness.proxies import (
    STRONG_PROXY,
    DroppedFeature,
    Proxy,
    ProxyAudit,
    audit_proxies,
)
from plainscore.validation.fairness.ratio import (
    difference_interval,
    equal_shares_p,
    ratio_interval,
)

__all__ = [
    "FOUR_FIFTHS",
    "MINIMUM_CELL",
    "NOT_STATED",
    "STRONG_PROXY",
    "Attribute",
    "AttributeFairness",
    "Concern",
    "DroppedFeature",
    "Fairness",
    "GroupAtCutOff",
    "GroupFairness",
    "Joined",
    "Proxy",
    "ProxyAudit",
    "Scored",
    "audit_proxies",
    "difference_interval",
    "equal_shares_p",
    "intersections",
    "join_attributes",
    "measure_attribute",
    "measure_fairness",
    "ratio_interval",
]

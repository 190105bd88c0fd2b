"""The catalogue: every feature there is, one file a factor."""

from collections.abc import Mapping
from types import MappingProxyType

from plainscore.features.catalogue import (
    balance,
    bills,
    income,
    net_flow,
    obligations,
    overdraft,
    tradelines,
)
from plainscore.features.feature import Feature

CATALOGUE: Mapping[str, Feature] = MappingProxyType(
    {
        feature.name: feature
        for factor in (income, obligations, balance, overdraft, bills, net_flow, tradelines)
        for feature in factor.FEATURES
    }
)
"""Features by name. A new one needs a line in ``docs/decisions/closed-features.md``."""

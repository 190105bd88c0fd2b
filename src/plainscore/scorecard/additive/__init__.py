"""The joint additive fit: all features together on the logistic loss, few steps each."""

from plainscore.scorecard.additive.features import CodedFeature, coded_feature
from plainscore.scorecard.additive.fit import fit_additive
from plainscore.scorecard.additive.model import (
    AdditiveFit,
    DroppedFeature,
    PairTable,
    StepShape,
)
from plainscore.scorecard.additive.plan import AdditivePlan
from plainscore.scorecard.additive.points import AdditivePoints, round_to_points

__all__ = [
    "AdditiveFit",
    "AdditivePlan",
    "AdditivePoints",
    "CodedFeature",
    "DroppedFeature",
    "PairTable",
    "StepShape",
    "coded_feature",
    "fit_additive",
    "round_to_points",
]

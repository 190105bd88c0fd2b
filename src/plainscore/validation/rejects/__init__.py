"""Reject inference: what can be made of people who were refused, and how wrong it can be."""

from plainscore.validation.rejects.bounds import Bound, RejectBounds, bound_by_rejects
from plainscore.validation.rejects.methods import (
    Inferred,
    extrapolation,
    fuzzy_augmentation,
    parcelling,
)
from plainscore.validation.rejects.refit import Refitted, RejectInference, infer_rejects

__all__ = [
    "Bound",
    "Inferred",
    "Refitted",
    "RejectBounds",
    "RejectInference",
    "bound_by_rejects",
    "extrapolation",
    "fuzzy_augmentation",
    "infer_rejects",
    "parcelling",
]

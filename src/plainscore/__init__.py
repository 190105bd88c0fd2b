"""Plainscore: a credit score from how you pay.

Not from what you buy, who you know or what you say.

>>> import plainscore as ps
>>> len(ps.CATALOGUE) >= 30
True
"""

from plainscore.features import CATALOGUE, Feature, compute_features
from plainscore.records import (
    AccountKind,
    Problem,
    Purpose,
    Records,
    Role,
    RoleSource,
    TradelineKind,
    read_records,
    write_records,
)
from plainscore.scorecard import FeatureNote, Scorecard, ScorecardClassifier
from plainscore.simulation import simulate, write_bank_files
from plainscore.sources import CsvMapping, Import, read
from plainscore.validation import Evidence, validate, write_report

__version__ = "0.1.0"

__all__ = [
    "CATALOGUE",
    "AccountKind",
    "CsvMapping",
    "Evidence",
    "Feature",
    "FeatureNote",
    "Import",
    "Problem",
    "Purpose",
    "Records",
    "Role",
    "RoleSource",
    "Scorecard",
    "ScorecardClassifier",
    "TradelineKind",
    "compute_features",
    "read",
    "read_records",
    "simulate",
    "validate",
    "write_bank_files",
    "write_records",
    "write_report",
]

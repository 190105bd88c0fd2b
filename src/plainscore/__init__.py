"""Plainscore: a credit score from how you pay.

Not from what you buy, who you know or what you say.

Each name is imported when it is first used: reading a bank file does not load the libraries that
fitting a scorecard needs, so the command line and worker processes start quickly.

>>> import plainscore as ps
>>> len(ps.CATALOGUE) >= 30
True
"""

from typing import TYPE_CHECKING

from plainscore.first_use import on_first_use

if TYPE_CHECKING:
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

_HOMES = {
    "features": ("CATALOGUE", "Feature", "compute_features"),
    "records": (
        "AccountKind",
        "Problem",
        "Purpose",
        "Records",
        "Role",
        "RoleSource",
        "TradelineKind",
        "read_records",
        "write_records",
    ),
    "scorecard": ("FeatureNote", "Scorecard", "ScorecardClassifier"),
    "simulation": ("simulate", "write_bank_files"),
    "sources": ("CsvMapping", "Import", "read"),
    "validation": ("Evidence", "validate", "write_report"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__getattr__ = on_first_use(__name__, _HOME_OF)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *_HOMES])

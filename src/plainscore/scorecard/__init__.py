"""Scorecards: exact binning, fitting, integer points, the document, reasons.

What only fitting needs is imported when it is first used: a service that scores starts without it.
"""

from typing import TYPE_CHECKING

from plainscore.first_use import on_first_use
from plainscore.scorecard.binning import Bin, BinKind, Binning, Constraints
from plainscore.scorecard.calibration import Calibration
from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.editing import Edited, FeatureEdit
from plainscore.scorecard.encoding import SCHEMA_PATH, ScorecardFileError
from plainscore.scorecard.explanation import ExplainedFeature, Explanation
from plainscore.scorecard.feature import PointsRow, ScoredFeature
from plainscore.scorecard.fitted_on import FittedOn
from plainscore.scorecard.notes import Direction, FeatureNote, note_for
from plainscore.scorecard.pair import ScoredPair
from plainscore.scorecard.protected import (
    ProtectedColumnWarning,
    ProtectedFeatureError,
    protected_ground,
)
from plainscore.scorecard.reasons import Reason
from plainscore.scorecard.recourse import Actionable, Change, Recourse, Way
from plainscore.scorecard.reference import Reference
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling
from plainscore.scorecard.verdict import Verdict, VerdictCode

if TYPE_CHECKING:
    from plainscore.scorecard.classifier import ScorecardClassifier
    from plainscore.scorecard.parquet import fit_parquet, open_parquet
    from plainscore.scorecard.selection import Coefficient

__all__ = [
    "HIGHEST_SCORE",
    "LOWEST_SCORE",
    "SCHEMA_PATH",
    "Actionable",
    "Bin",
    "BinKind",
    "Binning",
    "Calibration",
    "Change",
    "Coefficient",
    "Constraints",
    "Direction",
    "EditRecord",
    "Edited",
    "ExplainedFeature",
    "Explanation",
    "FeatureEdit",
    "FeatureNote",
    "FittedOn",
    "PointsRow",
    "ProtectedColumnWarning",
    "ProtectedFeatureError",
    "Reason",
    "Recourse",
    "Reference",
    "Scaling",
    "Scorecard",
    "ScorecardClassifier",
    "ScorecardFileError",
    "ScoredFeature",
    "ScoredPair",
    "Verdict",
    "VerdictCode",
    "Way",
    "fit_parquet",
    "note_for",
    "open_parquet",
    "protected_ground",
]

_HOME_OF = {
    "Coefficient": "selection",
    "ScorecardClassifier": "classifier",
    "fit_parquet": "parquet",
    "open_parquet": "parquet",
}

__getattr__ = on_first_use(__name__, _HOME_OF)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

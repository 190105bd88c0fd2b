"""Scorecards: exact binning, fitting, integer points, the document, reasons."""

from plainscore.scorecard.binning import Bin, BinKind, Binning, Constraints
from plainscore.scorecard.calibration import Calibration
from plainscore.scorecard.classifier import ScorecardClassifier
from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.edit_record import EditRecord
from plainscore.scorecard.editing import Edited, FeatureEdit
from plainscore.scorecard.encoding import SCHEMA_PATH, ScorecardFileError
from plainscore.scorecard.explanation import ExplainedFeature, Explanation
from plainscore.scorecard.feature import PointsRow, ScoredFeature
from plainscore.scorecard.fitted_on import FittedOn
from plainscore.scorecard.notes import Direction, FeatureNote, note_for
from plainscore.scorecard.pair import ScoredPair
from plainscore.scorecard.parquet import fit_parquet, open_parquet
from plainscore.scorecard.protected import (
    ProtectedColumnWarning,
    ProtectedFeatureError,
    protected_ground,
)
from plainscore.scorecard.reasons import Reason
from plainscore.scorecard.recourse import Actionable, Change, Recourse, Way
from plainscore.scorecard.reference import Reference
from plainscore.scorecard.scaling import HIGHEST_SCORE, LOWEST_SCORE, Scaling
from plainscore.scorecard.selection import Coefficient
from plainscore.scorecard.verdict import Verdict, VerdictCode

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

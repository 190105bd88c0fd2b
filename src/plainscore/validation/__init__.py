"""Evidence that a scorecard is accurate, stable and fair."""

from plainscore.validation.assembly import validate
from plainscore.validation.calibration import (
    Calibration,
    HosmerLemeshow,
    brier,
    brier_skill,
    hosmer_lemeshow,
    log_loss,
    measure_calibration,
    observed_over_expected,
)
from plainscore.validation.curves import Curve, cap_curve, roc_curve
from plainscore.validation.discrimination import (
    Discrimination,
    KolmogorovSmirnov,
    auc,
    gini,
    kolmogorov_smirnov,
    measure_discrimination,
)
from plainscore.validation.distribution import (
    CutOff,
    Gain,
    ScoreBand,
    cut_offs,
    gains,
    proportion,
    score_bands,
)
from plainscore.validation.evidence import Evidence, Provenance, RowCounts, Sample, ScoreSummary
from plainscore.validation.figure import Figure, Refused
from plainscore.validation.precision import Strength, accuracy_statement, bads_needed, strength
from plainscore.validation.proportion import jeffreys, wilson
from plainscore.validation.recalibration import calibration_in_the_large, fit_recalibration
from plainscore.validation.report import render_report, write_report

__all__ = [
    "Calibration",
    "Curve",
    "CutOff",
    "Discrimination",
    "Evidence",
    "Figure",
    "Gain",
    "HosmerLemeshow",
    "KolmogorovSmirnov",
    "Provenance",
    "Refused",
    "RowCounts",
    "Sample",
    "ScoreBand",
    "ScoreSummary",
    "Strength",
    "accuracy_statement",
    "auc",
    "bads_needed",
    "brier",
    "brier_skill",
    "calibration_in_the_large",
    "cap_curve",
    "cut_offs",
    "fit_recalibration",
    "gains",
    "gini",
    "hosmer_lemeshow",
    "jeffreys",
    "kolmogorov_smirnov",
    "log_loss",
    "measure_calibration",
    "measure_discrimination",
    "observed_over_expected",
    "proportion",
    "render_report",
    "roc_curve",
    "score_bands",
    "strength",
    "validate",
    "wilson",
    "write_report",
]

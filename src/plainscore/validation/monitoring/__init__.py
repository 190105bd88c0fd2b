"""Monitoring: whether applicants, scores, reasons and outcomes are still what they were.

Samples are reduced to counts that add up (`Tallies`), wherever the rows are; a later sample is
then compared with the baseline, and a change is reported when it is both large and no chance.
"""

from plainscore.validation.monitoring.alert import Check, Thresholds, Urgency
from plainscore.validation.monitoring.monitor import Compared, Monitoring, by_band, monitor
from plainscore.validation.monitoring.shift import Shift, holm, measure_shift
from plainscore.validation.monitoring.tallies import (
    Tallies,
    from_vector,
    tally_batches,
    tally_rows,
)

__all__ = [
    "Check",
    "Compared",
    "Monitoring",
    "Shift",
    "Tallies",
    "Thresholds",
    "Urgency",
    "by_band",
    "from_vector",
    "holm",
    "measure_shift",
    "monitor",
    "tally_batches",
    "tally_rows",
]

"""The report: all the evidence about a scorecard as one page that needs nothing else."""

from plainscore.validation.report.monitoring_page import render_monitoring, write_monitoring
from plainscore.validation.report.page import render_report, write_report

__all__ = ["render_monitoring", "render_report", "write_monitoring", "write_report"]

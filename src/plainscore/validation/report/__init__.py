"""The report: all the evidence about a scorecard as one page that needs nothing else."""

from plainscore.validation.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]

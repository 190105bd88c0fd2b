"""Scorecards: binning, fitting, points, reasons."""

"""Exact binning: cutting a feature's values into a few groups."""

from plainscore.scorecard.binning.bins import Bin, BinKind, Binning, information_value
from plainscore.scorecard.binning.building import bins_of
from plainscore.scorecard.binning.categories import category_prebins
from plainscore.scorecard.binning.constraints import Constraints
from plainscore.scorecard.binning.optimal import find_cut
from plainscore.scorecard.binning.prebins import Prebins, numeric_prebins

__all__ = [
    "Bin",
    "BinKind",
    "Binning",
    "Constraints",
    "Prebins",
    "bins_of",
    "category_prebins",
    "find_cut",
    "information_value",
    "numeric_prebins",
]

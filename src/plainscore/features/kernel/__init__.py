"""The compiled pass over one person: rows to cells, cells to what features are formulas of."""

from plainscore.features.kernel.cells import CELL_COLUMNS, cells_of, merged
from plainscore.features.kernel.fold import PIECES, fold_cells, folded_rows
from plainscore.features.kernel.rows import NOTHING, ROLE_CODES, days_of, instants_of, units_of

__all__ = [
    "CELL_COLUMNS",
    "NOTHING",
    "PIECES",
    "ROLE_CODES",
    "cells_of",
    "days_of",
    "fold_cells",
    "folded_rows",
    "instants_of",
    "merged",
    "units_of",
]

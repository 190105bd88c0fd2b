"""The compiled pass over one person: rows to cells, cells to what features are formulas of."""

from plainscore.features.kernel.cells import GREATEST, cells_of, merged
from plainscore.features.kernel.chunk import People, Rows, first_run, fold_chunk, last_run
from plainscore.features.kernel.fold import PIECES, fold_cells
from plainscore.features.kernel.rows import NOTHING, days_of, instants_of, roles_of, units_of

__all__ = [
    "GREATEST",
    "NOTHING",
    "PIECES",
    "People",
    "Rows",
    "cells_of",
    "days_of",
    "first_run",
    "fold_cells",
    "fold_chunk",
    "instants_of",
    "last_run",
    "merged",
    "roles_of",
    "units_of",
]

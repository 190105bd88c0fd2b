"""The compiled pass over one person: rows to cells, cells to what features are formulas of."""

from plainscore.features.kernel.cells import GREATEST, cells_of, merged, scratch_for
from plainscore.features.kernel.chunk import People, Rows, borders, fold_chunk
from plainscore.features.kernel.fold import PIECES, fold_cells
from plainscore.features.kernel.names import Names
from plainscore.features.kernel.rows import NOTHING, days_of, instants_of, roles_of, units_of

__all__ = [
    "GREATEST",
    "NOTHING",
    "PIECES",
    "Names",
    "People",
    "Rows",
    "borders",
    "cells_of",
    "days_of",
    "fold_cells",
    "fold_chunk",
    "instants_of",
    "merged",
    "roles_of",
    "scratch_for",
    "units_of",
]

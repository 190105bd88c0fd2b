"""Where things stand in a workbook, and what its cells say."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.rules import ExportError

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

ONE, MANY, POINTS, REFERENCE, ABOUT, DOCUMENT = (
    "Score a row",
    "Score many rows",
    "Points table",
    "Reference",
    "About",
    "Document",
)
FIRST_ROW = 6
"""Row of the first feature on the sheet for one row, and of the first row on that for many."""

INPUT_COLUMN = 3
"""Column of the values on the sheet for one row."""

ABOUT_ROWS = {"base": 5, "intercept": 6, "slope": 7}
"""Rows of the sheet about the scorecard that formulas read."""

FIRST_LINE = 40
"""Row of the sheet about the scorecard with the first line of an isotonic calibration."""


def workbook_text(book: "Workbook", card: Scorecard) -> str:
    """Return what the cells of a workbook say, but for those that people fill in.

    Parameters
    ----------
    book : openpyxl workbook
        A workbook, just filled or read with its formulas.
    card : Scorecard
        The document it was made from.

    Returns
    -------
    str
        A line a cell: sheet, place, kind and value. Numbers are told apart to the last bit.

    Raises
    ------
    ExportError
        If a sheet is missing.
    """
    lines = []
    for name in (ONE, MANY, POINTS, REFERENCE, ABOUT):
        if name not in book.sheetnames:
            raise ExportError(f"the workbook has no sheet {name!r} any more")
        lines += [
            json.dumps([name, cell.row, cell.column, cell.data_type, _stated(cell)])
            for cell in _cells(book[name])
            if not _is_free(card, name, cell.row, cell.column)
        ]
    return "\n".join(lines)


def _cells(sheet: Any) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from (cell for cell in row if cell.value is not None)


def _stated(cell: Any) -> str:
    # a number that was just put is a text of its digits, one that was read is not
    return repr(float(cell.value)) if cell.data_type == "n" else str(cell.value)


def _is_free(card: Scorecard, sheet: str, row: int, column: int) -> bool:
    """Say whether a cell is one for a person's values."""
    features, gated = len(card.features), card.gate is not None
    if sheet == MANY:
        return row >= FIRST_ROW and column <= 1 + features + gated
    if sheet == ONE:
        gate_row = FIRST_ROW + len(card.parts) + 1
        is_value = FIRST_ROW <= row < FIRST_ROW + features
        return column == INPUT_COLUMN and (is_value or (gated and row == gate_row))
    return False

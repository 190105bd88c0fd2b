"""Writing the cells of a workbook, exactly and readably."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plainscore.scorecard.export.rules import ExportError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f]|_x[0-9A-Fa-f]{4}_")
"""Characters XML cannot hold, the one it turns into another, and what Excel takes for an escape."""
_LONGEST_TEXT = 32_767


def put(cell: Any, value: str | float | None) -> None:
    """Write a value into a cell, exactly.

    Parameters
    ----------
    cell : openpyxl cell
        The cell.
    value : str, int, float or None
        A text stays a text whatever it begins with; a number keeps all its digits.

    Raises
    ------
    ExportError
        If Excel cannot hold the text unchanged.
    """
    if isinstance(value, str):
        if _UNFIT.search(value) or len(value) > _LONGEST_TEXT:
            raise ExportError(f"Excel cannot hold the text {value[:60]!r} unchanged")
        cell.value = value
        cell.data_type = "s"
    elif value is not None:
        # openpyxl writes 16 digits of a float, one less than some need
        cell.value = repr(value)
        cell.data_type = "n"


def write_title(sheet: "Worksheet", name: str, advice: str) -> None:
    """Write what a sheet is and how it is used into its first two rows."""
    from openpyxl.styles import Font  # noqa: PLC0415 - an optional dependency

    put(sheet["A1"], name)
    sheet["A1"].font = Font(bold=True, size=14)
    put(sheet["A2"], advice)


def write_heading(sheet: "Worksheet", row: int, names: Sequence[str]) -> None:
    """Write the names of columns into a row, in bold."""
    from openpyxl.styles import Font  # noqa: PLC0415 - an optional dependency

    for column, name in enumerate(names, 1):
        put(sheet.cell(row, column), name)
        sheet.cell(row, column).font = Font(bold=True)


def mark_input(cell: Any) -> None:
    """Colour a cell that a person fills in."""
    from openpyxl.styles import PatternFill  # noqa: PLC0415 - an optional dependency

    cell.fill = PatternFill("solid", start_color="FFF6CC")


def set_widths(sheet: "Worksheet", widths: Sequence[int]) -> None:
    """Set the widths of the first columns, in characters."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - an optional dependency

    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width

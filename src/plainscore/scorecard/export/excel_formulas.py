"""Formulas that find the place of one value in the points table of a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

VALUE_COLUMN, POINTS_COLUMN, SENTENCE_COLUMN = "D", "F", "G"
"""Columns of the points table: categories, codes and lower bounds; points; sentences."""

LINE_COLUMN = 8
"""The first of the columns, one a pair, with the row or column of the pair's own table."""


def quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas write it.

    Examples
    --------
    >>> quoted("Points table"), quoted("About")
    ("'Points table'", 'About')
    """
    # Excel leaves out quotes that are not needed when it saves a workbook
    if sheet.isalpha():
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


def absolute(sheet: str, column: str, first: int, last: int | None = None) -> str:
    """Return cells of a column as a reference that does not move.

    Examples
    --------
    >>> absolute("Points table", "D", 3, 5)
    "'Points table'!$D$3:$D$5"
    """
    end = "" if last is None else f":${column}${last}"
    return f"{quoted(sheet)}!${column}${first}{end}"


def whole_column(sheet: str, number: int) -> str:
    """Return a column by its number, from A to ZZ.

    Examples
    --------
    >>> whole_column("Points table", 8), whole_column("Points table", 28)
    ("'Points table'!$H:$H", "'Points table'!$AB:$AB")
    """
    left, own = divmod(number - 1, 26)
    letter = (chr(64 + left) if left else "") + chr(65 + own)
    return f"{quoted(sheet)}!${letter}:${letter}"


@dataclass(frozen=True, slots=True)
class RowFinder:
    """The formula for the row of the points table a value falls in, but for the value's cell.

    Parameters
    ----------
    missing : int
        Row of missing values.
    found : str
        Formula for a value that is there; ``{cell}`` stands for its cell.
    """

    missing: int
    found: str

    def row(self, cell: str) -> str:
        """Return the formula for the value in a cell, without the equals sign."""
        return f'IF(TRIM(CLEAN({cell}))="",{self.missing},{self.found.format(cell=cell)})'

    @classmethod
    def of_categories(cls, sheet: str, missing: int, listed: Sequence[int], other: int) -> Self:
        """Return the formula over categories in rows next to each other."""
        if not listed:
            return cls(missing, str(other))
        values = absolute(sheet, VALUE_COLUMN, listed[0], listed[-1])
        same = f"--EXACT({{cell}},{values})"
        return cls(
            missing,
            f"IF(SUMPRODUCT({same})=0,{other},SUMPRODUCT({same},ROW({values})))",
        )

    @classmethod
    def of_numbers(
        cls, sheet: str, missing: int, specials: Sequence[int], intervals: Sequence[int]
    ) -> Self:
        """Return the formula over special codes and over intervals in rows next to each other."""
        found = str(intervals[0])
        if len(intervals) > 1:
            # how many lower bounds the value reaches; FREQUENCY compares to the last bit
            bounds = absolute(sheet, VALUE_COLUMN, intervals[1], intervals[-1])
            found = f"{intervals[0]}+INDEX(FREQUENCY({bounds},{{cell}}),1)"
        for row in reversed(specials):
            code = absolute(sheet, VALUE_COLUMN, row)
            reached = f"INDEX(FREQUENCY({code},{{cell}}),1)"
            not_passed = f"INDEX(FREQUENCY({{cell}},{code}),1)"
            found = f"IF({reached}+{not_passed}=2,{row},{found})"
        return cls(missing, f"IF(ISNUMBER({{cell}}),{found},NA())")

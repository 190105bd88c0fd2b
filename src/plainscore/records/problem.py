"""A problem found in a person's data, returned as data rather than raised."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one place in the input, and what to do about it.

    Parameters
    ----------
    file : str
        Name of the file, or the table, that holds the bad datum.
    row : int or None
        1-based position of the row (CSV line, statement entry); None when the whole file is meant.
    column : str or None
        Column, tag or JSON field; None when the whole row is meant.
    code : str
        Short stable name of the kind of problem, such as ``bad_date``.
    message : str
        What is wrong, in plain words, without personal data.
    remedy : str
        What the reader can do about it.
    quarantined : bool
        True when the row was left out because of this; False for a mere notice.

    Examples
    --------
    >>> print(Problem("may.csv", 7, "date", "bad_date", "is not a date", "write YYYY-MM-DD"))
    may.csv, row 7, column date: is not a date (write YYYY-MM-DD)
    """

    file: str
    row: int | None
    column: str | None
    code: str
    message: str
    remedy: str = ""
    quarantined: bool = True

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.message}" + (f" ({self.remedy})" if self.remedy else "")

    def as_row(self) -> dict[str, str | int | bool | None]:
        """Return the problem as a flat mapping, for a table of quarantined rows.

        Examples
        --------
        >>> Problem("may.csv", 7, "date", "bad_date", "is not a date").as_row()["row"]
        7
        """
        return asdict(self)

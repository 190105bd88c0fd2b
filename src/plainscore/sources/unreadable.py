"""A value that cannot be read: raised inside a reader, turned into a `Problem` at its edge."""

from plainscore.records import Problem


class UnreadableError(ValueError):
    """One value of one row cannot be read, with the reason and the remedy.

    Parameters
    ----------
    code : str
        Short stable name of the kind of problem.
    column : str or None
        Column, tag or JSON field.
    message : str
        What is wrong, in plain words, without the value itself.
    remedy : str
        What the reader can do about it.

    Examples
    --------
    >>> UnreadableError("bad_date", "date", "is not a date", "write YYYY-MM-DD").code
    'bad_date'
    """

    def __init__(self, code: str, column: str | None, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.column = column
        self.message = message
        self.remedy = remedy

    def problem(self, file: str, row: int | None) -> Problem:
        """Return the problem as data.

        Parameters
        ----------
        file : str
            Name of the file.
        row : int or None
            1-based position of the row; None when the whole file is meant.

        Returns
        -------
        Problem
            The row is marked as quarantined.

        Examples
        --------
        >>> print(UnreadableError("empty", "amount", "is empty").problem("may.csv", 3))
        may.csv, row 3, column amount: is empty
        """
        return Problem(file, row, self.column, self.code, self.message, self.remedy)

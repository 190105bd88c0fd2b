"""Refusing columns that can be no feature: constants, identifiers, free text."""

import re

import numpy as np
from numpy.typing import NDArray

from plainscore.scorecard.table import CategoryColumn, Column
from plainscore.scorecard.verdict import Verdict, VerdictCode

_IDENTIFIER = re.compile(
    r"(^|[^a-z])(id|uuid|guid|key|no|nr|number|row|index)([^a-z]|$)", re.IGNORECASE
)
_FEW_ROWS = 20
"""Fewer rows than this can be unique by chance."""

_FIRST_ROWS = 1000
"""Rows that settle most questions about a column."""

MAX_CATEGORIES = 1000
"""A text column with more categories than this is not a feature."""


def plainly_numbers(first: NDArray[np.float64]) -> bool:
    """Return whether the first values of a numeric column show that it is not to be refused.

    Parameters
    ----------
    first : ndarray of float64, shape (n,)
        The first values, or all.

    Returns
    -------
    bool
        False where all values have to be looked at.

    Examples
    --------
    >>> plainly_numbers(np.array([1.0, 2.5])), plainly_numbers(np.array([1.0, 2.0]))
    (True, False)
    """
    few = first[:_FIRST_ROWS]
    return np.unique(few[np.isfinite(few)]).size > 1 and not _counts_up(few[:100])


def refuse(name: str, column: Column) -> Verdict | None:
    """Return why a column cannot be a feature whatever the outcomes are; None where it may be.

    Parameters
    ----------
    name : str
        The column.
    column : NumericColumn or CategoryColumn
        Its values.

    Returns
    -------
    Verdict or None
        All missing, constant, an identifier, or too many categories.

    Examples
    --------
    >>> from plainscore.scorecard.table import NumericColumn
    >>> refuse("income", NumericColumn(np.array([1.0, 1.0]))).code.value
    'constant'
    """
    if isinstance(column, CategoryColumn):
        return _refuse_categories(name, column)
    values = column.values
    if plainly_numbers(values):
        return None
    first = values[np.isfinite(values)][:1]
    if not first.size and bool(np.all(np.isnan(values))):
        return Verdict(name, VerdictCode.ALL_MISSING, "every value is missing")
    if first.size and bool(np.all(values == first[0])):
        return Verdict(name, VerdictCode.CONSTANT, "every value is the same")
    if _numbers_rows(name, values):
        return Verdict(name, VerdictCode.IDENTIFIER, "it numbers the rows: an identifier")
    return None


def _refuse_categories(name: str, column: CategoryColumn) -> Verdict | None:
    seen = column.positions[column.positions >= 0]
    used = np.unique(seen).size
    if used == 0:
        return Verdict(name, VerdictCode.ALL_MISSING, "every value is missing")
    if used == 1 and seen.size == column.positions.size:
        return Verdict(name, VerdictCode.CONSTANT, "every value is the same")
    if used == seen.size and used >= _FEW_ROWS:
        return Verdict(name, VerdictCode.IDENTIFIER, "every row has a value of its own")
    if used > MAX_CATEGORIES or (used > _FEW_ROWS and used > seen.size / 2):
        reason = f"{used:,} categories in {seen.size:,} rows are too many to learn from"
        return Verdict(name, VerdictCode.TOO_MANY_CATEGORIES, reason)
    return None


def _counts_up(first: NDArray[np.float64]) -> bool:
    """Return whether the first rows could be numbers of rows: whole, and each another."""
    if not bool(np.all(np.isfinite(first))) or not bool(np.all(first == np.floor(first))):
        return False
    return np.unique(first).size == first.size


def _numbers_rows(name: str, values: NDArray[np.float64]) -> bool:
    size = values.size
    if size < _FEW_ROWS or not _counts_up(values[:100]):
        return False
    if not bool(np.all(np.isfinite(values))) or not bool(np.all(values == np.floor(values))):
        return False
    ordered = np.sort(values)
    if bool(np.any(ordered[1:] == ordered[:-1])):
        return False
    consecutive = ordered[-1] - ordered[0] == size - 1
    return bool(consecutive) or _IDENTIFIER.search(name) is not None

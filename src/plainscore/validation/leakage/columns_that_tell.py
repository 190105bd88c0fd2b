"""Leaks of one column: it tells the outcome too well to have been known beforehand."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from plainscore.validation.discrimination import auc
from plainscore.validation.figure import Figure, Refused
from plainscore.validation.leakage.columns import Coded
from plainscore.validation.leakage.leak import Leak, LeakKind
from plainscore.validation.proportion import wilson

Bools = npt.NDArray[np.bool_]

TOO_GOOD = 0.9
"""No honest single feature of credit data ranks that well; the best are near 0.75."""

MISSING_TELLS = 0.75
ORDER_TELLS = 0.75
IDENTIFIER_TELLS = 0.6
PURE = 0.95
LEAST_ROWS = 20
LEAST_LEVELS = 5
MOST_LEVELS = 500
SAME = 0.98
"""Correlation from which numbers are taken for bad rates; smoothed rates stay above it."""

_OUTCOME_WORDS = re.compile(
    r"(^|[^a-z])(charge_?offs?|charged_?off|write_?offs?|written_?off|recover(ies|ed)|collections?"
    r"|default_?(date|flag|ed|on)|defaulted|outcome|target|label|bad_?flag|is_bad|bads?_?flag"
    r"|(post|after|future|next)_[a-z]*(default|delinq|arrears|dpd|payment|balance))([^a-z]|$)"
)

_CHECK = "find out when its values became known; leave it out if that was after the decision"


def too_good(column: Coded, bad: Bools) -> Leak | None:
    """Suspect a column whose values rank the outcomes almost perfectly, in whatever order.

    The bad rate of each value is taken from the other half of the rows, so that a column of many
    values does not look good by chance.

    Parameters
    ----------
    column : Coded
        The column.
    bad : ndarray of bool, shape (n,)
        True for a bad.

    Returns
    -------
    Leak or None
        The suspicion.

    Examples
    --------
    >>> from plainscore.validation.leakage.columns import code_column
    >>> import pyarrow as pa
    >>> bad = np.arange(200) % 3 == 0
    >>> print(too_good(code_column("status", pa.chunked_array([bad * 7])), bad).kind)
    too_good
    """
    found = auc(-_rate_in_the_other_half(column.code, bad), bad)
    message = f"it alone ranks bads and goods with an AUC of {found}: too good to be honest"
    return _if_surely(TOO_GOOD, found, LeakKind.TOO_GOOD, column.name, message)


def only_bads(column: Coded, bad: Bools) -> Leak | None:
    """Suspect a value that next to only bads have: it was written down after the fact.

    Parameters
    ----------
    column, bad
        As for `too_good`.

    Returns
    -------
    Leak or None
        The suspicion about the most frequent such value.
    """
    rows = np.bincount(column.code, minlength=len(column.texts))
    hits = np.bincount(column.code, weights=bad, minlength=len(column.texts))
    base = bad.mean()
    for at in np.argsort(-rows, kind="stable"):
        if rows[at] < LEAST_ROWS:
            break
        share = hits[at] / rows[at]
        surely = wilson(hits[at], rows[at])[0] >= max(0.8, 2 * base)
        if at != column.missing and surely and share >= PURE:
            message = (
                f"{hits[at]:.0f} of the {rows[at]} rows with the value {column.texts[at]!r} "
                "are bad, next to all of them"
            )
            return Leak(LeakKind.ONLY_BADS, column.name, float(share), message, _CHECK)
    return None


def missingness(column: Coded, bad: Bools) -> Leak | None:
    """Suspect a column that is filled in, or left empty, because of the outcome.

    Parameters
    ----------
    column, bad
        As for `too_good`.

    Returns
    -------
    Leak or None
        The suspicion.
    """
    absent = column.code == column.missing
    if not LEAST_ROWS <= absent.sum() <= absent.size - LEAST_ROWS:
        return None
    found = _either_way(absent.astype(np.float64), bad)
    message = f"whether it is missing ranks bads and goods with an AUC of {found}"
    return _if_surely(MISSING_TELLS, found, LeakKind.MISSINGNESS, column.name, message)


def outcome_name(column: Coded, bad: Bools) -> Leak | None:
    """Suspect a column whose name speaks of what happens after the decision.

    Parameters
    ----------
    column, bad
        As for `too_good`.

    Returns
    -------
    Leak or None
        The suspicion.

    Examples
    --------
    >>> from plainscore.validation.leakage.columns import code_column
    >>> import pyarrow as pa
    >>> column = code_column("recoveries", pa.chunked_array([[0.0, 1.0]]))
    >>> outcome_name(column, np.array([False, True])).kind
    <LeakKind.NAME: 'name'>
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.name).lower()
    if not _OUTCOME_WORDS.search(re.sub(r"[^a-z0-9]+", "_", words)):
        return None
    del bad
    message = "its name speaks of what happens after the decision"
    return Leak(LeakKind.NAME, column.name, 1.0, message, _CHECK)


def identifier(column: Coded, bad: Bools) -> Leak | None:
    """Suspect an identifier whose order follows the outcome.

    Parameters
    ----------
    column, bad
        As for `too_good`.

    Returns
    -------
    Leak or None
        The suspicion.
    """
    n = bad.size
    present = column.code != column.missing
    if column.distinct < n or not present.all():
        return None
    if column.numbers is not None:
        if np.any(column.numbers != np.floor(column.numbers)):
            return None
        place = column.numbers
    else:
        place = np.argsort(np.argsort(np.array(column.texts[:-1])))[column.code].astype(np.float64)
    found = _either_way(place, bad)
    message = f"it names each row, and its order ranks bads and goods with an AUC of {found}"
    remedy = "leave it out, and find out why rows of one outcome stand together"
    kind = LeakKind.IDENTIFIER
    return _if_surely(IDENTIFIER_TELLS, found, kind, column.name, message, remedy)


CHECKS: tuple[Callable[[Coded, Bools], Leak | None], ...] = (
    too_good,
    only_bads,
    missingness,
    outcome_name,
    identifier,
)
"""Everything that is asked of each column."""


def row_order(bad: Bools) -> Leak | None:
    """Suspect a table whose rows are sorted by the outcome.

    Parameters
    ----------
    bad : ndarray of bool, shape (n,)
        True for a bad, in the order of the table.

    Returns
    -------
    Leak or None
        The suspicion.

    Examples
    --------
    >>> print(row_order(np.arange(100) < 30).column)
    None
    """
    found = _either_way(np.arange(bad.size, dtype=np.float64), bad)
    message = f"the place in the table ranks bads and goods with an AUC of {found}"
    remedy = "shuffle the rows before folds are cut, and keep row numbers out of the features"
    return _if_surely(ORDER_TELLS, found, LeakKind.ROW_ORDER, None, message, remedy)


def target_means(columns: Sequence[Coded], bad: Bools) -> list[Leak]:
    """Suspect numbers that are the bad rates of the values of another column.

    Parameters
    ----------
    columns : sequence of Coded
        All columns.
    bad : ndarray of bool, shape (n,)
        True for a bad.

    Returns
    -------
    list of Leak
        One a column of such numbers.
    """
    found = []
    for column in columns:
        if column.numbers is None or not LEAST_LEVELS <= column.distinct <= MOST_LEVELS:
            continue
        for other in columns:
            if other is column or not LEAST_LEVELS <= other.distinct <= MOST_LEVELS:
                continue
            if _are_rates_of(column.numbers, other, bad):
                message = f"its numbers are the bad rates of the values of {other.name!r}"
                remedy = "compute such rates from other rows only, or leave the column out"
                found.append(Leak(LeakKind.TARGET_MEAN, column.name, 1.0, message, remedy))
                break
    return found


def _if_surely(
    least: float,
    found: Figure | Refused,
    kind: LeakKind,
    column: str | None,
    message: str,
    remedy: str = _CHECK,
) -> Leak | None:
    """Suspect a leak where the whole interval of an area lies at or above a bound."""
    if isinstance(found, Refused) or found.low < least:
        return None
    return Leak(kind, column, found.value, message, remedy)


def _are_rates_of(numbers: npt.NDArray[np.float64], other: Coded, bad: Bools) -> bool:
    rows = np.bincount(other.code, minlength=len(other.texts))
    used = rows > 0
    with np.errstate(invalid="ignore"):
        mean = np.bincount(other.code, weights=numbers, minlength=rows.size)[used] / rows[used]
        square = np.bincount(other.code, weights=numbers**2, minlength=rows.size)[used] / rows[used]
    if not np.isfinite(mean).all():
        return False
    spread = np.sqrt(np.maximum(0.0, square - mean**2))
    if np.ptp(mean) <= 0 or spread.max() > 1e-6 * np.ptp(mean):
        return False
    rate = np.bincount(other.code, weights=bad, minlength=rows.size)[used] / rows[used]
    if np.ptp(rate) <= 0:
        return False
    return bool(np.corrcoef(mean, rate)[0, 1] > SAME)


def _rate_in_the_other_half(code: npt.NDArray[np.int64], bad: Bools) -> npt.NDArray[np.float64]:
    half = np.random.default_rng(0).permutation(bad.size) % 2
    width = int(code.max()) + 1
    rate = np.empty(bad.size)
    for at in (0, 1):
        other, here = half != at, half == at
        rows = np.bincount(code[other], minlength=width)
        hits = np.bincount(code[other], weights=bad[other], minlength=width)
        base = bad[other].mean()
        rate[here] = ((hits + base) / (rows + 1))[code[here]]
    return rate


def _either_way(values: npt.NDArray[np.float64], bad: Bools) -> Figure | Refused:
    found = auc(values, bad)
    if isinstance(found, Figure) and found.value < 0.5:
        return auc(-values, bad)
    return found

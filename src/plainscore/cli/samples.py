"""What `plainscore validate` makes of two samples: the rows measured, and those of the fit."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainscore.cli.console import CommandError, print_problems, progress_bar
from plainscore.cli.score import read_for_card
from plainscore.cli.target import read_target
from plainscore.scorecard import Scorecard
from plainscore.validation import Refused
from plainscore.validation.ceiling import Ceiling, measure_ceiling
from plainscore.validation.leakage import Leak, LeakKind, find_leaks

BETWEEN = frozenset({LeakKind.SHARED_ROW, LeakKind.SHARED_PERSON, LeakKind.OVERLAPPING_TIME})
"""What two samples can share; signs within one are those of the rows measured."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A table with outcomes.

    Parameters
    ----------
    table : pyarrow.Table
        The rows.
    outcomes : ndarray of float64, shape (rows,)
        1 for a bad, 0 for a good, NaN where nobody knows.
    """

    table: pa.Table
    outcomes: npt.NDArray[np.float64]


def read_labelled(card: Scorecard, path: Path, target: str, bad: str | None) -> Labelled:
    """Read a table that a scorecard can score, and its outcomes.

    Parameters
    ----------
    card : Scorecard
        The document.
    path : pathlib.Path
        CSV or Parquet.
    target : str
        Column that says who turned out bad.
    bad : str or None
        Value that means bad.

    Returns
    -------
    Labelled
        The rows; what could not be read is printed.

    Raises
    ------
    CommandError
        If the table cannot be read or scored, or has no usable target.
    """
    read = read_for_card(card, path)
    print_problems(read.problems)
    found = read_target(read.table, target, bad, path)
    outcomes = np.full(read.table.num_rows, np.nan)
    outcomes[found.known] = found.bad
    return Labelled(read.table, outcomes)


def leaks_of(
    card: Scorecard,
    measured: Labelled,
    train: Labelled | None,
    *,
    key: str | None = None,
    as_of: str | None = None,
) -> tuple[Leak, ...]:
    """Look for leaks within the rows measured, and between them and the rows of the fit.

    Parameters
    ----------
    card : Scorecard
        The document: its features are looked at.
    measured : Labelled
        Rows measured.
    train : Labelled or None
        Rows of the fit, where given.
    key : str or None
        Column that names a person, looked at where both samples have it.
    as_of : str or None
        Column with the day on which each row was scored.

    Returns
    -------
    tuple of Leak
        Suspicions.

    Raises
    ------
    CommandError
        If a column is absent or holds no dates.
    """
    names = list(card.feature_names)
    days = [as_of] if as_of is not None else []
    persons = []
    if train is not None and key is not None:
        both = (measured.table, train.table)
        persons = [key] if all(key in each.column_names for each in both) else []
    try:
        found = find_leaks(_chosen(measured.table, [*names, *days]), measured.outcomes, as_of=as_of)
        if train is None:
            return found
        columns = [*names, *days, *persons]
        between = find_leaks(
            _chosen(train.table, columns),
            train.outcomes,
            as_of=as_of,
            person=persons[0] if persons else None,
            held_out=_chosen(measured.table, columns),
        )
    except ValueError as error:
        raise CommandError(str(error)) from error
    return (*found, *(leak for leak in between if leak.kind in BETWEEN))


def ceiling_of(
    card: Scorecard,
    measured: Labelled,
    train: Labelled | None,
    weights: npt.NDArray[np.float64] | None,
    *,
    card_seen: bool,
) -> Ceiling | Refused:
    """Fit the ceiling with a progress bar.

    Parameters
    ----------
    card : Scorecard
        The document.
    measured : Labelled
        Rows measured.
    train : Labelled or None
        Rows to fit on.
    weights : ndarray of float64 or None
        Weights of the rows measured.
    card_seen : bool
        Whether the scorecard was fitted on the rows measured.

    Returns
    -------
    Ceiling or Refused
        Models of other kinds.
    """
    with progress_bar("Fitting the ceiling") as advance:
        return measure_ceiling(
            card,
            measured.table,
            measured.outcomes,
            train=None if train is None else (train.table, train.outcomes),
            sample_weight=weights,
            card_seen=card_seen,
            progress=advance,
        )


def _chosen(table: pa.Table, names: list[str]) -> pa.Table:
    absent = [name for name in names if name not in table.column_names]
    if absent:
        raise CommandError(f"a table has no column {absent[0]!r}")
    return table.select(list(dict.fromkeys(names)))

"""The search: every check on every column, on the rows, and between two samples."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainscore.validation.leakage import samples
from plainscore.validation.leakage.columns import code_column
from plainscore.validation.leakage.columns_that_tell import CHECKS, row_order, target_means
from plainscore.validation.leakage.leak import Leak
from plainscore.validation.outcomes import Values, read_outcomes
from plainscore.validation.tables import as_arrow_table


def find_leaks(
    X: Any,  # noqa: N803 - the name scikit-learn gives it
    y: Values,
    *,
    bad: object = 1,
    as_of: str | None = None,
    outcome_on: str | None = None,
    person: str | None = None,
    fold: str | None = None,
    held_out: Any = None,
) -> tuple[Leak, ...]:
    """Look for signs that a table tells what was not known at the observation point.

    Parameters
    ----------
    X : pandas, polars or pyarrow table, n rows
        Features, and the columns named below.
    y : column, vector or sequence, length n
        Outcomes; rows without one are left out of the checks that need it.
    bad : object
        The value of `y` that means bad.
    as_of : str, optional
        Column with the observation point.
    outcome_on : str, optional
        Column with the day the outcome became known.
    person : str, optional
        Column that names the person.
    fold : str, optional
        Column with the fold of each row.
    held_out : table, optional
        Another sample, with the same columns, that is meant to be apart and later.

    Returns
    -------
    tuple of Leak
        Suspicions: columns in the order of the table, then rows and samples. Each one is a
        question to whoever made the table, not a verdict.

    Raises
    ------
    ValueError
        If a named column is absent or holds no dates, or `y` has another length.

    Examples
    --------
    >>> table = pa.table({"income": range(200), "recovered": [i % 4 == 0 for i in range(200)]})
    >>> for leak in find_leaks(table, [i % 4 == 0 for i in range(200)]):
    ...     print(leak.kind, leak.column)
    too_good recovered
    only_bads recovered
    name recovered
    """
    table = as_arrow_table(X)
    outcomes = read_outcomes(y, bad)
    if outcomes.known.size != table.num_rows:
        raise ValueError(f"there are {outcomes.known.size} outcomes for {table.num_rows} rows")
    named = [each for each in (as_of, outcome_on, person, fold) if each is not None]
    for name in named:
        if name not in table.column_names:
            has = ", ".join(table.column_names)
            raise ValueError(f"the table has no column {name!r}; it has: {has}")
    features = table.drop_columns(named) if named else table
    known = features.filter(pa.array(outcomes.known))
    is_bad = outcomes.bad[outcomes.known]
    coded = [code_column(name, known[name]) for name in known.column_names]
    found = [
        leak for column in coded for check in CHECKS for leak in (check(column, is_bad),) if leak
    ]
    found += target_means(coded, is_bad)
    order = row_order(is_bad)
    found += [order] if order else []
    found += _in_time(table, features, as_of, outcome_on)
    if fold is not None:
        found += _between(features, table, _codes(table[fold]), person)
    if held_out is not None:
        found += _apart(features, table, as_arrow_table(held_out), person, as_of)
    return tuple(found)


def _in_time(
    table: pa.Table, features: pa.Table, as_of: str | None, outcome_on: str | None
) -> list[Leak]:
    if as_of is None:
        return []
    points = _dates(table, as_of)
    found = [samples.later_dates(name, features[name], points) for name in features.column_names]
    if outcome_on is not None:
        found.append(samples.early_outcome(_dates(table, outcome_on), points))
    return [leak for leak in found if leak]


def _between(
    features: pa.Table, table: pa.Table, folds: npt.NDArray[np.int64], person: str | None
) -> list[Leak]:
    found = [samples.shared_rows(features, folds)]
    if person is not None:
        found.append(samples.shared_persons(person, table[person], folds))
    return [leak for leak in found if leak]


def _apart(
    features: pa.Table, table: pa.Table, other: pa.Table, person: str | None, as_of: str | None
) -> list[Leak]:
    for name in table.column_names:
        if name not in other.column_names:
            raise ValueError(f"the hold-out sample has no column {name!r}")
    both = pa.concat_tables([table, other.select(table.column_names)], promote_options="permissive")
    folds = np.repeat([0, 1], [table.num_rows, other.num_rows])
    found: list[Leak | None] = list(
        _between(both.select(features.column_names), both, folds, person)
    )
    if as_of is not None:
        found.append(samples.overlapping_time(_dates(both, as_of), folds == 1))
    return [leak for leak in found if leak]


def _dates(table: pa.Table, name: str) -> samples.Dates:
    found = samples.dates_of(table[name])
    if found is None:
        raise ValueError(f"column {name!r} holds no dates; write them as 2026-05-31")
    return found


def _codes(values: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    indices = values.combine_chunks().dictionary_encode().indices.fill_null(-1)
    return np.asarray(indices.to_numpy(zero_copy_only=False), np.int64)

"""Leaks of rows and of time: shared rows, persons or days, and dates from the future."""

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.validation.leakage.leak import Leak, LeakKind

Dates = npt.NDArray[np.datetime64]

_CONTINUOUS = 0.5
"""A numeric column with so large a share of distinct values makes equal rows improbable."""


def dates_of(values: pa.ChunkedArray) -> Dates | None:
    """Read a column as days; None when it holds none.

    Parameters
    ----------
    values : pyarrow.ChunkedArray, length n
        Dates, timestamps, or texts in the form 2026-05-31.

    Returns
    -------
    ndarray of datetime64[us], shape (n,), or None
        The instants, NaT where missing.

    Examples
    --------
    >>> dates_of(pa.chunked_array([["2026-05-31", None]]))
    array(['2026-05-31T00:00:00.000000',                        'NaT'], dtype='datetime64[us]')
    >>> dates_of(pa.chunked_array([["31.5.26"]])) is None
    True
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = pc.cast(values, kind.value_type)
        kind = values.type
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if not (text or pa.types.is_temporal(kind)) or values.null_count == len(values):
        return None
    try:
        if pa.types.is_timestamp(kind) and kind.tz:
            values = pc.cast(values, pa.timestamp("us", "UTC"))
        instants = pc.cast(pc.cast(values, pa.timestamp("us")), pa.int64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    numbers = instants.combine_chunks()
    found: Dates = numbers.fill_null(0).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    found[numbers.is_null().to_numpy(zero_copy_only=False)] = np.datetime64("NaT")
    return found


def later_dates(name: str, values: pa.ChunkedArray, as_of: Dates) -> Leak | None:
    """Suspect a column of dates that lie after the observation point.

    Parameters
    ----------
    name : str
        The column.
    values : pyarrow.ChunkedArray, length n
        Its values.
    as_of : ndarray of datetime64[us], shape (n,)
        Observation point of each row.

    Returns
    -------
    Leak or None
        The suspicion.
    """
    days = dates_of(values)
    if days is None:
        return None
    late = int((days > as_of).sum())
    if not late:
        return None
    message = f"{late:,} of its dates lie after the observation point"
    remedy = "build features only from what was known by then"
    return Leak(LeakKind.LATER_DATE, name, late / days.size, message, remedy)


def early_outcome(outcome_on: Dates, as_of: Dates) -> Leak | None:
    """Suspect outcomes that were known at the observation point already.

    Parameters
    ----------
    outcome_on, as_of : ndarray of datetime64[us], shape (n,)
        When each outcome became known, and the observation point.

    Returns
    -------
    Leak or None
        The suspicion.

    Examples
    --------
    >>> days = np.array(["2026-01-01", "2026-06-01"], "datetime64[us]")
    >>> print(early_outcome(days, days[::-1]).figure)
    0.5
    """
    early = int((outcome_on <= as_of).sum())
    if not early:
        return None
    message = f"{early:,} outcomes were known at the observation point or before"
    remedy = "leave these rows out: what is to be predicted had happened"
    return Leak(LeakKind.EARLY_OUTCOME, None, early / as_of.size, message, remedy)


def shared_rows(table: pa.Table, fold: npt.NDArray[np.int64]) -> Leak | None:
    """Suspect rows that stand, all values equal, in two samples or folds.

    Only asked of tables in which some number has mostly distinct values: in a table of a few
    categories equal rows are to be expected.

    Parameters
    ----------
    table : pyarrow.Table
        The features.
    fold : ndarray of int64, shape (n,)
        Sample or fold of each row.

    Returns
    -------
    Leak or None
        The suspicion.
    """
    n = table.num_rows
    continuous = any(
        pc.count_distinct(column).as_py() > _CONTINUOUS * n
        for column in table.columns
        if pa.types.is_floating(column.type) or pa.types.is_integer(column.type)
    )
    if not continuous:
        return None
    twice = _in_two_folds(_row_digests(table), fold)
    if not twice:
        return None
    message = f"{twice:,} rows stand in two samples or folds with all their values"
    remedy = "keep one of each, or keep equal rows in one fold"
    return Leak(LeakKind.SHARED_ROW, None, twice / n, message, remedy)


def shared_persons(name: str, person: pa.ChunkedArray, fold: npt.NDArray[np.int64]) -> Leak | None:
    """Suspect persons who stand in two samples or folds.

    Parameters
    ----------
    name : str
        Column that names the person.
    person : pyarrow.ChunkedArray, length n
        Its values.
    fold : ndarray of int64, shape (n,)
        Sample or fold of each row.

    Returns
    -------
    Leak or None
        The suspicion.
    """
    coded = pc.cast(person, pa.string()).combine_chunks().dictionary_encode().indices
    twice = _in_two_folds(coded.fill_null(-1).to_numpy(zero_copy_only=False), fold)
    if not twice:
        return None
    message = f"{twice:,} persons stand in two samples or folds"
    remedy = "cut folds by person"
    return Leak(LeakKind.SHARED_PERSON, name, float(twice), message, remedy)


def overlapping_time(as_of: Dates, later: npt.NDArray[np.bool_]) -> Leak | None:
    """Suspect a hold-out sample that begins before the training sample ends.

    Parameters
    ----------
    as_of : ndarray of datetime64[us], shape (n,)
        Observation points.
    later : ndarray of bool, shape (n,)
        True for rows of the hold-out sample, which is meant to be later.

    Returns
    -------
    Leak or None
        The suspicion.
    """
    training, held_out = as_of[~later], as_of[later]
    training, held_out = training[~np.isnat(training)], held_out[~np.isnat(held_out)]
    if not training.size or not held_out.size:
        return None
    inside = int((held_out <= training.max()).sum())
    if not inside:
        return None
    message = (
        f"{inside:,} of {held_out.size:,} rows of the hold-out sample were observed before the "
        "training sample ends"
    )
    remedy = "hold out the last months, or call it an in-time sample"
    return Leak(LeakKind.OVERLAPPING_TIME, None, inside / held_out.size, message, remedy)


def _row_digests(table: pa.Table) -> npt.NDArray[np.int64]:
    columns = [pc.cast(column, pa.string()).to_pylist() for column in table.columns]
    seen: dict[bytes, int] = {}
    return np.array(
        [
            seen.setdefault(hashlib.sha256(repr(row).encode()).digest(), len(seen))
            for row in zip(*columns, strict=True)
        ],
        np.int64,
    )


def _in_two_folds(code: npt.NDArray[np.int64], fold: npt.NDArray[np.int64]) -> int:
    known = code >= 0
    pairs = np.unique(np.stack([code[known], fold[known]]), axis=1)
    return int((np.unique(pairs[0], return_counts=True)[1] > 1).sum())

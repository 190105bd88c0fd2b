"""Outcomes as analysts keep them, read as good, bad or not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainscore.validation.tables import as_arrow_column

Values = Any
"""A pandas, polars or pyarrow column, a numpy vector, or a sequence."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Which rows have an outcome, and which are bad.

    Parameters
    ----------
    known : ndarray of bool, shape (n,)
        True where there is an outcome.
    bad : ndarray of bool, shape (n,)
        True for a bad; False where not known.
    others : tuple of str
        Values counted as good, as text, in ascending order.
    """

    known: npt.NDArray[np.bool_]
    bad: npt.NDArray[np.bool_]
    others: tuple[str, ...]


def read_outcomes(y: Values, bad: object = 1) -> Outcomes:
    """Read a column of outcomes.

    Parameters
    ----------
    y : column, vector or sequence, length n
        Outcomes; None and NaN are not known.
    bad : object
        The value that means bad. ``1`` also stands for ``1.0`` and ``True``.

    Returns
    -------
    Outcomes
        Outcomes by row.

    Raises
    ------
    ValueError
        If the column mixes kinds of values, or holds two values or more and none is `bad`: the
        usual slip of leaving ``bad=1`` on a column that says "good" and "bad".

    Examples
    --------
    >>> read = read_outcomes(["good", "bad", None], bad="bad")
    >>> read.known, read.bad
    (array([ True,  True, False]), array([False,  True, False]))
    >>> read_outcomes(["good", "bad"])
    Traceback (most recent call last):
    ...
    ValueError: no outcome is 1; the values are bad, good: say which one means bad
    """
    encoded = as_arrow_column(y).dictionary_encode()
    values = encoded.dictionary.to_pylist()
    places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    missing = np.array([*(_is_missing(value) for value in values), True])
    is_bad = np.array([*(value == bad for value in values), False])
    others = [
        value
        for value, absent, hit in zip(values, missing, is_bad, strict=False)
        if not absent and not hit
    ]
    texts = tuple(str(value) for value in _in_order(others))
    if not is_bad.any() and len(texts) > 1:
        shown = ", ".join(texts[:10]) + (", ..." if len(texts) > 10 else "")
        raise ValueError(f"no outcome is {bad}; the values are {shown}: say which one means bad")
    return Outcomes(~missing[places], is_bad[places], texts)


def read_weights(sample_weight: Values | None, n: int) -> npt.NDArray[np.float64]:
    """Read a column of weights; rows without one get weight 0.

    Parameters
    ----------
    sample_weight : column, vector or sequence, length n, or None
        Weights; ones when None.
    n : int
        Number of rows.

    Returns
    -------
    ndarray of float64, shape (n,)
        Weights, at least 0.

    Raises
    ------
    ValueError
        If the length differs, or a weight is below zero, infinite or not a number.

    Examples
    --------
    >>> read_weights([2, None], 2)
    array([2., 0.])
    """
    if sample_weight is None:
        return np.ones(n)
    try:
        column = as_arrow_column(sample_weight).cast(pa.float64())
    except pa.ArrowException as error:
        raise ValueError("sample weights must be numbers") from error
    weights: npt.NDArray[np.float64] = np.nan_to_num(
        column.to_numpy(zero_copy_only=False), nan=0.0, posinf=np.inf
    )
    if weights.shape != (n,):
        raise ValueError(f"there are {weights.size} sample weights for {n} rows")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("sample weights must be finite and at least zero")
    return weights


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def _in_order(values: Sequence[Any]) -> list[Any]:
    return sorted(values, key=lambda value: (isinstance(value, str), value))

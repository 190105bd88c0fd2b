"""The column that says who turned out bad."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.cli.console import CommandError
from plainscore.cli.tables import column_of

PLAIN_ANSWERS = ({"0", "1"}, {"false", "true"})
"""Pairs of values whose larger one means bad without being told."""

TRUTH = {"true": "1", "false": "0"}


@dataclass(frozen=True, slots=True)
class Target:
    """Which rows have an outcome, and which of them are bad.

    Parameters
    ----------
    known : numpy.ndarray of bool, shape (rows,)
        True where the table states an outcome.
    bad : numpy.ndarray of int8, shape (known rows,)
        1 for bad, 0 for good.
    """

    known: npt.NDArray[np.bool_]
    bad: npt.NDArray[np.int8]


def read_target(table: pa.Table, name: str, bad_value: str | None, path: Path) -> Target:
    """Read the target column of an analyst's table.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    name : str
        Name of the target column.
    bad_value : str or None
        The value that means bad; without it, 1 of 0 and 1, or true of false and true.
    path : pathlib.Path
        Where the table came from, for the messages.

    Returns
    -------
    Target
        Outcome by row; rows with an empty target are not known.

    Raises
    ------
    CommandError
        If the column is absent, has no bads or no goods, or does not say which value is bad.

    Examples
    --------
    >>> read_target(pa.table({"y": ["good", "bad", None]}), "y", "bad", Path("t.csv")).bad
    array([0, 1], dtype=int8)
    >>> read_target(pa.table({"y": ["good", "bad"]}), "y", None, Path("t.csv"))
    Traceback (most recent call last):
    ...
    plainscore.cli.console.CommandError: column 'y' holds bad, good: say which one is bad with --bad
    """
    column = column_of(table, name, path)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
        bad_value = None if bad_value is None else TRUTH.get(bad_value.strip().lower(), bad_value)
    known = pc.is_valid(column).to_numpy()
    texts = [_as_text(value) for value in column.drop_null().to_pylist()]
    values = sorted(set(texts))
    if bad_value is None:
        if set(values) not in PLAIN_ANSWERS:
            shown = ", ".join(values[:10]) + (", ..." if len(values) > 10 else "")
            raise CommandError(f"column {name!r} holds {shown}: say which one is bad with --bad")
        bad_text = values[-1]
    else:
        bad_text = _as_text(_number_if_possible(bad_value))
    bad = np.array([text == bad_text for text in texts], dtype=np.int8)
    if not bad.any() or bad.all():
        raise CommandError(
            f"column {name!r} has {int(bad.sum())} bads and {int((1 - bad).sum())} goods "
            f"(bad is {bad_text!r}; it holds {', '.join(values[:10])}): both are needed"
        )
    return Target(known, bad)


def _as_text(value: object) -> str:
    """Write a value as people do, so that 1, 1.0 and "1" are the same answer."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().lower() if isinstance(value, bool) else str(value).strip()


def _number_if_possible(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text

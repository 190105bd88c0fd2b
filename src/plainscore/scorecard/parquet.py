"""Fitting from Parquet files that are larger than memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from numpy.typing import NDArray

from plainscore.scorecard.table import Column, Table, read_table

if TYPE_CHECKING:
    from plainscore.scorecard.classifier import ScorecardClassifier

_PART = 262_144
"""Rows of a column that are in memory at once."""


def open_parquet(paths: str | Path | Sequence[str | Path], leave_out: Sequence[str] = ()) -> Table:
    """Open Parquet files as one table that is read column by column and part by part.

    Parameters
    ----------
    paths : path or sequence of paths
        Files, or a folder of them; rows are in the order of the paths.
    leave_out : sequence of str
        Columns that are not part of the table.

    Returns
    -------
    Table
        The table.

    Raises
    ------
    OSError
        If a file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pq.write_table(pa.table({"a": [1, None], "b": ["x", "y"]}), f"{folder}/rows.parquet")
    ...     table = open_parquet(f"{folder}/rows.parquet")
    ...     print(table.names, table.rows, next(table.parts("a")))
    ('a', 'b') 2 [ 1. nan]
    """
    data = _dataset(paths)
    names = tuple(name for name in data.schema.names if name not in leave_out)

    def read(name: str) -> Column | None:
        return read_table(data.to_table(columns=[name])).column(name)

    def parts(name: str) -> Iterator[NDArray[np.float64] | None]:
        kind = data.schema.field(name).type
        plain = pa.types.is_floating(kind) or pa.types.is_integer(kind)
        for path in data.files:
            with pq.ParquetFile(path, filesystem=data.filesystem, pre_buffer=False) as file:
                for batch in file.iter_batches(_PART, columns=[name], use_threads=False):
                    yield _numbers(batch.column(0)) if plain else None

    return Table(names, data.count_rows(), read, parts)


def fit_parquet(
    paths: str | Path | Sequence[str | Path],
    target: str,
    model: "ScorecardClassifier",
    *,
    weight: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> "ScorecardClassifier":
    """Fit a scorecard from Parquet files in bounded memory.

    A column is read twice: every k-th value places the bounds of its pre-bins, then all values
    are coded, part by part. What stays of a column is one byte a row, in temporary files. Outcomes
    and sample weights are held in memory, as is one column of text at a time. The scorecard is
    the one that `ScorecardClassifier.fit` gives for the same rows in memory.

    Parameters
    ----------
    paths : path or sequence of paths
        Files, or a folder of them.
    target : str
        Column of the labels.
    model : ScorecardClassifier
        What is to be fitted, ``method="woe"``.
    weight : str, optional
        Column of sample weights; it and `target` are no features.
    progress : callable, optional
        Called with columns done and columns in all.

    Returns
    -------
    ScorecardClassifier
        The model, fitted.

    Raises
    ------
    ValueError
        If a column is absent, or as for `ScorecardClassifier.fit`.
    OSError
        If a file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> late = [row % 3 for row in range(300)]
    >>> bad = [int(row % 7 < value) for row, value in enumerate(late)]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pq.write_table(pa.table({"late": late, "bad": bad}), f"{folder}/rows.parquet")
    ...     fitted = fit_parquet(f"{folder}/rows.parquet", "bad", ScorecardClassifier())
    >>> fitted.scorecard_.feature_names
    ('late',)
    """
    data = _dataset(paths)
    stated = [target] if weight is None else [target, weight]
    absent = [name for name in stated if name not in data.schema.names]
    if absent:
        raise ValueError(f"the files have no column {', '.join(absent)}")
    outcomes = _column(data, target)
    weights = None if weight is None else _column(data, weight)
    return model.fit(open_parquet(paths, stated), outcomes, weights, progress=progress)


def _dataset(paths: str | Path | Sequence[str | Path]) -> Any:
    named = [str(paths)] if isinstance(paths, str | Path) else [str(path) for path in paths]
    if len(named) == 1:
        return ds.dataset(named[0], format="parquet")
    return ds.dataset(named, format="parquet")


def _column(data: Any, name: str) -> NDArray[Any]:
    """Return a column in its own type; whole numbers in the smallest that holds them."""
    column = data.to_table(columns=[name]).column(name)
    if column.null_count:
        raise ValueError(f"column {name} has missing values")
    if pa.types.is_integer(column.type):
        bounds: Mapping[str, int] = pc.min_max(column).as_py()
        if bounds["min"] >= -128 and bounds["max"] <= 127:
            column = column.cast(pa.int8())
    values: NDArray[Any] = column.to_numpy()
    return values


def _numbers(values: Any) -> NDArray[np.float64]:
    if values.null_count:
        values = values.cast(pa.float64(), safe=False)
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)

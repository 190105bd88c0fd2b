"""The column of sample weights."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from plainscore.cli.console import CommandError
from plainscore.cli.tables import column_of


def read_weights(table: pa.Table, name: str, path: Path) -> npt.NDArray[np.float64]:
    """Read the weights of a table's rows.

    Parameters
    ----------
    table : pyarrow.Table
        The table.
    name : str
        Name of the column.
    path : pathlib.Path
        Where the table came from, for the messages.

    Returns
    -------
    numpy.ndarray of float64, shape (rows,)
        Finite and not negative.

    Raises
    ------
    CommandError
        If the column is absent or holds anything else.

    Examples
    --------
    >>> read_weights(pa.table({"w": [1, 2]}), "w", Path("t.csv"))
    array([1., 2.])
    >>> read_weights(pa.table({"w": [1, -2]}), "w", Path("t.csv"))
    Traceback (most recent call last):
    ...
    plainscore.cli.console.CommandError: column 'w' holds weights that are not all numbers from 0
    """
    column = column_of(table, name, path)
    try:
        weights: npt.NDArray[np.float64] = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise CommandError(f"column {name!r} cannot be used as weights: {error}") from error
    if not np.all(np.isfinite(weights)) or np.any(weights < 0):
        raise CommandError(f"column {name!r} holds weights that are not all numbers from 0")
    return weights

"""Tables and columns of any kind as pyarrow, in which everything here is measured."""

from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa


def as_arrow_table(table: Any) -> pa.Table:
    """Read a pandas, polars or pyarrow table as pyarrow.

    Parameters
    ----------
    table : table
        The table.

    Returns
    -------
    pyarrow.Table
        The same rows and columns.

    Examples
    --------
    >>> as_arrow_table(pa.table({"a": [1]})).num_rows
    1
    """
    if isinstance(table, pa.Table):
        return table
    return nw.from_native(table, eager_only=True).to_arrow()


def as_arrow_column(column: Any) -> pa.Array:
    """Read a pandas, polars or pyarrow column, a numpy vector or a sequence as pyarrow.

    Parameters
    ----------
    column : column, vector or sequence, length n
        The values; NaN in a sequence is missing.

    Returns
    -------
    pyarrow.Array
        The same values, without a dictionary.

    Raises
    ------
    ValueError
        If it mixes kinds of values.

    Examples
    --------
    >>> as_arrow_column(["good", None]).null_count
    1
    """
    native = nw.from_native(column, series_only=True, pass_through=True)
    values = native.to_arrow() if isinstance(native, nw.Series) else native
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not isinstance(values, pa.Array):
        listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
        try:
            values = pa.array(listed, from_pandas=True)
        except pa.ArrowException as error:
            raise ValueError(f"a column must hold values of one kind: {error}") from error
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values

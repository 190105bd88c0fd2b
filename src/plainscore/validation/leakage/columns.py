"""Columns of any table as codes: what the search for leaks looks at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MOST_CODES = 50
"""A numeric column with more distinct values is cut into so many parts of equal size."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as one small integer a row.

    Parameters
    ----------
    name : str
        The column.
    code : ndarray of int64, shape (n,)
        Same value, same code; `missing` for a row without one.
    texts : tuple of str
        What each code stands for.
    missing : int
        Code of missing values, whether there are any or not.
    distinct : int
        Distinct values before any were put together.
    numbers : ndarray of float64, shape (n,), or None
        The values when they are numbers.
    """

    name: str
    code: npt.NDArray[np.int64]
    texts: tuple[str, ...]
    missing: int
    distinct: int
    numbers: npt.NDArray[np.float64] | None


def code_column(name: str, values: pa.ChunkedArray) -> Coded:
    """Code one column.

    Parameters
    ----------
    name : str
        The column.
    values : pyarrow.ChunkedArray, length n
        Its values.

    Returns
    -------
    Coded
        The codes.

    Examples
    --------
    >>> coded = code_column("a", pa.chunked_array([["x", None, "x"]]))
    >>> coded.code.tolist(), coded.texts, coded.missing
    ([0, 1, 0], ('x', 'missing'), 1)
    """
    column = values.combine_chunks()
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        column = pc.cast(column, pa.float64(), safe=False)
    if pa.types.is_floating(column.type):
        return _numbers(name, pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False))
    encoded = pc.cast(column, pa.string()).dictionary_encode()
    texts = tuple(encoded.dictionary.to_pylist())
    code = encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(name, code, (*texts, "missing"), len(texts), len(texts), None)


def _numbers(name: str, numbers: npt.NDArray[np.float64]) -> Coded:
    present = ~np.isnan(numbers)
    distinct = np.unique(numbers[present])
    if distinct.size > MOST_CODES:
        shares = np.linspace(0, 1, MOST_CODES + 1)[1:-1]
        edges = np.unique(np.quantile(numbers[present], shares, method="inverted_cdf"))
        code = np.searchsorted(edges, numbers, side="left")
        texts = (*(f"up to {edge:g}" for edge in edges), f"above {edges[-1]:g}")
    else:
        code = np.searchsorted(distinct, numbers)
        texts = tuple(f"{value:g}" for value in distinct)
    code = np.where(present, code, len(texts)).astype(np.int64)
    return Coded(name, code, (*texts, "missing"), len(texts), distinct.size, numbers)

"""Reading tables of any kind: pandas, polars, pyarrow, arrays, or rows as mappings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

TableLike = Any
"""A pandas, polars or pyarrow table, a 2-D array, one row as a mapping, or a list of such rows."""


@dataclass(frozen=True, slots=True)
class NumericColumn:
    """Numbers; a missing one is NaN.

    Parameters
    ----------
    values : ndarray of float64, shape (n_rows,)
        The values; of a table stored row by row, a view of its column.
    """

    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CategoryColumn:
    """Categories by position; a missing one is -1.

    Parameters
    ----------
    categories : tuple of str
        The distinct values, in no particular order.
    positions : ndarray of int32, shape (n_rows,)
        Position of each row's value in `categories`.
    """

    categories: tuple[str, ...]
    positions: NDArray[np.int32]


Column = NumericColumn | CategoryColumn


@dataclass(frozen=True, slots=True)
class Table:
    """A table read by column name.

    Parameters
    ----------
    names : tuple of str
        Names of the columns.
    rows : int
        Number of rows.
    reader : callable
        Gives the column of a name; None when its type cannot be scored (dates, lists).
    parts : callable or None
        Where the table is too large for memory: gives the numbers of a column part by part, None
        for each part when they are not numbers.
    """

    names: tuple[str, ...]
    rows: int
    reader: Callable[[str], Column | None]
    parts: Callable[[str], Iterator[NDArray[np.float64] | None]] | None = None

    def column(self, name: str) -> Column | None:
        """Return a column as it is, or None when its type cannot be scored.

        Examples
        --------
        >>> read_table([{"a": 1}, {"a": None}]).column("a").values
        array([ 1., nan])
        """
        return self.reader(name)

    def numeric(self, name: str) -> NDArray[np.float64]:
        """Return a column as numbers; text is read as a number.

        Raises
        ------
        ValueError
            If the column is absent, or a value is not a number.

        Examples
        --------
        >>> read_table([{"a": "1.5"}]).numeric("a")
        array([1.5])
        """
        column = self._present(name)
        if isinstance(column, NumericColumn):
            return column.values
        numbers = np.empty(len(column.categories) + 1)
        numbers[-1] = np.nan
        for position, text in enumerate(column.categories):
            try:
                numbers[position] = float(text)
            except ValueError as error:
                raise ValueError(
                    f"column {name} holds {text!r} where the scorecard needs a number"
                ) from error
        return numbers[column.positions]

    def categories(self, name: str) -> CategoryColumn:
        """Return a column as categories; numbers become their text.

        Raises
        ------
        ValueError
            If the column is absent or of a type that cannot be scored.

        Examples
        --------
        >>> read_table([{"a": 3.0}, {"a": None}]).categories("a").categories
        ('3',)
        """
        column = self._present(name)
        return as_categories(column)

    def truth(self, name: str) -> NDArray[np.bool_]:
        """Return a column as yes or no; a missing value is no.

        Examples
        --------
        >>> read_table([{"ok": True}, {"ok": None}]).truth("ok")
        array([ True, False])
        """
        column = self._present(name)
        if isinstance(column, NumericColumn):
            return np.asarray(np.nan_to_num(column.values, nan=0.0) != 0.0, dtype=np.bool_)
        yes = np.array([text.lower() in {"true", "1", "yes"} for text in (*column.categories, "")])
        return np.asarray(yes[column.positions], dtype=np.bool_)

    def _present(self, name: str) -> Column:
        if name not in self.names:
            raise ValueError(f"the table has no column {name}, which the scorecard needs")
        column = self.reader(name)
        if column is None:
            raise ValueError(f"column {name} is neither numeric nor text")
        return column


def number_text(value: float) -> str:
    """Return a number as a category's text: whole numbers without a decimal point.

    Examples
    --------
    >>> number_text(3.0), number_text(0.25)
    ('3', '0.25')
    """
    return str(int(value)) if value.is_integer() else repr(value)


def as_categories(column: Column) -> CategoryColumn:
    """Return a column as categories; numbers become their text.

    Examples
    --------
    >>> as_categories(NumericColumn(np.array([2.0, 1.0, 2.0]))).positions
    array([1, 0, 1], dtype=int32)
    """
    if isinstance(column, CategoryColumn):
        return column
    missing = np.isnan(column.values)
    distinct, positions = np.unique(column.values[~missing], return_inverse=True)
    places = np.full(missing.shape[0], -1, dtype=np.int32)
    places[~missing] = positions
    return CategoryColumn(tuple(number_text(float(value)) for value in distinct), places)


def is_row(table: TableLike) -> bool:
    """Return whether the input is one row as a mapping.

    Examples
    --------
    >>> is_row({"a": 1}), is_row([{"a": 1}])
    (True, False)
    """
    return isinstance(table, Mapping)


def read_table(table: TableLike, names: Sequence[str] | None = None) -> Table:
    """Open a table of any supported kind.

    Parameters
    ----------
    table : pandas, polars or pyarrow table, 2-D array, mapping, or list of mappings
        The rows. A mapping is one row; in rows, an absent key is a missing value.
    names : sequence of str, optional
        Names of an array's columns; ``x0``, ``x1``... by default.

    Returns
    -------
    Table
        The table, read by column name when asked.

    Raises
    ------
    TypeError
        If the input is none of these.

    Examples
    --------
    >>> read_table({"a": 1, "b": "x"}).names
    ('a', 'b')
    """
    if isinstance(table, Table):
        return table
    if isinstance(table, Mapping):
        return _from_rows([table], names)
    if isinstance(table, np.ndarray):
        return _from_array(table, names)
    if isinstance(table, Sequence) and not isinstance(table, str | bytes):
        if all(isinstance(row, Mapping) for row in table):
            return _from_rows(table, names)
        return _from_array(np.asarray(table), names)
    try:
        frame = nw.from_native(table, eager_only=True)
    except TypeError as error:
        raise TypeError(
            f"cannot read a table from {type(table).__name__}: give a pandas, polars or pyarrow "
            "table, a 2-D array, or rows as mappings"
        ) from error

    own_name = {str(name): name for name in frame.columns}

    def read(name: str) -> Column | None:
        return _from_series(frame.get_column(own_name[name]))

    return Table(tuple(own_name), len(frame), read)


def _from_series(series: "nw.Series[Any]") -> Column | None:
    kind = series.dtype
    if kind.is_numeric() or kind == nw.Boolean:
        # floats hold their missing values themselves
        if kind == nw.Boolean or kind.is_decimal() or (kind.is_integer() and series.null_count()):
            series = series.cast(nw.Float64)
        values = series.to_numpy()
        if values.dtype == object:
            values = pc.cast(pa.array(values, from_pandas=True), pa.float64()).to_numpy(
                zero_copy_only=False
            )
        return NumericColumn(np.asarray(values, dtype=np.float64))
    if kind in (nw.String, nw.Categorical, nw.Enum) or isinstance(kind, nw.Enum):
        return _from_text(series.cast(nw.String).to_arrow())
    if kind == nw.Object:
        return _from_values(series.to_list())
    if series.null_count() == len(series):
        # a column without any value has a type of its own: nothing else is known of it
        return NumericColumn(np.full(len(series), np.nan))
    return None


def _from_text(texts: pa.Array | pa.ChunkedArray) -> CategoryColumn:
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if texts.type == pa.string_view():
        texts = texts.cast(pa.string())
    encoded = pc.dictionary_encode(texts)
    categories = [str(text) for text in encoded.dictionary.to_pylist()]
    positions = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    positions = positions.astype(np.int32, copy=False)
    blanks = [position for position, text in enumerate(categories) if not text.strip()]
    if blanks:
        positions = np.where(np.isin(positions, blanks), np.int32(-1), positions)
    return CategoryColumn(tuple(categories), positions)


def _is_missing(value: object) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())  # noqa: PLR0124 - NaN and NaT are unequal to themselves


def _from_values(values: Sequence[object]) -> Column | None:
    present = [value for value in values if not _is_missing(value)]
    if all(isinstance(value, Real | np.number | np.bool_) for value in present):
        numbers = (np.nan if _is_missing(value) else float(value) for value in values)  # type: ignore[arg-type]
        return NumericColumn(np.fromiter(numbers, dtype=np.float64, count=len(values)))
    if not all(isinstance(value, str | Real | np.number | np.bool_) for value in present):
        return None
    return _from_text(
        pa.array([None if _is_missing(value) else category_text(value) for value in values])
    )


def category_text(value: object) -> str:
    """Return a value as the text of its category.

    Examples
    --------
    >>> category_text(3.0), category_text("A11"), category_text(True)
    ('3', 'A11', '1')
    """
    if isinstance(value, str):
        return value
    return number_text(float(value)) if isinstance(value, Real | np.number) else str(value)


def _from_rows(rows: Sequence[Mapping[str, Any]], names: Sequence[str] | None) -> Table:
    found = dict.fromkeys(names or ())
    for row in rows:
        found.update(dict.fromkeys(row))

    def read(name: str) -> Column | None:
        return _from_values([row.get(name) for row in rows])

    return Table(tuple(found), len(rows), read)


def _from_array(array: NDArray[Any], names: Sequence[str] | None) -> Table:
    if array.ndim != 2:
        raise ValueError(f"expected a 2-D array, got {array.ndim} dimension(s)")
    columns = tuple(names) if names is not None else tuple(f"x{i}" for i in range(array.shape[1]))
    place = {name: position for position, name in enumerate(columns)}

    def read(name: str) -> Column | None:
        values = array[:, place[name]]
        if values.dtype.kind in "fiub":
            return NumericColumn(np.asarray(values, dtype=np.float64))
        return _from_values(values.tolist())

    return Table(columns, array.shape[0], read)

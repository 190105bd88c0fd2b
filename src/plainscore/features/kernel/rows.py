"""Columns of transactions as plain numbers: money in ten-thousandths, days as counts."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records import Role

NOTHING = np.iinfo(np.int64).min
"""An amount that is not stated."""

ROLE_CODES: dict[str, int] = {role.value: code for code, role in enumerate(sorted(Role))}
"""Numbers of the roles, in the order of their names."""

OTHER_ROLE = len(ROLE_CODES)
"""A role that is on no list: its rows are rows, and of no flow."""

ROLES = OTHER_ROLE + 1

_NAMES = pa.array(list(ROLE_CODES))


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if not isinstance(column, pa.ChunkedArray):
        return column
    # of one chunk no copy is made
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def units_of(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int64]:
    """Return amounts as whole ten-thousandths.

    Parameters
    ----------
    column : pyarrow array of decimal128(18, 4)
        Amounts; 18 digits always fit 64 bits, so the lower half of each is the amount.

    Returns
    -------
    ndarray of int64
        The amounts; `NOTHING` for null.

    Examples
    --------
    >>> from decimal import Decimal
    >>> units_of(pa.array([Decimal("-1.5"), None], pa.decimal128(18, 4))).tolist()
    [-15000, -9223372036854775808]
    """
    values = _whole(column)
    count = len(values)
    buffer = values.buffers()[1]
    if count == 0 or buffer is None:
        return np.full(count, NOTHING, np.int64)
    first = 2 * values.offset
    units = np.frombuffer(buffer, np.int64)[first : first + 2 * count : 2]
    if values.null_count == 0:
        return units.copy()
    stated = pc.is_valid(values).to_numpy(zero_copy_only=False)
    return np.where(stated, units, NOTHING)


def days_of(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int32]:
    """Return days as counts from 1 January 1970.

    Examples
    --------
    >>> from datetime import date
    >>> days_of(pa.array([date(1970, 1, 2)])).tolist()
    [1]
    """
    # copies, because kernels are compiled anew for arrays that may not be written to
    days: npt.NDArray[np.int32] = _whole(column).view(pa.int32()).to_numpy(zero_copy_only=False)
    return days.copy()


def instants_of(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int64]:
    """Return moments as counts of microseconds from the start of 1970.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> instants_of(pa.array([datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)])).tolist()
    [1000000]
    """
    values = _whole(column).view(pa.int64())
    instants: npt.NDArray[np.int64] = values.to_numpy(zero_copy_only=False)
    return instants.copy()


def roles_of(column: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.int8]:
    """Return the numbers of roles.

    Examples
    --------
    >>> roles_of(pa.array(["cash", "debt_payment"])).tolist()
    [0, 2]
    """
    values = _whole(column)
    if pa.types.is_dictionary(values.type):
        codes = roles_of(values.dictionary)
        taken: npt.NDArray[np.int8] = codes[values.indices.to_numpy(zero_copy_only=False)]
        return taken
    found = pc.fill_null(pc.index_in(values, _NAMES), OTHER_ROLE)
    numbers: npt.NDArray[np.int8] = found.to_numpy(zero_copy_only=False).astype(np.int8)
    return numbers

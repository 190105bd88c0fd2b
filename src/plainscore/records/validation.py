"""Validation of tables against their contract: good rows kept, bad rows returned as problems."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from plainscore.records.kinds import AccountKind, TradelineKind
from plainscore.records.problem import Problem
from plainscore.records.roles import Role, RoleSource
from plainscore.records.tables import KEYS, SCHEMAS

CLOSED_COLUMNS: dict[tuple[str, str], tuple[str, ...]] = {
    ("accounts", "kind"): tuple(AccountKind),
    ("transactions", "role"): tuple(Role),
    ("transactions", "role_source"): tuple(RoleSource),
    ("tradelines", "kind"): tuple(TradelineKind),
}
"""Columns that hold a member of a closed list, and nothing else."""

CURRENCY = "^[A-Z]{3}$"
"""An ISO 4217 code: no column of a table may hold a text instead."""

WIDEST_PRECISION = 38


@dataclass(frozen=True, slots=True)
class Validated:
    """The good rows of a table and the problems of the others.

    Parameters
    ----------
    table : pyarrow.Table
        Rows that satisfy the contract, in the contract's column order and types.
    problems : tuple of Problem
        One or more for each row left out.
    rows_in : int
        Rows given; ``rows_in == table.num_rows + rows_left_out``, always.
    """

    table: pa.Table
    problems: tuple[Problem, ...]
    rows_in: int

    @property
    def rows_left_out(self) -> int:
        """Number of rows that were left out."""
        return self.rows_in - int(self.table.num_rows)


def validate(name: str, table: pa.Table, *, file: str | None = None) -> Validated:
    """Check a table against its contract and separate good rows from bad.

    Parameters
    ----------
    name : str
        Name of the contract: a key of `plainscore.records.tables.SCHEMAS`.
    table : pyarrow.Table
        The table; columns beyond the contract are dropped (data that no feature declares is
        not kept: GDPR Art. 5(1)(c)).
    file : str, optional
        Where the table came from, for the messages; the contract's name by default.

    Returns
    -------
    Validated
        Rows that hold, problems of those that do not. A missing column, which no row can make
        good, leaves out every row.

    Raises
    ------
    KeyError
        If there is no contract of that name.

    Examples
    --------
    >>> outcomes = pa.table({"application_id": ["a", None, "a"], "bad": [True, False, False]})
    >>> checked = validate("outcomes", outcomes)
    >>> checked.table.num_rows, checked.rows_left_out
    (1, 2)
    >>> for problem in checked.problems:
    ...     print(problem)
    outcomes, row 2, column application_id: is empty (give it a value)
    outcomes, row 3, column application_id: repeats an earlier row (keep one of them)
    """
    schema = SCHEMAS[name]
    origin = file or name
    absent = [
        field.name
        for field in schema
        if field.name not in table.column_names and not field.nullable
    ]
    if absent:
        problems = tuple(
            Problem(origin, None, column, "missing_column", "is missing", "add the column")
            for column in absent
        )
        return Validated(schema.empty_table(), problems, table.num_rows)
    found = _Findings(origin, table.num_rows)
    columns = [_conform(found, table, field) for field in schema]
    conformed = pa.table(columns, schema=_relaxed(schema))
    for field in schema:
        if not field.nullable:
            found.reject(
                pc.is_null(conformed[field.name]),
                field.name,
                "empty",
                "is empty",
                "give it a value",
            )
    for (table_name, column), members in CLOSED_COLUMNS.items():
        if table_name == name:
            outside = pc.invert(pc.is_in(conformed[column], value_set=pa.array(members)))
            remedy = "one of " + ", ".join(members)
            found.reject(outside, column, "outside_list", "is not on the closed list", remedy)
    if "currency" in schema.names:
        texts = pc.invert(pc.match_substring_regex(conformed["currency"], CURRENCY))
        remedy = "write the three letters of ISO 4217"
        found.reject(texts, "currency", "bad_currency", "is not a currency code", remedy)
    found.reject(
        _repeats(conformed.select(KEYS[name]), found.bad),
        KEYS[name][-1],
        "repeated_key",
        "repeats an earlier row",
        "keep one of them",
    )
    good = conformed.filter(pa.array([not bad for bad in found.bad], pa.bool_()))
    return Validated(good.cast(schema), tuple(found.problems), table.num_rows)


class _Findings:
    """Collects the problems of one table; a row is reported for its first failing check only."""

    def __init__(self, file: str, rows: int) -> None:
        self.file = file
        self.bad = [False] * rows
        self.problems: list[Problem] = []

    def reject(
        self, mask: pa.ChunkedArray | pa.Array, column: str, code: str, message: str, remedy: str
    ) -> None:
        for row in pc.indices_nonzero(pc.fill_null(mask, fill_value=False)).to_pylist():
            if not self.bad[row]:
                self.bad[row] = True
                self.problems.append(Problem(self.file, row + 1, column, code, message, remedy))


def _relaxed(schema: pa.Schema) -> pa.Schema:
    """Allow nulls everywhere, so that empty values can be found and named."""
    return pa.schema([pa.field(field.name, field.type) for field in schema])


def _conform(found: _Findings, table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    """Cast one column to its type; values that do not fit become problems, one by one."""
    if field.name not in table.column_names:
        return pa.chunked_array([pa.nulls(table.num_rows, field.type)])
    column = table[field.name]
    if pa.types.is_integer(column.type) and pa.types.is_decimal(field.type):
        # Arrow refuses a cast to a precision that the widest integer might not fit
        column = column.cast(pa.decimal128(WIDEST_PRECISION, field.type.scale))
    if pa.types.is_boolean(field.type) and not pa.types.is_boolean(column.type):
        column = _as_truth(column)
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        pass
    values: list[pa.Scalar | None] = []
    misfits: list[bool] = []
    for value in column:
        fitted = _cast_one(value, field.type)
        values.append(None if fitted is None else fitted.as_py())
        misfits.append(fitted is None and value.is_valid)
    found.reject(
        pa.array(misfits, pa.bool_()),
        field.name,
        "wrong_type",
        f"cannot be read as {field.type}",
        "correct the value",
    )
    return pa.chunked_array([pa.array(values, field.type)])


def _as_truth(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write 0 and 1 as truth values: Arrow would take every other number for true."""
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return column
    texts = pc.case_when(
        pc.make_struct(pc.equal(column, 0), pc.equal(column, 1)), "false", "true", "neither"
    )
    return pc.if_else(pc.is_valid(column), texts, None)


def _cast_one(value: pa.Scalar, target: pa.DataType) -> pa.Scalar | None:
    try:
        return value.cast(target) if value.is_valid else None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _repeats(keys: pa.Table, bad: list[bool]) -> pa.Array:
    """Mark each good row whose key stands in an earlier good row."""
    seen: set[tuple[object, ...]] = set()
    marks: list[bool] = []
    for is_bad, *key in zip(bad, *(column.to_pylist() for column in keys.columns), strict=True):
        marks.append(not is_bad and tuple(key) in seen)
        if not is_bad:
            seen.add(tuple(key))
    return pa.array(marks, pa.bool_())

"""What differs between the databases a scorecard is written for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from plainscore.scorecard.export.rules import ExportError

Build = Callable[[exp.Expression], exp.Expression]
_SENTINEL = "|"
_BLANKS = (9, 10, 11, 12, 13)


def _type(name: str) -> exp.DataType:
    return exp.DataType.build(name, udt=True)


def _nan_function(value: exp.Expression) -> exp.Expression:
    return exp.IsNan(this=value)


def _nan_equal(double: str) -> Build:
    # these databases hold NaN equal to itself, against IEEE 754
    def build(value: exp.Expression) -> exp.Expression:
        return exp.EQ(
            this=value, expression=exp.Cast(this=exp.Literal.string("NaN"), to=_type(double))
        )

    return build


def _nan_oracle(value: exp.Expression) -> exp.Expression:
    return exp.Is(this=value, expression=exp.Var(this="NAN"))


def _blank_pattern(pattern: str) -> Build:
    def build(value: exp.Expression) -> exp.Expression:
        return exp.RegexpLike(this=value, expression=exp.Literal.string(pattern))

    return build


def _blank_replaced(value: exp.Expression) -> exp.Expression:
    for code in _BLANKS:
        letter = exp.Anonymous(this="CHAR", expressions=[exp.Literal.number(code)])
        value = exp.Anonymous(this="REPLACE", expressions=[value, letter, exp.Literal.string("")])
    return exp.EQ(
        this=exp.Anonymous(this="LTRIM", expressions=[value]), expression=exp.Literal.string("")
    )


def _greatest(values: Sequence[exp.Expression]) -> exp.Expression:
    if len(values) == 1:
        return values[0]
    return exp.Anonymous(this="GREATEST", expressions=list(values))


def _greatest_of_rows(values: Sequence[exp.Expression]) -> exp.Expression:
    # GREATEST is new in SQL Server 2022; this runs on every version and is evaluated once
    rows = exp.Values(
        expressions=[exp.Tuple(expressions=[value]) for value in values],
        alias=exp.TableAlias(
            this=exp.to_identifier("each", quoted=True),
            columns=[exp.to_identifier("loss", quoted=True)],
        ),
    )
    loss = exp.Max(this=exp.column(exp.to_identifier("loss", quoted=True)))
    return exp.Subquery(this=exp.Select(expressions=[loss]).from_(rows))


@dataclass(frozen=True, slots=True)
class SqlDialect:
    """How one database writes what differs.

    Parameters
    ----------
    name : str
        Name of the dialect, as sqlglot has it.
    database : str
        Name of the database, for the reader.
    double, text : str
        Its type of 64-bit floating numbers; its type of text of any length.
    is_nan : callable or None
        Builds the test for NaN; None where the type holds none.
    is_blank : callable
        Builds the test for text of white space only.
    longest_name : int or None
        Most bytes of a column's name.
    greatest : callable
        Builds the greatest of several expressions.
    collation : str or None
        Collation that tells every two strings apart; None where comparing does so already.
    national : bool
        Whether text needs the mark of national characters.
    string_numbers : bool
        Whether text converts to a number the same in every session.
    barrier : str or None
        ``"offset"``, ``"limit"`` or ``"hint"``: what keeps the planner from writing the steps
        into each other, which would repeat each one many times over.
    """

    name: str
    database: str
    double: str = "DOUBLE"
    text: str = "TEXT"
    is_nan: Build | None = _nan_function
    is_blank: Build = field(default=_blank_pattern("^[[:space:]]*$"))
    longest_name: int | None = None
    greatest: Callable[[Sequence[exp.Expression]], exp.Expression] = _greatest
    collation: str | None = None
    national: bool = False
    string_numbers: bool = True
    barrier: str | None = None

    def number(self, value: float) -> exp.Expression:
        """Return a constant that is this very double.

        A decimal literal would be a decimal number in most databases, which some of them round
        twice on the way to a double.
        """
        if self.string_numbers:
            literal = exp.Literal.string(repr(value))
        else:
            if value and not 1e-120 < abs(value) < 1e120:
                raise ExportError(f"{self.database} has no literal for the bound {value!r}")
            literal = exp.Literal.number(repr(abs(value)))
            if value < 0:
                return exp.Cast(this=exp.Neg(this=literal), to=_type(self.double))
        return exp.Cast(this=literal, to=_type(self.double))

    def as_double(self, value: exp.Expression) -> exp.Expression:
        """Return a value as a double."""
        return exp.Cast(this=value, to=_type(self.double))

    def as_text(self, value: exp.Expression) -> exp.Expression:
        """Return a value as text."""
        return exp.Cast(this=value, to=_type(self.text))

    def string(self, text: str) -> exp.Expression:
        """Return a text constant."""
        return exp.National(this=text) if self.national else exp.Literal.string(text)

    def among(self, value: exp.Expression, texts: Sequence[str]) -> exp.Expression:
        """Return the test whether a text is, letter by letter, one of several.

        Where collations ignore case and trailing spaces, a closing sign is put behind both sides
        and a binary collation is used.
        """
        if self.collation is not None:
            value = exp.Collate(
                this=exp.Anonymous(this="CONCAT", expressions=[value, self.string(_SENTINEL)]),
                expression=exp.Var(this=self.collation),
            )
            texts = [text + _SENTINEL for text in texts]
        if len(texts) == 1:
            return exp.EQ(this=value, expression=self.string(texts[0]))
        return exp.In(this=value, expressions=[self.string(text) for text in texts])


DIALECTS = {
    each.name: each
    for each in (
        SqlDialect("duckdb", "DuckDB"),
        SqlDialect(
            "postgres",
            "PostgreSQL",
            double="DOUBLE PRECISION",
            is_nan=_nan_equal("DOUBLE PRECISION"),
            longest_name=63,
            barrier="offset",
        ),
        SqlDialect("spark", "Spark", text="STRING", is_blank=_blank_pattern(r"^\s*$")),
        SqlDialect("bigquery", "BigQuery", double="FLOAT64", text="STRING", longest_name=300),
        SqlDialect("snowflake", "Snowflake", is_nan=_nan_equal("DOUBLE"), longest_name=255),
        SqlDialect(
            "tsql",
            "SQL Server",
            double="FLOAT",
            text="NVARCHAR(MAX)",
            is_nan=None,
            is_blank=_blank_replaced,
            longest_name=128,
            greatest=_greatest_of_rows,
            collation="Latin1_General_BIN2",
            national=True,
        ),
        SqlDialect(
            "oracle",
            "Oracle",
            double="BINARY_DOUBLE",
            text="VARCHAR2(4000)",
            is_nan=_nan_oracle,
            longest_name=128,
            string_numbers=False,
            barrier="hint",
        ),
        SqlDialect(
            "mysql",
            "MySQL",
            text="CHAR CHARACTER SET utf8mb4",
            is_nan=None,
            longest_name=64,
            collation="utf8mb4_bin",
            barrier="limit",
        ),
    )
}
"""The databases a scorecard can be written for, by the name of their dialect."""

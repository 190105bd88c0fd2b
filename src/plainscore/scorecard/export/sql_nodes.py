"""Nodes of the syntax trees of queries."""

from collections.abc import Sequence

from sqlglot import exp

from plainscore.scorecard.export.comments import one_line


def quoted(text: str) -> exp.Identifier:
    """Return a name, quoted."""
    return exp.to_identifier(text, quoted=True)


def column_of(text: str, table: str | None = None) -> exp.Column:
    """Return a column."""
    return exp.column(quoted(text), table=quoted(table) if table else None)


def whole(number: int) -> exp.Expression:
    """Return a whole number."""
    return exp.Literal.number(number)


def labelled(number: int, label: str) -> exp.Expression:
    """Return a whole number with a comment behind it."""
    literal = exp.Literal.number(number)
    literal.add_comments([f" {one_line(label)} "])
    return literal


def case(
    branches: Sequence[tuple[exp.Expression, exp.Expression]], default: exp.Expression | None
) -> exp.Case:
    """Return a choice: the first branch whose condition holds."""
    return exp.Case(
        ifs=[exp.If(this=condition, true=value) for condition, value in branches], default=default
    )


def all_of(table: str) -> exp.Expression:
    """Return all columns of a table."""
    return exp.Column(this=exp.Star(), table=quoted(table))

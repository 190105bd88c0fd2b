"""A plan: the steps from records to features, as Ibis expressions that belong to no engine.

Each step reads named tables and is kept under a name of its own, so that no engine computes it
twice and none has to know what it means. The plan depends only on which features are asked for;
it is made once and runs on any number of records.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir


@dataclass(frozen=True, slots=True)
class Step:
    """One kept table.

    Parameters
    ----------
    name : str
        The name it is kept under.
    expression : ibis.expr.types.Table
        Its rows, from tables named before.
    """

    name: str
    expression: ir.Table

    @property
    def reads(self) -> frozenset[str]:
        """Names of the tables it reads."""
        return _sources(self)

    def sql(self, dialect: str) -> str:
        """Return the step in an engine's SQL, compiled once.

        Parameters
        ----------
        dialect : str
            Name of an Ibis dialect, such as ``"duckdb"``.

        Returns
        -------
        str
            A query.
        """
        return _compiled(self, dialect)


@cache
def _sources(step: Step) -> frozenset[str]:
    return frozenset(source.name for source in step.expression.op().find(ops.UnboundTable))


@cache
def _compiled(step: Step, dialect: str) -> str:
    return str(ibis.to_sql(step.expression, dialect=dialect))


class Plan:
    """Collects steps in the order they have to run.

    Examples
    --------
    >>> plan = Plan()
    >>> numbers = ibis.table({"number": "int64"}, name="numbers")
    >>> doubled = plan.keep("doubled", numbers.select(number=numbers.number * 2))
    >>> total = plan.keep("total", doubled.aggregate(total=doubled.number.sum()))
    >>> [(step.name, sorted(step.reads)) for step in plan.steps]
    [('doubled', ['numbers']), ('total', ['doubled'])]
    """

    def __init__(self) -> None:
        self._steps: list[Step] = []

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)

    def keep(self, name: str, expression: ir.Table) -> ir.Table:
        """Add a step and return its result as a table for later steps.

        Parameters
        ----------
        name : str
            A name no earlier step has.
        expression : ibis.expr.types.Table
            What to keep.

        Returns
        -------
        ibis.expr.types.Table
            The kept table, unbound.

        Raises
        ------
        ValueError
            If the name is taken.
        """
        if any(step.name == name for step in self._steps):
            raise ValueError(f"the plan already has a step {name!r}")
        self._steps.append(Step(name, expression))
        return ibis.table(expression.schema(), name=name)


def widened(rows: ir.Table, pieces: Iterable[ir.Table], key: str) -> ir.Table:
    """Return rows with the columns of other tables beside their own; null without a like row.

    Parameters
    ----------
    rows : ibis.expr.types.Table
        One row a key.
    pieces : iterable of ibis.expr.types.Table
        Kept tables of at most one row a key, which share no column but it.
    key : str
        The column that they are joined by.

    Returns
    -------
    ibis.expr.types.Table
        As many rows.

    Examples
    --------
    >>> people = ibis.table({"person": "string", "age": "int64"}, name="people")
    >>> sums = ibis.table({"person": "string", "income": "float64"}, name="sums")
    >>> widened(people, [sums], "person").columns
    ('person', 'age', 'income')
    """
    for piece in pieces:
        added = [piece[column] for column in piece.columns if column != key]
        rows = rows.left_join(piece, key).select(*rows.columns, *added)
    return rows


def last_reader(steps: tuple[Step, ...]) -> dict[str, int]:
    """Return, for every table, the position of the last step that reads it.

    Examples
    --------
    >>> plan = Plan()
    >>> numbers = ibis.table({"number": "int64"}, name="numbers")
    >>> _ = plan.keep("some", numbers.limit(1))
    >>> _ = plan.keep("all", numbers)
    >>> last_reader(plan.steps)
    {'numbers': 1}
    """
    return {name: place for place, step in enumerate(steps) for name in step.reads}

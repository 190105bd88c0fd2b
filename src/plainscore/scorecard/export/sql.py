"""A scorecard as one SQL query: scores, probabilities, points and reasons."""

from collections.abc import Mapping, Sequence

import sqlglot
from sqlglot import exp

from plainscore.scorecard.document import Scorecard
from plainscore.scorecard.export.comments import one_line
from plainscore.scorecard.export.embedding import embedded_lines
from plainscore.scorecard.export.rules import ExportError, card_rules
from plainscore.scorecard.export.sql_dialects import DIALECTS
from plainscore.scorecard.export.sql_query import ScoringQuery


def export_sql(
    card: Scorecard,
    *,
    dialect: str = "duckdb",
    table: str = "applicants",
    view: str | None = None,
    keep: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    reasons: int = 4,
    reference: str | None = None,
) -> str:
    """Return a query that scores every row of a table.

    The query gives the columns of `keep`, then ``score``, ``probability_bad``, ``points_<feature>``
    for every feature and ``reason_1``...; where the scorecard's gate is not true, all are null but
    ``reason_1``, which says so. Every branch that the document states is written out: missing
    values (null and, where the database has it, NaN), special codes, intervals, unseen categories.
    Bounds are constants that are the very same double, points and points lost are integers.

    Parameters
    ----------
    card : Scorecard
        The document.
    dialect : str
        ``"duckdb"``, ``"postgres"``, ``"spark"``, ``"bigquery"``, ``"snowflake"``, ``"tsql"``,
        ``"oracle"`` or ``"mysql"``.
    table : str
        Table to read, as the database would have it written (``"lending.applicants"``).
    view : str, optional
        Name of a view to create (or replace) with the query.
    keep : sequence of str
        Columns of the table to carry along, such as a key.
    columns : mapping of str to str, optional
        Column of the table for a feature (or the gate) whose column has another name.
    reasons : int
        Most reasons a row.
    reference : str, optional
        Kind of the reference for the reasons; the scorecard's default without it.

    Returns
    -------
    str
        One statement without a final semicolon, and the document as comments behind it.

    Raises
    ------
    ExportError
        If the dialect is not known, a name does not fit, or the database cannot hold a bound.

    Examples
    --------
    >>> import numpy as np
    >>> from plainscore.scorecard import ScorecardClassifier
    >>> X, y = np.repeat([[1.0], [2.0]], 60, axis=0), np.r_[np.tile([0, 1], 30), np.zeros(60)]
    >>> text = export_sql(ScorecardClassifier().fit(X, y).scorecard_, dialect="postgres")
    >>> print([line.strip() for line in text.splitlines() if "below 2" in line])
    ['THEN 0 /* below 2 */']
    """
    if dialect not in DIALECTS:
        raise ExportError(f"no SQL dialect {dialect!r}; there are {', '.join(DIALECTS)}")
    if reasons < 0:
        raise ExportError("the number of reasons cannot be negative")
    target = DIALECTS[dialect]
    rules = card_rules(card, reference)
    query = ScoringQuery(target, rules, _table(table, dialect), tuple(keep), columns or {}, reasons)
    statement: exp.Expression = query.build()
    if view is not None:
        statement = exp.Create(
            this=_table(view, dialect), kind="VIEW", replace=True, expression=statement
        )
    title = (
        f"-- Scorecard {one_line(card.name)}: scores from {card.lowest_score} to "
        f"{card.highest_score}, higher is safer. Digest {card.digest}"
    )
    comparison = f"-- For {target.database}. Reasons compare with {rules.reference_version}."
    text = statement.sql(dialect=dialect, pretty=True, unsupported_level=sqlglot.ErrorLevel.RAISE)
    body = "\n".join((title, comparison, text))
    tail = "\n".join(f"-- {line}" for line in embedded_lines(card, body))
    return f"{body}\n{tail}\n"


def _table(name: str, dialect: str) -> exp.Table:
    problem = f"{name!r} is not the name of a table; quote its parts as the database does"
    try:
        table = exp.to_table(name, dialect=dialect)
    except sqlglot.errors.SqlglotError as error:
        raise ExportError(problem) from error
    if not all(isinstance(part, exp.Identifier) for part in table.parts) or table.comments:
        raise ExportError(problem)
    return table

"""Who may do what with the rows of a table: policies, privileges and triggers, as one statement."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table

from plainscore.service.database.schema.columns import SCHEMA

APPLICATION_ROLE = "plainscore_app"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rows of a table that each command may touch, as SQL conditions over the acting actor.

    Parameters
    ----------
    select, insert, update, delete : str or None
        Condition on a row, made of the functions in ``functions.sql`` and the conditions in
        ``relations``; ``{table}`` stands for the name of the table. None forbids the command.
    append_only : bool
        True when no one, not even the owner of the tables, may change or remove a row.
    """

    select: str
    insert: str | None = None
    update: str | None = None
    delete: str | None = None
    append_only: bool = False


def protect(
    table: Table,
    *,
    select: str,
    insert: str | None = None,
    update: str | None = None,
    delete: str | None = None,
    append_only: bool = False,
) -> Table:
    """Attach its rules to a table and return it.

    Parameters
    ----------
    table : Table
        Which table.
    select, insert, update, delete : str or None
        See `Rules`.
    append_only : bool
        See `Rules`.

    Returns
    -------
    Table
        The same table.

    Raises
    ------
    ValueError
        If an append-only table may be updated or deleted from.
    """
    if append_only and (update or delete):
        raise ValueError(f"{table.name} is append-only")
    table.info["rules"] = Rules(select, insert, update, delete, append_only)
    return table


def rules_sql(table: Table) -> Iterator[str]:
    """Yield the statements that put a table's rules in force.

    Parameters
    ----------
    table : Table
        A table with rules.

    Yields
    ------
    str
        One SQL statement.
    """
    rules: Rules = table.info["rules"]
    name = f"{SCHEMA}.{table.name}"
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    clauses = {
        "SELECT": ("USING ({0})", rules.select),
        "INSERT": ("WITH CHECK ({0})", rules.insert),
        "UPDATE": ("USING ({0}) WITH CHECK ({0})", rules.update),
        "DELETE": ("USING ({0})", rules.delete),
    }
    for command, (clause, condition) in clauses.items():
        if condition is None:
            continue
        of_table = clause.format(condition.replace("{table}", table.name))
        yield (
            f"CREATE POLICY may_{command.lower()} ON {name} FOR {command} "
            f"TO {APPLICATION_ROLE} {of_table}"
        )
        yield f"GRANT {command} ON {name} TO {APPLICATION_ROLE}"
    if rules.append_only:
        yield (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.refuse_change()"
        )

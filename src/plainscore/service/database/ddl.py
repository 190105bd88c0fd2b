"""The whole schema as SQL: what the first migration runs."""

from collections.abc import Iterator
from importlib.resources import files

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from plainscore.service.database.schema import APPLICATION_ROLE, SCHEMA, metadata, rules_sql

BREAK = "\n;\n"


def schema_sql() -> Iterator[str]:
    """Yield the statements that build every function, table, index, policy and trigger.

    Yields
    ------
    str
        SQL without its closing semicolon.

    Examples
    --------
    >>> any("CREATE TABLE plainscore.persons" in statement for statement in schema_sql())
    True
    """
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    scripts = files("plainscore.service.database.schema")
    yield scripts.joinpath("functions.sql").read_text(encoding="utf-8").strip().removesuffix(";")
    for table in metadata.sorted_tables:
        yield str(CreateTable(table).compile(dialect=dialect)).strip()
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            yield str(CreateIndex(index).compile(dialect=dialect)).strip()
    yield scripts.joinpath("relations.sql").read_text(encoding="utf-8").strip().removesuffix(";")
    for table in metadata.sorted_tables:
        yield from rules_sql(table)
    yield f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APPLICATION_ROLE}"
    yield f"GRANT SELECT ON {SCHEMA}.alembic_version TO {APPLICATION_ROLE}"


def schema_script() -> str:
    """Return the statements of `schema_sql` as one script.

    Examples
    --------
    >>> schema_script().count("FORCE ROW LEVEL SECURITY") > 20
    True
    """
    return BREAK.join(schema_sql()) + "\n;\n"

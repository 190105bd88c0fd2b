"""Bringing a database to the present schema, once, however many processes start together."""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from plainscore.service.database.schema import APPLICATION_ROLE, SCHEMA
from plainscore.service.database.url import driver_url

OWNER_ROLE = "plainscore_owner"
# any constant; all processes must use the same
LOCK_KEY = 7_150_350_950
MIGRATIONS = Path(__file__).parent / "migrations"

_NAMED = re.compile(r"^(down_revision|revision)\b.*= *(?:\"(.+)\"|None)$", re.MULTILINE)


def migrate(owner_url: str) -> str:
    """Create the roles and bring the schema to its newest revision, under a lock.

    Parameters
    ----------
    owner_url : str
        Address of the database, with a login that may create roles, or for whom the roles
        ``plainscore_owner`` and ``plainscore_app`` were made and granted.

    Returns
    -------
    str
        The revision the database is now at.

    Raises
    ------
    sqlalchemy.exc.SQLAlchemyError
        If the database cannot be reached or refuses.
    """
    engine = create_engine(driver_url(owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        connection.commit()
        try:
            _ensure_roles(connection)
            with connection.begin():
                is_newest = current_revision(connection) == newest_revision()
            if not is_newest:
                _upgrade(connection)
            return current_revision(connection) or ""
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
            connection.commit()
            engine.dispose()


def is_current(engine: Engine) -> bool:
    """Tell whether the database is at the revision this program was written for.

    Parameters
    ----------
    engine : Engine
        The application's.

    Returns
    -------
    bool
        False when it is older or newer.
    """
    with engine.connect() as connection:
        return current_revision(connection) == newest_revision()


@cache
def newest_revision() -> str:
    """Return the newest revision among the migrations of this program.

    Examples
    --------
    >>> newest_revision().isascii()
    True
    """
    revisions: set[str] = set()
    before: set[str] = set()
    for file in (MIGRATIONS / "versions").glob("*.py"):
        named = dict(_NAMED.findall(file.read_text(encoding="utf-8")))
        revisions.add(named["revision"])
        before.add(named["down_revision"])
    (newest,) = revisions - before
    return newest


def current_revision(connection: Connection) -> str | None:
    """Return the revision a database is at; None when it was never migrated."""
    table = f"{SCHEMA}.alembic_version"
    known = connection.execute(text("SELECT to_regclass(:table)"), {"table": table}).scalar()
    if known is None:
        return None
    revision: str | None = connection.execute(text(f"SELECT version_num FROM {table}")).scalar()
    return revision


def _upgrade(connection: Connection) -> None:
    # slow, and seldom needed
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    with connection.begin():
        # the tables belong to a role that cannot log in and is bound by their rules
        connection.execute(text(f"SET LOCAL ROLE {OWNER_ROLE}"))
        command.upgrade(configuration, "head")


def _ensure_roles(connection: Connection) -> None:
    # roles belong to the whole server: two databases of one server may be migrated at a time
    with connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY + 1})
        for role in (OWNER_ROLE, APPLICATION_ROLE):
            known = connection.execute(
                text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
            ).scalar()
            if known is None:
                connection.execute(text(f"CREATE ROLE {role} NOLOGIN NOBYPASSRLS"))
            granted = connection.execute(
                text("SELECT pg_has_role(current_user, :role, 'SET')"), {"role": role}
            ).scalar()
            if not granted:
                connection.execute(text(f"GRANT {role} TO current_user"))
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER_ROLE}"))

"""Bringing a database to the present schema, once, however many processes start together."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from plainscore.service.database.schema import APPLICATION_ROLE, SCHEMA
from plainscore.service.database.url import driver_url

OWNER_ROLE = "plainscore_owner"
# any constant; all processes must use the same
LOCK_KEY = 7_150_350_950


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
                # the tables belong to a role that cannot log in and is bound by their rules
                connection.execute(text(f"SET LOCAL ROLE {OWNER_ROLE}"))
                configuration = _configuration()
                configuration.attributes["connection"] = connection
                command.upgrade(configuration, "head")
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
def newest_revision() -> str | None:
    """Return the newest revision among the migrations of this program.

    Examples
    --------
    >>> newest_revision() is not None
    True
    """
    return ScriptDirectory.from_config(_configuration()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """Return the revision a database is at; None when it was never migrated."""
    context = MigrationContext.configure(connection, opts={"version_table_schema": SCHEMA})
    return context.get_current_revision()


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    configuration.set_main_option("path_separator", "os")
    return configuration


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

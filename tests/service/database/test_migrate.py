from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from plainscore.service.database import migrations
from plainscore.service.database.ddl import schema_script
from plainscore.service.database.migrate import is_current, migrate, newest_revision
from plainscore.service.database.schema import metadata


@pytest.fixture
def empty_database(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
        yield make_url(postgres).set(database="empty").render_as_string()
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def test_migrations_run_twice_and_together(empty_database):
    with ThreadPoolExecutor(4) as pool:
        revisions = list(pool.map(migrate, [empty_database] * 4))
    assert revisions == [newest_revision()] * 4
    assert migrate(empty_database) == newest_revision()


def test_the_newest_revision_is_the_one_that_alembic_finds():
    configuration = Config()
    configuration.set_main_option("script_location", migrations.__path__[0])
    configuration.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(configuration)
    assert script.get_current_head() == newest_revision()


def test_the_migrated_database_is_what_the_tables_say(service):
    assert is_current(service.database.engine)
    with service.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "version_table_schema": "plainscore",
                "include_name": lambda name, kind, _: kind != "schema" or name == "plainscore",
            },
        )
        assert compare_metadata(context, metadata) == []


def test_the_first_migration_is_written_from_the_tables():
    """Run ``python scripts/write_first_migration.py`` when this fails."""
    first = Path(migrations.__path__[0]) / "versions" / "0001_first.sql"
    assert first.read_text(encoding="utf-8") == schema_script()

"""How Alembic runs the migrations: on the connection it is handed, in the caller's transaction."""

from alembic import context

from plainscore.service.database.schema import SCHEMA, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=SCHEMA,
    include_schemas=True,
    transactional_ddl=False,
)
context.run_migrations()

"""The first schema: the statements of 0001_first.sql."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build every table with its rules."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    # straight to the driver: the script holds several statements, colons and percent signs
    op.get_bind().connection.driver_connection.execute(script)  # type: ignore[union-attr]

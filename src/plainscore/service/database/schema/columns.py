"""How columns are written, and the metadata all tables belong to."""

from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, Text
from sqlalchemy.dialects.postgresql import BYTEA

SCHEMA = "plainscore"
metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


def key(name: str) -> Column[str]:
    """Return the text column that names a row."""
    return Column(name, Text, primary_key=True)


def text(name: str, *, required: bool = True) -> Column[str]:
    """Return a text column."""
    return Column(name, Text, nullable=not required)


def reference(name: str, target: str, *, required: bool = True, index: bool = True) -> Column[str]:
    """Return a text column that holds the key of another table, given as ``table.column``."""
    return Column(name, Text, ForeignKey(f"{SCHEMA}.{target}"), nullable=not required, index=index)


def instant(name: str, *, required: bool = True) -> Column[Any]:
    """Return a moment in UTC, to the microsecond."""
    return Column(name, DateTime(timezone=True), nullable=not required)


def octets(name: str, *, required: bool = True) -> Column[bytes]:
    """Return a column of bytes: sealed data or a digest."""
    return Column(name, BYTEA, nullable=not required)


def one_of(column: str, *members: str) -> CheckConstraint:
    """Return the check that a column holds one of a closed list."""
    listed = ", ".join(f"'{member}'" for member in members)
    return CheckConstraint(f"{column} IN ({listed})", name=column)

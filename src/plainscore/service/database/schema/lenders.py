"""Lenders, and the programs that act for them."""

from sqlalchemy import Column, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from plainscore.service.database.schema.columns import instant, key, metadata, reference, text
from plainscore.service.database.schema.rules import protect

lenders = protect(
    Table(
        "lenders",
        metadata,
        key("lender_id"),
        text("name"),
        # where a person may write to; stands on letters
        text("contact"),
        instant("created_at"),
        instant("ended_at", required=False),
    ),
    select="plainscore.is_somebody()",
    insert="plainscore.is_task('enrolment')",
    update="plainscore.is_task('enrolment')",
)

lender_clients = protect(
    Table(
        "lender_clients",
        metadata,
        key("client_id"),
        reference("lender_id", "lenders.lender_id"),
        # SHA-256 of a random secret of 256 bits, as hex
        text("secret_digest"),
        Column("scopes", ARRAY(Text), nullable=False),
        instant("created_at"),
        instant("ended_at", required=False),
    ),
    select="plainscore.is_presented(client_id) OR plainscore.is_task('enrolment')",
    insert="plainscore.is_task('enrolment')",
    update="plainscore.is_task('enrolment')",
)

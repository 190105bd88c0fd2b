"""What the service needs to run: repeated requests and work to be done later."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import text as sql_text
from sqlalchemy.dialects.postgresql import JSONB

from plainscore.service.database.schema.columns import (
    instant,
    key,
    metadata,
    octets,
    one_of,
    text,
)
from plainscore.service.database.schema.rules import protect

idempotency_keys = protect(
    Table(
        "idempotency_keys",
        metadata,
        Column("lender_id", Text, ForeignKey("plainscore.lenders.lender_id"), primary_key=True),
        Column("key", Text, primary_key=True),
        # SHA-256 of method, path and body: the same key with another request is refused
        octets("request_digest"),
        Column("status", Integer, nullable=False),
        # what was made, from which the same answer is rendered again
        text("subject_id", required=False),
        instant("at"),
    ),
    select="plainscore.is_lender(lender_id) OR plainscore.is_task('clocks')",
    insert="plainscore.is_lender(lender_id)",
    delete="plainscore.is_task('clocks')",
)

jobs = protect(
    Table(
        "jobs",
        metadata,
        key("job_id"),
        text("kind"),
        # keys of rows only, never their content
        Column("arguments", JSONB, nullable=False),
        text("person_id", required=False),
        text("status"),
        instant("run_at"),
        Column("attempts", Integer, nullable=False),
        # name of the error of the last attempt
        text("error", required=False),
        instant("created_at"),
        instant("ended_at", required=False),
        one_of("status", "waiting", "done", "failed"),
        Index("ix_jobs_waiting", "run_at", postgresql_where=sql_text("status = 'waiting'")),
    ),
    select="plainscore.is_task('jobs')",
    # a person demands work about themselves only
    insert="plainscore.is_somebody() AND status = 'waiting' "
    "AND (plainscore.told('actor') <> 'person' OR plainscore.is_person(person_id))",
    update="plainscore.is_task('jobs')",
    delete="plainscore.is_task('jobs')",
)

"""What people allowed, to whom, and who used it."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from plainscore.service.database.schema.columns import (
    instant,
    key,
    metadata,
    one_of,
    reference,
    text,
)
from plainscore.service.database.schema.people import OWN
from plainscore.service.database.schema.rules import protect

PURPOSES = ("extension_of_credit", "account_review", "own_view", "prequalification")

consent_events = protect(
    Table(
        "consent_events",
        metadata,
        key("event_id"),
        # the events of one consent share it; a revoked consent is never granted again
        text("consent_id"),
        reference("person_id", "persons.person_id"),
        # null: the operator of this service, for the person's own view
        reference("lender_id", "lenders.lender_id", required=False),
        text("kind"),
        text("purpose"),
        Column("data_kinds", ARRAY(Text), nullable=False),
        instant("at"),
        instant("expires_at"),
        text("notice_version"),
        text("notice_digest"),
        # the JWS that was given to the person
        text("receipt"),
        one_of("kind", "granted", "renewed", "revoked"),
        one_of("purpose", *PURPOSES),
        CheckConstraint("expires_at <= at + interval '365 days'", name="at_most_a_year"),
        CheckConstraint("kind = 'revoked' OR expires_at > at", name="ends_after_it_begins"),
        Index(None, "consent_id"),
        Index(None, "person_id", "lender_id"),
    ),
    select=f"{OWN} OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') "
    "OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute', 'jobs') "
    "OR plainscore.is_task('ledger')",
    insert=f"{OWN} OR (kind = 'revoked' AND plainscore.is_task_for(person_id, 'erasure'))",
    append_only=True,
)

disclosures = protect(
    Table(
        "disclosures",
        metadata,
        key("disclosure_id"),
        reference("person_id", "persons.person_id"),
        reference("lender_id", "lenders.lender_id", required=False),
        reference("staff_id", "staff.staff_id", required=False),
        # what was seen or asked for: score, evidence, statement, export, letter ...
        text("what"),
        text("subject_id", required=False),
        text("consent_id", required=False),
        text("purpose", required=False),
        text("outcome"),
        # why it was refused: a short stable code
        text("reason", required=False),
        instant("at"),
        one_of("outcome", "released", "refused"),
        CheckConstraint("(outcome = 'refused') = (reason IS NOT NULL)", name="refusals_say_why"),
        Index(None, "person_id", "at"),
    ),
    select=f"{OWN} OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') "
    "OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'jobs') "
    "OR plainscore.is_task('ledger')",
    insert=f"({OWN} AND lender_id IS NULL AND staff_id IS NULL) "
    "OR plainscore.is_lender(lender_id) OR plainscore.is_staff_member(staff_id) "
    "OR plainscore.is_task_for(person_id, 'rescore', 'jobs')",
    append_only=True,
)

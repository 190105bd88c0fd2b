"""Scorecards, who approved them, and every score they gave."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from plainscore.service.database.schema.columns import (
    instant,
    key,
    metadata,
    octets,
    one_of,
    reference,
    text,
)
from plainscore.service.database.schema.consents import PURPOSES
from plainscore.service.database.schema.people import OWN
from plainscore.service.database.schema.relations import LENDER_HAS_DEALT_WITH, LENDER_MAY_USE
from plainscore.service.database.schema.rules import protect

CAUSES = ("asked", "imported", "dispute", "review", "included")

scorecards = protect(
    Table(
        "scorecards",
        metadata,
        key("scorecard_digest"),
        text("name"),
        # the document, byte for byte as it was handed in
        octets("document"),
        # the validation report, when there is one
        octets("report", required=False),
        reference("author_id", "staff.staff_id"),
        instant("created_at"),
    ),
    # a scorecard is no secret: a person is owed the logic, and scoring needs it
    select="plainscore.is_somebody()",
    insert="plainscore.is_staff('analyst') AND plainscore.is_staff_member(author_id)",
    append_only=True,
)

scorecard_events = protect(
    Table(
        "scorecard_events",
        metadata,
        key("event_id"),
        reference("scorecard_digest", "scorecards.scorecard_digest"),
        reference("staff_id", "staff.staff_id"),
        text("kind"),
        instant("at"),
        # of an approval: until when it holds
        instant("expires_at", required=False),
        text("note"),
        one_of("kind", "submitted", "approved", "rejected", "retired"),
    ),
    select="plainscore.is_somebody()",
    insert="plainscore.is_staff('analyst') AND plainscore.is_staff_member(staff_id) "
    "AND (kind <> 'approved' OR NOT plainscore.is_author(scorecard_digest))",
    append_only=True,
)

score_events = protect(
    Table(
        "score_events",
        metadata,
        key("score_id"),
        reference("person_id", "persons.person_id"),
        # null: the person's own view
        reference("lender_id", "lenders.lender_id", required=False),
        text("consent_id"),
        text("purpose"),
        instant("as_of"),
        instant("at"),
        reference("scorecard_digest", "scorecards.scorecard_digest"),
        # why there is a new score
        text("cause"),
        reference("supersedes_id", "score_events.score_id", required=False),
        # SHA-256 over the sealed statements read, in order, and the marks on their items
        octets("inputs_digest"),
        # canonical JSON of features, points, reasons, coverage and score, under the person's key
        octets("evidence_sealed"),
        Column("key_version", Integer, nullable=False),
        # salted commitment to the evidence: what the ledger holds
        octets("commitment"),
        one_of("purpose", *PURPOSES),
        one_of("cause", *CAUSES),
        Index(None, "person_id", "at"),
        Index(None, "lender_id", "at"),
    ),
    select=f"{OWN} OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') "
    "OR plainscore.under_review(person_id) "
    "OR plainscore.is_task_for(person_id, 'rescore', 'recompute', 'erasure', 'jobs') "
    "OR plainscore.is_task('ledger')",
    insert=f"({OWN} AND lender_id IS NULL) "
    f"OR (plainscore.is_lender(lender_id) AND {LENDER_MAY_USE}) "
    "OR plainscore.is_task_for(person_id, 'rescore')",
    append_only=True,
)

observations = protect(
    Table(
        "observations",
        metadata,
        key("observation_id"),
        # what monitoring counts: no person, no lender, nothing finer than a day
        reference("scorecard_digest", "scorecards.scorecard_digest"),
        Column("day", Date, nullable=False),
        # null: there was not enough information
        Column("score", Integer),
        # feature -> place of its bin
        Column("bins", JSONB, nullable=False),
        text("cause"),
        # whether an item that was used is disputed
        Column("disputed", Boolean, nullable=False),
        one_of("cause", *CAUSES),
    ),
    select="plainscore.is_staff('analyst', 'auditor') OR plainscore.is_task('monitor')",
    insert="plainscore.is_somebody()",
    append_only=True,
)

decisions = protect(
    Table(
        "decisions",
        metadata,
        key("decision_id"),
        reference("person_id", "persons.person_id"),
        reference("lender_id", "lenders.lender_id"),
        reference("score_id", "score_events.score_id"),
        text("outcome"),
        instant("applied_at"),
        instant("at"),
        # amount and terms offered, under the person's key
        octets("terms_sealed", required=False),
        one_of("outcome", "approved", "declined", "counteroffer", "less_favourable", "withdrawn"),
    ),
    select=f"{OWN} OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') "
    "OR plainscore.under_review(person_id) "
    "OR plainscore.is_task_for(person_id, 'erasure', 'jobs') OR plainscore.is_task('clocks')",
    insert=f"plainscore.is_lender(lender_id) AND {LENDER_HAS_DEALT_WITH}",
    append_only=True,
)

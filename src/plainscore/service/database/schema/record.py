"""The ledger, and what is left of a person who was erased."""

from sqlalchemy import BigInteger, Column, Index, Table, UniqueConstraint

from plainscore.service.database.schema.columns import (
    instant,
    key,
    metadata,
    octets,
    reference,
    text,
)
from plainscore.service.database.schema.people import ERASING, OWN
from plainscore.service.database.schema.relations import LENDER_HAS_DEALT_WITH
from plainscore.service.database.schema.rules import protect

EVERYONE = "plainscore.is_somebody()"

ledger_leaves = protect(
    Table(
        "ledger_leaves",
        metadata,
        Column("leaf_index", BigInteger, primary_key=True, autoincrement=False),
        # what the leaf commits to: the kind of event and its key
        text("kind"),
        text("subject_id"),
        # canonical JSON of the salted commitment, whose hash is the leaf; no personal data
        octets("body"),
        # of the subtrees that the leaf finishes, 32 bytes each, its own first
        octets("hashes"),
        instant("at"),
        UniqueConstraint("kind", "subject_id"),
    ),
    select=EVERYONE,
    insert=EVERYONE,
    append_only=True,
)

ledger_salts = protect(
    Table(
        "ledger_salts",
        metadata,
        key("subject_id"),
        reference("person_id", "persons.person_id"),
        octets("salt"),
    ),
    select=f"{OWN} OR plainscore.is_task_for(person_id, 'rescore', 'recompute', 'jobs', 'erasure') "
    f"OR {LENDER_HAS_DEALT_WITH} OR plainscore.is_task('ledger')",
    insert=f"{OWN} OR {LENDER_HAS_DEALT_WITH} "
    "OR plainscore.is_staff('reviewer') "
    "OR plainscore.is_task_for(person_id, 'rescore', 'jobs', 'erasure') "
    "OR plainscore.is_task('clocks')",
    delete=ERASING,
)

ledger_checkpoints = protect(
    Table(
        "ledger_checkpoints",
        metadata,
        Column("size", BigInteger, primary_key=True, autoincrement=False),
        octets("root"),
        # the signed note, as it was published outside the database
        text("note"),
        instant("at"),
    ),
    select=EVERYONE,
    insert="plainscore.is_task('ledger')",
    append_only=True,
)

erasures = protect(
    Table(
        "erasures",
        metadata,
        key("erasure_id"),
        reference("person_id", "persons.person_id"),
        # what asked for it: the person, or the end of a retention
        text("cause"),
        instant("asked_at"),
        instant("done_at"),
    ),
    select=f"{OWN} OR plainscore.is_staff('auditor') "
    "OR plainscore.is_task('ledger') OR plainscore.is_task_for(person_id, 'erasure')",
    insert=ERASING,
    append_only=True,
)

retained_records = protect(
    Table(
        "retained_records",
        metadata,
        key("record_id"),
        reference("person_id", "persons.person_id"),
        reference("lender_id", "lenders.lender_id", required=False),
        # the rule that demands it, by its name in the dated law
        text("rule"),
        text("kind"),
        text("subject_id"),
        # under the master key: the person's own key is gone
        text("master_key_id"),
        octets("sealed"),
        instant("created_at"),
        instant("retain_until"),
        Index(None, "retain_until"),
    ),
    select="plainscore.is_staff('auditor') OR plainscore.is_task_for(person_id, 'erasure') "
    "OR plainscore.is_task('keys', 'clocks')",
    insert=ERASING,
    update="plainscore.is_task('keys')",
    # not a day before the law allows it
    delete="plainscore.is_task('clocks') AND retain_until <= plainscore.clock()",
)

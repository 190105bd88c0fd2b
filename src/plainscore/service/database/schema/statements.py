"""What banks said about a person's accounts: sealed, one block an account and month."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, UniqueConstraint
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
from plainscore.service.database.schema.people import ERASING, OWN
from plainscore.service.database.schema.relations import LENDER_MAY_USE
from plainscore.service.database.schema.rules import protect

READ = (
    f"{OWN} OR {LENDER_MAY_USE} OR plainscore.under_review(person_id) "
    "OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') "
    "OR plainscore.is_task('keys')"
)
WRITE = f"{OWN} OR {LENDER_MAY_USE}"

imports = protect(
    Table(
        "imports",
        metadata,
        key("import_id"),
        reference("person_id", "persons.person_id"),
        # null: uploaded by the person
        reference("lender_id", "lenders.lender_id", required=False),
        text("source_format"),
        # the file's name, under the person's key
        octets("name_sealed", required=False),
        text("content_digest"),
        Column("rows_read", Integer, nullable=False),
        Column("rows_added", Integer, nullable=False),
        # quarantined: each has a problem
        Column("rows_left_out", Integer, nullable=False),
        # problems as data: code, words, file's number, row, column; no content
        Column("problems", JSONB, nullable=False),
        instant("at"),
    ),
    select=READ,
    insert=WRITE,
    delete=ERASING,
)

accounts = protect(
    Table(
        "accounts",
        metadata,
        key("account_id"),
        reference("person_id", "persons.person_id"),
        # keyed digest of the bank's own number: the same account in another file is the same
        text("fingerprint"),
        text("kind"),
        text("currency"),
        text("furnisher"),
        # what the bank calls it, its number's last digits, its limit: under the person's key
        octets("attributes_sealed"),
        instant("created_at"),
        UniqueConstraint("person_id", "fingerprint"),
    ),
    select=READ,
    insert=WRITE,
    delete=ERASING,
)

inclusions = protect(
    Table(
        "inclusions",
        metadata,
        key("inclusion_id"),
        reference("person_id", "persons.person_id"),
        reference("account_id", "accounts.account_id"),
        # the last one up to a moment counts; an account of which none speaks is included
        Column("included", Boolean, nullable=False),
        instant("at"),
    ),
    select=READ,
    # which accounts count is for the person alone to choose
    insert=OWN,
    delete=ERASING,
)

statements = protect(
    Table(
        "statements",
        metadata,
        key("statement_id"),
        reference("person_id", "persons.person_id"),
        reference("account_id", "accounts.account_id", index=False),
        reference("import_id", "imports.import_id"),
        # the first day of the month
        Column("month", Date, nullable=False),
        # a later import of the same month adds a version that holds what it brought; all count
        Column("version", Integer, nullable=False),
        Column("key_version", Integer, nullable=False),
        octets("sealed"),
        # SHA-256 of the sealed bytes
        octets("digest"),
        Column("rows", Integer, nullable=False),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
        instant("known_at"),
        UniqueConstraint("account_id", "month", "version"),
    ),
    select=READ,
    insert=WRITE,
    delete=ERASING,
)

tradeline_blocks = protect(
    Table(
        "tradeline_blocks",
        metadata,
        key("block_id"),
        reference("person_id", "persons.person_id"),
        reference("import_id", "imports.import_id"),
        Column("key_version", Integer, nullable=False),
        # tradelines and their months that an import brought
        octets("sealed"),
        # SHA-256 of the sealed bytes
        octets("digest"),
        Column("rows", Integer, nullable=False),
        instant("known_at"),
    ),
    select=READ,
    insert=WRITE,
    delete=ERASING,
)

item_marks = protect(
    Table(
        "item_marks",
        metadata,
        key("mark_id"),
        reference("person_id", "persons.person_id"),
        # null: a tradeline is marked, and the next column is its name
        reference("account_id", "accounts.account_id", required=False),
        text("transaction_id"),
        text("kind"),
        text("dispute_id", required=False),
        # the corrected values, under the person's key
        octets("correction_sealed", required=False),
        instant("at"),
        one_of("kind", "disputed", "kept", "removed", "corrected", "reinserted"),
        Index(None, "person_id", "transaction_id"),
    ),
    select=READ,
    # only a reviewer decides; the person may only dispute
    insert=f"({OWN} AND kind = 'disputed') OR plainscore.under_review(person_id) "
    "OR plainscore.is_task_for(person_id, 'jobs', 'rescore')",
    delete=ERASING,
)

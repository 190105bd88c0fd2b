"""Disputes, reviews by a human, and the letters that are owed."""

from sqlalchemy import Table

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
from plainscore.service.database.schema.rules import protect

HANDLER = (
    "plainscore.is_staff('reviewer') OR plainscore.is_task('clocks') "
    "OR plainscore.is_task_for(person_id, 'jobs', 'rescore', 'erasure')"
)

disputes = protect(
    Table(
        "disputes",
        metadata,
        key("dispute_id"),
        reference("person_id", "persons.person_id"),
        reference("account_id", "accounts.account_id", required=False),
        # null: the whole account, or the person
        text("transaction_id", required=False),
        text("ground"),
        # the person's own words, under the person's key
        octets("statement_sealed", required=False),
        text("status"),
        instant("opened_at"),
        instant("due_at"),
        instant("closed_at", required=False),
        one_of(
            "status",
            "open",
            "investigating",
            "extended",
            "kept",
            "removed",
            "corrected",
            "withdrawn",
            "frivolous",
        ),
    ),
    select=f"{OWN} OR plainscore.is_staff('auditor') OR {HANDLER}",
    insert=OWN,
    update=f"{OWN} OR {HANDLER}",
    delete=ERASING,
)

dispute_events = protect(
    Table(
        "dispute_events",
        metadata,
        key("event_id"),
        # no foreign key: the event outlives an erased dispute
        text("dispute_id"),
        reference("person_id", "persons.person_id"),
        reference("staff_id", "staff.staff_id", required=False),
        text("kind"),
        # who was told, of a notice: furnisher or lender
        text("recipient", required=False),
        octets("note_sealed", required=False),
        instant("at"),
        one_of(
            "kind",
            "opened",
            "furnisher_told",
            "information_added",
            "extended",
            "furnisher_answered",
            "decided",
            "person_told",
            "recipient_told",
            "withdrawn",
            "reinserted",
        ),
    ),
    select=f"{OWN} OR plainscore.is_staff('auditor') OR {HANDLER} OR plainscore.is_task('ledger')",
    insert=f"({OWN} AND staff_id IS NULL) OR {HANDLER}",
    append_only=True,
)

reviews = protect(
    Table(
        "reviews",
        metadata,
        key("review_id"),
        reference("person_id", "persons.person_id"),
        reference("score_id", "score_events.score_id"),
        # the person's point of view, under the person's key
        octets("statement_sealed", required=False),
        reference("reviewer_id", "staff.staff_id", required=False),
        text("status"),
        instant("opened_at"),
        instant("due_at"),
        instant("closed_at", required=False),
        one_of("status", "open", "assigned", "upheld", "changed", "withdrawn"),
    ),
    select=f"{OWN} OR plainscore.is_staff('auditor') OR {HANDLER}",
    insert=OWN,
    update=f"{OWN} OR {HANDLER}",
    delete=ERASING,
)

review_events = protect(
    Table(
        "review_events",
        metadata,
        key("event_id"),
        text("review_id"),
        reference("person_id", "persons.person_id"),
        reference("staff_id", "staff.staff_id", required=False),
        text("kind"),
        octets("note_sealed", required=False),
        instant("at"),
        one_of("kind", "opened", "assigned", "evidence_viewed", "decided", "withdrawn"),
    ),
    select=f"{OWN} OR plainscore.is_staff('auditor') OR {HANDLER} OR plainscore.is_task('ledger')",
    insert=f"({OWN} AND staff_id IS NULL) OR {HANDLER}",
    append_only=True,
)

letters = protect(
    Table(
        "letters",
        metadata,
        key("letter_id"),
        reference("person_id", "persons.person_id"),
        reference("lender_id", "lenders.lender_id", required=False),
        reference("decision_id", "decisions.decision_id", required=False),
        text("kind"),
        # what the letter is rendered from, under the person's key: the same bytes each time
        octets("content_sealed"),
        octets("digest"),
        instant("at"),
        one_of(
            "kind",
            "adverse_action",
            "score_disclosure",
            "dispute_result",
            "frivolous_dispute",
            "reinsertion",
            "recipient_notice",
            "furnisher_notice",
            "review_result",
            "erasure",
        ),
    ),
    select=f"{OWN} OR plainscore.is_lender(lender_id) OR plainscore.is_staff('auditor') "
    f"OR {HANDLER}",
    insert="(plainscore.is_lender(lender_id) AND plainscore.lender_has_dealt_with(person_id)) "
    f"OR {OWN} OR {HANDLER}",
    delete=ERASING,
)

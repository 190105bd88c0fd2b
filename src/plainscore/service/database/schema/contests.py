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
from plainscore.service.database.schema.relations import LENDER_HAS_DEALT_WITH, LENDER_MAY_USE
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
        # what is contested: a line, an account, a tradeline, a value in a score, who the person is
        text("subject"),
        # name of the line or tradeline, or of the feature
        text("subject_id", required=False),
        reference("account_id", "accounts.account_id", required=False),
        reference("score_id", "score_events.score_id", required=False),
        # who furnished it; null: nobody who has a program here
        reference("lender_id", "lenders.lender_id", required=False),
        text("ground"),
        # what the person wants said with later scores, under the person's key
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
            "reinserted",
        ),
        one_of("subject", "item", "account", "tradeline", "feature", "identity"),
    ),
    # whoever may use a person's data has to see that something of it is contested
    select=f"{OWN} OR plainscore.is_staff('auditor') OR {HANDLER} "
    f"OR plainscore.is_lender(lender_id) OR {LENDER_MAY_USE} "
    "OR plainscore.is_task_for(person_id, 'recompute')",
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
        # who was told, or who answered
        reference("lender_id", "lenders.lender_id", required=False),
        text("kind"),
        # of an answer and of a decision: what was found
        text("finding", required=False),
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
            "statement_written",
            "withdrawn",
            "overdue",
            "certified",
            "reinserted",
        ),
    ),
    select=f"{OWN} OR plainscore.is_staff('auditor') OR {HANDLER} OR plainscore.is_task('ledger') "
    "OR plainscore.is_lender(lender_id)",
    # a furnisher answers what it was asked, and nothing else
    insert=f"({OWN} AND staff_id IS NULL) OR {HANDLER} OR (plainscore.is_lender(lender_id) "
    "AND kind IN ('furnisher_answered', 'certified') "
    "AND plainscore.is_furnisher_in(dispute_id, person_id))",
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
    insert=f"(plainscore.is_lender(lender_id) AND {LENDER_HAS_DEALT_WITH}) OR {OWN} OR {HANDLER}",
    delete=ERASING,
)

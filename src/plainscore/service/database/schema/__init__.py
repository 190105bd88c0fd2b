"""The tables and their rules, one file a concept; `tables` lists them all."""

from plainscore.service.database.schema.columns import SCHEMA, metadata
from plainscore.service.database.schema.consents import consent_events, disclosures
from plainscore.service.database.schema.contests import (
    dispute_events,
    disputes,
    letters,
    review_events,
    reviews,
)
from plainscore.service.database.schema.lenders import lender_clients, lenders
from plainscore.service.database.schema.operations import idempotency_keys, jobs
from plainscore.service.database.schema.people import (
    ceremonies,
    passkeys,
    person_keys,
    persons,
    recovery_codes,
    sessions,
    staff,
)
from plainscore.service.database.schema.record import (
    erasures,
    ledger_checkpoints,
    ledger_leaves,
    ledger_salts,
    retained_records,
)
from plainscore.service.database.schema.rules import APPLICATION_ROLE, Rules, protect, rules_sql
from plainscore.service.database.schema.scoring import (
    decisions,
    observations,
    score_events,
    scorecard_events,
    scorecards,
)
from plainscore.service.database.schema.statements import (
    accounts,
    imports,
    inclusions,
    item_marks,
    statements,
    tradeline_blocks,
)

__all__ = [
    "APPLICATION_ROLE",
    "SCHEMA",
    "Rules",
    "accounts",
    "ceremonies",
    "consent_events",
    "decisions",
    "disclosures",
    "dispute_events",
    "disputes",
    "erasures",
    "idempotency_keys",
    "imports",
    "inclusions",
    "item_marks",
    "jobs",
    "ledger_checkpoints",
    "ledger_leaves",
    "ledger_salts",
    "lender_clients",
    "lenders",
    "letters",
    "metadata",
    "observations",
    "passkeys",
    "person_keys",
    "persons",
    "protect",
    "recovery_codes",
    "retained_records",
    "review_events",
    "reviews",
    "rules_sql",
    "score_events",
    "scorecard_events",
    "scorecards",
    "sessions",
    "staff",
    "statements",
    "tradeline_blocks",
]

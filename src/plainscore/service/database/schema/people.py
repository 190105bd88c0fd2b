"""People and staff, and how they prove who they are."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, Table, Text

from plainscore.service.database.schema.columns import (
    instant,
    key,
    metadata,
    octets,
    one_of,
    reference,
    text,
)
from plainscore.service.database.schema.relations import LENDER_HAS_DEALT_WITH, LENDER_MAY_USE
from plainscore.service.database.schema.rules import protect

OWN = "plainscore.is_person(person_id)"
OWN_OR_STAFF = f"{OWN} OR plainscore.is_staff_member(staff_id)"
ERASING = "plainscore.is_task_for(person_id, 'erasure')"
ENROLLING = "plainscore.is_task('enrolment')"


def one_owner() -> CheckConstraint:
    """Return the check that a row belongs to a person or to a member of staff, not both."""
    return CheckConstraint("num_nonnulls(person_id, staff_id) = 1", name="one_owner")


persons = protect(
    Table(
        "persons",
        metadata,
        key("person_id"),
        # the name the person chose, under the person's own key
        octets("name_sealed", required=False),
        instant("created_at"),
        instant("erased_at", required=False),
    ),
    select=f"{OWN} OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute', 'jobs') "
    f"OR plainscore.under_review(person_id) OR {LENDER_MAY_USE}",
    insert=OWN,
    update=f"{OWN} OR {ERASING}",
)

person_keys = protect(
    Table(
        "person_keys",
        metadata,
        Column("person_id", Text, ForeignKey("plainscore.persons.person_id"), primary_key=True),
        Column("version", Integer, primary_key=True),
        # which master key wraps it
        text("master_key_id"),
        octets("wrapped"),
        instant("created_at"),
    ),
    select=f"{OWN} OR {LENDER_HAS_DEALT_WITH} "
    "OR plainscore.under_review(person_id) "
    "OR plainscore.is_task_for(person_id, 'erasure', 'rescore', 'recompute') "
    "OR plainscore.is_task('keys')",
    insert=OWN,
    # wrapped anew when the master key is rotated
    update="plainscore.is_task('keys')",
    delete=f"{OWN} OR {ERASING}",
)
staff = protect(
    Table(
        "staff",
        metadata,
        key("staff_id"),
        text("role"),
        text("name"),
        # subject at the operator's identity provider, when staff sign in there
        text("oidc_subject", required=False),
        instant("created_at"),
        instant("ended_at", required=False),
        one_of("role", "analyst", "reviewer", "auditor"),
    ),
    select=f"plainscore.is_staff('analyst', 'reviewer', 'auditor') OR {ENROLLING} "
    "OR plainscore.is_presented(oidc_subject)",
    insert=ENROLLING,
    update=ENROLLING,
)

passkeys = protect(
    Table(
        "passkeys",
        metadata,
        # base64url, as the authenticator names it
        key("credential_id"),
        reference("person_id", "persons.person_id", required=False),
        reference("staff_id", "staff.staff_id", required=False),
        octets("public_key"),
        Column("sign_count", BigInteger, nullable=False),
        text("label"),
        instant("created_at"),
        instant("used_at", required=False),
        one_owner(),
    ),
    select=f"{OWN_OR_STAFF} OR plainscore.is_presented(credential_id) OR {ERASING}",
    insert=OWN_OR_STAFF,
    update=OWN_OR_STAFF,
    delete=f"{OWN_OR_STAFF} OR {ERASING}",
)

recovery_codes = protect(
    Table(
        "recovery_codes",
        metadata,
        # the first part of the code names the row, the second is hashed with argon2
        key("selector"),
        reference("person_id", "persons.person_id", required=False),
        reference("staff_id", "staff.staff_id", required=False),
        text("secret_hash"),
        instant("created_at"),
        instant("used_at", required=False),
        one_owner(),
    ),
    select=f"{OWN_OR_STAFF} OR plainscore.is_presented(selector) OR {ERASING} OR {ENROLLING}",
    insert=f"{OWN_OR_STAFF} OR {ENROLLING}",
    update=OWN_OR_STAFF,
    delete=f"{OWN_OR_STAFF} OR {ERASING}",
)

sessions = protect(
    Table(
        "sessions",
        metadata,
        # SHA-256 of the cookie's token, as hex
        key("token_digest"),
        reference("person_id", "persons.person_id", required=False),
        reference("staff_id", "staff.staff_id", required=False),
        text("means"),
        instant("created_at"),
        instant("expires_at"),
        instant("ended_at", required=False),
        one_owner(),
        one_of("means", "sign_up", "passkey", "recovery_code", "oidc"),
    ),
    select=f"{OWN_OR_STAFF} OR plainscore.is_presented(token_digest) OR {ERASING}",
    insert=OWN_OR_STAFF,
    update=OWN_OR_STAFF,
    delete=f"{OWN_OR_STAFF} OR {ERASING}",
)

ceremonies = protect(
    Table(
        "ceremonies",
        metadata,
        # SHA-256 of the token in the ceremony's cookie, as hex: a challenge serves once
        key("token_digest"),
        text("kind"),
        octets("challenge"),
        text("subject_id", required=False),
        instant("expires_at"),
        one_of("kind", "registration", "authentication", "oidc"),
    ),
    select="plainscore.is_presented(token_digest)",
    insert="plainscore.is_presented(token_digest)",
    delete="plainscore.is_presented(token_digest)",
)

"""Building consent events with few words."""

from datetime import UTC, datetime, timedelta

import pytest

from plainscore.service.consent import ConsentEvent, latest_end, notice_digest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def granted():
    """Build a grant to lender l1 for extension of credit at noon; keywords change it."""

    def build(**changes):
        at = changes.get("at", NOON)
        stated = {
            "event_id": "e1",
            "consent_id": "c1",
            "person_id": "p1",
            "lender_id": "l1",
            "kind": "granted",
            "purpose": "extension_of_credit",
            "data_kinds": {"bank_statements"},
            "at": at,
            "expires_at": latest_end(at) if changes.get("kind") != "revoked" else at,
            "notice_version": "1",
            "notice_digest": notice_digest("We read your bank statements."),
        }
        return ConsentEvent(**(stated | changes))

    return build


@pytest.fixture(scope="session")
def noon():
    return NOON


@pytest.fixture(scope="session")
def second():
    return timedelta(seconds=1)

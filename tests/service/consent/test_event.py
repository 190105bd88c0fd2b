import hashlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.consent import ConsentError, notice_digest


def test_a_consent_lasts_365_days_and_not_a_microsecond_longer(granted, noon):
    longest = noon + timedelta(days=365)
    assert granted(expires_at=longest).expires_at == longest
    with pytest.raises(ConsentError, match="at most 365 days"):
        granted(expires_at=longest + timedelta(microseconds=1))


@given(st.integers(1, 10**6))
def test_no_consent_is_longer_than_allowed(granted, noon, minutes):
    end = noon + timedelta(minutes=minutes)
    if minutes <= 365 * 24 * 60:
        assert granted(expires_at=end).expires_at == end
    else:
        with pytest.raises(ConsentError):
            granted(expires_at=end)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"purpose": "hiring"}, "closed list"),
        ({"purpose": "marketing"}, "closed list"),
        ({"kind": "assumed"}, "closed list"),
        ({"data_kinds": {"contacts"}}, "closed list"),
        ({"data_kinds": {"location"}}, "closed list"),
        ({"data_kinds": set()}, "names the data"),
        ({"lender_id": None}, "own view has no recipient"),
        ({"purpose": "own_view"}, "own view has no recipient"),
        ({"notice_digest": ""}, "digest of the notice"),
        ({"notice_digest": "sha256:0"}, "digest of the notice"),
    ],
)
def test_a_consent_says_what_it_must_and_nothing_else(granted, changes, message):
    with pytest.raises(ConsentError, match=message):
        granted(**changes)


def test_a_consent_ends_after_it_begins_and_a_revoked_one_at_once(granted, noon, second):
    with pytest.raises(ConsentError, match="ends after it begins"):
        granted(expires_at=noon)
    with pytest.raises(ConsentError, match="ends at once"):
        granted(kind="revoked", expires_at=noon + second)
    with pytest.raises(ConsentError, match="time zone"):
        granted(at=noon.replace(tzinfo=None), expires_at=noon)


def test_the_digest_is_of_the_very_text_that_was_shown():
    shown = "Wir lesen Ihre Kontoausz\u00fcge.\n"
    assert notice_digest(shown) == "sha256:" + hashlib.sha256(shown.encode()).hexdigest()
    assert notice_digest(shown) != notice_digest(shown.strip())

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.records import Purpose
from plainscore.service.consent import ConsentError, ConsentLog, ConsentState, DataKind

STATEMENTS = frozenset({DataKind.BANK_STATEMENTS})
CREDIT = Purpose.EXTENSION_OF_CREDIT


def test_a_consent_holds_from_its_grant_until_its_end(granted, noon, second):
    event = granted()
    log = ConsentLog().add(event)
    assert log.state("c1", noon - second) is ConsentState.NOT_YET
    assert log.state("c1", noon) is ConsentState.ACTIVE
    assert log.state("c1", event.expires_at - second) is ConsentState.ACTIVE
    assert log.state("c1", event.expires_at) is ConsentState.EXPIRED


def test_revocation_stops_use_at_its_very_moment(granted, noon, second):
    log = ConsentLog().add(granted())
    at = noon + 10 * second
    revoked = log.add(log.revocation("c1", "e2", at))
    assert revoked.permission("l1", CREDIT, STATEMENTS, at - second).allowed
    assert revoked.permission("l1", CREDIT, STATEMENTS, at).refusal == "revoked"
    assert revoked.state("c1", at + timedelta(days=1000)) is ConsentState.REVOKED


def test_renewal_moves_the_end_and_only_forward_from_the_renewal(granted, noon):
    log = ConsentLog().add(granted())
    later = noon + timedelta(days=300)
    renewed = log.add(granted(kind="renewed", event_id="e2", at=later))
    assert renewed.state("c1", later + timedelta(days=364)) is ConsentState.ACTIVE
    assert renewed.state("c1", later + timedelta(days=365)) is ConsentState.EXPIRED


@pytest.mark.parametrize(
    ("use", "refusal"),
    [
        (("l2", CREDIT, STATEMENTS), "no_consent"),
        ((None, CREDIT, STATEMENTS), "no_consent"),
        (("l1", Purpose.ACCOUNT_REVIEW, STATEMENTS), "other_purpose"),
        (("l1", CREDIT, frozenset(DataKind)), "other_data"),
    ],
)
def test_what_was_not_allowed_is_refused_with_its_reason(granted, noon, use, refusal):
    found = ConsentLog().add(granted()).permission(*use, noon)
    assert (found.allowed, found.consent_id, found.refusal) == (False, None, refusal)


def test_one_consent_must_cover_the_whole_use(granted, noon):
    log = ConsentLog().add(granted())
    log = log.add(granted(event_id="e2", consent_id="c2", data_kinds={"tradelines"}))
    assert log.permission("l1", CREDIT, frozenset(DataKind), noon).refusal == "other_data"
    assert log.permission("l1", CREDIT, STATEMENTS, noon).consent_id == "c1"


def test_a_new_consent_allows_what_a_revoked_one_did_not(granted, noon, second):
    log = ConsentLog().add(granted())
    log = log.add(log.revocation("c1", "e2", noon + second))
    log = log.add(granted(event_id="e3", consent_id="c2", at=noon + 2 * second))
    assert log.permission("l1", CREDIT, STATEMENTS, noon + 2 * second).consent_id == "c2"


def test_events_that_cannot_follow_are_refused(granted, noon, second):
    log = ConsentLog().add(granted())
    revoked = log.add(log.revocation("c1", "e2", noon + second))
    refused = [
        (log, granted(), "happens once"),
        (log, granted(event_id="e9"), "granted once"),
        (log, granted(event_id="e9", consent_id="c9", at=noon - second), "not earlier"),
        (log, granted(event_id="e9", consent_id="c9", person_id="p2"), "one person"),
        (log, granted(event_id="e9", consent_id="c9", kind="revoked"), "never granted"),
        (
            log,
            granted(event_id="e9", kind="renewed", data_kinds={"tradelines"}),
            "never changed",
        ),
        (
            log,
            granted(event_id="e9", kind="renewed", at=noon + timedelta(days=365)),
            "ended is not renewed",
        ),
        (revoked, granted(event_id="e9", kind="renewed", at=noon + 2 * second), "stays revoked"),
        (revoked, granted(event_id="e9", kind="revoked", at=noon + 2 * second), "stays revoked"),
    ]
    for before, event, message in refused:
        with pytest.raises(ConsentError, match=message):
            before.add(event)
    with pytest.raises(ConsentError, match="no consent c9"):
        log.state("c9", noon)


steps = st.lists(
    st.tuples(
        st.sampled_from(["granted", "renewed", "revoked"]),
        st.sampled_from(["c1", "c2", "c3"]),
        st.integers(0, 400),
    ),
    max_size=12,
)


@given(steps, st.integers(0, 5000))
def test_the_log_only_grows_and_the_past_never_changes(granted, noon, listed, later):
    log, at = ConsentLog(), noon
    for place, (kind, consent_id, days) in enumerate(listed):
        at += timedelta(days=days)
        event = granted(kind=kind, consent_id=consent_id, event_id=f"e{place}", at=at)
        past = [noon + timedelta(days=days) for days in range(0, (at - noon).days, 50)]
        before = {(each.consent_id, day): log.state(each.consent_id, day)
                  for each in log.events for day in past}  # fmt: skip
        try:
            grown = log.add(event)
        except ConsentError:
            continue
        assert grown.events[:-1] == log.events
        for (name, day), state in before.items():
            assert grown.state(name, day) is state
        log = grown
    assert ConsentLog(log.events) == log
    moment = noon + timedelta(days=later)
    for event in log.events:
        last = [each for each in log.events if each.consent_id == event.consent_id][-1]
        if moment >= last.expires_at:
            assert log.state(event.consent_id, moment) in {
                ConsentState.REVOKED,
                ConsentState.EXPIRED,
            }
        # never allowed more than 365 days after anything the person last did
        assert last.expires_at - last.at <= timedelta(days=365)


def test_a_log_built_of_events_in_the_wrong_order_is_refused(granted, noon, second):
    first = granted()
    with pytest.raises(ConsentError):
        ConsentLog((replace(first, event_id="e0", kind="revoked", expires_at=noon), first))

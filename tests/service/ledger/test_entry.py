import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.ledger import Entry, commit, new_salt

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
salts = st.binary(min_size=32, max_size=32)
payloads = st.dictionaries(st.text("abc", max_size=3), st.integers(0, 9))


@given(payloads, salts, payloads, salts)
def test_a_commitment_binds_payload_and_salt(payload, salt, other, other_salt):
    same = (payload, salt) == (other, other_salt)
    assert (commit(payload, salt) == commit(other, other_salt)) is same
    assert Entry("score", "sco_1", NOON, commit(payload, salt)).opens(other, other_salt) is same


def test_without_the_salt_a_guess_of_the_payload_proves_nothing():
    entry = Entry("score", "sco_1", NOON, commit({"score": 655}, new_salt()))
    assert not any(entry.opens({"score": 655}, new_salt()) for _ in range(100))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_salts_have_one_length(length):
    with pytest.raises(ValueError, match="32 bytes"):
        commit({}, bytes(length))


def test_an_entry_holds_nothing_of_the_payload():
    commitment = commit({"person": "canary-7f3a"}, new_salt())
    written = json.loads(Entry("score", "sco_1", NOON, commitment).data())
    assert written == {
        "at": "2026-03-01T12:00:00.000000Z",
        "commitment": commitment.hex(),
        "kind": "score",
        "subject": "sco_1",
        "v": written["v"],
    }


@pytest.mark.parametrize("kind", ["", "Score", "score ", "a..b", "score\n", "p123"])
def test_kinds_are_plain_words(kind):
    with pytest.raises(ValueError, match="kind of event"):
        Entry(kind, "sco_1", NOON, bytes(32))


def test_entries_need_a_time_zone_and_a_whole_commitment():
    with pytest.raises(ValueError, match="time zone"):
        Entry("score", "sco_1", NOON.replace(tzinfo=None), bytes(32))
    with pytest.raises(ValueError, match="32 bytes"):
        Entry("score", "sco_1", NOON, bytes(31))


@given(st.data())
def test_no_other_bytes_read_as_an_entry(data):
    written = Entry("consent.granted", "con_1", NOON, commit({}, bytes(32))).data()
    place = data.draw(st.integers(0, len(written) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != written[place]))
    changed = written[:place] + bytes([byte]) + written[place + 1 :]
    try:
        read = Entry.read(changed)
    except ValueError:
        return
    assert read.data() == changed

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.ledger import NotCanonicalError, canonical_bytes

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_it_is_what_the_standard_says(value):
    try:
        stated = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        with pytest.raises(NotCanonicalError):
            canonical_bytes(value)
    else:
        assert canonical_bytes(value) == stated


def test_keys_are_sorted_by_their_utf_16_units():
    assert canonical_bytes({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@given(values)
def test_what_is_written_reads_back_and_writes_the_same(value):
    try:
        written = canonical_bytes(value)
    except NotCanonicalError:
        assert "\\ud" in json.dumps(value), "only lone surrogates are refused"
        return
    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written
    assert b"\n" not in written


def test_the_order_of_keys_does_not_matter():
    assert canonical_bytes({"b": 1, "a": 2}) == canonical_bytes({"a": 2, "b": 1})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.5, r"\$ is a float"),
        ({"a": [1, {"b": 1.0}]}, r"\$\.a\[1\]\.b is a float"),
        (float("nan"), "float"),
        ({1: 2}, "key that is not text"),
        ({"a": b"x"}, r"\$\.a is a bytes"),
        (2**53, "no canonical JSON form"),
        ("\ud800", "no canonical JSON form"),
    ],
)
def test_what_json_cannot_say_exactly_is_refused(value, message):
    with pytest.raises(NotCanonicalError, match=message):
        canonical_bytes(value)

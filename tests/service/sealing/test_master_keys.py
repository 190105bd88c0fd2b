import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.masked import Masked
from plainscore.service.sealing import (
    MasterKeyGoneError,
    MasterKeys,
    PersonKey,
    SealBrokenError,
    WrappedKey,
)

OLD, NEW = Masked(b"\x01" * 32), Masked(b"\x02" * 32)


@pytest.fixture
def key():
    return PersonKey.generate("person_1")


def test_rotation_wraps_keys_anew_and_encrypts_nothing_again(key):
    sealed = key.seal(b"statement", "place")
    before = MasterKeys((OLD,)).wrap(key)
    both = MasterKeys((NEW, OLD))
    after = both.rewrap(before)
    assert after.master_key_id == both.current_id != before.master_key_id
    assert both.rewrap(after) is after
    assert MasterKeys((NEW,)).unwrap(after).unseal(sealed, "place") == b"statement"
    with pytest.raises(MasterKeyGoneError):
        MasterKeys((NEW,)).unwrap(before)


def test_a_wrapped_key_is_good_for_its_person_and_version_only(key):
    masters = MasterKeys((OLD,))
    wrapped = masters.wrap(key)
    assert masters.unwrap(wrapped) == key
    for moved in (replace(wrapped, person_id="person_2"), replace(wrapped, version=2)):
        with pytest.raises(SealBrokenError):
            masters.unwrap(moved)


@given(st.data())
def test_every_changed_bit_of_a_wrapped_key_is_found(data):
    masters = MasterKeys((OLD, NEW))
    wrapped = masters.wrap(PersonKey.generate("person_1"))
    changed = bytearray(wrapped.wrapped)
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBrokenError):
        masters.unwrap(replace(wrapped, wrapped=bytes(changed)))


def test_erasure_leaves_bytes_that_no_key_opens(key):
    sealed = key.seal(b"statement", "place")
    masters = MasterKeys((OLD,))
    del key
    again = masters.unwrap(masters.wrap(PersonKey.generate("person_1")))
    with pytest.raises(SealBrokenError):
        again.unseal(sealed, "place")
    with pytest.raises(SealBrokenError):
        masters.unseal(masters.current_id, sealed, "person_1", "1", "place")


def test_what_must_outlive_the_person_key_is_under_the_master_key():
    masters = MasterKeys((OLD,))
    key_id, sealed = masters.seal(b"notice", "retained", "r1")
    assert MasterKeys((NEW, OLD)).unseal(key_id, sealed, "retained", "r1") == b"notice"
    with pytest.raises(SealBrokenError):
        masters.unseal(key_id, sealed, "retained", "r2")


def test_no_secret_shows_itself(key, caplog):
    masters = MasterKeys((OLD, NEW))
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r %s %r", key, key, masters, masters)
    for secret in (key.secret, OLD, NEW):
        assert secret.reveal().hex() not in caplog.text
        assert repr(secret.reveal()) not in caplog.text
    assert masters.current_id in repr(masters)


@pytest.mark.parametrize("keys", [(), (Masked(b"short"),), (OLD, Masked(bytes(31)))])
def test_master_keys_have_their_length(keys):
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKeys(keys)


def test_a_wrapped_key_holds_no_secret_in_the_open(key):
    wrapped = MasterKeys((OLD,)).wrap(key)
    assert isinstance(wrapped, WrappedKey)
    assert key.secret.reveal() not in wrapped.wrapped

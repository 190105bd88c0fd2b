import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.masked import Masked
from plainscore.service.sealing import PersonKey, SealBrokenError, seal, unseal

keys = st.binary(min_size=32, max_size=32).map(Masked)
addresses = st.lists(st.text("ab", max_size=2), max_size=3).map(tuple)


@given(keys, st.binary(), addresses)
def test_what_is_sealed_comes_back(key, plain, address):
    sealed = seal(key, plain, *address)
    assert unseal(key, sealed, *address) == plain
    assert len(sealed) == len(plain) + 29


@given(keys, st.binary(max_size=40), addresses, st.data())
def test_every_changed_bit_is_found(key, plain, address, data):
    sealed = bytearray(seal(key, plain, *address))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBrokenError):
        unseal(key, bytes(sealed), *address)


@given(keys, st.binary(max_size=40), addresses, addresses, keys)
def test_what_is_sealed_for_one_place_and_key_opens_at_no_other(key, plain, here, there, other):
    sealed = seal(key, plain, *here)
    if here != there:
        with pytest.raises(SealBrokenError):
            unseal(key, sealed, *there)
    if key != other:
        with pytest.raises(SealBrokenError):
            unseal(other, sealed, *here)


@pytest.mark.parametrize("length", [0, 1, 12, 28])
def test_what_is_cut_short_is_found(length):
    key = Masked(bytes(32))
    with pytest.raises(SealBrokenError):
        unseal(key, seal(key, b"")[:length])


def test_the_same_is_never_sealed_the_same():
    key = Masked(bytes(32))
    assert len({seal(key, b"same") for _ in range(100)}) == 100


def test_another_version_of_a_key_opens_nothing():
    first = PersonKey.generate("p")
    second = PersonKey("p", 2, first.secret)
    with pytest.raises(SealBrokenError):
        second.unseal(first.seal(b"x"))

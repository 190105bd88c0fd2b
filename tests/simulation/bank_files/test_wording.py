from random import Random

import pytest

from plainscore.simulation.bank_files.codes import ISO, PLAID, PLAID_MOVED, iso_of
from plainscore.simulation.bank_files.phrases import LANGUAGES
from plainscore.simulation.bank_files.wording import Wording
from plainscore.simulation.streams import Stream

MOVED = {Stream.SAVINGS, Stream.OWN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stream_has_words(language):
    assert set(language) == set(Stream)
    for words in language.values():
        for phrase in words.phrases:
            assert not set(phrase) & set("&<>\"'\\;")
            assert phrase.format(no=1, ref=2, month="05", year="2024")


def test_every_stream_has_codes():
    assert set(ISO) == set(PLAID) == set(Stream) - MOVED
    assert {stream for stream, _ in PLAID_MOVED} == MOVED
    for stream in Stream:
        for detail in range(3):
            assert iso_of(stream, comes_in=True, detail=detail).domain


@pytest.mark.parametrize("seed", range(20))
def test_a_recurring_payment_keeps_its_other_side_and_shops_vary(seed):
    wording = Wording(Random(seed))
    rents = {wording.line(Stream.RENT, f"2024-{month:02d}-01")[1] for month in range(1, 13)}
    shops = {wording.line(Stream.GROCERY, "2024-01-01")[1] for _ in range(200)}
    assert len(rents) == 1
    assert len(shops) > 5


def test_no_placeholder_is_left():
    for seed in range(30):
        wording = Wording(Random(seed))
        for stream in Stream:
            text, party = wording.line(stream, "2024-05-31")
            assert "{" not in text + party

"""Texts reduced to words, and other sides to keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.roles.wording import counterparty_key, plain_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LOYER/MARS-2024", ["loyer", "mars", "2024"]),
        ("Prélèvement rejeté", ["prelevement", "rejete"]),
        ("Straße GROẞ", ["strasse", "gross"]),
        ("Świadczenie", ["swiadczenie"]),
        ("důchod", ["duchod"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


@given(st.text())
def test_words_are_plain_and_reading_them_again_changes_nothing(text: str) -> None:
    words = plain_words(text)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words)
    assert plain_words(" ".join(words)) == words


def test_a_counterparty_goes_before_the_text() -> None:
    assert counterparty_key("DE12 3456", "May") == counterparty_key("de 12 34 56", "June")
    assert counterparty_key("DE12", "") != counterparty_key("DE13", "")


def test_numbers_in_a_text_do_not_tell_the_other_side() -> None:
    assert counterparty_key("", "INV 4711 Acme 3.5.") == counterparty_key("", "inv 4712 ACME 4.6.")
    assert counterparty_key("", "4711") == ""
    assert counterparty_key(" ", "") == ""

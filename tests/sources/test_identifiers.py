"""Identifiers are printable; text can always be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.sources.identifiers import read_identifier, read_text
from plainscore.sources.unreadable import UnreadableError


@pytest.mark.parametrize("wrong", ["", " ", None, 1.5, True, "a\x00b", "\ud800", "x" * 257])
def test_identifiers_are_printable_text(wrong: object) -> None:
    with pytest.raises(UnreadableError):
        read_identifier(wrong, "account_id")


@given(st.text())
def test_text_can_always_be_written(text: str) -> None:
    read_text(text + "\ud800").encode()

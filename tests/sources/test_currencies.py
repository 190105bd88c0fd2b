"""Currencies: those of ISO 4217, or refused with a reason."""

import pytest

from plainscore.sources.currencies import read_currency
from plainscore.sources.unreadable import UnreadableError


def test_currencies_are_those_of_iso_4217() -> None:
    assert read_currency(" gbp ", "currency") == "GBP"
    for wrong in ("EURO", "XXX", "XTS", "€", 978):
        with pytest.raises(UnreadableError) as refused:
            read_currency(wrong, "currency")
        assert refused.value.code == "bad_currency"

"""`Feature` refuses what it may not read."""

from dataclasses import replace

import ibis
import pytest

from plainscore.features import CATALOGUE
from plainscore.features.folded import FOLDED, Part, part_of

ANY = CATALOGUE["net_flow_ratio"]


def test_a_table_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"needs friends: no such table"):
        replace(ANY, needs=("transactions", "friends"))


def test_a_table_beyond_the_folded_one_is_refused() -> None:
    friends = ibis.table({"count": "int64"}, name="friends")
    with pytest.raises(ValueError, match=r"may only read columns of the folded table"):
        replace(ANY, expression=friends["count"])


def test_who_the_application_is_cannot_be_a_feature() -> None:
    with pytest.raises(KeyError, match="application_id"):
        replace(ANY, expression=FOLDED.application_id.length())


def test_every_column_belongs_to_a_part() -> None:
    assert part_of("balance_now") is Part.DAYS
    with pytest.raises(KeyError, match="star_sign"):
        part_of("star_sign")

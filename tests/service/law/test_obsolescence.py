"""15 U.S.C. 1681c: seven years, ten for bankruptcies, 180 days before a collection's seven."""

from datetime import date, timedelta

import pytest

from plainscore.service.law import AdverseItem, is_obsolete, last_reportable_day

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("item", "since", "last"),
    [
        ("delinquency", date(2019, 3, 15), date(2026, 3, 15)),
        ("delinquency", date(2020, 2, 29), date(2027, 2, 28)),
        ("collection", date(2019, 3, 15), date(2026, 9, 10)),
        ("bankruptcy", date(2016, 3, 15), date(2026, 3, 15)),
    ],
)
def test_an_item_is_used_on_its_last_day_and_not_on_the_next(item, since, last):
    assert last_reportable_day(AdverseItem(item), since, last) == last
    assert not is_obsolete(AdverseItem(item), since, last)
    assert is_obsolete(AdverseItem(item), since, last + DAY)

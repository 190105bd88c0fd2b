"""How long adverse items may be reported and used (15 U.S.C. 1681c)."""

from datetime import date
from enum import StrEnum

from plainscore.service.law.book import rule_on
from plainscore.service.law.periods import last_day


class AdverseItem(StrEnum):
    """Kinds of adverse items that age differently.

    Examples
    --------
    >>> AdverseItem("collection").value
    'collection'
    """

    DELINQUENCY = "delinquency"
    COLLECTION = "collection"
    BANKRUPTCY = "bankruptcy"


def last_reportable_day(item: AdverseItem, since: date, today: date) -> date:
    """Return the last day on which an adverse item may be reported or used.

    Parameters
    ----------
    item : AdverseItem
        What it is. A collection or charge-off counts from the delinquency that led to it.
    since : datetime.date
        The date of the item; of a collection, the day its delinquency began.
    today : datetime.date
        The day of the report, whose law holds.

    Returns
    -------
    datetime.date
        The day; a feature as of a later day never sees the item.

    Examples
    --------
    >>> last_reportable_day("delinquency", date(2019, 3, 15), date(2026, 3, 15))
    datetime.date(2026, 3, 15)
    >>> last_reportable_day("collection", date(2019, 3, 15), date(2026, 3, 15))
    datetime.date(2026, 9, 10)
    """
    kind = AdverseItem(item)
    if kind is AdverseItem.BANKRUPTCY:
        return last_day(rule_on("fcra.obsolescence_bankruptcy", today), since)
    if kind is AdverseItem.COLLECTION:
        since = last_day(rule_on("fcra.obsolescence_start", today), since)
    return last_day(rule_on("fcra.obsolescence", today), since)


def is_obsolete(item: AdverseItem, since: date, today: date) -> bool:
    """Return whether an adverse item is too old to be reported or used.

    Examples
    --------
    >>> is_obsolete("bankruptcy", date(2016, 3, 15), date(2026, 3, 16))
    True
    """
    return today > last_reportable_day(item, since, today)

"""The clocks of a dispute under the FCRA, exactly."""

from dataclasses import dataclass
from datetime import date, timedelta

from plainscore.service.law.book import rule_on
from plainscore.service.law.periods import last_day


@dataclass(frozen=True, slots=True)
class DisputeClock:
    """When what is due in a dispute (15 U.S.C. 1681i).

    Parameters
    ----------
    received_on : datetime.date
        The day the dispute was received.
    information_on : datetime.date or None
        The day on which the person sent relevant information, the first such day.
    found_wrong_on : datetime.date or None
        The day on which the item was found inaccurate, incomplete or not verifiable.
    completed_on : datetime.date or None
        The day on which the reinvestigation was completed.

    Raises
    ------
    ValueError
        If something happens before the dispute is received.

    Examples
    --------
    >>> clock = DisputeClock(date(2026, 3, 2))
    >>> clock.furnisher_told_by, clock.completed_by
    (datetime.date(2026, 3, 6), datetime.date(2026, 3, 31))
    >>> DisputeClock(date(2026, 3, 2), information_on=date(2026, 3, 31)).completed_by
    datetime.date(2026, 4, 15)
    """

    received_on: date
    information_on: date | None = None
    found_wrong_on: date | None = None
    completed_on: date | None = None

    def __post_init__(self) -> None:
        later = (self.information_on, self.found_wrong_on, self.completed_on)
        if any(each is not None and each < self.received_on for each in later):
            raise ValueError("nothing of a dispute happens before it is received")

    @property
    def furnisher_told_by(self) -> date:
        """The last day to tell whoever furnished the item."""
        return self._from_receipt("fcra.furnisher_notice")

    @property
    def thirtieth_day(self) -> date:
        """The last of the 30 days that begin on the day of receipt."""
        return self._from_receipt("fcra.reinvestigation")

    @property
    def is_extended(self) -> bool:
        """Whether the added days apply.

        They do when the person sent relevant information within the 30 days, unless within the
        30 days the item was found wrong or not verifiable: then there is nothing left to find out.
        """
        sent = self.information_on is not None and self.information_on <= self.thirtieth_day
        settled = self.found_wrong_on is not None and self.found_wrong_on <= self.thirtieth_day
        return sent and not settled

    @property
    def completed_by(self) -> date:
        """The last day of the reinvestigation."""
        if not self.is_extended:
            return self.thirtieth_day
        rule = rule_on("fcra.reinvestigation_extension", self.received_on)
        return self.thirtieth_day + timedelta(days=rule.amount)

    @property
    def person_told_by(self) -> date | None:
        """The last day to tell the person the results; None until there are any."""
        if self.completed_on is None:
            return None
        return last_day(rule_on("fcra.results_notice", self.completed_on), self.completed_on)

    def is_overdue(self, today: date) -> bool:
        """Return whether the reinvestigation should be over and is not."""
        return today > self.completed_by and (
            self.completed_on is None or self.completed_on > self.completed_by
        )

    def _from_receipt(self, name: str) -> date:
        return last_day(rule_on(name, self.received_on), self.received_on)

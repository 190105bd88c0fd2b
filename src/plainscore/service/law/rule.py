"""`Rule`: one rule of law as dated data."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a rule says.

    Examples
    --------
    >>> Kind("deadline").value
    'deadline'
    """

    DEADLINE = "deadline"
    KEEP = "keep"
    LIMIT = "limit"
    LOOKBACK = "lookback"
    IN_FORCE = "in_force"


class Unit(StrEnum):
    """What a rule counts in.

    Examples
    --------
    >>> Unit("business_days").value
    'business_days'
    """

    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"
    YEARS = "years"
    WORDS = "words"


class Checked(StrEnum):
    """Against what a rule was checked.

    Examples
    --------
    >>> Checked("text").value
    'text'
    """

    TEXT = "text"
    SECONDARY = "secondary"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of law, with the days on which it holds.

    Parameters
    ----------
    id : str
        Stable name; versions of a rule that was changed share it.
    jurisdiction : str
        ``"US"``, ``"EU"``, ``"UK"``, or ``"house"`` for a promise of this project.
    title : str
        What it says, in a line.
    citation : str
        Where it says so.
    kind : Kind
        What it is.
    effective_from : datetime.date
        The first day on which it holds.
    effective_to : datetime.date or None
        The last day on which it holds; None while no end is known.
    amount : int
        How many units; 0 for a rule that only is in force.
    unit : Unit or None
        What is counted.
    first_day_counts : bool
        Whether the day it starts from is the first of the period.
    starts : str
        What it counts from.
    checked : Checked
        Against what it was checked.

    Raises
    ------
    ValueError
        If the parts do not fit together.

    Examples
    --------
    >>> rule = Rule(id="a.b", jurisdiction="EU", title="t", citation="c", kind="in_force",
    ...             effective_from=date(2026, 11, 20), checked="text")
    >>> rule.holds_on(date(2026, 11, 19)), rule.holds_on(date(2026, 11, 20))
    (False, True)
    """

    id: str
    jurisdiction: str
    title: str
    citation: str
    kind: Kind
    effective_from: date
    effective_to: date | None = None
    amount: int = 0
    unit: Unit | None = None
    first_day_counts: bool = False
    starts: str = ""
    checked: Checked

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        object.__setattr__(self, "checked", Checked(self.checked))
        if self.unit is not None:
            object.__setattr__(self, "unit", Unit(self.unit))
        counts = self.kind is not Kind.IN_FORCE
        if counts != (self.amount > 0 and self.unit is not None and bool(self.starts)):
            raise ValueError(f"{self.id}: a rule that counts says how many, of what and from when")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError(f"{self.id}: ends before it begins")

    def holds_on(self, day: date) -> bool:
        """Return whether the rule holds on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )

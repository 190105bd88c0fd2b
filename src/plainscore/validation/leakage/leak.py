"""A leak: something in a table that tells the outcome, or that two samples share."""

from dataclasses import dataclass
from enum import StrEnum


class LeakKind(StrEnum):
    """Ways in which a table lets a scorecard see what it could not have seen.

    After Kaufman, Rosset and Perlich (2012), "Leakage in data mining": legitimacy of features,
    of rows and of time.
    """

    TOO_GOOD = "too_good"
    ONLY_BADS = "only_bads"
    MISSINGNESS = "missingness"
    NAME = "name"
    ROW_ORDER = "row_order"
    IDENTIFIER = "identifier"
    TARGET_MEAN = "target_mean"
    LATER_DATE = "later_date"
    EARLY_OUTCOME = "early_outcome"
    SHARED_ROW = "shared_row"
    SHARED_PERSON = "shared_person"
    OVERLAPPING_TIME = "overlapping_time"


@dataclass(frozen=True, slots=True)
class Leak:
    """One suspicion, with the figure it rests on.

    Parameters
    ----------
    kind : LeakKind
        What kind of leak.
    column : str or None
        Column concerned; None when it is the rows.
    figure : float
        How strong: an AUC, a share or a count, as the message says.
    message : str
        What was seen, in plain words.
    remedy : str
        What to do about it.

    Examples
    --------
    >>> print(Leak(LeakKind.NAME, "default_date", 1.0, "its name speaks of the outcome", "drop it"))
    default_date: its name speaks of the outcome (drop it)
    """

    kind: LeakKind
    column: str | None
    figure: float
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.column or 'rows'}: {self.message} ({self.remedy})"

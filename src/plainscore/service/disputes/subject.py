"""What is contested, why, and what is found: closed lists."""

from dataclasses import dataclass
from enum import StrEnum


class SubjectKind(StrEnum):
    """What a dispute is about.

    Examples
    --------
    >>> SubjectKind("item").value
    'item'
    """

    ITEM = "item"
    ACCOUNT = "account"
    TRADELINE = "tradeline"
    FEATURE = "feature"
    IDENTITY = "identity"


class Ground(StrEnum):
    """Why the person contests it.

    Examples
    --------
    >>> Ground("not_mine").value
    'not_mine'
    """

    NOT_MINE = "not_mine"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_DATE = "wrong_date"
    WRONG_KIND = "wrong_kind"
    PAID_ON_TIME = "paid_on_time"
    DOUBLED = "doubled"
    INCOMPLETE = "incomplete"
    IDENTITY_THEFT = "identity_theft"
    OTHER = "other"


class Finding(StrEnum):
    """What whoever furnished an item answers.

    Examples
    --------
    >>> Finding("not_verifiable").value
    'not_verifiable'
    """

    VERIFIED = "verified"
    INACCURATE = "inaccurate"
    NOT_VERIFIABLE = "not_verifiable"


class Outcome(StrEnum):
    """How a dispute ends by a decision; each is a status of its own.

    Examples
    --------
    >>> Outcome("removed").value
    'removed'
    """

    KEPT = "kept"
    REMOVED = "removed"
    CORRECTED = "corrected"
    FRIVOLOUS = "frivolous"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a dispute is about.

    Parameters
    ----------
    kind : SubjectKind
        A line, an account, a tradeline, a value in a score, or who the person is.
    subject_id : str or None
        Name of the line or the tradeline, or of the feature.
    account_id : str or None
        The account; of an item, the one it stands in.
    score_id : str or None
        Of a feature's value: the score that it stands in.
    """

    kind: SubjectKind
    subject_id: str | None = None
    account_id: str | None = None
    score_id: str | None = None

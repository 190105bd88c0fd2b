"""What a lender's program may be allowed: a closed list."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing a program may do.

    Examples
    --------
    >>> Scope("scores:write").value
    'scores:write'
    """

    SCORES_WRITE = "scores:write"
    SCORES_READ = "scores:read"
    DATA_WRITE = "data:write"
    DECISIONS_WRITE = "decisions:write"
    DECISIONS_READ = "decisions:read"
    CONSENTS_READ = "consents:read"
    DISPUTES_READ = "disputes:read"
    DISPUTES_WRITE = "disputes:write"


DESCRIPTIONS = {
    Scope.SCORES_WRITE: "ask for a score",
    Scope.SCORES_READ: "read scores asked for earlier",
    Scope.DATA_WRITE: "hand in statements",
    Scope.DECISIONS_WRITE: "tell of decisions",
    Scope.DECISIONS_READ: "read decisions and letters",
    Scope.CONSENTS_READ: "read the consents given to the lender",
    Scope.DISPUTES_READ: "read disputes of what the lender furnished",
    Scope.DISPUTES_WRITE: "answer disputes of what the lender furnished",
}

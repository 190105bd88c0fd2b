"""What the people concerned read about a dispute, in plain words."""

from datetime import date

from plainscore.service.disputes.subject import Ground, SubjectKind

SUBJECTS = {
    SubjectKind.ITEM: "a line of a bank statement",
    SubjectKind.ACCOUNT: "a whole account",
    SubjectKind.TRADELINE: "a credit account",
    SubjectKind.FEATURE: "a value in the score",
    SubjectKind.IDENTITY: "who the person is",
}

GROUNDS = {
    Ground.NOT_MINE: "It is not mine",
    Ground.WRONG_AMOUNT: "The amount is wrong",
    Ground.WRONG_DATE: "The date is wrong",
    Ground.WRONG_KIND: "It was taken for something else",
    Ground.PAID_ON_TIME: "I paid on time",
    Ground.DOUBLED: "It is there twice",
    Ground.INCOMPLETE: "Something is missing",
    Ground.IDENTITY_THEFT: "Somebody used my name",
    Ground.OTHER: "Something else",
}

STATUSES = {
    "open": "Received",
    "investigating": "Being looked into",
    "extended": "Being looked into, with 15 more days for what you added",
    "kept": "Found right: it stays as it was",
    "removed": "Removed",
    "corrected": "Corrected",
    "withdrawn": "Taken back by you",
    "frivolous": "Closed: it could not be looked into",
    "reinserted": "Put back: whoever furnished it certified it",
}

HAPPENED = {
    "opened": "Your dispute came in",
    "furnisher_told": "Whoever furnished it was told",
    "information_added": "You added information",
    "extended": "15 days were added for what you sent",
    "furnisher_answered": "Whoever furnished it answered",
    "decided": "It was decided",
    "person_told": "The result was put here for you",
    "recipient_told": "A lender that had seen it was told",
    "statement_written": "You wrote a statement",
    "withdrawn": "You took it back",
    "overdue": "It was late, and staff were told",
    "certified": "Whoever furnished it certified it as right and complete",
    "reinserted": "It was put back",
}

FINDINGS = {
    "verified": "it is right",
    "inaccurate": "it is wrong",
    "not_verifiable": "it cannot be verified",
    "kept": "it stays",
    "removed": "it is removed",
    "corrected": "it is corrected",
    "frivolous": "it could not be looked into",
    "furnisher_notice": "the furnisher was not told in time",
    "completion": "it was not decided in time",
}


def written(day: date) -> str:
    """Return a day as it is written here.

    Examples
    --------
    >>> written(date(2026, 3, 2))
    '2 March 2026'
    """
    return f"{day.day} {day:%B %Y}"

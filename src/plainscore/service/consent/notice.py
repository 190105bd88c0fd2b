"""The notice that is shown before a person consents, and the words for what they choose."""

from plainscore.records import Purpose
from plainscore.service.consent.event import DataKind

NOTICE_VERSION = "1"

PURPOSE_WORDS = {
    Purpose.EXTENSION_OF_CREDIT: "to decide on credit that I asked for",
    Purpose.ACCOUNT_REVIEW: "to look after credit that I already have",
    Purpose.PREQUALIFICATION: "to tell me, before I apply, what I would be offered",
    Purpose.OWN_VIEW: "to show me my own score",
}
"""What for, as a person says it."""

DATA_WORDS = {
    DataKind.BANK_STATEMENTS: "my bank statements",
    DataKind.TRADELINES: "my credit lines and how I pay them",
}
"""Which data, as a person says it."""

_NOTICE = """makes a score from how you pay, and from nothing else.

We read amounts, days and what a payment is for: income, rent, bills, loans. \
Names and texts are read to tell these apart, and are not kept. \
Where you buy, who you know and what you say never counts.

What you allow is used for the one purpose that you choose, by the one you choose, \
until the day you choose, at most a year. Nothing is sold, and nobody else sees it.

A lender that you allow gets the score, the reasons for it and how much of your accounts it \
covers. It may also hand in statements of yours. It does not get the statements.

You can take this back at any time, in one step. It then stops at once, and costs you nothing \
with us. You can see who asked, contest any line, ask for a human, take your data with you and \
have them erased."""


def notice_text(operator: str) -> str:
    """Return the notice, exactly as it is shown and as its digest is made of.

    Parameters
    ----------
    operator : str
        Who runs the service.

    Returns
    -------
    str
        Paragraphs, parted by empty lines.

    Examples
    --------
    >>> notice_text("A score service").splitlines()[0]
    'A score service makes a score from how you pay, and from nothing else.'
    """
    return f"{operator} {_NOTICE}"

"""The closed list of purposes a score may be used for."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why a score is computed. Nothing outside credit is on the list, and nothing will be.

    Adding a member needs a line in ``docs/decisions/closed-lists.md``; a test holds this.

    Examples
    --------
    >>> Purpose("own_view").value
    'own_view'
    >>> Purpose("hiring")
    Traceback (most recent call last):
    ...
    ValueError: 'hiring' is not a valid Purpose
    """

    EXTENSION_OF_CREDIT = "extension_of_credit"
    ACCOUNT_REVIEW = "account_review"
    OWN_VIEW = "own_view"
    PREQUALIFICATION = "prequalification"

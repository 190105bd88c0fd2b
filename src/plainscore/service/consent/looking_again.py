"""A consent can be taken back after it was looked at: then it is looked at again."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from plainscore.service.problems import FORBIDDEN

Made = TypeVar("Made")

MOST_LOOKS = 5
"""A consent may be given and taken back once more between two looks."""


def look_again(work: Callable[[], Made]) -> Made:
    """Do what a consent allows, and again from the start where the database refused it.

    The rules of the database hold the consent at every row, so what began before a revocation
    and is not done after it is refused there, in the middle. Looked at again, the consent is
    found to have ended, and that is what is answered and noted.

    Parameters
    ----------
    work : callable
        A whole transaction that looks at the consent first.

    Returns
    -------
    Made
        What the work returned.

    Raises
    ------
    sqlalchemy.exc.DBAPIError
        What the work raised: at once if it is no refusal, else at the fifth.

    Examples
    --------
    >>> look_again(lambda: "done")
    'done'
    """
    for _ in range(MOST_LOOKS - 1):
        try:
            return work()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != FORBIDDEN:
                raise
    return work()

"""A consent can be taken back after it was looked at: then it is looked at again."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from plainscore.service.problems import FORBIDDEN

Made = TypeVar("Made")


def look_again(work: Callable[[], Made]) -> Made:
    """Do what a consent allows, and once more from the start where the database refused it.

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

    Examples
    --------
    >>> look_again(lambda: "done")
    'done'
    """
    try:
        return work()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") != FORBIDDEN:
            raise
    return work()

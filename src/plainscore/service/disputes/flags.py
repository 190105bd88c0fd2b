"""What every output about a person has to say while something of theirs is contested."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from plainscore.service.disputes.stored import disputes_of, open_statement
from plainscore.service.disputes.subject import Subject
from plainscore.service.sealing import PersonKey


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """A dispute that is not settled.

    Parameters
    ----------
    dispute_id : str
        Its name.
    subject : Subject
        What is contested.
    opened_at : datetime.datetime
        Since when.
    """

    dispute_id: str
    subject: Subject
    opened_at: datetime


def open_disputes(connection: Connection, person_id: str) -> tuple[OpenDispute, ...]:
    """Return what a person contests now: an output about them has to say so (1681i(c)).

    Parameters
    ----------
    connection : Connection
        A transaction of the person's, of a lender that may use their data, of a reviewer's or a
        task's.
    person_id : str
        Whose.

    Returns
    -------
    tuple of OpenDispute
        The newest first.
    """
    return tuple(
        OpenDispute(each.dispute_id, each.subject, each.opened_at)
        for each in disputes_of(connection, person_id)
        if each.is_open
    )


def statements_of(connection: Connection, key: PersonKey) -> tuple[str, ...]:
    """Return the person's statements, which go with every later score (1681i(c)).

    Parameters
    ----------
    connection : Connection
        As of `open_disputes`.
    key : PersonKey
        The person's key.

    Returns
    -------
    tuple of str
        The newest first, each of at most 100 words.
    """
    found = (open_statement(key, each) for each in disputes_of(connection, key.person_id))
    return tuple(words for words in found if words)

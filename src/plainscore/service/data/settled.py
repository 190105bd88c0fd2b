"""What is held of a person stands still while a score is made of it.

A score says as of which moment the person is seen. What was said of them before that moment, but is
stored only after the score has looked, would be found when the score is made again: it would not
come out the same. So who changes what is held takes this lock first, and only then looks at the
clock; a score waits for those under way, and new ones wait for the score.
"""

from sqlalchemy import Connection, text

_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_TOGETHER = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")


def settle_before_change(connection: Connection, person_id: str) -> None:
    """Wait for the scores of a person that are under way; then look at the clock, and change.

    After a lock on a dispute's row, where one is taken, and before anything goes into the ledger:
    so nobody waits in a circle.

    Parameters
    ----------
    connection : Connection
        The transaction that changes what is held of a person.
    person_id : str
        Whose.
    """
    connection.execute(_ALONE, {"name": _name(person_id)})


def settle_before_look(connection: Connection, person_id: str) -> None:
    """Wait for the changes of a person's data that are under way; then look at the clock.

    Parameters
    ----------
    connection : Connection
        The transaction that makes a score.
    person_id : str
        Whose.
    """
    connection.execute(_TOGETHER, {"name": _name(person_id)})


def _name(person_id: str) -> str:
    return f"held {person_id}"

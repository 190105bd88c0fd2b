"""What is contested at a moment and is no item: a value in a score, or who the person is."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from plainscore.service.database.schema import disputes

_COLUMNS = disputes.c
_COUNT = (
    select(func.count())
    .select_from(disputes)
    .where(
        _COLUMNS.person_id == bindparam("person"),
        # a list would be written out anew at each use
        or_(_COLUMNS.subject == "feature", _COLUMNS.subject == "identity"),
        _COLUMNS.opened_at <= bindparam("moment"),
        or_(_COLUMNS.closed_at.is_(None), _COLUMNS.closed_at > bindparam("moment")),
    )
)


def contested_at(connection: Connection, person_id: str, at: datetime) -> int:
    """Return how many disputes were open that are about no line, account or tradeline.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may use the person's data.
    person_id : str
        Whose.
    at : datetime.datetime
        The moment.

    Returns
    -------
    int
        Lines and tradelines that are contested are marked, and counted with the marks.
    """
    return connection.scalar(_COUNT, {"person": person_id, "moment": at}) or 0

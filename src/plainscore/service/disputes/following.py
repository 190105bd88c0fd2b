"""The work that follows a settled dispute, demanded in the transaction that settles it."""

from datetime import datetime

from sqlalchemy import Connection

from plainscore.service.disputes.stored import Dispute
from plainscore.service.jobs.queue import enqueue

SETTLED_JOB = "dispute_settled"
RESCORE_JOB = "rescore"


def demand(connection: Connection, dispute: Dispute, now: datetime) -> None:
    """Demand that the person be scored again and that recipients be told.

    Parameters
    ----------
    connection : Connection
        The transaction that settles the dispute.
    dispute : Dispute
        Which.
    now : datetime.datetime
        The moment.
    """
    person_id = dispute.person_id
    enqueue(
        connection, SETTLED_JOB, {"dispute_id": dispute.dispute_id}, now=now, person_id=person_id
    )
    enqueue(connection, RESCORE_JOB, {"cause": "dispute"}, now=now, person_id=person_id)

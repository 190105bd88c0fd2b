"""The queue: a table of jobs, written in the caller's transaction, taken with SKIP LOCKED."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from plainscore.service.actors import System, Task
from plainscore.service.database.schema import jobs
from plainscore.service.identifiers import new_id

ATTEMPTS_MAX = 8
WORKER = System(Task.JOBS)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done.

    Parameters
    ----------
    job_id : str
        Which.
    kind : str
        Which module of ``jobs.handlers`` does it.
    arguments : mapping
        Keys of rows; no content.
    person_id : str or None
        Whom it is about.
    """

    job_id: str
    kind: str
    arguments: Mapping[str, Any]
    person_id: str | None


def enqueue(
    connection: Connection,
    kind: str,
    arguments: Mapping[str, Any],
    *,
    now: datetime,
    person_id: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Demand a job: it exists exactly when the transaction commits.

    Parameters
    ----------
    connection : Connection
        A transaction of anybody's but nobody's.
    kind : str
        Which module of ``jobs.handlers`` does it.
    arguments : mapping
        Keys of rows; no content.
    now : datetime
        The present moment.
    person_id : str, optional
        Whom it is about.
    run_at : datetime, optional
        Not before; now by default.
    """
    connection.execute(
        jobs.insert().values(
            job_id=new_id("job", now),
            kind=kind,
            arguments=dict(arguments),
            person_id=person_id,
            status="waiting",
            run_at=run_at or now,
            attempts=0,
            created_at=now,
        )
    )


def take(connection: Connection, now: datetime) -> Job | None:
    """Take the next job that is due; it stays taken until the transaction ends.

    Parameters
    ----------
    connection : Connection
        A transaction of the worker's.
    now : datetime
        The present moment.

    Returns
    -------
    Job or None
        None when nothing is due that no other worker has.
    """
    found = connection.execute(
        select(jobs.c.job_id, jobs.c.kind, jobs.c.arguments, jobs.c.person_id)
        .where(jobs.c.status == "waiting", jobs.c.run_at <= now)
        .order_by(jobs.c.run_at, jobs.c.job_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    return None if found is None else Job(*found)


def finish(connection: Connection, job: Job, now: datetime) -> None:
    """Note that a job is done."""
    connection.execute(
        update(jobs)
        .where(jobs.c.job_id == job.job_id)
        .values(status="done", ended_at=now, attempts=jobs.c.attempts + 1, error=None)
    )


def postpone(connection: Connection, job: Job, error: str, now: datetime) -> None:
    """Note that a job went wrong: try later, twice as late each time, and give up in the end.

    Parameters
    ----------
    connection : Connection
        The transaction in which the job was taken.
    job : Job
        Which.
    error : str
        Name of the error.
    now : datetime
        The present moment.
    """
    attempts = connection.execute(
        select(jobs.c.attempts).where(jobs.c.job_id == job.job_id)
    ).scalar_one()
    final = attempts + 1 >= ATTEMPTS_MAX
    connection.execute(
        update(jobs)
        .where(jobs.c.job_id == job.job_id)
        .values(
            attempts=attempts + 1,
            error=error,
            status="failed" if final else "waiting",
            run_at=now + timedelta(seconds=2**attempts),
            ended_at=now if final else None,
        )
    )

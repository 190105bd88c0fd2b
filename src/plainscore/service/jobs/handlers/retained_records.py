"""Deletes what the law demanded to keep, once it no longer does."""

from datetime import timedelta

from sqlalchemy import delete

from plainscore.service.actors import System, Task
from plainscore.service.database.schema import retained_records
from plainscore.service.jobs.queue import Job
from plainscore.service.service import Service

KIND = "delete_retained_records"
EVERY = timedelta(hours=1)


def run(service: Service, job: Job | None) -> None:
    """Delete the records whose last day is over; the database allows no other."""
    del job
    with service.database.transaction(System(Task.CLOCKS)) as connection:
        connection.execute(
            delete(retained_records).where(retained_records.c.retain_until <= service.clock.now())
        )

"""Forgets the keys of repeated requests after a day."""

from datetime import timedelta

from sqlalchemy import delete

from plainscore.service.actors import System, Task
from plainscore.service.database.schema import idempotency_keys
from plainscore.service.jobs.queue import Job
from plainscore.service.service import Service

KIND = "forget_idempotency_keys"
EVERY = timedelta(hours=1)
KEPT = timedelta(hours=24)


def run(service: Service, job: Job | None) -> None:
    """Remove the keys that are a day old."""
    del job
    with service.database.transaction(System(Task.CLOCKS)) as connection:
        connection.execute(
            delete(idempotency_keys).where(idempotency_keys.c.at <= service.clock.now() - KEPT)
        )

"""Looks at the clocks of open disputes."""

from datetime import timedelta

from plainscore.service.disputes.overdue import advance_all
from plainscore.service.jobs.queue import Job
from plainscore.service.service import Service

KIND = "dispute_clocks"
EVERY = timedelta(minutes=15)


def run(service: Service, job: Job | None) -> None:
    """Raise what is late, and remove what was not verified in time."""
    del job
    advance_all(service)

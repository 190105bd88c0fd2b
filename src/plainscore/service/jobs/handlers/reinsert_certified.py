"""Puts back what a dispute removed, once its furnisher certified it."""

from plainscore.service.disputes.furnishing import REINSERT_JOB as KIND
from plainscore.service.disputes.settling import put_back
from plainscore.service.jobs.queue import Job
from plainscore.service.service import Service

__all__ = ["KIND", "run"]


def run(service: Service, job: Job) -> None:
    """Put it back, and tell the person."""
    put_back(service, job.arguments["dispute_id"], job.person_id or "")

"""Does what follows when a dispute is settled."""

from plainscore.service.disputes.following import SETTLED_JOB as KIND
from plainscore.service.disputes.settling import follow_settlement
from plainscore.service.jobs.queue import Job
from plainscore.service.service import Service

__all__ = ["KIND", "run"]


def run(service: Service, job: Job) -> None:
    """Tell recipients, or take the marks of a dispute that was withdrawn away."""
    follow_settlement(service, job.arguments["dispute_id"], job.person_id or "")

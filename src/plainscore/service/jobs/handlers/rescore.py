"""Scores a person again, after what is held of them changed or a dispute was settled."""

from plainscore.service.jobs.queue import Job
from plainscore.service.scores.rescoring import JOB, rescore
from plainscore.service.scores.stored import Cause
from plainscore.service.service import Service

KIND = JOB


def run(service: Service, job: Job | None) -> None:
    """Make the new scores that the job demands."""
    if job is not None and job.person_id is not None:
        rescore(service, job.person_id, Cause(job.arguments["cause"]))

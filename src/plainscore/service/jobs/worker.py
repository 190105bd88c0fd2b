"""The worker: takes jobs and runs them, one at a time, in a thread of the service."""

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from plainscore.service.jobs.queue import WORKER, finish, postpone, take
from plainscore.service.service import Service
from plainscore.service.web.discovery import modules_of

if TYPE_CHECKING:
    from datetime import datetime
    from types import ModuleType

PAUSE_SECONDS = 0.5
PAUSE_AWAY_SECONDS = 2.0
log = logging.getLogger("plainscore.jobs")


class Worker:
    """Runs the jobs of a service.

    Parameters
    ----------
    service : Service
        Its parts.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.handlers: dict[str, ModuleType] = {
            module.KIND: module for module in modules_of("plainscore.service.jobs.handlers")
        }
        self._ended = Event()
        self._thread: Thread | None = None
        self._last: dict[str, datetime] = {}

    def start(self) -> None:
        """Begin to work, in a thread."""
        self._thread = Thread(target=self._work_on, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the job at hand."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def run_due(self) -> int:
        """Run everything that is due now, and return how many jobs were run."""
        self._run_by_the_clock()
        count = 0
        while not self._ended.is_set() and self._run_one():
            count += 1
        return count

    def _work_on(self) -> None:
        while not self._ended.is_set():
            pause = PAUSE_SECONDS
            try:
                self.run_due()
            except SQLAlchemyError:
                # the database is away: the jobs are kept there and are not lost
                pause = PAUSE_AWAY_SECONDS
            self._ended.wait(pause)

    def _run_one(self) -> bool:
        # the row stays locked while the job runs: if this process dies, another takes it
        with self.service.database.transaction(WORKER) as connection:
            job = take(connection, self.service.clock.now())
            if job is None:
                return False
            try:
                self.handlers[job.kind].run(self.service, job)
            except Exception as error:
                log.warning("job failed", exc_info=True, extra={"told": {"kind": job.kind}})
                postpone(connection, job, type(error).__name__, self.service.clock.now())
            else:
                finish(connection, job, self.service.clock.now())
        return True

    def _run_by_the_clock(self) -> None:
        now = self.service.clock.now()
        for kind, module in self.handlers.items():
            every = getattr(module, "EVERY", None)
            last = self._last.get(kind)
            if every is None or (last is not None and now - last < every):
                continue
            self._last[kind] = now
            try:
                module.run(self.service, None)
            except SQLAlchemyError:
                raise
            except Exception:
                log.exception("sweep failed", extra={"told": {"kind": kind}})

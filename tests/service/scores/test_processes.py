"""Processes that make scores: the same answers, and nothing is lost with one that dies."""

import asyncio
import os
import signal
import subprocess
import sys
from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from time import monotonic, sleep

import psutil
import pytest

from plainscore.service.keys import NAMES, Keys
from plainscore.service.problems import Refusal
from plainscore.service.scores.processes import NoProcess, Opening, ScoreProcesses
from plainscore.service.settings import Settings

WORK = """
import os, signal, time
from plainscore.service.problems import Refusal

def number_of(service):
    return os.getpid()

def host_of(service):
    return service.settings.host

def refuse(service):
    raise Refusal(409, "no", "It is not so.", headers={"Retry-After": "3"}, reason="because")

def die(service):
    os.kill(os.getpid(), signal.SIGKILL)

def wait(service):
    time.sleep(0.2)
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """A module that a process of its own can import too: of tests it cannot."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "work_of_scores.py").write_text(WORK)
    sys.path.insert(0, str(folder))
    yield import_module("work_of_scores")
    sys.path.remove(str(folder))
    del sys.modules["work_of_scores"]


@pytest.fixture(scope="module")
def opening(postgres, tmp_path_factory):
    """A service on a database that holds nothing, which is enough for work that asks it nothing."""
    folder = tmp_path_factory.mktemp("keys")
    Keys.load(folder, {}, make=True)
    return Opening(Settings("https://score.example"), folder, postgres)


@pytest.fixture(scope="module")
def processes(opening, work):
    made = ScoreProcesses(1, opening)
    made.start()
    with pytest.raises(NoProcess):
        asyncio.run(made.do(work.number_of))
    wait_for(lambda: made.ready)
    yield made
    made.stop()
    with pytest.raises(NoProcess):
        asyncio.run(made.do(work.number_of))
    made.start()
    assert not made.ready, "what was stopped is not started again"


def wait_for(condition, seconds=60):
    until = monotonic() + seconds
    while not condition():
        assert monotonic() < until
        sleep(0.05)


def test_work_is_done_elsewhere_with_the_same_service(processes, work):
    maker = asyncio.run(processes.do(work.number_of))
    assert psutil.Process(maker).parent() == psutil.Process()
    assert asyncio.run(processes.do(work.host_of)) == "score.example"


def test_a_refusal_comes_back_whole(processes, work):
    with pytest.raises(Refusal) as refused:
        asyncio.run(processes.do(work.refuse))
    refusal = refused.value
    assert (refusal.status, refusal.code, refusal.detail) == (409, "no", "It is not so.")
    assert (refusal.headers, refusal.extra) == ({"Retry-After": "3"}, {"reason": "because"})


def test_signals_to_the_group_are_for_the_one_that_serves(processes, work):
    maker = asyncio.run(processes.do(work.number_of))
    os.kill(maker, signal.SIGINT)
    os.kill(maker, signal.SIGTERM)
    assert asyncio.run(processes.do(work.number_of)) == maker


def test_one_that_dies_is_replaced(processes, work):
    died = asyncio.run(processes.do(work.number_of))
    with pytest.raises(NoProcess):
        asyncio.run(processes.do(work.die))
    wait_for(lambda: processes.ready)
    assert asyncio.run(processes.do(work.number_of)) != died


def test_one_that_dies_while_it_begins_is_replaced_too(opening, work, monkeypatch):
    monkeypatch.setattr("plainscore.service.scores.processes.AGAIN_SECONDS", 0)
    processes = ScoreProcesses(1, opening)
    processes.start()
    (beginning,) = processes._pool._processes.values()
    beginning.kill()
    makers = []

    def there():
        with suppress(NoProcess):
            makers.append(asyncio.run(processes.do(work.number_of)))
        return makers

    wait_for(there)
    assert makers != [beginning.pid]
    processes.stop()


def test_without_keys_there_are_none(opening, tmp_path):
    processes = ScoreProcesses(1, replace(opening, keys=tmp_path))
    processes.start()
    wait_for(lambda: all(each.done() for each in processes._there))
    assert not processes.ready
    processes.stop()


def test_too_many_that_wait_are_told_when_to_come_again(processes, work, monkeypatch):
    monkeypatch.setattr("plainscore.service.scores.processes.WAITING_MAX", 2)

    async def ask(count):
        asked = (processes.do(work.wait) for _ in range(count))
        return await asyncio.gather(*asked, return_exceptions=True)

    told = asyncio.run(ask(5))
    assert [each for each in told if each is None] == [None] * 3
    assert {each.headers["Retry-After"] for each in told if each is not None} == {"1"}
    assert asyncio.run(processes.do(work.wait)) is None, "those that were answered are not counted"


PARENT = """
import sys, time
from pathlib import Path
from plainscore.service.scores.processes import Opening, ScoreProcesses
from plainscore.service.settings import Settings

if __name__ == "__main__":
    processes = ScoreProcesses(2, Opening(Settings(), Path(sys.argv[1]), sys.argv[2]))
    processes.start()
    while not processes.ready:
        time.sleep(0.05)
    print("ready", flush=True)
    time.sleep(60)
"""


def test_they_end_with_the_one_that_serves(opening, tmp_path):
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    words = [sys.executable, str(program), str(opening.keys), opening.database]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as parent:
        assert parent.stdout.readline() == b"ready\n"
        makers = psutil.Process(parent.pid).children(recursive=True)
        assert len(makers) >= 2
        parent.kill()
    assert psutil.wait_procs(makers, timeout=20)[1] == []


@pytest.fixture
def elsewhere(service, clock, database_url, tmp_path, monkeypatch):
    """Processes that read the service's keys from a folder; none of its scores is made here."""
    clock.set(datetime.now(UTC))
    folder = tmp_path / "their keys"
    folder.mkdir()
    for name in NAMES:
        key = getattr(service.keys, name)
        secret = key[0] if name == "master" else key
        (folder / f"{name}.key").write_bytes(b64encode(secret.reveal()))
    processes = ScoreProcesses(1, Opening(service.settings, folder, database_url))

    async def not_here(_work):
        raise AssertionError

    monkeypatch.setattr("plainscore.service.api.scores.in_turn", not_here)
    processes.start()
    wait_for(lambda: processes.ready)
    yield processes
    processes.stop()


def test_a_lender_is_answered_as_without_them(
    elsewhere, app, with_statements, lender, allow, approved, ask
):
    allow(with_statements.actor, lender.lender_id)
    app.state.score_processes = elsewhere
    made = ask()
    assert made.status_code == 201
    again = lender.client.get(made.headers["Location"])
    assert again.content == made.content

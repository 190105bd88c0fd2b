"""Scores have a few threads of their own: they keep nobody else waiting, nor one another."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from time import monotonic, sleep

import pytest
from anyio.to_thread import run_sync
from sqlalchemy import text

from plainscore.service.data.settled import settle_before_change
from plainscore.service.problems import Refusal
from plainscore.service.scores.in_turn import AT_ONCE, TURN, in_turn


class Seen:
    """How much work was under way at once."""

    def __init__(self) -> None:
        self.now = self.most = self.done = 0
        self._lock, self.go_on = Lock(), Event()

    def work(self) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.go_on.wait(20)
        with self._lock:
            self.now -= 1
            self.done += 1


async def until(condition) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.001)


def test_few_are_made_at_once_and_other_requests_do_not_wait_for_them():
    async def run() -> Seen:
        seen = Seen()
        asked = [asyncio.create_task(in_turn(seen.work)) for _ in range(60)]
        await until(lambda: seen.now == AT_ONCE)
        # the pool of the other routes has 40 threads: were they taken, this would not come back
        async with asyncio.timeout(20):
            assert await run_sync(lambda: "served") == "served"
        seen.go_on.set()
        await asyncio.gather(*asked)
        return seen

    seen = asyncio.run(run())
    assert (seen.most, seen.done) == (AT_ONCE, 60)


def test_too_many_that_wait_are_told_when_to_come_again():
    async def run() -> Refusal:
        seen = Seen()
        asked = [asyncio.create_task(in_turn(seen.work, waiting_max=3)) for _ in range(AT_ONCE + 3)]
        await until(lambda: seen.now == AT_ONCE)
        with pytest.raises(Refusal) as refused:
            await in_turn(seen.work, waiting_max=3)
        seen.go_on.set()
        await asyncio.gather(*asked)
        assert seen.done == AT_ONCE + 3
        await in_turn(seen.work, waiting_max=3)
        return refused.value

    refusal = asyncio.run(run())
    assert (refusal.status, refusal.headers) == (503, {"Retry-After": "1"})


@pytest.fixture
def allowed(with_statements, lender, allow, approved):
    return allow(with_statements.actor, lender.lender_id)


def test_a_request_too_many_is_a_problem_document(ask, allowed, monkeypatch):
    monkeypatch.setitem(in_turn.__kwdefaults__, "waiting_max", 0)
    refused = ask()
    assert (refused.status_code, refused.json()["code"]) == (503, "too_busy"), refused.text
    assert refused.headers["Retry-After"] == "1"


def test_a_score_takes_its_turn_after_it_waited_for_an_import(
    ask, allowed, service, with_statements
):
    person = with_statements.actor
    held = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' "
        "AND granted = :granted"
    )

    def wait_for(connection, *, granted: bool) -> None:
        until = monotonic() + 20
        while connection.scalar(held, {"granted": granted}) == 0:
            assert monotonic() < until
            sleep(0.01)

    with ThreadPoolExecutor(1) as lender:
        with service.database.transaction(person) as importing:
            settle_before_change(importing, person.person_id)
            asked = lender.submit(ask)
            wait_for(importing, granted=False)
            assert TURN.acquire(timeout=5)
        try:
            with service.database.transaction(person) as looking:
                wait_for(looking, granted=True)
            assert not asked.done()
        finally:
            TURN.release()
        assert asked.result(20).status_code == 201

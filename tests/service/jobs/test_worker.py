from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from plainscore.service.actors import Person
from plainscore.service.database.schema import jobs
from plainscore.service.jobs.queue import ATTEMPTS_MAX, WORKER, enqueue, take
from plainscore.service.jobs.worker import Worker


@pytest.fixture
def worker(service):
    return Worker(service)


def demand(service, kind, **rest):
    with service.database.transaction(Person("p")) as connection:
        enqueue(connection, kind, {"row": "r1"}, now=service.clock.now(), person_id="p", **rest)


def statuses(service):
    with service.database.transaction(WORKER) as connection:
        return connection.execute(select(jobs.c.status, jobs.c.attempts, jobs.c.error)).all()


def test_a_job_is_done_once(service, worker):
    done = []
    worker.handlers["note"] = SimpleNamespace(run=lambda _, job: done.append(job.arguments))
    demand(service, "note")
    assert (worker.run_due(), worker.run_due()) == (1, 0)
    assert done == [{"row": "r1"}]
    assert statuses(service) == [("done", 1, None)]


def test_a_job_waits_for_its_time(service, worker, clock):
    worker.handlers["note"] = SimpleNamespace(run=lambda *_: None)
    demand(service, "note", run_at=clock.now() + timedelta(days=1))
    assert worker.run_due() == 0
    clock.forward(timedelta(days=1))
    assert worker.run_due() == 1


def test_a_job_of_a_transaction_that_failed_does_not_exist(service, worker):
    def fail():
        with service.database.transaction(Person("p")) as connection:
            enqueue(connection, "note", {}, now=service.clock.now(), person_id="p")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert statuses(service) == []


def test_a_failing_job_is_tried_later_and_given_up_in_the_end(service, worker, clock):
    def fail(*_):
        raise ValueError("personal")

    worker.handlers["fail"] = SimpleNamespace(run=fail)
    demand(service, "fail")
    assert worker.run_due() == 1
    assert statuses(service) == [("waiting", 1, "ValueError")]
    assert worker.run_due() == 0
    for _ in range(ATTEMPTS_MAX - 1):
        clock.forward(timedelta(minutes=5))
        worker.run_due()
    assert statuses(service) == [("failed", ATTEMPTS_MAX, "ValueError")]


def test_two_workers_do_not_take_the_same_job(service, clock):
    demand(service, "note")
    demand(service, "note")
    with (
        service.database.transaction(WORKER) as one,
        service.database.transaction(WORKER) as two,
        service.database.transaction(WORKER) as three,
    ):
        taken = [take(each, clock.now()) for each in (one, two, three)]
    assert taken[0].job_id != taken[1].job_id
    assert taken[2] is None

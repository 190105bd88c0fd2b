"""Processes killed under load: nothing that was acknowledged is lost, nothing is done twice.

The program runs on its embedded PostgreSQL while a lender's programs and people use it. At moments
of a seeded choice its process, one of those that make scores, the database's, or both the first
and the database's get SIGKILL; what got no answer is sent again with the same idempotency key
until it is answered. ``PLAINSCORE_KILLS``, ``PLAINSCORE_KILLS_SEED`` and
``PLAINSCORE_KILLS_MINUTES`` say how often, how, and how long at most.
"""

import os
import random
import re
import socket
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Lock
from time import monotonic, sleep

import httpx2
import psutil
import pytest
from sqlalchemy import func, select

from plainscore.cli import main
from plainscore.cli.demo_consent import allow_everything
from plainscore.client import ApiProblem, Client
from plainscore.records import Purpose
from plainscore.service.access.clients import add_client
from plainscore.service.access.enrolment import add_lender, add_staff
from plainscore.service.access.scopes import Scope
from plainscore.service.actors import Lender, Person, Staff, StaffRole, System, Task
from plainscore.service.cards import approve_card, submit_card
from plainscore.service.data import held_of
from plainscore.service.data.importing import take_in
from plainscore.service.data.parsing import SentFile, parse
from plainscore.service.database.schema import (
    consent_events,
    disputes,
    idempotency_keys,
    imports,
    jobs,
    ledger_leaves,
    score_events,
)
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.pages.sign_up import add_person
from plainscore.service.scores.recomputing import recompute_score
from plainscore.service.scores.stored import find_score
from plainscore.service.serving import Place, opened
from plainscore.service.settings import Settings

KILLS = int(os.environ.get("PLAINSCORE_KILLS", "4"))
MINUTES = float(os.environ.get("PLAINSCORE_KILLS_MINUTES", "inf"))
SEED = int(os.environ.get("PLAINSCORE_KILLS_SEED", "20260302"))
PROGRAM = [sys.executable, "-c", "from plainscore.cli import main; main()"]
CREDIT = "extension_of_credit"
PATIENCE_SECONDS = 300
VICTIMS = (
    *("service", "service", "postmaster", "database", "backend", "both"),
    # the one makes scores by then, the other may only begin to
    *("score process at work", "score process"),
)
SCORE_PROCESSES = 2
SECONDS_LEFT_BEHIND = 30


@dataclass
class Served:
    """The program on a folder, to be killed and started again."""

    folder: Path
    port: int
    process: subprocess.Popen | None = None
    restarts: list[float] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    left_behind: list[psutil.Process] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        words = ["serve", "--port", str(self.port), "--data", str(self.folder)]
        words += ["--score-processes", str(SCORE_PROCESSES)]
        with (self.folder / "service.log").open("a") as log:
            self.process = subprocess.Popen([*PROGRAM, *words], stderr=log)

    def wait_until_ready(self) -> None:
        began = monotonic()
        while not self.is_ready():
            assert self.process.poll() is None, (self.folder / "service.log").read_text()[-3000:]
            assert monotonic() - began < PATIENCE_SECONDS, "it did not come up"
            sleep(0.05)
        self.restarts.append(monotonic() - began)

    def is_ready(self) -> bool:
        # a client of its own would be made each time, which takes longer than the question
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://localhost:{self.port}/ready", timeout=5) as answer,
        ):
            return answer.status == 200
        return False

    def database(self) -> list[psutil.Process]:
        """The postmaster, then the processes it started."""
        text = (self.folder / "postgres" / "postmaster.pid").read_text()
        postmaster = psutil.Process(int(text.split()[0]))
        return [postmaster, *postmaster.children()]

    def score_processes(self, *, at_work: bool = False) -> list[psutil.Process]:
        """Those that make scores; with ``at_work`` those that are past their beginning."""
        found = []
        for each in psutil.Process(self.process.pid).children():
            # one that ends while it is looked at counts no more
            with suppress(psutil.NoSuchProcess):
                makes_scores = "multiprocessing.spawn" in " ".join(each.cmdline())
                # the last that they do before their first score is to ask the database
                if makes_scores and (not at_work or each.net_connections("unix")):
                    found.append(each)
        return found

    def wait_for_score_processes(self, least: int, *, at_work: bool) -> list[psutil.Process]:
        until = monotonic() + PATIENCE_SECONDS
        while len(found := self.score_processes(at_work=at_work)) < least:
            assert monotonic() < until, "nothing makes scores"
            sleep(0.05)
        return found

    def check_none_is_left_behind(self) -> None:
        # one that was beginning ends as soon as it has begun
        assert psutil.wait_procs(self.left_behind, timeout=SECONDS_LEFT_BEHIND)[1] == []
        self.left_behind = []

    def kill(self, victim: str, rng: random.Random) -> None:
        self.killed[victim] += 1
        if victim.startswith("score process"):
            found = self.wait_for_score_processes(1, at_work=victim.endswith("at work"))
            with suppress(psutil.NoSuchProcess):
                rng.choice(found).kill()
            return
        if victim in {"service", "both"}:
            # nobody waits for their end: the next service starts beside the last of them
            self.left_behind = self.score_processes()
            self.process.kill()
            self.process.wait()
        if victim == "service":
            return
        found = self.database()
        if victim == "postmaster":
            found = found[:1]
        elif victim == "backend":
            found = [rng.choice(found[1:])]
        for each in found:
            with suppress(psutil.NoSuchProcess):
                each.kill()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            makers = self.score_processes()
            self.process.terminate()
            assert self.process.wait(60) == 0
            assert psutil.wait_procs(makers, timeout=1)[1] == []


@dataclass
class Who:
    lender_id: str
    client_id: str
    secret: str
    people: list[tuple[Person, str]]


@dataclass
class Told:
    """What was acknowledged, by its idempotency key or its own name."""

    scores: dict[str, dict] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    imports: dict[str, dict] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    given: int = 0
    taken_back: int = 0
    sent_again: int = 0
    lock: Lock = field(default_factory=Lock)


def statement(number: int) -> bytes:
    """Eight months of an account, up to this one."""
    lines = ["account_id,date,amount,currency,balance,id,description"]
    first, balance, place = datetime.now(UTC).date().replace(day=1), 900, 0
    for _ in range(8):
        first = (first - timedelta(days=1)).replace(day=1)
        spent = [(day, -90 - number, "SHOP") for day in range(4, 28, 2)]
        for day, amount, words in [(1, 2100, "SALARY"), (3, -800, "RENT FLAT"), *spent]:
            balance, place = balance + amount, place + 1
            on = first.replace(day=day)
            lines.append(f"DE{number:018},{on},{amount}.00,EUR,{balance}.00,T{place},{words}")
    return ("\n".join(lines) + "\n").encode()


def prepared(served: Served, card) -> Who:
    """People with statements, one of whom allows nothing yet; a lender; an approved scorecard."""
    with opened(Settings(served.address), Place(served.folder)) as service:
        author, approver = (
            Staff(add_staff(service, name, StaffRole.ANALYST)[0], StaffRole.ANALYST)
            for name in ("The author", "The approver")
        )
        digest = submit_card(service, author, card.to_json().encode())
        until = service.clock.now() + timedelta(days=300)
        approve_card(service, approver, digest, expires_at=until)
        lender_id = add_lender(service, "A lender", "lender@lender.example")
        client_id, secret = add_client(service, lender_id, tuple(Scope))
        people = []
        for number in range(3):
            person, token, _ = add_person(service, "")
            people.append((person, token))
            with service.database.transaction(person) as connection:
                (parsed,) = parse([SentFile("s.csv", statement(number))])
                take_in(connection, service, person.person_id, parsed)
            if number == 2:
                continue
            allow_everything(service, person, lender_id, Purpose.EXTENSION_OF_CREDIT, days=90)
    return Who(lender_id, client_id, secret.reveal().decode(), people)


@contextmanager
def program(served: Served, who: Who) -> Iterator[Client]:
    """A lender's program that asks anew by itself only as often as it is told to."""
    with Client(served.address, who.client_id, who.secret, tries=1) as client:
        yield client


def until_answered(told: Told, send: Callable[[], dict]) -> dict | None:
    """Send a request until there is an answer; None where it was refused for want of a consent."""
    began = monotonic()
    while True:
        try:
            return send()
        except ApiProblem as problem:
            if problem.code == "no_consent":
                return None
            if problem.status not in {401, 429, 500, 502, 503}:
                raise
        except httpx2.TransportError:
            pass
        assert monotonic() - began < PATIENCE_SECONDS, "nothing was answered"
        with told.lock:
            told.sent_again += 1
        sleep(0.1)


def ask(served: Served, who: Who, told: Told, ended: Event, number: int) -> None:
    rng, count = random.Random(SEED + number), 0
    with program(served, who) as client:
        while not ended.is_set():
            count += 1
            person, key = rng.choice(who.people)[0].person_id, f"ask-{number}-{count}"
            send = partial(client.ask_for_score, person, CREDIT, key=key)
            made = until_answered(told, send)
            if made is None:
                told.refused.add(key)
                continue
            told.scores[key] = made
            if rng.random() < 0.1:
                assert until_answered(told, send) == made, "the same request, the same answer"


def push(served: Served, who: Who, told: Told, ended: Event) -> None:
    person, count = who.people[0][0].person_id, 0
    head = "account_id,date,amount,currency,balance,id,description\n"
    with program(served, who) as client:
        while not ended.is_set():
            count += 1
            key, day = f"push-{count}", datetime.now(UTC).date() - timedelta(days=3)
            text = f"{head}FR76PUSHED,{day},-{count}.25,EUR,900.00,P{count},SHOP\n"
            send = partial(client.hand_in, person, CREDIT, text, key=key)
            told.imports[key] = until_answered(told, send)
            sleep(0.05)


@dataclass
class Browser:
    """Somebody who is signed in, and sends a form again until it is answered."""

    http: httpx2.Client
    told: Told

    def get(self, path: str) -> str:
        return self.answered("GET", path).text

    def post(self, path: str, fields: dict) -> httpx2.Response:
        return self.answered("POST", path, data=fields)

    def answered(self, method: str, path: str, **rest) -> httpx2.Response:
        began = monotonic()
        while True:
            with suppress(httpx2.TransportError):
                answer = self.http.request(method, path, headers={"Accept": "text/html"}, **rest)
                if answer.status_code < 500:
                    assert answer.status_code in {200, 303, 409}, answer.text[:2000]
                    return answer
            assert monotonic() - began < PATIENCE_SECONDS, "nothing was answered"
            with self.told.lock:
                self.told.sent_again += 1
            sleep(0.1)


@contextmanager
def browser(served: Served, token: str, told: Told) -> Iterator[Browser]:
    with httpx2.Client(base_url=served.address, timeout=30) as http:
        http.cookies.set("plainscore", token)
        yield Browser(http, told)


def waver(served: Served, who: Who, told: Told, ended: Event) -> None:
    """Give a consent and take it back, again and again."""
    with browser(served, who.people[2][1], told) as person:
        form = person.get("/me/consents/new")
        hidden = dict(re.findall(r'name="(csrf|notice)" value="([^"]+)"', form))
        data = ["bank_statements", "tradelines"]
        wanted = {**hidden, "to": who.lender_id, "purpose": CREDIT, "days": 90, "data": data}
        while not ended.is_set():
            person.post("/me/consents", wanted)
            told.given += 1
            given = re.search(r"/me/consents/(consent_\w+)/revoke", person.get("/me/consents"))
            assert given, "what was acknowledged is there"
            person.post(f"/me/consents/{given[1]}/revoke", {"csrf": hidden["csrf"]})
            told.taken_back += 1
            assert "/revoke" not in person.get("/me/consents"), "it was taken back"


def contest(served: Served, who: Who, told: Told, ended: Event) -> None:
    """Dispute one line after the other."""
    with browser(served, who.people[1][1], told) as person:
        months = sorted(set(re.findall(r"/me/data/account_\w+/\d{4}-\d\d", person.get("/me/data"))))
        lines = re.findall(r'href="(/me/disputes/new\?item=[^"]+)"', person.get(months[-1]))
        assert lines
        for line in lines:
            form = person.get(line.replace("&amp;", "&"))
            fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
            ground = re.search(r'<option value="([^"]+)"', form)[1]
            answer = person.post("/me/disputes", {**fields, "ground": ground, "words": "Not mine."})
            told.disputed.add(line)
            if answer.status_code == 303:
                told.opened.add(re.search(r"/me/disputes/(\w+)", answer.headers["Location"])[1])
            if ended.wait(0.3):
                return


def use_and_kill(served: Served, who: Who) -> Told:
    told, ended, rng = Told(), Event(), random.Random(SEED)
    last = monotonic() + 60 * MINUTES
    with ThreadPoolExecutor(5) as users:
        running = [
            *(users.submit(ask, served, who, told, ended, number) for number in range(2)),
            *(users.submit(each, served, who, told, ended) for each in (push, waver, contest)),
        ]
        try:
            for _ in range(KILLS):
                if monotonic() > last:
                    break
                scores, imports = len(told.scores), len(told.imports)
                until = monotonic() + PATIENCE_SECONDS
                # under load: something of each kind was done since the last time; the first score
                # of a machine waits for code to be compiled
                while len(told.scores) < scores + 2 or len(told.imports) == imports:
                    assert monotonic() < until
                    done = [each for each in running if each.done() and each.exception()]
                    assert not done, done[0].exception()
                    sleep(0.01)
                sleep(rng.random() * 0.4)
                served.kill(rng.choice(VICTIMS), rng)
                if served.process.poll() is not None:
                    served.start()
                served.wait_until_ready()
                served.check_none_is_left_behind()
            # those that died are replaced as soon as scores are asked for
            served.wait_for_score_processes(SCORE_PROCESSES, at_work=True)
        finally:
            ended.set()
        for each in running:
            each.result(PATIENCE_SECONDS)
    return told


@pytest.fixture
def served(tmp_path) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        running = Served(tmp_path / "data", probe.getsockname()[1])
    running.folder.mkdir()
    yield running
    if running.process is not None and running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    with suppress(FileNotFoundError, psutil.NoSuchProcess, IndexError):
        for each in running.database():
            each.kill()


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(served, card, tmp_path, capsys):
    who = prepared(served, card)
    served.start()
    served.wait_until_ready()
    began = monotonic()
    told = use_and_kill(served, who)
    took = monotonic() - began
    with program(served, who) as client:
        for made in list(told.scores.values())[-20:]:
            assert client.score(made["score_id"]) == made
    served.stop()
    assert told.scores
    assert told.imports
    assert told.disputed
    with opened(Settings(served.address), Place(served.folder)) as service:
        check_scores(service, who, told)
        check_imports(service, who, told)
        check_people(service, who, told)
        check_ledger_tells_each_once(service)
    export = tmp_path / "export"
    place = ["--data", str(served.folder), "--origin", served.address]
    command("checkpoint", *place)
    command("export", str(export), *place)
    published = served.folder / "checkpoints"
    command("verify", str(export), "--published", str(published))
    assert "The ledger holds" in capsys.readouterr().out
    with capsys.disabled():
        times = sorted(served.restarts[1:])
        sys.stderr.write(
            f"\n{served.killed.total()} kills, seed {SEED}: {len(told.scores)} scores, "
            f"{len(told.imports)} imports, {len(told.disputed)} disputes, {told.given} consents; "
            f"sent again {told.sent_again} times; ready after {times[len(times) // 2]:.1f} s, "
            f"at most {times[-1]:.1f} s; all in {took / 60:.1f} minutes; killed: "
            + ", ".join(f"{name} {count}" for name, count in sorted(served.killed.items()))
            + "\n"
        )


def command(*words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ledger", *words])
    assert ended.value.code == 0


def check_scores(service, who, told):
    with service.database.transaction(Lender(who.lender_id)) as connection:
        table = score_events.c
        asked = list(connection.scalars(select(table.score_id).where(table.cause == "asked")))
        keys = connection.execute(
            select(idempotency_keys.c.key, idempotency_keys.c.subject_id)
        ).all()
        stored = {each: find_score(connection, service, each) for each in asked}
    acknowledged = {key: made["score_id"] for key, made in told.scores.items()}
    assert len(set(acknowledged.values())) == len(acknowledged), "each request made its own"
    assert sorted(asked) == sorted(acknowledged.values()), "none lost, none doubled"
    assert {key: name for key, name in keys if key.startswith("ask")} == acknowledged
    assert not told.refused & set(acknowledged)
    for made in told.scores.values():
        evidence = stored[made["score_id"]].evidence
        assert (evidence.score, evidence.context.inputs_digest) == (
            made["score"],
            made["inputs_digest"],
        )
    rng = random.Random(SEED)
    for score_id in rng.sample(asked, min(12, len(asked))):
        assert recompute_score(service, score_id).same, "the evidence is the same to the byte"
    with service.database.transaction(System(Task.LEDGER)) as connection:
        again = table.supersedes_id.is_not(None) & (table.cause != "asked")
        query = select(func.count(), func.count(table.supersedes_id.distinct())).where(again)
        rescored, superseded = connection.execute(query).one()
    assert rescored == superseded, "a job that was run again made nothing twice"


def check_imports(service, who, told):
    made = {each["import_id"] for each in told.imports.values()}
    with service.database.transaction(Lender(who.lender_id)) as connection:
        wanted = select(imports.c.import_id).where(imports.c.lender_id == who.lender_id)
        assert sorted(connection.scalars(wanted)) == sorted(made)
        held = held_of(connection, service, who.people[0][0].person_id)
    assert len(made) == len(told.imports)
    assert all(each["rows_added"] == 1 for each in told.imports.values())
    pushed = [
        str(each) for each in held.records.transactions["amount"].to_pylist() if each % 1 != 0
    ]
    assert sorted(pushed) == sorted(f"-{each}.2500" for each in range(1, len(made) + 1))


def check_people(service, who, told):
    (_, _), (disputing, _), (wavering, _) = who.people
    with service.database.transaction(disputing) as connection:
        rows = connection.execute(select(disputes.c.dispute_id, disputes.c.subject_id)).all()
    assert len(rows) == len({row.subject_id for row in rows}) == len(told.disputed)
    assert told.opened <= {row.dispute_id for row in rows}
    with service.database.transaction(wavering) as connection:
        kinds = list(
            connection.scalars(select(consent_events.c.kind).order_by(consent_events.c.at))
        )
    assert kinds == ["granted", "revoked"] * told.given
    with service.database.transaction(System(Task.JOBS)) as connection:
        failed = connection.execute(
            select(jobs.c.kind, jobs.c.error).where(jobs.c.status == "failed")
        ).all()
    assert not failed


def check_ledger_tells_each_once(service):
    with service.database.transaction(System(Task.LEDGER)) as connection:
        for table, name, kind in (
            (score_events, "score_id", "score"),
            (consent_events, "event_id", "consent.%"),
        ):
            events = set(connection.scalars(select(table.c[name])))
            lines = select(ledger_leaves.c.subject_id).where(ledger_leaves.c.kind.like(kind))
            told = list(connection.scalars(lines))
            assert len(told) == len(events)
            assert set(told) == events
        count = connection.scalar(select(func.count()).select_from(ledger_leaves))
        assert PostgresLedger(connection).size() == count, "no line is missing between"

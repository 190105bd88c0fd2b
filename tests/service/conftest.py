"""A service on a database of its own for each test, and visitors of each kind.

One PostgreSQL runs for the whole session; each test that asks for ``service`` gets a copy of a
migrated database, and the clock stands at ``NOON`` until the test moves it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import psycopg
import pyarrow as pa
import pytest
from fastapi import FastAPI
from sqlalchemy import make_url
from starlette.testclient import TestClient

from plainscore.records import SCHEMAS, Purpose
from plainscore.service.access.clients import add_client
from plainscore.service.access.enrolment import add_lender, add_staff
from plainscore.service.access.person_keys import open_person_key
from plainscore.service.access.rates import Rates
from plainscore.service.access.scopes import Scope
from plainscore.service.actors import Lender, Person, Staff, StaffRole
from plainscore.service.app import create_app
from plainscore.service.clock import FixedClock
from plainscore.service.consent import (
    ConsentEvent,
    ConsentKind,
    DataKind,
    latest_end,
    notice_digest,
)
from plainscore.service.consent.postgres import add_consent_event
from plainscore.service.data.accounts import add_account
from plainscore.service.data.blocks import add_blocks
from plainscore.service.database.database import Database
from plainscore.service.database.embedded import EmbeddedPostgres
from plainscore.service.database.migrate import migrate
from plainscore.service.database.schema import imports
from plainscore.service.identifiers import new_id
from plainscore.service.jobs.worker import Worker
from plainscore.service.keys import Keys
from plainscore.service.sealing import MasterKeys
from plainscore.service.service import Service
from plainscore.service.settings import Settings
from plainscore.service.web.discovery import modules_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PUBLIC_URL = "https://score.example"
TEMPLATE = "migrated"


@dataclass
class Visitor:
    """A browser, and who sits before it."""

    client: TestClient
    actor: Person | Staff | None = None
    codes: list[str] = field(default_factory=list)

    @property
    def person_id(self) -> str:
        assert isinstance(self.actor, Person)
        return self.actor.person_id

    def get(self, path: str, **rest):
        return self.client.get(path, headers={"Accept": "text/html"}, **rest)

    def csrf(self, path: str = "/sign-in") -> str:
        """The form token this visitor finds on a page."""
        found = re.search(r'(?:name="csrf" value|data-csrf)="([0-9a-f]{64})"', self.get(path).text)
        assert found, f"{path} has no form"
        return found[1]

    def send(self, path: str, data: dict | None = None, *, page: str | None = None, **rest):
        """Fill in the form on a page (that of the same address by default) and send it."""
        fields = {"csrf": self.csrf(page or path), **(data or {})}
        return self.client.post(path, data=fields, headers={"Accept": "text/html"}, **rest)


@dataclass
class LenderProgram:
    """A lender's program with an access token."""

    client: TestClient
    lender_id: str
    client_id: str
    secret: str

    @property
    def actor(self) -> Lender:
        return Lender(self.lender_id)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory) -> Iterator[str]:
    """Address of a server whose database ``migrated`` is at the newest revision."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("pg"))
    try:
        address = server.start()
        with psycopg.connect(address, autocommit=True) as connection:
            # nothing of a test need outlive a crash
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(at_database(address, TEMPLATE))
        yield address
    finally:
        server.stop()


def at_database(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def database_url(postgres) -> Iterator[str]:
    """A fresh copy of the migrated database, for the owner."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield at_database(postgres, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(PUBLIC_URL, checkpoints=tmp_path / "checkpoints")


@pytest.fixture
def service(database_url, clock, settings) -> Iterator[Service]:
    """The parts of a service on a fresh database."""
    keys = Keys.generate()
    database = Database(database_url, clock, connections=4)
    yield Service(settings, keys, MasterKeys(keys.master), clock, database, Rates())
    database.close()


@pytest.fixture
def app(service) -> FastAPI:
    """The application, without a worker in the background: see ``work``."""
    return create_app(service, background=False)


@pytest.fixture
def work(service) -> Callable[[], int]:
    """Run every job that is due by the clock."""
    return Worker(service).run_due


@pytest.fixture
def browser(app) -> Callable[[], TestClient]:
    """A new browser, without cookies; redirects are not followed."""
    return lambda: TestClient(app, base_url=PUBLIC_URL, follow_redirects=False)


@pytest.fixture
def nobody(browser) -> Visitor:
    return Visitor(browser())


@pytest.fixture
def new_person(browser, service) -> Callable[..., Visitor]:
    """Sign somebody up, as they would."""

    def sign_up(name: str = "") -> Visitor:
        visitor = Visitor(browser())
        answer = visitor.send("/sign-up", {"name": name})
        assert answer.status_code == 200
        visitor.codes = re.findall(r"<code>([^<]+)</code>", answer.text)
        visitor.actor = signed_in(visitor, service)
        return visitor

    return sign_up


@pytest.fixture
def person(new_person) -> Visitor:
    return new_person("Person of the test")


@pytest.fixture
def new_staff(browser, service) -> Callable[[StaffRole], Visitor]:
    """Make a member of staff known and sign them in, as they would."""

    def sign_in(role: StaffRole) -> Visitor:
        _, codes = add_staff(service, f"An {role.value}", role)
        visitor = Visitor(browser())
        visitor.codes = [code.reveal().decode() for code in codes]
        assert visitor.send("/sign-in", {"code": visitor.codes[0]}).status_code == 303
        visitor.actor = signed_in(visitor, service)
        return visitor

    return sign_in


@pytest.fixture
def analyst(new_staff) -> Visitor:
    return new_staff(StaffRole.ANALYST)


@pytest.fixture
def reviewer(new_staff) -> Visitor:
    return new_staff(StaffRole.REVIEWER)


@pytest.fixture
def auditor(new_staff) -> Visitor:
    return new_staff(StaffRole.AUDITOR)


@pytest.fixture
def new_lender(browser, service) -> Callable[..., LenderProgram]:
    """Make a lender known and give its program a token, as it would ask for one."""

    def enrol(*scopes: Scope, name: str = "A lender") -> LenderProgram:
        lender_id = add_lender(service, name, "lender@lender.example")
        client_id, secret = add_client(service, lender_id, scopes or tuple(Scope))
        program = LenderProgram(browser(), lender_id, client_id, secret.reveal().decode())
        answer = program.client.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(client_id, program.secret),
        )
        assert answer.status_code == 200, answer.text
        program.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return program

    return enrol


@pytest.fixture
def lender(new_lender) -> LenderProgram:
    """A lender's program that may do everything a lender may."""
    return new_lender()


@pytest.fixture
def store_account(service) -> Callable[..., str]:
    """Store rows of an account where a person's data are held, and return our name of it."""

    def store(
        person: Person, rows: list[dict], *, number: str = "DE001", furnisher: str = "person"
    ) -> str:
        now = service.clock.now()
        with service.database.transaction(person) as connection:
            key = open_person_key(connection, service, person.person_id)
            import_id = new_id("import", now)
            connection.execute(
                imports.insert().values(
                    import_id=import_id,
                    person_id=person.person_id,
                    source_format="test",
                    name_sealed=key.seal(b"statements", "import", import_id),
                    content_digest="",
                    rows_read=len(rows),
                    rows_added=len(rows),
                    rows_left_out=0,
                    problems=[],
                    at=now,
                )
            )
            account = {
                "account_id": number,
                "person_id": person.person_id,
                "kind": "current",
                "currency": "EUR",
                "opened_on": None,
                "credit_limit": None,
            }
            account_id = add_account(connection, service, key, account, furnisher)
            table = pa.Table.from_pylist(
                [row | {"account_id": account_id} for row in rows], SCHEMAS["transactions"]
            )
            add_blocks(connection, key, import_id, table, now)
        return account_id

    return store


@pytest.fixture
def allow(service) -> Callable[..., str]:
    """Let a person consent, and return the name of the consent."""

    def grant(
        person: Person,
        lender_id: str | None,
        purpose: Purpose = Purpose.EXTENSION_OF_CREDIT,
        kinds=tuple(DataKind),
    ) -> str:
        now = service.clock.now()
        event = ConsentEvent(
            event_id=new_id("event", now),
            consent_id=new_id("consent", now),
            person_id=person.person_id,
            lender_id=lender_id,
            kind=ConsentKind.GRANTED,
            purpose=purpose,
            data_kinds=frozenset(kinds),
            at=now,
            expires_at=latest_end(now),
            notice_version="1",
            notice_digest=notice_digest("A notice."),
        )
        with service.database.transaction(person) as connection:
            add_consent_event(connection, service, event)
        return event.consent_id

    return grant


@pytest.fixture
def every_route() -> list[tuple[str, str]]:
    """Each method and path the application answers, without the folder of static files."""
    return sorted(
        (method, route.path)
        for package in ("plainscore.service.api", "plainscore.service.pages")
        for module in modules_of(package)
        for route in module.router.routes
        for method in route.methods
    )


def signed_in(visitor: Visitor, service: Service) -> Person | Staff:
    from plainscore.service.access.sessions import find_session  # noqa: PLC0415

    actor = find_session(service, visitor.client.cookies["__Host-plainscore"])
    assert actor is not None
    return actor

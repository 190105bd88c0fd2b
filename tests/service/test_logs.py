"""No secret and no name in a log: canaries are planted everywhere and looked for."""

import io
import logging

import pytest
from fastapi import APIRouter
from sqlalchemy import text as sql

from plainscore.service import logs


@pytest.fixture
def logged():
    stream = io.StringIO()
    before = logging.getLogger().handlers, logging.getLogger().level
    logs.set_up(stream, logging.DEBUG)
    yield stream
    logging.getLogger().handlers, _ = before
    logging.getLogger().setLevel(before[1])


def test_canaries(app, browser, nobody, new_person, lender, service, logged):
    router = APIRouter()

    @router.get("/v1/broken/{name}")
    def broken(name: str) -> None:
        raise ValueError(f"canary {name}")

    @router.get("/v1/database")
    def database_error() -> None:
        with service.database.transaction(person.actor) as connection:
            connection.execute(sql("SELECT 'canary' FROM no_such_table"))

    app.include_router(router)
    person = new_person("Canary Nightingale")
    nobody.send("/sign-in", {"code": "canary-code"})
    nobody.client.get("/no/canary?name=canary", headers={"Authorization": "Bearer canary"})
    client = browser()
    assert client.get("/v1/broken/canary").status_code == 500
    assert client.get("/v1/database").status_code == 500
    client.post("/oauth/token", data={"client_id": "canary", "client_secret": "canary"})
    text = logged.getvalue()
    assert text.count('"event": "request"') >= 8
    assert '"error": "ValueError"' in text
    assert "canary" not in text.lower()
    secrets = [
        *person.codes, person.person_id, person.client.cookies["__Host-plainscore"],
        lender.secret, lender.client.headers["Authorization"],
    ]  # fmt: skip
    assert not [secret for secret in secrets if secret in text]


def test_a_failure_is_a_problem_with_security_headers(app, browser):
    router = APIRouter()

    @router.get("/v1/broken")
    def broken() -> None:
        raise ValueError

    app.include_router(router)
    answer = browser().get("/v1/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"]

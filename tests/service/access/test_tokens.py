import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import APIRouter

from plainscore.service.access.clients import add_client
from plainscore.service.access.enrolment import add_lender
from plainscore.service.access.scopes import Scope
from plainscore.service.access.signed_in import ScoresReader


@pytest.fixture
def client(app, browser):
    """A program, and a route that reads scores."""
    router = APIRouter()

    @router.get("/v1/mine")
    def mine(lender: ScoresReader) -> str:
        return lender.lender_id

    app.include_router(router)
    return browser()


def test_a_token_opens_what_its_scope_says(client, new_lender):
    reader, writer = new_lender(Scope.SCORES_READ), new_lender(Scope.SCORES_WRITE)
    answer = reader.client.get("/v1/mine")
    assert (answer.status_code, answer.json()) == (200, reader.lender_id)
    refused = writer.client.get("/v1/mine")
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_scope")
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer x", "Basic eDp5", "Bearer a.b.c", "Bearer \0"]
)
def test_without_a_token_nothing_opens(client, header):
    answer = client.get("/v1/mine", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_ends(client, lender, clock):
    clock.forward(timedelta(minutes=10) - timedelta(seconds=1))
    assert lender.client.get("/v1/mine").status_code == 200
    clock.forward(timedelta(seconds=1))
    assert lender.client.get("/v1/mine").json()["code"] == "bad_token"


@pytest.mark.parametrize("how", ["unsigned", "other_lender", "other_key"])
def test_an_altered_token_is_none(client, lender, how, service):
    token = lender.client.headers["Authorization"].removeprefix("Bearer ")
    header, claims, signature = token.split(".")
    if how == "unsigned":
        header, signature = part({"alg": "none", "typ": "at+jwt"}), ""
    elif how == "other_lender":
        told = json.loads(base64.urlsafe_b64decode(claims + "=="))
        claims = part(told | {"sub": "lender_other"})
    else:
        signature = signature[::-1]
    headers = {"Authorization": f"Bearer {header}.{claims}.{signature}"}
    assert client.get("/v1/mine", headers=headers).status_code == 401


def part(told: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def test_the_token_endpoint(browser, service):
    client_id, secret = add_client(service, add_lender(service, "L", "l@l"), [Scope.SCORES_READ])
    shown = secret.reveal().decode()
    good = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": shown}
    client = browser()
    answer = client.post("/oauth/token", data=good)
    assert answer.json()["scope"] == "scores:read"
    assert answer.headers["cache-control"] == "no-store"
    for change, status, error in (
        ({"client_secret": "x"}, 401, "invalid_client"),
        ({"client_id": "x\0"}, 401, "invalid_client"),
        ({"scope": "scores:write"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ):
        answer = client.post("/oauth/token", data=good | change)
        assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_every_route_for_programs_wants_a_token(every_route, browser):
    client = browser()
    for method, path in every_route:
        if path.startswith("/v1") and path not in PUBLIC:
            answer = client.request(method, path.replace("{", "").replace("}", ""), json={})
            assert answer.status_code == 401, (method, path)


PUBLIC = {"/v1/keys", "/", "/home", "/sign-up", "/sign-in", "/health", "/ready"}
# without a provider of identities there are no such pages
PUBLIC |= {"/sign-in/oidc", "/sign-in/oidc/callback"}


def test_every_page_but_the_first_ones_wants_a_sign_in(every_route, nobody):
    for method, path in every_route:
        if method == "GET" and path not in PUBLIC and not path.startswith("/v1"):
            answer = nobody.get(path.replace("{", "").replace("}", ""))
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in"), path


class TestRate:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, lender_requests_a_minute=3)

    def test_each_lender_has_its_own_count_of_a_minute(self, client, new_lender, clock):
        one, other = new_lender(), new_lender(name="Another")
        assert [one.client.get("/v1/mine").status_code for _ in range(4)] == [200] * 3 + [429]
        assert other.client.get("/v1/mine").status_code == 200
        clock.forward(timedelta(minutes=1))
        assert one.client.get("/v1/mine").status_code == 200

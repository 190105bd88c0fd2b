"""What the operator does at the command line, on the database of a service in use."""

import base64
import json
import re
from datetime import timedelta

import psycopg
import pytest

from plainscore.cli import main


@pytest.fixture
def operator(service, database_url, monkeypatch, capfd, tmp_path):
    """Run a command on the database of the test, with its keys; give the exit code and output."""
    keys = service.keys
    for name in ("token", "receipt", "checkpoint", "cookie"):
        encoded = base64.b64encode(getattr(keys, name).reveal()).decode()
        monkeypatch.setenv(f"PLAINSCORE_{name.upper()}_KEY", encoded)
    master = base64.b64encode(keys.master[0].reveal()).decode()
    monkeypatch.setenv("PLAINSCORE_MASTER_KEY", master)
    monkeypatch.setenv("PLAINSCORE_DATABASE", database_url)
    monkeypatch.setenv("PLAINSCORE_PUBLIC_URL", service.settings.public_url)

    def run(*words: str, data: bool = True) -> tuple[int, str]:
        code = 0
        try:
            main([*words, *(("--data", str(tmp_path / "data")) if data else ())])
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capfd.readouterr()
        return code, told.out + told.err

    return run


def test_staff_come_and_go(operator, nobody):
    code, told = operator("staff", "add", "Risk desk", "--role", "analyst")
    assert code == 0, told
    codes = re.findall(r"^  ([\w-]{24})$", told, flags=re.MULTILINE)
    assert len(codes) == 8
    assert nobody.send("/sign-in", {"code": codes[0]}).status_code == 303
    assert "signed in as analyst" in nobody.get("/staff").text
    name = re.search(r"staff_\w+", told)[0]
    assert operator("staff", "end", name)[0] == 0
    assert nobody.get("/staff").status_code == 303
    assert nobody.send("/sign-in", {"code": codes[1]}).status_code == 403
    code, told = operator("staff", "end", name)
    assert code == 1
    assert "nobody of the name" in told


def test_a_lender_is_made_known_and_its_secret_renewed(operator, browser):
    def token(told: str):
        client = re.search(r"client id +(\w+)", told)[1]
        secret = re.search(r"client secret +([\w-]+)", told)[1]
        form = {"grant_type": "client_credentials"}
        return browser().post("/oauth/token", data=form, auth=(client, secret))

    words = ("lender", "add", "A lender", "--contact", "1 Long Street", "--scope", "scores:read")
    code, first = operator(*words)
    assert code == 0, first
    assert token(first).json()["scope"] == "scores:read"
    lender_id = re.search(r"lender_\w+", first)[0]
    code, second = operator("lender", "renew", lender_id)
    assert code == 0, second
    assert token(first).status_code == 401
    assert "scores:write" in token(second).json()["scope"].split()
    code, told = operator("lender", "add", "Another", "--contact", "there", "--scope", "everything")
    assert (code, "everything is no scope" in told) == (1, True)


def test_a_score_is_made_again_and_a_changed_one_found(operator, world, database_url, clock):
    # nothing else happens at the moment of this score
    clock.forward(timedelta(minutes=1))
    asked = {"person_id": world.person.person_id, "purpose": "extension_of_credit"}
    headers = {"Idempotency-Key": "score-2"}
    made = world.lender.client.post("/v1/scores", json=asked, headers=headers)
    score_id = made.json()["score_id"]
    assert operator("recompute", score_id) == (0, "The same, to the byte.\n")
    assert operator("recompute", "score_none")[0] == 1
    with psycopg.connect(database_url, autocommit=True) as connection:
        # by one who may do anything in the database
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE plainscore.score_events SET cause = 'review' WHERE score_id = %s", [score_id]
        )
    code, told = operator("recompute", score_id)
    assert code == 1
    assert "ledger" in told


def test_what_the_ledger_commits_to_is_compared_offline(operator, world, database_url, tmp_path):
    code, told = operator("ledger", "checkpoint")
    assert code == 0, told

    def verified(name: str) -> tuple[int, str]:
        folder = str(tmp_path / name)
        code, told = operator("ledger", "export", folder, "--openings")
        assert code == 0, told
        return operator("ledger", "verify", folder, data=False)

    code, told = verified("first")
    assert code == 0, told
    opened = int(re.search(r"What (\d+) of them say was compared", told)[1])
    kinds = [json.loads(each)["payload"] for each in openings(tmp_path / "first")]
    assert opened == len(kinds) >= 6
    assert any("evidence" in each for each in kinds)
    assert any("notice_digest" in each for each in kinds)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE plainscore.consent_events SET purpose = 'account_review'")
    code, told = verified("second")
    assert code == 1
    assert "what is stored of the event is not what was recorded" in told
    # an opening of nothing, and one that is cut
    place = tmp_path / "first" / "openings.jsonl"
    place.write_bytes(place.read_bytes().replace(b'"subject":"score_', b'"subject":"other_'))
    code, told = operator("ledger", "verify", str(tmp_path / "first"), data=False)
    assert (code, "which is no entry" in told) == (1, True)
    place.write_bytes(b"{")
    code, told = operator("ledger", "verify", str(tmp_path / "first"), data=False)
    assert (code, "is no payload with its salt" in told) == (1, True)


def openings(folder) -> list[bytes]:
    return (folder / "openings.jsonl").read_bytes().splitlines()


def test_an_identity_provider_without_tls_is_refused_before_anything_is_opened(operator):
    code, told = operator("serve", "--oidc-issuer", "http://id.example")
    assert (code, "is not an https address" in told) == (1, True)
    code, told = operator("serve", "--oidc-issuer", "https://id.example")
    assert (code, "wants a client id" in told) == (1, True)
    roles = ("--oidc-client-id", "scores", "--oidc-roles", "desk=king")
    code, told = operator("serve", "--oidc-issuer", "https://id.example", *roles)
    assert (code, "king" in told) == (1, True)

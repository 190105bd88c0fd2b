"""Export that reads back to the same features; erasure that leaves nothing to read."""

import json
import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select

from plainscore.features import person_features
from plainscore.records import Purpose
from plainscore.service.actors import Person, System, Task
from plainscore.service.consent import DataKind, notice_digest
from plainscore.service.consent.giving import grant
from plainscore.service.consent.notice import notice_text
from plainscore.service.data import digest_of
from plainscore.service.data.exported import read_export
from plainscore.service.database.schema import item_marks, persons
from plainscore.service.identifiers import new_id
from plainscore.service.ledger import CheckpointSigner, make_checkpoint, verify_ledger
from plainscore.service.ledger.postgres import PostgresLedger
from plainscore.service.sealing import SealBrokenError

AS_OF = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.fixture
def full(person, lender, hand_in, bank_csv, service, clock):
    """A person with two accounts, one left out, a removed item, tradelines and a consent."""
    hand_in(
        person.person_id, bank_csv(12), bank_csv(4, account="CANARY-ACCOUNT-77"),
        actor=person.actor, names=("canary-file.csv", "b.csv"),
    )  # fmt: skip
    lines = (
        b"tradeline_id,person_id,kind,currency,opened_on,known_at\n"
        b"canary-line,x,revolving,EUR,2020-01-01,2026-01-01T00:00:00Z\n"
    )
    months = b"tradeline_id,month,balance,due,paid,days_past_due,known_at\n" + b"".join(
        b"canary-line,2025-%02d-01,100,10,10,0,2026-01-01T00:00:00Z\n" % month
        for month in range(1, 13)
    )
    hand_in(person.person_id, lines, months, actor=person.actor)
    with service.database.transaction(person.actor) as connection:
        grant(
            connection, service, person.person_id, lender_id=lender.lender_id,
            purpose=Purpose.EXTENSION_OF_CREDIT, data_kinds=(DataKind.BANK_STATEMENTS,), days=90,
            shown=notice_digest(notice_text("Plainscore")),
        )  # fmt: skip
    clock.forward(timedelta(seconds=1))
    text = person.get("/me/data").text
    account = re.search(
        r"<section class=\"card\" aria-labelledby=\"(\w+)\">\s*<h2[^>]*>[^<]*T-77", text
    )
    path = re.search(r"/me/data/(account_\w+)/include", text)[0]
    if account:
        path = f"/me/data/{account[1]}/include"
    assert person.send(path, {"included": "false"}, page="/me/data").status_code == 303
    return person


def remove(service, person, held):
    row = held(person).records.transactions.to_pylist()[7]
    now = service.clock.now()
    with service.database.transaction(System(Task.RESCORE, person.person_id)) as connection:
        connection.execute(
            item_marks.insert().values(
                mark_id=new_id("mark", now), person_id=person.person_id, kind="removed", at=now,
                account_id=row["account_id"], transaction_id=row["transaction_id"],
            )
        )  # fmt: skip


def test_an_export_reads_back_to_the_same_features(full, held, service):
    before = held(full).records.transactions.num_rows
    remove(service, full, held)
    here = held(full).records
    assert here.transactions.num_rows == before - 1
    answer = full.get("/me/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    back = read_export(answer.content)
    assert back.problems == ()
    assert digest_of(back.records) == digest_of(here)
    features = person_features(here, AS_OF)
    assert features["enough_information"] is True
    assert person_features(back.records, AS_OF) == features


def test_an_export_handed_in_by_another_gives_the_same_features(
    full, new_person, hand_in, features, held
):
    content = full.get("/me/export").content
    other = new_person()
    hand_in(other.person_id, content, actor=other.actor)
    assert features(other) == features(full)
    # and handed in again by whose it is, it adds nothing
    (again,) = hand_in(full.person_id, content, actor=full.actor)
    assert again.rows_added == 0


def test_an_export_holds_everything(full):
    told = json.loads(full.get("/me/export").content)
    assert told["person"]["name"] == "Person of the test"
    assert len(told["accounts"]) == 2
    assert [each["included"] for each in told["accounts"]].count(False) == 1
    assert len(told["items"]) == 80
    assert {each["files"] for each in told["imports"]} >= {"canary-file.csv, b.csv"}
    assert told["consent_events"][0]["receipt"]
    assert len(told["records"]["tradeline_months"]) == 12


def openable(url):
    """Whether any sealed bytes remain with a key that opens them."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM plainscore.person_keys").fetchone()[0]


def verified(service, signer):
    with service.database.transaction(System(Task.LEDGER)) as connection:
        ledger = PostgresLedger(connection, signer.verifier)
        return verify_ledger(ledger.rows(), ledger.checkpoints(), signer.verifier)


def test_erasure_leaves_nothing_to_read_and_the_ledger_verifies(
    full, service, database_url, everything, held
):
    signer = CheckpointSigner.generate("score.example")
    with service.database.transaction(System(Task.LEDGER)) as connection:
        make_checkpoint(PostgresLedger(connection, signer.verifier), signer, service.clock.now())
    assert full.send("/me/erase", {}).status_code == 422
    assert held(full).accounts
    done = full.send("/me/erase", {"sure": "yes"})
    assert done.status_code == 200
    assert "The law made us keep no record" in done.text
    assert full.get("/me/data").headers["location"].startswith("/sign-in")
    assert openable(database_url) == 0
    tables = (
        "statements", "accounts", "imports", "inclusions", "tradeline_blocks", "item_marks",
        "ledger_salts", "person_keys", "sessions", "recovery_codes", "passkeys", "letters",
    )  # fmt: skip
    with psycopg.connect(database_url) as connection:
        for table in tables:
            count = connection.execute(
                f"SELECT count(*) FROM plainscore.{table} WHERE person_id = %s",  # noqa: S608
                [full.person_id],
            ).fetchone()[0]
            assert count == 0, table
    found = everything(database_url)
    for secret in ("canary", "de8937", "person of the test", "income", "2100"):
        assert secret not in found, secret
    assert not verified(service, signer).problems
    # signing in again is not possible
    answer = full.send("/sign-in", {"code": full.codes[0]}, page="/sign-up")
    assert answer.status_code in {401, 403, 422}


def test_erasure_ends_consents_at_once(full, lender, service, bank_csv):
    body = {
        "person_id": full.person_id, "purpose": "extension_of_credit",
        "document": bank_csv(1).decode(),
    }  # fmt: skip
    full.send("/me/erase", {"sure": "yes"})
    answer = lender.client.post("/v1/data", json=body, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["reason"]) == (403, "revoked")
    with service.database.transaction(Person(full.person_id)) as connection:
        row = connection.execute(select(persons)).one()
    assert row.erased_at == service.clock.now()
    assert row.name_sealed is None


def test_another_persons_data_stay(full, new_person, hand_in, held, bank_csv):
    other = new_person("Other")
    hand_in(other.person_id, bank_csv(2), actor=other.actor)
    full.send("/me/erase", {"sure": "yes"})
    assert held(other).records.transactions.num_rows == 10


def test_a_tampered_statement_is_found(full, held, database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE plainscore.statements "
            "SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)"
        )
    with pytest.raises(SealBrokenError):
        held(full)

"""The ledger in a real PostgreSQL: no gaps, nothing without its event, every change found."""

import threading
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from plainscore.service.actors import Lender, Person, System, Task
from plainscore.service.clock import FixedClock
from plainscore.service.database.database import Database
from plainscore.service.ledger import (
    LedgerBrokenError,
    MemoryLedger,
    check_receipt,
    make_checkpoint,
    make_receipt,
    tree_root,
    verify_ledger,
)
from plainscore.service.ledger.postgres import _EDGE, PostgresLedger, record_event

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PERSON = Person("person_1")
LEDGER = System(Task.LEDGER)


@pytest.fixture
def database(database_url):
    made = Database(database_url, FixedClock(NOON), connections=10)
    with made.transaction(PERSON) as connection:
        connection.execute(
            text("INSERT INTO plainscore.persons VALUES ('person_1', NULL, :at)"), {"at": NOON}
        )
    yield made
    made.close()


def add(database, count, first=0):
    for n in range(first, first + count):
        with database.transaction(PERSON) as connection:
            record_event(connection, "score", f"score_{n}", "person_1", NOON, {"score": 600 + n})


def openings(connection):
    kept = connection.execute(text("SELECT subject_id, salt FROM plainscore.ledger_salts"))
    salts = {subject: salt for subject, salt in kept}  # noqa: C416 - rows are no mapping

    def opening(entry):
        salt = salts.get(entry.subject)
        number = int(entry.subject.removeprefix("score_"))
        return None if salt is None else ({"score": 600 + number}, bytes(salt))

    return opening


def verified(database, signer, **rest):
    with database.transaction(LEDGER) as connection:
        ledger = PostgresLedger(connection, signer.verifier)
        rows = ledger.rows(openings(connection))
        return verify_ledger(rows, ledger.checkpoints(), signer.verifier, **rest)


def checkpoint(database, signer):
    with database.transaction(LEDGER) as connection:
        return make_checkpoint(PostgresLedger(connection, signer.verifier), signer, NOON)


def test_it_is_the_same_tree_as_in_memory(database, signer):
    memory = MemoryLedger()
    add(database, 11)
    with database.transaction(LEDGER) as connection:
        ledger = PostgresLedger(connection, signer.verifier)
        for n in range(11):
            memory.add(ledger.data(n))
        for size in range(12):
            assert tree_root(ledger, size) == tree_root(memory, size)


def test_an_event_that_is_rolled_back_leaves_no_entry_and_no_gap(database, signer):
    add(database, 1)

    def fail():
        with database.transaction(PERSON) as connection:
            record_event(connection, "score", "score_x", "person_1", NOON, {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    add(database, 1, first=1)
    assert checkpoint(database, signer).size == 2
    assert verified(database, signer).holds


def test_many_at_once_leave_no_gap_and_no_fork(database, signer):
    def work(worker):
        add(database, 12, first=worker * 100)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert checkpoint(database, signer).size == 96
    found = verified(database, signer)
    assert (found.holds, found.size, found.covered, found.opened) == (True, 96, 96, 96)


def test_checkpoints_grow_and_receipts_verify_offline(database, signer):
    add(database, 3)
    checkpoint(database, signer)
    add(database, 4, first=3)
    latest = checkpoint(database, signer)
    with database.transaction(PERSON) as connection:
        ledger = PostgresLedger(connection, signer.verifier)
        assert ledger.last_checkpoint() == latest
        index = ledger.find("score", "score_4")
        salt = openings(connection)(ledger_entry("score_4"))[1]
        receipt = make_receipt(ledger, index, latest, {"score": 604}, salt)
        with pytest.raises(LookupError):
            ledger.find("score", "score_99")
        with pytest.raises(LookupError):
            ledger.data(99)
    assert check_receipt(receipt, signer.verifier) == ()
    assert verified(database, signer).checkpoints == 2


def ledger_entry(subject):
    class Named:
        pass

    Named.subject = subject
    return Named


CHANGES = [
    "UPDATE ledger_leaves SET body = set_byte(body, 20, 65) WHERE leaf_index = 2",
    "UPDATE ledger_leaves SET hashes = hashes || sha256(hashes) WHERE leaf_index = 3",
    "UPDATE ledger_leaves SET kind = 'consent' WHERE leaf_index = 1",
    "UPDATE ledger_leaves SET subject_id = 'score_9' WHERE leaf_index = 1",
    "UPDATE ledger_leaves SET at = at + interval '1 microsecond' WHERE leaf_index = 1",
    "UPDATE ledger_leaves SET leaf_index = 9 WHERE leaf_index = 4",
    "UPDATE ledger_salts SET salt = sha256(salt) WHERE subject_id = 'score_2'",
    "UPDATE ledger_checkpoints SET note = replace(note, '5', '6')",
    "DELETE FROM ledger_leaves WHERE leaf_index = 0",
    "DELETE FROM ledger_leaves WHERE leaf_index = 4",
    "DELETE FROM ledger_checkpoints",
]
TABLES = ("ledger_leaves", "ledger_salts", "ledger_checkpoints")


def test_every_change_by_the_owner_of_the_database_is_found(database, signer, database_url):
    add(database, 5)
    checkpoint(database, signer)
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("SET search_path TO plainscore")
        owner.execute("SET session_replication_role = replica")
        for table in TABLES:
            owner.execute(f"CREATE TEMP TABLE was_{table} AS TABLE {table}")
        for change in CHANGES:
            assert verified(database, signer).holds
            assert owner.execute(change).rowcount >= 1
            assert not verified(database, signer).holds, change
            for table in TABLES:
                owner.execute(f"TRUNCATE {table}")
                owner.execute(f"INSERT INTO {table} SELECT * FROM was_{table}")  # noqa: S608 - fixed


def test_a_ledger_whose_past_was_changed_is_not_signed_again(database, signer, database_url):
    add(database, 5)
    checkpoint(database, signer)
    with psycopg.connect(database_url) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("DELETE FROM plainscore.ledger_leaves WHERE leaf_index = 4")
    with pytest.raises(LedgerBrokenError):
        checkpoint(database, signer)


def test_after_erasure_of_the_salts_the_ledger_verifies(database, signer):
    add(database, 4)
    checkpoint(database, signer)
    with database.transaction(System(Task.ERASURE, "person_1")) as connection:
        erased = connection.execute(
            text("DELETE FROM plainscore.ledger_salts WHERE person_id = 'person_1'")
        )
        assert erased.rowcount == 4
    found = verified(database, signer)
    assert (found.holds, found.covered, found.opened) == (True, 4, 0)


def test_nobody_changes_an_entry_through_the_service(database):
    add(database, 2)
    for change in (
        "UPDATE plainscore.ledger_leaves SET kind = 'x'",
        "DELETE FROM plainscore.ledger_leaves",
    ):
        for actor in (PERSON, Lender("lender_1"), LEDGER):
            refused = pytest.raises(ProgrammingError, match=r"append-only|permission denied")
            with refused, database.transaction(actor) as connection:
                connection.execute(text(change))


def test_events_about_nobody_are_open_to_all(database, signer):
    with database.transaction(LEDGER) as connection:
        made = record_event(connection, "scorecard.approved", "card_1", None, NOON, {"card": "1"})
    assert made.entry.opens({"card": "1"}, bytes(32))


def test_what_is_read_to_add_does_not_grow_with_the_ledger(database, signer):
    add(database, 5)
    with database.engine.begin() as connection:
        connection.execute(text("RESET ROLE"))
        connection.execute(
            text(
                "INSERT INTO plainscore.ledger_leaves "
                "SELECT n, 'score', 'score_' || n, '', hashes, at FROM plainscore.ledger_leaves, "
                "generate_series(5, 20000) AS n WHERE leaf_index = 0"
            )
        )
    with database.transaction(LEDGER) as connection:
        plan = connection.execute(text(f"EXPLAIN {_EDGE.text}")).scalars().all()
    assert not [line for line in plan if "Seq Scan on ledger_leaves" in line], plan

"""Every table, tried as every kind of actor: what is another's is neither seen nor written."""

import re
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import JSON, delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from plainscore.service.actors import Lender, Nobody, Person, Staff, StaffRole, System, Task
from plainscore.service.database import schema
from plainscore.service.database.schema import metadata

TABLES = {table.name: table for table in metadata.sorted_tables}
# what everybody who came in may read: it is about no one
COMMON = {"lenders", "scorecards", "scorecard_events", "ledger_leaves", "ledger_checkpoints"}
OWN = sorted(name for name in TABLES if "person_id" in TABLES[name].c)
STRANGERS = [
    Nobody(),
    Nobody("nothing"),
    Person("person_b"),
    Lender("lender_b"),
    Staff("staff_b", StaffRole.ANALYST),
    System(Task.MONITOR),
    System(Task.CARDS),
    System(Task.RESCORE, "person_b"),
    System(Task.RECOMPUTE, "person_b"),
    System(Task.ERASURE, "person_b"),
]


def example(table, clock):
    """A row of a table that is person_a's, lender_a's and staff_a's."""
    fixed = {
        "person_id": "person_a", "lender_id": "lender_a", "staff_id": "staff_a",
        "reviewer_id": "staff_a", "author_id": "staff_a", "account_id": "account_a",
        "import_id": "import_a", "score_id": "score_a", "decision_id": "decision_a",
        "scorecard_digest": "card_a", "supersedes_id": None, "role": "analyst",
        "expires_at": clock.now() + timedelta(days=30), "erased_at": None, "closed_at": None,
        "reason": None, "oidc_subject": "subject_a",
    }  # fmt: skip
    checks = {
        found[1]: found[2]
        for check in table.constraints
        if (found := re.match(r"(\w+) IN \('([^']+)'", str(getattr(check, "sqltext", ""))))
    }
    row = {}
    for column in table.c:
        if column.name in fixed:
            row[column.name] = fixed[column.name]
        elif column.name in checks:
            row[column.name] = checks[column.name]
        elif isinstance(column.type, ARRAY):
            row[column.name] = ["x"]
        elif isinstance(column.type, JSON):
            row[column.name] = {}
        else:
            kind = column.type.python_type.__name__
            row[column.name] = {
                "str": f"{table.name}_a", "bytes": b"x", "int": 1, "bool": True,
                "datetime": clock.now(), "date": clock.now().date(),
            }[kind]  # fmt: skip
    if table.name in {"passkeys", "recovery_codes", "sessions"}:
        row["staff_id"] = None
    keys = {"accounts": "account_a", "imports": "import_a"}
    if table.name in keys:
        row[next(iter(table.primary_key)).name] = keys[table.name]
    return row


@pytest.fixture
def filled(database_url, clock, service):
    """A service whose every table holds one row of person_a, put there past the rules."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for table in metadata.sorted_tables:
            row = example(table, clock)
            values = {
                name: psycopg.types.json.Jsonb(each) if isinstance(each, dict) else each
                for name, each in row.items()
            }
            names = ", ".join(f'"{name}"' for name in values)
            places = ", ".join(["%s"] * len(values))
            connection.execute(
                f"INSERT INTO plainscore.{table.name} ({names}) VALUES ({places})",
                list(values.values()),
            )
    return service


def seen(service, actor):
    with service.database.transaction(actor) as connection:
        return {
            name
            for name, table in TABLES.items()
            if connection.execute(select(table).limit(1)).first() is not None
        }


@pytest.mark.parametrize("actor", STRANGERS, ids=repr)
def test_a_stranger_sees_nothing_of_a_person(filled, actor):
    assert seen(filled, actor) & set(OWN) == set()


def test_nobody_sees_nothing_at_all(filled):
    assert seen(filled, Nobody()) == set()


def test_a_connection_that_says_nothing_sees_nothing(filled):
    with filled.database.engine.begin() as connection:
        for table in TABLES.values():
            assert connection.execute(select(table)).first() is None


def test_what_one_transaction_told_the_next_has_forgotten(filled):
    engine = filled.database.engine
    with filled.database.transaction(Person("person_a")) as connection:
        first = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar() == first
        assert connection.execute(select(schema.persons)).first() is None


def test_a_person_sees_what_is_theirs(filled):
    not_theirs = {
        "staff", "lender_clients", "ceremonies", "observations", "retained_records",
        "idempotency_keys", "jobs",
    }  # fmt: skip
    assert seen(filled, Person("person_a")) == set(TABLES) - not_theirs


def test_a_lender_sees_what_it_was_told_and_may_use(filled):
    assert seen(filled, Lender("lender_a")) - COMMON == {
        "persons", "person_keys", "consent_events", "disclosures", "imports", "accounts",
        "statements", "item_marks", "score_events", "decisions", "letters", "ledger_salts",
        "idempotency_keys", "inclusions", "tradeline_blocks", "disputes", "dispute_events",
    }  # fmt: skip


SOURCES = ["statements", "accounts", "imports", "item_marks", "inclusions", "tradeline_blocks"]


@pytest.mark.parametrize("table", [*SOURCES, "persons"])
def test_a_lender_sees_no_data_once_the_consent_is_over(filled, clock, table):
    assert table in seen(filled, Lender("lender_a"))
    clock.forward(timedelta(days=30) - timedelta(microseconds=1))
    assert table in seen(filled, Lender("lender_a"))
    clock.forward(timedelta(microseconds=1))
    assert table not in seen(filled, Lender("lender_a"))


def test_a_lender_sees_no_data_once_the_consent_is_revoked(filled, clock):
    row = example(schema.consent_events, clock) | {"event_id": "event_2", "kind": "revoked"}
    with filled.database.transaction(Person("person_a")) as connection:
        connection.execute(insert(schema.consent_events).values(**row))
    assert not seen(filled, Lender("lender_a")) & {"statements", "accounts", "imports", "persons"}


@pytest.mark.parametrize("table", ["persons", "person_keys", "disputes", *SOURCES])
def test_no_rule_lists_all_people_of_a_lender_to_look_for_one(filled, table):
    """A list of them costs little only while they are few, and a plan outlives that."""
    with filled.database.transaction(Lender("lender_a")) as connection:
        found = connection.execute(text(f"EXPLAIN SELECT 1 FROM plainscore.{table}")).scalars()
        plan = "\n".join(found)
    assert "consent_events" in plan
    assert "hashed" not in plan


def test_a_reviewer_sees_evidence_only_while_something_is_open(filled, clock):
    reviewer = Staff("staff_c", StaffRole.REVIEWER)
    evidence = {"statements", "person_keys", "score_events", "accounts"}
    assert evidence <= seen(filled, reviewer)
    with filled.database.transaction(reviewer) as connection:
        for table in (schema.disputes, schema.reviews):
            connection.execute(update(table).values(closed_at=clock.now()))
    assert not evidence & seen(filled, reviewer)


def test_an_analyst_sees_no_person(filled):
    sight = seen(filled, Staff("staff_a", StaffRole.ANALYST)) - COMMON
    # staff_a's own keys and disclosures are of person_a's rows only by the example
    assert sight <= {"staff", "observations", "disclosures"}


def test_an_auditor_sees_records_but_no_data(filled):
    assert not seen(filled, Staff("staff_c", StaffRole.AUDITOR)) & {
        "statements", "accounts", "imports", "person_keys", "persons", "passkeys", "sessions",
        "recovery_codes", "item_marks", "ledger_salts",
    }  # fmt: skip


@pytest.mark.parametrize("actor", STRANGERS, ids=repr)
def test_a_stranger_writes_nothing_of_a_person(filled, actor, clock):
    for name in OWN:
        table = TABLES[name]
        row = example(table, clock)
        for column in table.primary_key:
            if isinstance(row[column.name], str) and (
                column.name != "person_id" or name == "persons"
            ):
                row[column.name] += "_2"
            elif isinstance(row[column.name], int):
                row[column.name] += 1
        statements = [insert(table).values(**row), update(table).values(row), delete(table)]
        if name == "jobs" and not isinstance(actor, Nobody | Person):
            # these may demand work about anybody; what it does is ruled where it is done
            del statements[0]
        for statement in statements:
            try:
                with filled.database.transaction(actor) as connection:
                    assert connection.execute(statement).rowcount == 0, statement
            except DBAPIError as error:
                if error.orig.sqlstate != "42501":
                    raise


def test_append_only_binds_even_the_owner(filled, database_url):
    logs = [table for table in TABLES.values() if table.info["rules"].append_only]
    assert len(logs) > 8
    with psycopg.connect(database_url, autocommit=True) as connection:
        for table in logs:
            column = next(iter(table.c)).name
            for command in (
                f"UPDATE plainscore.{table.name} SET {column} = {column}",
                f"DELETE FROM plainscore.{table.name}",
                f"TRUNCATE plainscore.{table.name} CASCADE",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(command)


def test_every_table_has_rules_that_bind_its_owner(filled):
    with filled.database.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT relname, relrowsecurity AND relforcerowsecurity, "
                "pg_get_userbyid(relowner) FROM pg_class "
                "WHERE relnamespace = 'plainscore'::regnamespace AND relkind = 'r'"
            )
        ).all()
    assert {name for name, *_ in found} == set(TABLES) | {"alembic_version"}
    assert all(bound for name, bound, _ in found if name != "alembic_version")
    assert {owner for *_, owner in found} == {"plainscore_owner"}


def test_the_application_cannot_leave_its_role(filled):
    with filled.database.engine.connect() as connection:
        for statement in ("RESET ROLE", "RESET ALL", "SET SESSION AUTHORIZATION DEFAULT"):
            connection.execute(text(statement))
            role = connection.execute(text("SELECT current_user")).scalar()
            assert role == "plainscore_app", statement


def test_an_author_does_not_approve(filled, clock):
    row = example(schema.scorecard_events, clock) | {"event_id": "e2", "kind": "approved"}
    author = Staff("staff_a", StaffRole.ANALYST)
    with pytest.raises(DBAPIError), filled.database.transaction(author) as connection:
        connection.execute(insert(schema.scorecard_events).values(**row))


def test_retained_records_stay_until_their_day(filled, clock):
    clocks = System(Task.CLOCKS)
    with filled.database.transaction(System(Task.KEYS)) as connection:
        later = clock.now() + timedelta(days=1)
        connection.execute(update(schema.retained_records).values(retain_until=later))
    with filled.database.transaction(clocks) as connection:
        assert connection.execute(delete(schema.retained_records)).rowcount == 0
    clock.forward(timedelta(days=1))
    with filled.database.transaction(clocks) as connection:
        assert connection.execute(delete(schema.retained_records)).rowcount == 1

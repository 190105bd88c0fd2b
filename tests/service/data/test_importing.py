"""Statements handed in: nothing doubled, nothing lost, nothing readable in the database."""

from datetime import timedelta
from threading import Thread

import pytest

from plainscore.service.actors import Person
from plainscore.service.data import digest_of, include
from plainscore.service.data.importing import take_in
from plainscore.service.data.parsing import SentFile, parse
from plainscore.service.problems import Refusal


def ofx_of(csv):
    """The same lines as OFX, under other ids."""
    rows = [line.split(",") for line in csv.decode().splitlines()[1:]]
    lines = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>F{n}"
        f"<NAME>{words}</STMTTRN>"
        for n, (_, day, amount, _, _, _, words) in enumerate(rows)
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        f"<CURDEF>EUR<BANKACCTFROM><ACCTID>{rows[0][0]}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST>{lines}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def test_a_file_is_held_whole(person, hand_in, held, bank_csv):
    (taken,) = hand_in(person.person_id, bank_csv(12), actor=person.actor)
    assert (taken.rows_read, taken.rows_added, taken.rows_left_out) == (60, 60, 0)
    found = held(person)
    assert found.records.transactions.num_rows == 60
    assert set(found.records.transactions["role"].to_pylist()) >= {"income", "housing", "other"}
    assert found.coverage.transactions == 60
    assert (found.coverage.first_day, found.coverage.last_day) == ("2025-03-01", "2026-02-12")
    assert found.accounts[0].last_digits == "3000"


@pytest.mark.parametrize("ids", [True, False])
def test_files_that_overlap_double_nothing(person, hand_in, held, bank_csv, clock, ids):
    whole = bank_csv(6, ids=ids)
    hand_in(person.person_id, bank_csv(4, ids=ids), actor=person.actor)
    before = held(person).records
    clock.forward(timedelta(days=1))
    (taken,) = hand_in(person.person_id, whole, actor=person.actor)
    assert taken.rows_added == 10
    (again,) = hand_in(person.person_id, whole, actor=person.actor)
    assert again.rows_added == 0
    assert held(person).records.transactions.num_rows == 30
    # the older file tells nothing new, and what was known before stays as it was known
    assert digest_of(held(person, clock.now() - timedelta(days=1)).records) == digest_of(before)


def test_another_format_of_the_same_account_doubles_nothing(person, hand_in, held, bank_csv):
    hand_in(person.person_id, bank_csv(4), actor=person.actor)
    (taken,) = hand_in(person.person_id, ofx_of(bank_csv(6)), actor=person.actor)
    assert (taken.rows_read, taken.rows_added) == (30, 10)
    (back,) = hand_in(person.person_id, bank_csv(6), actor=person.actor)
    assert back.rows_added == 0
    assert held(person).records.transactions.num_rows == 30


def test_imports_at_once_double_nothing(person, service, held, bank_csv):
    (parsed,) = parse([SentFile("a.csv", bank_csv(6))])

    def take():
        with service.database.transaction(person.actor) as connection:
            take_in(connection, service, person.person_id, parsed)

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(person).records.transactions.num_rows == 30


def test_bad_rows_are_left_out_and_counted(person, hand_in, service, bank_csv):
    content = bank_csv(2).replace(b"2025-03-03", b"2025-33-03")
    (taken,) = hand_in(person.person_id, content, actor=person.actor)
    assert (taken.rows_read, taken.rows_added, taken.rows_left_out) == (10, 9, 1)
    with service.database.transaction(person.actor) as connection:
        (problems,) = connection.exec_driver_sql("SELECT problems FROM plainscore.imports").one()
    assert (problems[0]["file"], problems[0]["row"], problems[0]["column"]) == (1, 3, "date")


def test_rows_of_several_people_are_nobodys(person, hand_in, held):
    content = (
        b"tradeline_id,person_id,kind,currency,opened_on,known_at\n"
        b"t1,a,revolving,EUR,2020-01-01,2026-01-01T00:00:00Z\n"
        b"t2,b,revolving,EUR,2020-01-01,2026-01-01T00:00:00Z\n"
    )
    (taken,) = hand_in(person.person_id, content, actor=person.actor)
    assert (taken.rows_added, taken.rows_left_out) == (0, 2)
    assert held(person).records.tradelines.num_rows == 0


def test_tradelines_are_held_once_and_their_reports_when_they_change(person, hand_in, held, clock):
    lines = (
        b"tradeline_id,person_id,kind,currency,opened_on,known_at\n"
        b"t1,x,revolving,EUR,2020-01-01,2026-01-01T00:00:00Z\n"
    )
    head = b"tradeline_id,month,balance,due,paid,days_past_due,known_at\n"
    march = b"t1,2026-01-01,100,10,10,0,2026-02-01T00:00:00Z\n"
    changed = b"t1,2026-01-01,100,10,0,30,2026-03-01T00:00:00Z\n"
    hand_in(person.person_id, lines, head + march, actor=person.actor)
    first = clock.now()
    for _ in range(2):
        clock.forward(timedelta(days=1))
        hand_in(person.person_id, lines, head + march, head + changed, actor=person.actor)
    records = held(person).records
    assert records.tradelines["person_id"].to_pylist() == [person.person_id]
    assert records.tradeline_months["days_past_due"].to_pylist() == [0, 30]
    assert held(person, first).records.tradeline_months.num_rows == 1


def test_an_account_left_out_does_not_count_from_then_on(
    person, hand_in, held, bank_csv, clock, service
):
    hand_in(person.person_id, bank_csv(3), actor=person.actor)
    hand_in(person.person_id, bank_csv(3, account="OTHER-1"), actor=person.actor)
    before = clock.now()
    clock.forward(timedelta(seconds=1))
    account = held(person).accounts[0].account_id
    with service.database.transaction(person.actor) as connection:
        include(connection, service, person.person_id, account, included=False)
    found = held(person)
    assert (found.coverage.accounts_used, found.coverage.accounts_left_out) == (1, 1)
    assert account not in found.records.transactions["account_id"].to_pylist()
    assert held(person, before).records.transactions.num_rows == 30


def test_another_person_sees_nothing_and_leaves_out_nothing(
    person, new_person, hand_in, held, bank_csv, service
):
    hand_in(person.person_id, bank_csv(3), actor=person.actor)
    other = new_person()
    account = held(person).accounts[0].account_id
    assert held(other).accounts == ()
    with (
        pytest.raises(Refusal, match="no_such_account"),
        service.database.transaction(other.actor) as connection,
    ):
        include(connection, service, other.person_id, account, included=False)
    with (
        pytest.raises(Refusal, match="no_such_person"),
        service.database.transaction(Person(other.person_id)) as connection,
    ):
        take_in(connection, service, person.person_id, parse([SentFile("a", b"x")])[0])


def test_nothing_that_a_bank_said_can_be_read_in_the_database(
    person, hand_in, bank_csv, database_url, everything
):
    hand_in(person.person_id, bank_csv(3), actor=person.actor, names=("canary-name.csv",))
    found = everything(database_url)
    for secret in ("DE8937", "canary", "salary", "2100", "-800", "may.csv", "housing"):
        assert secret.lower() not in found, secret

"""Uploading and my data, as a person with a browser and without JavaScript does it."""

import re
from datetime import timedelta

import pytest

from plainscore.service.actors import System, Task
from plainscore.service.ledger.postgres import PostgresLedger


def upload(visitor, *files, allow=True):
    text = visitor.get("/me/upload").text
    shown = re.search(r'name="notice" value="([^"]+)"', text)
    form = {"csrf": visitor.csrf("/me/upload")}
    if shown:
        form |= {"notice": shown[1]} | ({"allow": "yes"} if allow else {})
    sent = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return visitor.client.post("/me/upload", data=form, files=sent, headers={"Accept": "text/html"})


def test_a_file_is_uploaded_and_every_line_is_seen_with_its_source(person, bank_csv, service):
    answer = upload(person, ("may.csv", bank_csv(3)))
    assert answer.status_code == 303
    told = person.get(answer.headers["location"]).text
    assert "<dt>Lines read</dt><dd>15</dd>" in told
    text = person.get("/me/data").text
    assert "Current account ending in 3000" in text
    assert "15 lines of 1 account, from 1 March 2025 to 12 May 2025" in text
    path = re.search(r"/me/data/account_\w+/2025-04", text)[0]
    month = person.get(path).text
    assert month.count("from your file may.csv, 2 March 2026") == 5
    assert month.count("/me/disputes/new?item=") == 5
    assert "+2,100.00" in month
    assert "\N{MINUS SIGN}800.00" in month
    assert "CANARY" not in month
    with service.database.transaction(System(Task.LEDGER)) as connection:
        assert PostgresLedger(connection).size() == 2


def test_nothing_is_read_before_it_is_allowed(person, bank_csv):
    answer = upload(person, ("may.csv", bank_csv(3)), allow=False)
    assert answer.status_code == 422
    assert "tick the box" in answer.text
    assert "Nothing is held of you yet." in person.get("/me/data").text
    # allowed once, it is not asked again
    assert upload(person, ("may.csv", bank_csv(1))).status_code == 303
    assert 'name="allow"' not in person.get("/me/upload").text
    assert "to show me my own score" in person.get("/me/consents").text


def test_bad_rows_are_told_in_plain_words(person, bank_csv):
    bad = bank_csv(1).replace(b"2025-03-03", b"2025-33-03")
    told = person.get(upload(person, ("may.csv", bad)).headers["location"]).text
    assert "may.csv, row 3, column date" in told
    assert re.search(r"something is wrong</dt><dd>1</dd>", told)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\0\1\2", b'{"plainscore_export": 7}'])
def test_a_file_that_cannot_be_read_is_said_to_be_so(person, content):
    answer = upload(person, ("odd <b>.bin", content))
    assert answer.status_code == 303
    told = person.get(answer.headers["location"]).text
    assert "odd &lt;b&gt;.bin" in told
    assert "What was wrong" in told


def test_no_file_is_told(person):
    assert upload(person).status_code == 422


def test_too_much_is_refused(browser, person, settings):
    answer = upload(person, ("big.csv", b"x" * (settings.upload_bytes_max + 1)))
    assert answer.status_code == 413


def test_an_account_is_left_out_and_let_in_again(person, bank_csv, clock):
    upload(person, ("a.csv", bank_csv(2)), ("b.csv", bank_csv(2, account="SECOND-77")))
    text = person.get("/me/data").text
    assert "20 lines of 2 accounts" in text
    path = re.search(r"/me/data/account_\w+/include", text)[0]
    for included, words in (
        ("false", "10 lines of 1 account,"),
        ("true", "20 lines of 2 accounts"),
    ):
        clock.forward(timedelta(seconds=1))
        answer = person.send(path, {"included": included}, page="/me/data")
        assert answer.status_code == 303
        assert words in person.get("/me/data").text


def test_a_long_month_is_paged(person, bank_csv):
    head = b"account_id,date,amount,currency,id\n"
    rows = b"".join(
        b"A1,2026-01-%02d,-1.%02d,EUR,T%d\n" % (n % 28 + 1, n % 100, n) for n in range(120)
    )
    upload(person, ("a.csv", head + rows))
    path = re.search(r"/me/data/account_\w+/2026-01", person.get("/me/data").text)[0]
    seen = set()
    for number in (1, 2, 3):
        seen |= set(re.findall(r'<li id="(\w+)"', person.get(f"{path}?page={number}").text))
    assert len(seen) == 120
    assert person.get(f"{path}?page=0").status_code == 422
    assert person.get(path.replace("2026-01", "2026-02")).status_code == 404


def test_another_persons_data_are_nowhere(person, new_person, bank_csv):
    path = upload(person, ("a.csv", bank_csv(1))).headers["location"]
    month = re.search(r"/me/data/account_\w+/2025-03", person.get("/me/data").text)[0]
    other = new_person()
    assert other.get(path).status_code == 404
    assert other.get(month).status_code == 404
    choose = month.replace("2025-03", "include")
    assert other.send(choose, {"included": "false"}, page="/me/upload").status_code == 404

"""`plainscore validate` with protected attributes and periods, on the Taiwan data as they are."""

import csv

import pyarrow.parquet as pq
import pytest


@pytest.fixture(scope="module")
def taiwan(shared_data):
    (path,) = (shared_data / "taiwan").glob("*.csv")
    return path


def test_one_command_gives_fairness_of_all_four_attributes(run, taiwan, tmp_path):
    target = ("--target", "default.payment.next.month")
    card, report = tmp_path / "card.json", tmp_path / "report.html"
    assert run("fit", taiwan, *target, "--exclude", "ID", "--out", card).code == 0
    words = ("--protected", taiwan, "--key", "ID", "--cut-off", 610, "--reference", "SEX=1")
    ran = run("validate", card, taiwan, *target, "--out", report, *words)
    assert ran.code == 0, ran.err
    assert "Fairness at a cut-off of 610" in ran.out
    assert "AGE under 25" in ran.out
    page = report.read_text()
    assert all(f"<h3>{name}</h3>" in page for name in ("SEX", "EDUCATION", "MARRIAGE", "AGE"))
    assert "http" not in page.replace("http://www.w3.org", "")


def test_periods_are_measured(run, taiwan, tmp_path):
    table = tmp_path / "table.csv"
    with taiwan.open() as given, table.open("w") as written:
        rows = csv.reader(given)
        out = csv.writer(written)
        out.writerow([*next(rows), "month"])
        out.writerows([*row, f"2005-{4 + at // 5000:02d}"] for at, row in enumerate(rows))
    target = ("--target", "default.payment.next.month")
    card, report = tmp_path / "card.json", tmp_path / "report.html"
    run("fit", table, *target, "--exclude", "ID", "--exclude", "month", "--out", card)
    ran = run("validate", card, table, *target, "--out", report, "--period", "month")
    assert ran.code == 0, ran.err
    assert "PSI of the score against 2005-04" in report.read_text()


def test_what_is_missing_is_said(run, loans, tmp_path):
    table = tmp_path / "loans.parquet"
    pq.write_table(loans, table)
    card = tmp_path / "card.json"
    assert run("fit", table, "--target", "bad", "--out", card).code == 0
    words = ("validate", card, table, "--target", "bad", "--out", tmp_path / "r.html")
    assert "--protected needs --key" in run(*words, "--protected", table).err
    wrong = run(*words, "--protected", table, "--key", "nobody")
    assert (wrong.code, "no column 'nobody'" in wrong.err) == (1, True)
    assert (
        "ATTRIBUTE=GROUP"
        in run(*words, "--protected", table, "--key", "bad", "--reference", "x").err
    )
    assert "no column 'when'" in run(*words, "--period", "when").err

"""Files that are broken, mislabelled or meant to do harm: a clear problem, and rows that add up."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from plainscore.sources import Format, read
from plainscore.sources import json_document as whole_files

Write = Callable[..., Path]
FILES = {
    Format.PLAID: "plaid_get.json",
    Format.OBIE: "obie_v4_coded.json",
    Format.CAMT053: "camt053_v02.xml",
    Format.MT940: "mt940.sta",
    Format.OFX: "ofx2_coded.ofx",
    Format.CSV: "canonical.csv",
    Format.PARQUET: "canonical.parquet",
}


@pytest.mark.parametrize("format_name", FILES)
@pytest.mark.parametrize("tenths", range(10))
def test_a_cut_file(format_name: Format, tenths: int, golden: Path, write: Write) -> None:
    content = (golden / FILES[format_name]).read_bytes()
    imported = read(write(content[: len(content) * tenths // 10]), format=format_name)
    assert imported.accounted_for
    assert imported.kept < 14
    assert imported.problems


@pytest.mark.parametrize("claimed", Format)
@pytest.mark.parametrize("actual", FILES.values())
def test_a_file_that_is_not_what_it_claims(
    claimed: Format, actual: str, golden: Path, write: Write
) -> None:
    imported = read(write((golden / actual).read_bytes()), format=claimed)
    assert imported.accounted_for
    if FILES.get(claimed) != actual:
        assert imported.kept == 0
        assert imported.problems


HARMFUL = {
    "empty": b"",
    "spaces": b" \r\n" * 50,
    "binary": bytes(range(256)) * 40,
    "zeros": b"\x00" * 10_000,
    "deep": b"[" * 200_000,
    "deep objects": b'{"transactions":' * 100_000,
    "deep xml": b"<Document>" + b"<Stmt>" * 100_000,
    "long number": b'{"transactions": [{"amount": ' + b"9" * 100_000 + b"}]}",
    "wide line": b"account_id,date,amount,currency\n" + b"x," * 200_000,
    "long field": b"account_id,date,amount,currency\n" + b"x" * 1_000_000 + b",2024-05-06,1,EUR\n",
    "many quotes": b"account_id,date,amount,currency\n" + b'"\n' * 20_000,
    "open tags": b"OFXHEADER:100\n<OFX><STMTRS>" + b"<STMTTRN>" * 20_000,
    "many marks": b":20:X\n:25:A\n:60F:C240430EUR1,00\n" + b":61:\n" * 2_000,
}


@pytest.mark.parametrize("name", HARMFUL)
@pytest.mark.parametrize("claimed", [None, *Format])
def test_harmful_content(name: str, claimed: Format | None, write: Write) -> None:
    imported = read(write(HARMFUL[name]), format=claimed)
    assert imported.accounted_for
    assert imported.kept == 0
    assert imported.problems


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", "1E-400"])
def test_numbers_that_are_none(amount: str, write: Write) -> None:
    row = {
        "account_id": "A",
        "transaction_id": "T",
        "date": "2024-05-06",
        "iso_currency_code": "EUR",
        "amount": 1,
    }
    content = json.dumps([row]).replace('"amount": 1', f'"amount": {amount}')
    imported = read(write(content))
    assert (imported.rows_in, imported.quarantined) == (1, 1)
    assert imported.problems[0].column == "amount"


@pytest.mark.parametrize("name", ["plaid_get.json", "mt940.sta", "ofx1.ofx"])
def test_a_file_too_large_for_memory_is_refused(
    name: str, golden: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "LARGEST_WHOLE_FILE", 1000)
    imported = read(golden / name)
    assert [problem.code for problem in imported.problems] == ["too_large"]
    assert "split" in imported.problems[0].remedy


@pytest.mark.parametrize("name", ["canonical.csv", "ofx1.ofx", "mt940.sta", "plaid_get.json"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_encodings_with_a_signature_are_understood(
    name: str, encoding: str, golden: Path, write: Write
) -> None:
    content = (golden / name).read_text(encoding="utf-8").encode(encoding)
    assert read(write(content)).kept == 14


def test_problems_repeat_nothing_of_a_person(golden: Path, write: Write) -> None:
    content = (golden / "canonical.csv").read_text().replace("2024-05", "SECRET")
    for problem in read(write(content)).problems:
        assert "SECRET" not in str(problem)
        assert "IE29" not in str(problem)

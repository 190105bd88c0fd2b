"""Eleven thousand damaged files: none raises, and every row of every one is accounted for."""

import json
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainscore.sources import CsvMapping, read

FILES_A_FORMAT = 1280
FILES_A_READ = 64
BERKA = (
    "trans_id,account_id,date,type,operation,amount,balance,k_symbol,bank,account\n"
    "276,2,1993-02-26,credit,credit in cash,1100.0,1100.0,,,\n"
    "279,2,1993-03-12,credit,collection from another bank,20236.0,21336.0,,ST,66487163.0\n"
    "280,2,1993-03-13,withdrawal,withdrawal in cash,36.0,21300.0,payment for statement,,\n"
    "281,2,1993-03-14,withdrawal,remittance to another bank,300.5,20999.5,household,YZ,1\n"
)
TRADELINES = (
    "tradeline_id,person_id,kind,currency,opened_on,closed_on,credit_limit,known_at\n"
    "T1,ada,revolving,EUR,2020-01-31,,1500,2020-02-03T00:00:00Z\n"
    "T2,ada,instalment,EUR,2021-05-01,2024-05-01,,2021-05-03T00:00:00Z\n"
)
MONTHS = (
    "tradeline_id,month,balance,due,paid,days_past_due,known_at\n"
    "T1,2024-03-01,100.50,10,10,0,2024-04-03T00:00:00Z\n"
    "T1,2024-04-01,90.50,10,0,29,2024-05-03T00:00:00Z\n"
)
APPLICATIONS = "application_id,person_id,as_of\nQ1,ada,2024-06-01\nQ2,bob,2024-06-02\n"
SEEDS = {
    "plaid": ["plaid_get.json", "plaid_get_coded.json"],
    "obie": ["obie_v3/transactions.json", "obie_v3/accounts.json", "obie_v4_coded.json"],
    "camt053": ["camt053_v02.xml", "camt053_v08_coded.xml"],
    "mt940": ["mt940.sta"],
    "ofx": ["ofx1.ofx", "ofx2_coded.ofx"],
    "csv": ["canonical.csv", "mapped.csv"],
    "parquet": ["canonical.parquet"],
    "berka": ["berka.csv"],
    "records": ["tradelines.csv", "tradeline_months.csv", "applications.csv"],
}
WRITTEN_HERE = {
    "berka.csv": BERKA,
    "tradelines.csv": TRADELINES,
    "tradeline_months.csv": MONTHS,
    "applications.csv": APPLICATIONS,
}
TOKENS = (
    b"", b"NaN", b"Infinity", b"-1e999", b"1E+400", b"99999999999999999999", b"0.00001", b"null",
    b"true", b"-", b"+", b'"', b"'", b"<", b">", b"&lol;", b"]]>", b"<!--", b"{", b"[", b"]", b"}",
    b",", b";", b":", b"\n", b"\r\n", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\\ud800",
    b":61:", b":86:", b":20:", b":62F:", b"<STMTTRN>", b"</STMTTRN>", b"</Ntry>", b"<Stmt>",
    b"2024-02-30", b"0000-00-00", b"9999-12-31", b"240230", b"EURO", b"XXX", b"RD", b"RC",
)  # fmt: skip
ODD_VALUES = (
    None, True, "", "NaN", "1e5", "\ud800", "\x00", -1, 0, 10**40, 1.5e-9, 1e300, float("nan"),
    [], {}, [[]], {"Amount": "1"}, "2024-02-30", "9999-12-31", "EURO", "Pending", "Debit",
)  # fmt: skip
ODD_COLUMNS: tuple[Callable[[object], object], ...] = (
    lambda _: None,
    lambda _: float("nan"),
    lambda _: -1e300,
    lambda _: 0.1 + 0.2,
    lambda value: [value],
    lambda value: {"value": value},
    lambda _: b"\xff\x00",
    lambda _: True,
    lambda _: Decimal("0.000001"),
    lambda _: datetime(1, 1, 1, tzinfo=UTC),
    lambda _: date(9999, 12, 31),
    lambda _: timedelta(days=1),
    str,
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "cp1252", "utf-8-sig", "cp037", "shift_jis")


def _flip(rng: random.Random, content: bytearray) -> None:
    if content:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def _truncate(rng: random.Random, content: bytearray) -> None:
    del content[rng.randrange(len(content) + 1) :]


def _insert(rng: random.Random, content: bytearray) -> None:
    start = rng.randrange(len(content) + 1)
    content[start:start] = rng.randbytes(rng.randrange(1, 9))


def _chunk(rng: random.Random, content: bytearray) -> slice:
    start = rng.randrange(len(content) + 1)
    return slice(start, start + rng.choice((1, 4, 16, 64, 256)))


def _remove(rng: random.Random, content: bytearray) -> None:
    del content[_chunk(rng, content)]


def _repeat(rng: random.Random, content: bytearray) -> None:
    chunk = _chunk(rng, content)
    content[chunk] = content[chunk] * rng.choice((2, 3, 30))


def _swap(rng: random.Random, content: bytearray) -> None:
    chunk = _chunk(rng, content)
    moved = content[chunk]
    del content[chunk]
    start = rng.randrange(len(content) + 1)
    content[start:start] = moved


def _replace(rng: random.Random, content: bytearray) -> None:
    content[_chunk(rng, content)] = rng.choice(TOKENS)


def _put_token(rng: random.Random, content: bytearray) -> None:
    start = rng.randrange(len(content) + 1)
    content[start:start] = rng.choice(TOKENS)


def _recode(rng: random.Random, content: bytearray) -> None:
    text = bytes(content).decode("utf-8", "replace")
    content[:] = text.encode(rng.choice(ENCODINGS), "replace")


def _odd_json(rng: random.Random, content: bytearray) -> None:
    """Put an odd value at a random place of a JSON document, which stays JSON."""
    try:
        document = json.loads(bytes(content))
    except (ValueError, RecursionError):
        _replace(rng, content)
        return
    at: object = document
    for _ in range(rng.randrange(1, 6)):
        keys = list(at) if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else []
        if not keys:
            break
        key = rng.choice(list(keys))
        if rng.random() < 0.3 or not isinstance(at[key], dict | list):  # type: ignore[index]
            at[key] = rng.choice(ODD_VALUES)  # type: ignore[index]
            break
        at = at[key]  # type: ignore[index]
    content[:] = json.dumps(document).encode("utf-8", "surrogatepass")


def _odd_table(rng: random.Random, content: bytearray) -> None:
    """Put an odd column or an odd value into a Parquet table, which stays one."""
    try:
        table = pq.read_table(pa.BufferReader(bytes(content)))
    except (pa.ArrowException, OSError, ValueError, MemoryError):
        _flip(rng, content)
        return
    place = rng.randrange(table.num_columns)
    name = table.column_names[place]
    values = table[name].to_pylist()
    odd = rng.choice(ODD_COLUMNS)
    values = [odd(value) if rng.random() < 0.3 else value for value in values]
    try:
        column = pa.array(values)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        column = pa.array([str(value) for value in values])
    written = pa.BufferOutputStream()
    pq.write_table(table.set_column(place, name, column), written)
    content[:] = written.getvalue().to_pybytes()


MUTATIONS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    _flip, _truncate, _insert, _remove, _repeat, _swap, _replace, _put_token, _recode,
)  # fmt: skip
SOUND: dict[str, Callable[[random.Random, bytearray], None]] = {
    "plaid": _odd_json,
    "obie": _odd_json,
    "parquet": _odd_table,
}
"""Formats that hardly any damage leaves readable also get odd values in sound files."""


def damaged(rng: random.Random, content: bytes, name: str) -> bytes:
    changed = bytearray(content)
    if name in SOUND and rng.random() < 0.5:
        for _ in range(rng.choice((1, 1, 2, 5))):
            SOUND[name](rng, changed)
        return bytes(changed)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        rng.choice(MUTATIONS)(rng, changed)
    return bytes(changed)


@pytest.mark.parametrize("name", SEEDS)
def test_no_damage_raises_or_loses_a_row(name: str, golden: Path, tmp_path: Path) -> None:
    mapping = CsvMapping.load(golden / "mapped.toml")
    read_rows = kept = 0
    for start in range(0, FILES_A_FORMAT, FILES_A_READ):
        rng = random.Random(f"{name} {start}")
        seed = rng.choice(SEEDS[name])
        written = WRITTEN_HERE.get(seed)
        content = (golden / seed).read_bytes() if written is None else written.encode()
        for number in range(FILES_A_READ):
            (tmp_path / f"{number:02}").write_bytes(damaged(rng, content, name))
        imported = read(
            tmp_path,
            format=name if rng.random() < 0.7 else None,
            mapping=mapping if seed == "mapped.csv" else None,
            workers=1,
        )
        assert len(imported.files) == FILES_A_READ
        assert imported.accounted_for
        explained = {problem.file for problem in imported.problems}
        for count in imported.files:
            assert count.rows_in or count.file in explained or imported.records.accounts.num_rows
        read_rows += imported.rows_in
        kept += imported.kept
    # The damage must leave enough to read, or this would only test the recognition of formats.
    assert read_rows > FILES_A_FORMAT
    assert kept

"""One month of one account, written in every format, gives the same records."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from plainscore.records import Role, validate
from plainscore.sources import CsvMapping, Format, Import, read

PLAIN = {
    "canonical.csv": Format.CSV,
    "mapped.csv": Format.CSV,
    "canonical.parquet": Format.PARQUET,
    "camt053_v02.xml": Format.CAMT053,
    "mt940.sta": Format.MT940,
    "ofx1.ofx": Format.OFX,
    "plaid_get.json": Format.PLAID,
    "obie_v3": Format.OBIE,
}
"""Files that carry the words of each line and no code."""

CODED = {
    "camt053_v08_coded.xml": Format.CAMT053,
    "ofx2_coded.ofx": Format.OFX,
    "plaid_get_coded.json": Format.PLAID,
    "obie_v4_coded.json": Format.OBIE,
}
"""Files in which the bank also says what a line is: the role is the same, how it was found not."""

MONTH = [
    (1, "-750.00", "500.40", Role.HOUSING),
    (2, "-34.99", "465.41", Role.TELECOM),
    (3, "-23.80", "441.61", Role.OTHER),
    (3, "-23.80", "417.81", Role.OTHER),
    (3, "-7.20", "410.61", Role.OTHER),
    (6, "-100.00", "310.61", Role.CASH),
    (8, "-189.50", "121.11", Role.DEBT_PAYMENT),
    (10, "-59.90", "61.21", Role.INSURANCE),
    (13, "59.90", "121.11", Role.RETURNED_PAYMENT),
    (14, "-4.50", "116.61", Role.FEE_OVERDRAFT),
    (17, "23.80", "140.41", Role.REFUND),
    (21, "-200.00", "-59.59", Role.SAVINGS_TRANSFER),
    (28, "2380.15", "2320.56", Role.INCOME),
    (31, "-61.20", "2259.36", Role.UTILITIES),
]


@pytest.fixture(scope="module")
def month(golden: Path) -> Callable[[str], Import]:
    def imported(name: str) -> Import:
        mapping = CsvMapping.load(golden / "mapped.toml") if name == "mapped.csv" else None
        path = golden / name
        return read(sorted(path.iterdir()) if path.is_dir() else path, mapping=mapping)

    return imported


def test_the_month_is_the_one_invented(month: Callable[[str], Import]) -> None:
    rows = month("canonical.csv").records.transactions.to_pylist()
    found = [
        (
            row["booked_on"].day,
            f"{row['amount']:.2f}",
            f"{row['balance_after']:.2f}",
            Role(row["role"]),
        )
        for row in rows
    ]
    assert found == MONTH


@pytest.mark.parametrize("name", PLAIN)
def test_every_format_gives_identical_records(name: str, month: Callable[[str], Import]) -> None:
    imported = month(name)
    assert {count.format for count in imported.files} == {PLAIN[name]}
    assert imported.records == month("canonical.csv").records
    assert imported.accounted_for
    assert imported.kept == len(MONTH)
    assert {problem.code for problem in imported.problems} <= {"pending"}


@pytest.mark.parametrize("name", CODED)
def test_codes_of_the_bank_change_only_how_a_role_was_found(
    name: str, month: Callable[[str], Import]
) -> None:
    imported = month(name)
    expected = month("canonical.csv").records
    assert {count.format for count in imported.files} == {CODED[name]}
    assert imported.records.accounts == expected.accounts
    columns = [column for column in expected.transactions.column_names if column != "role_source"]
    assert imported.records.transactions.select(columns) == expected.transactions.select(columns)
    sources = set(imported.records.transactions["role_source"].to_pylist())
    assert sources & {"bank_code", "bank_category"}


def test_pending_lines_are_counted_and_left_out(month: Callable[[str], Import]) -> None:
    for name in ("plaid_get.json", "obie_v3"):
        imported = month(name)
        assert (imported.rows_in, imported.kept, imported.quarantined) == (15, 14, 1)


def test_all_formats_together_double_nothing(golden: Path, month: Callable[[str], Import]) -> None:
    names = [name for name in (*PLAIN, *CODED) if name != "mapped.csv"]
    files = [golden / name for name in names if (golden / name).is_file()]
    imported = read(files)
    assert imported.accounted_for
    assert imported.kept == len(MONTH)
    columns = ["transaction_id", "booked_on", "amount", "balance_after", "role"]
    expected = month("canonical.csv").records.transactions.select(columns)
    assert imported.records.transactions.select(columns) == expected


def test_the_order_of_files_changes_nothing(golden: Path) -> None:
    files = [golden / name for name in ("mt940.sta", "ofx1.ofx", "camt053_v08_coded.xml")]
    first, *others = (read(list(order)) for order in permutations(files))
    for other in others:
        assert other.records == first.records
        assert other.files == first.files


def test_the_records_satisfy_their_contract(month: Callable[[str], Import]) -> None:
    for name, table in month("camt053_v08_coded.xml").records.tables().items():
        assert validate(name, table).problems == ()


def test_no_name_and_no_text_reaches_the_records(month: Callable[[str], Import]) -> None:
    for name in (*PLAIN, *CODED):
        held = str(month(name).records.transactions.to_pylist()).upper()
        for word in ("RENT", "GROCERIES", "BAKERY", "SALARY", "PREMIUM"):
            assert word not in held

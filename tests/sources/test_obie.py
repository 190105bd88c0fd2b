"""UK Open Banking: indicators, statuses of two versions, balances and credit lines."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from plainscore.records import AccountKind
from plainscore.sources import read
from plainscore.sources.obie import read_obie
from plainscore.sources.unreadable import UnreadableError

Write = Callable[..., Path]


def transaction(**more: object) -> dict[str, object]:
    return {
        "AccountId": "A1",
        "TransactionId": "T1",
        "Amount": {"Amount": "12.50", "Currency": "GBP"},
        "CreditDebitIndicator": "Debit",
        "Status": "Booked",
        "BookingDateTime": "2024-05-06T23:30:00-05:00",
        **more,
    }


def of(write: Write, name: str, *members: dict[str, object]) -> Path:
    return write(json.dumps({"Data": {name: list(members)}, "Links": {}, "Meta": {}}))


@pytest.mark.parametrize(
    ("indicator", "amount"),
    [("Credit", "12.50"), ("Debit", "-12.50"), ("CRDT", "12.50"), ("DBIT", "-12.50")],
)
def test_the_indicator_gives_the_sign(indicator: str, amount: str, write: Write) -> None:
    path = of(write, "Transaction", transaction(CreditDebitIndicator=indicator))
    assert read_obie(path, "f").lines[0].amount == Decimal(amount)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("Booked", None),
        ("BOOK", None),
        ("Pending", "pending"),
        ("PDNG", "pending"),
        ("RJCT", "not_booked"),
        (None, "not_booked"),
    ],
)
def test_only_booked_lines_count(status: str | None, code: str | None, write: Write) -> None:
    parsed = read_obie(of(write, "Transaction", transaction(Status=status)), "f")
    assert parsed.accounted_for
    assert [problem.code for problem in parsed.problems] == ([code] if code else [])


def test_the_day_is_the_bank_s_own(write: Write) -> None:
    assert read_obie(of(write, "Transaction", transaction()), "f").lines[0].booked_on.day == 6


@pytest.mark.parametrize(
    ("balance", "expected"),
    [
        ({"Type": "InterimBooked", "CreditDebitIndicator": "Credit"}, "57.36"),
        ({"Type": "ITBD", "CreditDebitIndicator": "Debit"}, "-57.36"),
        ({"Type": "UK.OBIE.ClosingBooked", "CreditDebitIndicator": "Credit"}, "57.36"),
        ({"Type": "InterimAvailable", "CreditDebitIndicator": "Credit"}, None),
    ],
)
def test_only_a_booked_balance_is_a_balance(
    balance: dict[str, object], expected: str | None, write: Write
) -> None:
    stated = {"Amount": {"Amount": "57.36", "Currency": "GBP"}, **balance}
    line = read_obie(of(write, "Transaction", transaction(Balance=stated)), "f").lines[0]
    assert line.balance_after == (None if expected is None else Decimal(expected))


def test_a_mutable_transaction_has_no_promised_id(write: Write) -> None:
    path = of(write, "Transaction", transaction(TransactionMutability="Mutable"))
    assert read_obie(path, "f").lines[0].line_id is None


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ({"AccountSubType": "CurrentAccount"}, AccountKind.CURRENT),
        ({"AccountSubType": "Savings"}, AccountKind.SAVINGS),
        ({"AccountTypeCode": "CACC"}, AccountKind.CURRENT),
        ({"AccountTypeCode": "SVGS"}, AccountKind.SAVINGS),
        ({"AccountSubType": "CreditCard"}, AccountKind.CARD),
        ({"AccountTypeCode": "LOAN"}, AccountKind.LOAN),
        ({"AccountSubType": "EMoney"}, AccountKind.OTHER),
        ({}, AccountKind.CURRENT),
    ],
)
def test_account_kinds_of_both_versions(
    stated: dict[str, str], kind: AccountKind, write: Write
) -> None:
    path = of(write, "Account", {"AccountId": "A1", "Currency": "GBP", **stated})
    assert read_obie(path, "f").accounts[0].kind is kind


@pytest.mark.parametrize("written", ["2002-05-01", "01-05-2002", "2002-05-01T00:00:00Z"])
def test_opening_days_as_banks_write_them(written: str, write: Write) -> None:
    path = of(write, "Account", {"AccountId": "A1", "Currency": "GBP", "OpeningDate": written})
    opened_on = read_obie(path, "f").accounts[0].opened_on
    assert opened_on is not None
    assert opened_on.isoformat() == "2002-05-01"


def test_accounts_balances_and_transactions_come_together(tmp_path: Path) -> None:
    files = {
        "transactions": {"Transaction": [transaction()]},
        "balances": {
            "Balance": [
                {
                    "AccountId": "A1",
                    "Amount": {"Amount": "1", "Currency": "GBP"},
                    "CreditLine": [
                        {"Type": "Available", "Amount": {"Amount": "9999", "Currency": "GBP"}},
                        {"Type": "Pre-Agreed", "Amount": {"Amount": "500", "Currency": "GBP"}},
                    ],
                }
            ]
        },
        "accounts": {
            "Account": [{"AccountId": "A1", "Currency": "GBP", "AccountSubType": "Savings"}]
        },
    }
    for name, data in files.items():
        (tmp_path / name).write_text(json.dumps({"Data": data}))
    (account,) = read(tmp_path).records.accounts.to_pylist()
    assert account["kind"] == "savings"
    assert account["credit_limit"] == 500


def test_codes_of_version_4_are_iso_and_of_version_3_are_words(write: Write) -> None:
    iso = transaction(BankTransactionCode={"Code": "RCDT", "SubCode": "SALA"})
    words = transaction(BankTransactionCode={"Code": "IssuedDirectDebit", "SubCode": "SEPA"})
    lines = read_obie(of(write, "Transaction", iso, words), "f").lines
    assert (lines[0].bank_code, lines[0].bank_category) == ("PMNT/RCDT/SALA", None)
    assert (lines[1].bank_code, lines[1].bank_category) == (None, "obie:IssuedDirectDebit/SEPA")


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"CreditDebitIndicator": "Both"}, "CreditDebitIndicator"),
        ({"Amount": {"Amount": "-1", "Currency": "GBP"}}, "Amount"),
        ({"Amount": {"Amount": "1", "Currency": "Pound"}}, "Currency"),
        ({"Amount": "1"}, "Amount"),
        ({"BookingDateTime": None}, "BookingDateTime"),
        ({"AccountId": {}}, "AccountId"),
    ],
)
def test_a_bad_field_quarantines_its_row(
    more: dict[str, object], column: str, write: Write
) -> None:
    parsed = read_obie(of(write, "Transaction", transaction(), transaction(**more)), "f")
    assert len(parsed.lines) == 1
    assert parsed.accounted_for
    assert (parsed.problems[0].row, parsed.problems[0].column) == (2, column)


def test_other_answers_of_the_api_are_refused(write: Write) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_obie(write('{"Data": {"Beneficiary": []}}'), "f")
    assert refused.value.code == "not_the_format"

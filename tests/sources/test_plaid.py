"""Plaid: signs, pending lines, sync updates, and balances counted back."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from plainscore.records import AccountKind
from plainscore.sources import read
from plainscore.sources.plaid import read_plaid
from plainscore.sources.unreadable import UnreadableError


def transaction(number: int = 1, amount: float = 12.5, **more: object) -> dict[str, object]:
    return {
        "account_id": "A1",
        "transaction_id": f"T{number}",
        "date": f"2024-05-{number:02}",
        "amount": amount,
        "iso_currency_code": "USD",
        "name": "coffee",
        "pending": False,
        **more,
    }


def account(**more: object) -> dict[str, object]:
    balances = {"current": 100.0, "iso_currency_code": "USD", "limit": None}
    return {
        "account_id": "A1",
        "type": "depository",
        "subtype": "checking",
        "balances": balances,
        **more,
    }


Write = Callable[..., Path]


def test_an_outflow_is_negative_here(write: Write) -> None:
    rows = [transaction(1, 12.5), transaction(2, -500)]
    lines = read_plaid(write(json.dumps(rows)), "f").lines
    assert [line.amount for line in lines] == [Decimal("-12.5"), Decimal(500)]


def test_sync_keeps_the_modified_version_and_drops_the_removed(write: Write) -> None:
    page = {
        "added": [transaction(1, 10), transaction(2, 20), transaction(3, 30)],
        "modified": [transaction(2, 22.5)],
        "removed": [{"account_id": "A1", "transaction_id": "T3"}],
    }
    imported = read(write(json.dumps(page)))
    assert imported.accounted_for
    assert (imported.rows_in, imported.kept, imported.quarantined, imported.duplicates) == (
        4,
        2,
        1,
        1,
    )
    assert imported.records.transactions["amount"].to_pylist() == [Decimal(-10), Decimal("-22.5")]
    assert [problem.code for problem in imported.problems] == ["removed"]


def test_a_removal_in_a_later_file_reaches_an_earlier_one(write: Write) -> None:
    first = write(json.dumps({"added": [transaction(1)]}), "a")
    later = write(
        json.dumps({"removed": [{"account_id": "A1", "transaction_id": "T1"}], "added": []}), "b"
    )
    for order in ([first, later], [later, first]):
        imported = read(order)
        assert (imported.kept, imported.quarantined) == (0, 1)


def test_pending_lines_wait(write: Write) -> None:
    parsed = read_plaid(write(json.dumps([transaction(pending=True)])), "f")
    assert parsed.lines == ()
    assert parsed.accounted_for
    assert parsed.problems[0].code == "pending"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, AccountKind.CURRENT),
        ({"subtype": "savings"}, AccountKind.SAVINGS),
        ({"subtype": "money market"}, AccountKind.SAVINGS),
        ({"type": "credit", "subtype": "credit card"}, AccountKind.CARD),
        ({"type": "loan", "subtype": "student"}, AccountKind.LOAN),
        ({"type": "investment", "subtype": "ira"}, AccountKind.OTHER),
        ({"type": {}}, AccountKind.OTHER),
    ],
)
def test_account_kinds(more: dict[str, object], kind: AccountKind, write: Write) -> None:
    parsed = read_plaid(write(json.dumps({"accounts": [account(**more)]})), "f")
    assert parsed.accounts[0].kind is kind


def test_a_card_limit_is_a_credit_limit(write: Write) -> None:
    balances = {"current": 1, "iso_currency_code": "USD", "limit": 2000}
    parsed = read_plaid(write(json.dumps({"accounts": [account(balances=balances)]})), "f")
    assert parsed.accounts[0].credit_limit == 2000


def test_balances_are_counted_back_from_the_current_one(write: Write) -> None:
    newest_first = [transaction(2, 20), transaction(1, 10)]
    answer = {"accounts": [account()], "transactions": newest_first, "total_transactions": 2}
    lines = read_plaid(write(json.dumps(answer)), "f").lines
    assert [line.balance_after for line in lines] == [Decimal(100), Decimal(120)]


def test_what_is_owed_on_a_card_is_negative(write: Write) -> None:
    answer = {
        "accounts": [account(type="credit")],
        "transactions": [transaction(1, 10)],
        "total_transactions": 1,
    }
    assert read_plaid(write(json.dumps(answer)), "f").lines[0].balance_after == -100


def test_a_page_of_a_longer_list_gets_no_balances(write: Write) -> None:
    answer = {
        "accounts": [account()],
        "transactions": [transaction(1)],
        "total_transactions": 500,
    }
    assert read_plaid(write(json.dumps(answer)), "f").lines[0].balance_after is None


def test_a_line_that_cannot_be_read_leaves_no_balances(write: Write) -> None:
    answer = {
        "accounts": [account()],
        "transactions": [transaction(1), transaction(2, date="yesterday")],
        "total_transactions": 2,
    }
    parsed = read_plaid(write(json.dumps(answer)), "f")
    assert parsed.lines[0].balance_after is None
    assert parsed.quarantined == 1


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"amount": None}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"date": "31/12/2024"}, "date"),
        ({"iso_currency_code": None}, "iso_currency_code"),
        ({"iso_currency_code": "BTC"}, "iso_currency_code"),
        ({"account_id": ""}, "account_id"),
        ({"transaction_id": None}, "transaction_id"),
    ],
)
def test_a_bad_field_quarantines_its_row(
    more: dict[str, object], column: str, write: Write
) -> None:
    parsed = read_plaid(write(json.dumps([transaction(1), transaction(2, **more)])), "f")
    assert [line.line_id for line in parsed.lines] == ["T1"]
    assert parsed.accounted_for
    (problem,) = parsed.problems
    assert (problem.row, problem.column) == (2, column)


@pytest.mark.parametrize(
    ("more", "category"),
    [
        ({"personal_finance_category": {"detailed": "INCOME_WAGES"}}, "plaid:INCOME_WAGES"),
        ({"personal_finance_category": {"primary": "INCOME", "detailed": None}}, "plaid:INCOME"),
        ({"category": ["Transfer", "Payroll"]}, "plaid:Transfer, Payroll"),
        ({"category": [None, {}]}, None),
        ({"personal_finance_category": 3}, None),
    ],
)
def test_categories_of_now_and_then(
    more: dict[str, object], category: str | None, write: Write
) -> None:
    (line,) = read_plaid(write(json.dumps([transaction(**more)])), "f").lines
    assert line.bank_category == category


def test_exponents_and_long_fractions_are_exact(write: Write) -> None:
    content = json.dumps([transaction(1, 1)]).replace('"amount": 1,', '"amount": 1.2345678E7,')
    assert read_plaid(write(content), "f").lines[0].amount == Decimal(-12345678)


@pytest.mark.parametrize("content", ['{"item_id": "x"}', "[1", '{"transactions": 3}', "[" * 99_999])
def test_what_holds_no_transactions_is_refused(content: str, write: Write) -> None:
    with pytest.raises(UnreadableError):
        read_plaid(write(content), "f")

"""Movements between a person's own accounts."""

from collections.abc import Callable

import pytest

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

Booked = Callable[..., StatementLine]
Account = Callable[..., StatementAccount]
OWN = RoleSource.OWN_ACCOUNT


@pytest.mark.parametrize("days", [-3, -1, 0, 2, 3])
def test_a_transfer_is_matched_within_three_days(
    booked: Booked, account: Account, days: int
) -> None:
    lines = [booked(10, -250), booked(10 + days, 250, account_id="B")]
    found = recognise_roles(lines, [account("A"), account("B")])
    assert found == [(Role.OWN_TRANSFER, OWN)] * 2


@pytest.mark.parametrize(
    "changed",
    [
        {"day": 14},
        {"amount": "250.01"},
        {"account_id": "A"},
        {"account_id": "unknown"},
        {"currency": "USD"},
        {"account_id": "of another person"},
    ],
)
def test_what_differs_is_not_matched(
    booked: Booked, account: Account, changed: dict[str, object]
) -> None:
    fields = {"day": 10, "amount": "250", "account_id": "B", "currency": "EUR"} | changed
    lines = [booked(10, -250), booked(**fields)]
    accounts = [account("A"), account("B"), account("of another person", person="other")]
    assert recognise_roles(lines, accounts) == [(Role.OTHER, RoleSource.DEFAULT)] * 2


@pytest.mark.parametrize(
    ("source", "target", "roles"),
    [
        ("current", "savings", (Role.SAVINGS_TRANSFER, Role.SAVINGS_TRANSFER)),
        ("savings", "current", (Role.SAVINGS_TRANSFER, Role.SAVINGS_TRANSFER)),
        ("current", "current", (Role.OWN_TRANSFER, Role.OWN_TRANSFER)),
        ("current", "card", (Role.DEBT_PAYMENT, Role.OWN_TRANSFER)),
        ("savings", "loan", (Role.DEBT_PAYMENT, Role.OWN_TRANSFER)),
        ("loan", "current", (Role.OTHER, Role.DEBT_DISBURSEMENT)),
    ],
)
def test_the_kinds_of_the_accounts_tell_what_it_was(
    booked: Booked, account: Account, source: str, target: str, roles: tuple[Role, Role]
) -> None:
    lines = [booked(10, -250), booked(11, 250, account_id="B")]
    accounts = [account("A", AccountKind(source)), account("B", AccountKind(target))]
    assert tuple(role for role, _ in recognise_roles(lines, accounts)) == roles


@pytest.mark.parametrize("side", [0, 1])
def test_words_of_either_side_tell_savings(booked: Booked, account: Account, side: int) -> None:
    texts = ["", ""]
    texts[side] = "transfer savings"
    lines = [booked(10, -250, text=texts[0]), booked(11, 250, account_id="B", text=texts[1])]
    found = recognise_roles(lines, [account("A"), account("B")])
    assert found == [(Role.SAVINGS_TRANSFER, OWN)] * 2


def test_words_for_savings_do_not_make_a_card_a_savings_account(
    booked: Booked, account: Account
) -> None:
    lines = [booked(10, -250, text="savings account"), booked(11, 250, account_id="B")]
    found = recognise_roles(lines, [account("A"), account("B", AccountKind.CARD)])
    assert found == [(Role.DEBT_PAYMENT, OWN), (Role.OWN_TRANSFER, OWN)]


def test_a_code_goes_before_a_match(booked: Booked, account: Account) -> None:
    lines = [
        booked(10, -250, bank_code="PMNT/CCRD/POSD"),
        booked(10, 250, account_id="B", bank_code="PMNT/RCDT/SALA"),
    ]
    found = recognise_roles(lines, [account("A"), account("B")])
    assert [role for role, _ in found] == [Role.OTHER, Role.INCOME]


def test_one_debit_matches_one_credit_the_closest(booked: Booked, account: Account) -> None:
    lines = [
        booked(10, -100),
        booked(12, 100, account_id="B"),
        booked(10, 100, account_id="B"),
        booked(13, 100, account_id="C"),
    ]
    found = recognise_roles(lines, [account(name) for name in "ABC"])
    assert [source is OWN for _, source in found] == [True, False, True, False]


def test_of_two_debits_the_closer_one_is_matched(booked: Booked, account: Account) -> None:
    lines = [booked(10, -100), booked(12, -100), booked(12, 100, account_id="B")]
    found = recognise_roles(lines, [account(name) for name in "AB"])
    assert [source is OWN for _, source in found] == [False, True, True]


def test_a_recurring_transfer_between_own_accounts_is_not_income(
    booked: Booked, account: Account
) -> None:
    lines = []
    for month in range(6):
        lines.append(booked(30 * month, -400, counterparty="own second account"))
        lines.append(booked(30 * month + 1, 400, account_id="B", counterparty="own account"))
    found = recognise_roles(lines, [account("A"), account("B")])
    assert {role for role, _ in found} == {Role.OWN_TRANSFER}


def test_a_repayment_that_arrives_on_a_card_is_own_money(booked: Booked, account: Account) -> None:
    category = "plaid:LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"
    line = booked(10, 300, bank_category=category)
    found = recognise_roles([line], [account("A", AccountKind.CARD)])
    assert found == [(Role.OWN_TRANSFER, RoleSource.BANK_CATEGORY)]
    assert recognise_roles([line], [account("A")]) == [(Role.OTHER, RoleSource.DEFAULT)]


def test_many_equal_transfers_are_matched_without_comparing_all_with_all(
    booked: Booked, account: Account
) -> None:
    lines = [booked(4 * number, -50) for number in range(4000)]
    lines += [booked(4 * number + 1, 50, account_id="B") for number in range(4000)]
    found = recognise_roles(lines, [account("A"), account("B")])
    assert all(source is OWN for _, source in found)

"""Returned payments and refunds."""

from collections.abc import Callable

import pytest

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

Booked = Callable[..., StatementLine]
Account = Callable[..., StatementAccount]


@pytest.mark.parametrize(
    "debit",
    [
        {"bank_code": "PMNT/RDDT/ESDD"},
        {"bank_category": "gvc:105"},
        {"bank_category": "ofx:REPEATPMT"},
        {"text": "Strom Abschlag"},
        {"purpose_code": "LOAR"},
    ],
)
def test_an_obligation_that_comes_back_is_a_returned_payment(
    booked: Booked, debit: dict[str, str]
) -> None:
    lines = [booked(3, -80, counterparty="X", **debit), booked(6, 80, counterparty="X")]
    assert recognise_roles(lines, [])[1] == (Role.RETURNED_PAYMENT, RoleSource.RECURRENCE)


def test_what_was_taken_again_and_again_comes_back_as_returned(booked: Booked) -> None:
    lines = [booked(30 * month, -80, counterparty="X") for month in range(4)]
    back = booked(92, 80, counterparty="X")
    assert recognise_roles([*lines, back], [])[-1][0] is Role.RETURNED_PAYMENT


@pytest.mark.parametrize(
    "purchase",
    [
        {},
        {"bank_code": "PMNT/CCRD/POSD"},
        {"bank_category": "plaid:FOOD_AND_DRINK_GROCERIES"},
    ],
)
def test_what_was_paid_once_comes_back_as_a_refund(
    booked: Booked, purchase: dict[str, str]
) -> None:
    lines = [booked(3, -80, counterparty="X", **purchase), booked(6, 80, counterparty="X")]
    assert recognise_roles(lines, [])[1] == (Role.REFUND, RoleSource.RECURRENCE)


def test_a_purchase_refunded_in_part_weeks_later(booked: Booked) -> None:
    lines = [booked(3, -80, counterparty="X"), booked(40, 25, counterparty="X")]
    assert recognise_roles(lines, [])[1][0] is Role.REFUND


def test_no_more_is_refunded_than_was_paid(booked: Booked) -> None:
    lines = [
        booked(3, -80, counterparty="X"),
        *(booked(20 + day, 30, counterparty="X") for day in (0, 11, 13)),
    ]
    roles = [role for role, _ in recognise_roles(lines, [])[1:]]
    assert roles == [Role.REFUND, Role.REFUND, Role.OTHER]


@pytest.mark.parametrize(
    ("day", "amount", "other_side", "account_id"),
    [
        (1, 80, "X", "A"),
        (200, 80, "X", "A"),
        (6, 81, "X", "A"),
        (6, 80, "Y", "A"),
        (6, 80, "", "A"),
        (6, 80, "X", "B"),
    ],
)
def test_what_does_not_fit_is_no_reversal(
    booked: Booked, day: int, amount: int, other_side: str, account_id: str
) -> None:
    lines = [
        booked(3, -80, counterparty="X", bank_code="PMNT/RDDT/ESDD"),
        booked(day, amount, counterparty=other_side, account_id=account_id),
    ]
    assert recognise_roles(lines, [])[1] == (Role.OTHER, RoleSource.DEFAULT)


def test_one_debit_comes_back_once(booked: Booked) -> None:
    lines = [
        booked(3, -80, counterparty="X", bank_code="PMNT/RDDT/ESDD"),
        booked(5, 80, counterparty="X"),
        booked(6, 80, counterparty="X"),
    ]
    roles = [role for role, _ in recognise_roles(lines, [])[1:]]
    assert roles == [Role.RETURNED_PAYMENT, Role.OTHER]


@pytest.mark.parametrize("word", ["Reversal 77", "Storno", "annulation", "refund"])
def test_words_for_money_back_need_not_name_the_other_side(booked: Booked, word: str) -> None:
    lines = [
        booked(3, -80, counterparty="X", bank_code="PMNT/RDDT/ESDD"),
        booked(5, 80, text=word),
    ]
    assert recognise_roles(lines, [])[1] == (Role.RETURNED_PAYMENT, RoleSource.RECURRENCE)


def test_words_for_money_back_on_a_purchase_are_a_refund(booked: Booked) -> None:
    lines = [booked(3, -80, counterparty="X"), booked(5, 80, text="refund")]
    assert recognise_roles(lines, [])[1] == (Role.REFUND, RoleSource.KEYWORD)


def test_what_comes_in_under_a_fee_may_be_a_returned_payment(booked: Booked) -> None:
    category = "plaid:BANK_FEES_OTHER_BANK_FEES"
    lines = [
        booked(3, -80, counterparty="X", bank_category="plaid:RENT_AND_UTILITIES_RENT"),
        booked(5, 80, counterparty="X", bank_category=category),
        booked(9, 7, counterparty="Bank", bank_category=category),
        booked(9, -7, counterparty="Bank", bank_category=category),
    ]
    roles = [role for role, _ in recognise_roles(lines, [])]
    assert roles == [Role.HOUSING, Role.RETURNED_PAYMENT, Role.REFUND, Role.OTHER]


def test_the_first_money_back_is_the_return_in_whatever_order_lines_come(booked: Booked) -> None:
    debit = booked(3, -80, counterparty="X", bank_code="PMNT/RDDT/ESDD")
    first, second = booked(5, 80, counterparty="X"), booked(6, 80, counterparty="X")
    roles = [role for role, _ in recognise_roles([second, first, debit], [])]
    assert roles[:2] == [Role.OTHER, Role.RETURNED_PAYMENT]


def test_a_word_for_income_goes_before_a_reversal(booked: Booked) -> None:
    lines = [
        booked(3, -80, counterparty="X", bank_code="PMNT/RDDT/ESDD"),
        booked(5, 80, counterparty="X", text="wages"),
    ]
    assert recognise_roles(lines, [])[1] == (Role.INCOME, RoleSource.KEYWORD)


def test_a_debit_returned_every_month_is_not_income(booked: Booked) -> None:
    lines = []
    for month in range(6):
        lines.append(booked(30 * month, -80, counterparty="X", bank_code="PMNT/RDDT/ESDD"))
        lines.append(booked(30 * month + 2, 80, counterparty="X"))
    roles = {role for role, _ in recognise_roles(lines, [])[1::2]}
    assert roles == {Role.RETURNED_PAYMENT}


def test_a_subscription_refunded_on_a_card_was_not_unpaid(booked: Booked, account: Account) -> None:
    lines = [booked(30 * month, -12, counterparty="X") for month in range(4)]
    back = booked(92, 12, counterparty="X")
    found = recognise_roles([*lines, back], [account("A", AccountKind.CARD)])
    assert found[-1][0] is Role.REFUND


def test_a_salary_of_an_employer_once_paid_is_income_not_a_refund(booked: Booked) -> None:
    lines = [booked(1, -5000, counterparty="Acme")]
    lines += [booked(20 + 30 * month, 2000, counterparty="Acme") for month in range(3)]
    assert {role for role, _ in recognise_roles(lines, [])[1:]} == {Role.INCOME}

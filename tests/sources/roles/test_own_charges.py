"""The price of an overdraft."""

from collections.abc import Callable

import pytest

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

Booked = Callable[..., StatementLine]
Account = Callable[..., StatementAccount]
BY_PATTERN = (Role.FEE_OVERDRAFT, RoleSource.RECURRENCE)
UNKNOWN = (Role.OTHER, RoleSource.DEFAULT)


@pytest.mark.parametrize("fields", [{}, {"bank_category": "berka:withdrawal/withdrawal in cash/"}])
def test_a_bare_charge_after_an_overdraft(booked: Booked, fields: dict[str, str]) -> None:
    lines = [
        booked(10, "-400", balance_after="-120", counterparty="X"),
        booked(12, "500", balance_after="380", counterparty="Y"),
        booked(31, "-3.40", balance_after="376.60", **fields),
    ]
    assert recognise_roles(lines, [])[2] == BY_PATTERN


@pytest.mark.parametrize(
    "charge",
    [
        {"day": 31, "amount": "-3.00"},
        {"day": 31, "amount": "-130.40"},
        {"day": 60, "amount": "-3.40"},
        {"day": 9, "amount": "-3.40"},
        {"day": 31, "amount": "-3.40", "counterparty": "X"},
        {"day": 31, "amount": "-3.40", "text": "kiosk"},
        {"day": 31, "amount": "-3.40", "account_id": "B"},
        {"day": 31, "amount": "3.40"},
    ],
)
def test_what_is_no_bare_charge_after_an_overdraft(
    booked: Booked, charge: dict[str, object]
) -> None:
    lines = [booked(10, "-400", balance_after="-120", counterparty="Z"), booked(**charge)]
    assert recognise_roles(lines, [])[1] == UNKNOWN


def test_what_the_bank_charges_at_other_times_too_is_for_the_account(booked: Booked) -> None:
    lines = [
        booked(0, "-14.60", balance_after="900"),
        booked(10, "-1000", balance_after="-114.60", counterparty="X"),
        booked(31, "-14.60", balance_after="-129.20"),
        booked(31, "-2.10", balance_after="-131.30"),
    ]
    assert recognise_roles(lines, [])[2:] == [UNKNOWN, BY_PATTERN]


def test_cash_comes_in_whole_units_unless_a_bank_code_says_cash(booked: Booked) -> None:
    cash = "berka:withdrawal/withdrawal in cash/"
    lines = [
        booked(1, "-200", bank_category=cash),
        booked(2, "-14.60", bank_category=cash),
        booked(3, "-102.50", bank_category=cash, text="cash machine abroad"),
        booked(4, "-102.50", bank_code="PMNT/CCRD/CWDL"),
        booked(5, "102.50", bank_category="berka:credit/credit in cash/"),
    ]
    roles = [role for role, _ in recognise_roles(lines, [])]
    assert roles == [Role.CASH, Role.OTHER, Role.CASH, Role.CASH, Role.CASH]


def test_interest_charged_on_a_current_account_is_the_price_of_an_overdraft(
    booked: Booked, account: Account
) -> None:
    line = booked(90, "-12.00", bank_code="ACMT/MDOP/INTR", text="interest")
    assert recognise_roles([line], [account("A")]) == [(Role.FEE_OVERDRAFT, RoleSource.BANK_CODE)]


@pytest.mark.parametrize("kind", [AccountKind.CARD, AccountKind.SAVINGS, AccountKind.LOAN])
def test_interest_charged_elsewhere_is_not(
    booked: Booked, account: Account, kind: AccountKind
) -> None:
    line = booked(90, "-12.00", bank_category="ofx:INT", text="interest")
    assert recognise_roles([line], [account("A", kind)]) == [UNKNOWN]


def test_on_an_unknown_account_the_balance_tells(booked: Booked) -> None:
    fields = {"bank_category": "ofx:INT", "text": "interest"}
    overdrawn = booked(90, "-12", balance_after="-40", **fields)
    in_credit = booked(90, "-12", balance_after="40", **fields)
    unstated = booked(90, "-12", **fields)
    roles = [role for role, _ in recognise_roles([overdrawn, in_credit, unstated], [])]
    assert roles == [Role.FEE_OVERDRAFT, Role.OTHER, Role.OTHER]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("OVERDRAFT FEE", Role.FEE_OVERDRAFT),
        ("loan account fee", Role.OTHER),
        ("monthly account fee", Role.OTHER),
    ],
)
def test_a_fee_is_for_an_overdraft_or_for_nothing(booked: Booked, text: str, role: Role) -> None:
    line = booked(1, "-5", bank_category="ofx:FEE", text=text)
    assert recognise_roles([line], [])[0][0] is role

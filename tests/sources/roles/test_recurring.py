"""Income by its rhythm; bills by what one of their lines says."""

from collections.abc import Callable

import pytest

from plainscore.records import AccountKind, Role, RoleSource
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

Booked = Callable[..., StatementLine]
Account = Callable[..., StatementAccount]
BY_RHYTHM = (Role.INCOME, RoleSource.RECURRENCE)
UNKNOWN = (Role.OTHER, RoleSource.DEFAULT)


@pytest.mark.parametrize("gap", [7, 14, 28, 30, 91, 365])
def test_money_that_comes_with_a_rhythm_is_income(booked: Booked, gap: int) -> None:
    lines = [booked(gap * number, 900 + 10 * number, counterparty="X") for number in range(4)]
    assert recognise_roles(lines, []) == [BY_RHYTHM] * 4


def test_a_rhythm_is_found_in_texts_with_changing_numbers(booked: Booked) -> None:
    lines = [booked(30 * n, 900, text=f"Transfer {n} ref 88{n} Acme") for n in range(4)]
    assert recognise_roles(lines, []) == [BY_RHYTHM] * 4


def test_two_payments_are_not_enough(booked: Booked) -> None:
    lines = [booked(30 * number, 900, counterparty="X") for number in range(2)]
    assert recognise_roles(lines, []) == [UNKNOWN] * 2


def test_a_keyword_alone_makes_income_and_a_rhythm_is_firmer(booked: Booked) -> None:
    lines = [booked(30 * n, 900, counterparty="Acme", text="salary") for n in range(3)]
    assert recognise_roles(lines[:2], []) == [(Role.INCOME, RoleSource.KEYWORD)] * 2
    assert recognise_roles(lines, []) == [BY_RHYTHM] * 3


def test_a_small_stream_beside_a_large_one_is_no_livelihood(booked: Booked) -> None:
    pay = [booked(30 * number, 2000, counterparty="Acme") for number in range(6)]
    share = [booked(30 * number + 3, 15, counterparty="Friend") for number in range(6)]
    found = recognise_roles([*pay, *share], [])
    assert found == [BY_RHYTHM] * 6 + [UNKNOWN] * 6


def test_irregular_pay_from_one_payer_is_income(booked: Booked) -> None:
    days = (0, 4, 9, 31, 47, 58, 66, 80)
    lines = [booked(day, 90 + 13 * day, counterparty="Platform") for day in days]
    assert recognise_roles(lines, []) == [BY_RHYTHM] * len(days)


@pytest.mark.parametrize(("size", "is_income"), [(30, False), (200, True)])
def test_irregular_pay_must_weigh_more_than_regular_pay(
    booked: Booked, size: int, is_income: bool
) -> None:
    pay = [booked(30 * number, 2000, counterparty="Acme") for number in range(4)]
    days = (0, 4, 9, 31, 47, 58, 66, 80)
    friend = [booked(day, size, counterparty="Friend") for day in days]
    found = recognise_roles([*pay, *friend], [])
    assert found == [BY_RHYTHM] * 4 + [BY_RHYTHM if is_income else UNKNOWN] * len(days)


def test_irregular_outflows_do_not_follow_one_that_is_a_bill(booked: Booked) -> None:
    lines = [booked(day, -90 - day, counterparty="X") for day in (0, 4, 9, 31, 47, 58, 66, 80)]
    lines.append(booked(85, -60, counterparty="X", text="insurance"))
    assert recognise_roles(lines, [])[:-1] == [UNKNOWN] * 8


def test_borrowed_money_does_not_make_an_income_look_small(booked: Booked) -> None:
    pay = [booked(30 * number, 900, counterparty="Acme") for number in range(6)]
    loan = booked(40, 300_000, bank_code="LDAS/MGLN/DDWN")
    assert recognise_roles([*pay, loan], [])[:6] == [BY_RHYTHM] * 6


@pytest.mark.parametrize(
    "fields",
    [
        {"bank_category": "plaid:TRANSFER_IN_ACCOUNT_TRANSFER"},
        {"bank_category": "ofx:XFER"},
        {"text": "loan advance"},
        {"text": "refund"},
        {"text": "from savings"},
    ],
)
def test_what_is_told_to_be_something_else_is_not_income(
    booked: Booked, fields: dict[str, str]
) -> None:
    lines = [booked(30 * number, 900, counterparty="X", **fields) for number in range(6)]
    assert Role.INCOME not in {role for role, _ in recognise_roles(lines, [])}


@pytest.mark.parametrize("kind", [AccountKind.CARD, AccountKind.LOAN])
def test_nothing_that_comes_in_on_a_debt_is_income(
    booked: Booked, account: Account, kind: AccountKind
) -> None:
    lines = [booked(30 * number, 900, counterparty="X") for number in range(6)]
    assert recognise_roles(lines, [account("A", kind)]) == [UNKNOWN] * 6


def test_a_rhythm_alone_does_not_make_a_bill(booked: Booked) -> None:
    lines = [booked(30 * number, -700, counterparty="X") for number in range(12)]
    assert recognise_roles(lines, []) == [UNKNOWN] * 12


def test_one_line_that_says_rent_speaks_for_its_stream(booked: Booked) -> None:
    lines = [booked(30 * number, -700, counterparty="X") for number in range(5)]
    lines.append(booked(150, -700, counterparty="X", text="rent"))
    lines.append(booked(77, -700, counterparty="Y"))
    found = recognise_roles(lines, [])
    assert found[:5] == [(Role.HOUSING, RoleSource.RECURRENCE)] * 5
    assert found[5:] == [(Role.HOUSING, RoleSource.KEYWORD), UNKNOWN]


def test_a_stream_whose_lines_disagree_stays_as_it_is(booked: Booked) -> None:
    lines = [booked(30 * number, -700, counterparty="X") for number in range(4)]
    lines.append(booked(120, -700, counterparty="X", text="rent"))
    lines.append(booked(150, -700, counterparty="X", text="insurance"))
    assert recognise_roles(lines, [])[:4] == [UNKNOWN] * 4


def test_a_coded_line_speaks_for_its_stream_too(booked: Booked) -> None:
    lines = [booked(30 * number, -90, counterparty="X") for number in range(3)]
    lines.append(booked(90, -90, counterparty="X", purpose_code="ELEC"))
    assert recognise_roles(lines, [])[0] == (Role.UTILITIES, RoleSource.RECURRENCE)

"""What holds whatever the lines are."""

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.records import BILL_ROLES, AccountKind, Role, RoleSource
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

START = date(2024, 1, 1)
PERSON = [
    StatementAccount("A", AccountKind.CURRENT, "EUR"),
    StatementAccount("B", AccountKind.SAVINGS, "EUR"),
    StatementAccount("C", AccountKind.CARD, "EUR"),
]
CODES = [
    {},
    {"bank_code": "PMNT/RCDT/SALA"},
    {"bank_code": "PMNT/RCDT/ESCT"},
    {"bank_code": "PMNT/RDDT/ESDD"},
    {"bank_code": "PMNT/CCRD/POSD"},
    {"bank_code": "PMNT/CCRD/CWDL"},
    {"bank_code": "ACMT/MDOP/INTR"},
    {"bank_code": "ACMT/MDOP/FEES"},
    {"bank_code": "LDAS/CSLN/DDWN"},
    {"purpose_code": "RENT"},
    {"purpose_code": "LOAN"},
    {"bank_category": "plaid:TRANSFER_IN_ACCOUNT_TRANSFER"},
    {"bank_category": "plaid:LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"},
    {"bank_category": "plaid:LOAN_DISBURSEMENTS_PERSONAL"},
    {"bank_category": "ofx:XFER"},
    {"bank_category": "ofx:POS"},
    {"bank_category": "swift:NRTI"},
    {"bank_category": "berka:withdrawal/withdrawal in cash/"},
]
WORDS = [
    "", "salary", "Miete", "refund", "loan advance", "unpaid direct debit", "insurance", "coffee",
    "transfer to savings", "overdraft fee", "council tax",
]  # fmt: skip


@st.composite
def statement_lines(draw: st.DrawFn, account_ids: tuple[str, ...] = ("A", "B", "C")) -> object:
    """Lines in which amounts, days and other sides often coincide."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(0, 120),
                st.sampled_from(["-700", "700", "-80", "80", "2000", "-2.35", "15", "-14.60", "0"]),
                st.sampled_from(account_ids),
                st.sampled_from(CODES),
                st.sampled_from(WORDS),
                st.sampled_from(["", "X", "Y"]),
                st.sampled_from([None, "-50", "300"]),
            ),
            max_size=30,
        )
    )
    return [
        StatementLine(
            "bank",
            row,
            account_id,
            START + timedelta(days=day),
            Decimal(amount),
            "EUR",
            balance_after=None if balance is None else Decimal(balance),
            text=text,
            counterparty=other_side,
            **codes,
        )
        for row, (day, amount, account_id, codes, text, other_side, balance) in enumerate(drawn, 1)
    ]


@given(statement_lines(), st.randoms())
@settings(max_examples=300, deadline=None)
def test_the_order_of_lines_does_not_matter(lines: list[StatementLine], rng: random.Random) -> None:
    places = list(range(len(lines)))
    rng.shuffle(places)
    found = recognise_roles(lines, PERSON)
    assert recognise_roles([lines[place] for place in places], PERSON) == [
        found[place] for place in places
    ]
    assert recognise_roles(lines, PERSON[::-1]) == found


@given(statement_lines(), statement_lines(("D", "E")))
@settings(max_examples=200, deadline=None)
def test_the_lines_of_another_person_change_nothing(
    lines: list[StatementLine], others: list[StatementLine]
) -> None:
    strangers = [
        StatementAccount(name, AccountKind.CURRENT, "EUR", person_id="stranger") for name in "DE"
    ]
    together = recognise_roles([*others, *lines], [*strangers, *PERSON])
    assert together[len(others) :] == recognise_roles(lines, PERSON)


@given(statement_lines(("A",)), statement_lines(("D",)))
@settings(max_examples=200, deadline=None)
def test_without_an_account_list_each_account_stands_alone(
    lines: list[StatementLine], others: list[StatementLine]
) -> None:
    assert recognise_roles([*lines, *others], [])[: len(lines)] == recognise_roles(lines, [])


@given(statement_lines(), st.integers(-3000, 3000))
@settings(max_examples=200, deadline=None)
def test_only_the_days_between_lines_matter(lines: list[StatementLine], shift: int) -> None:
    moved = [replace(line, booked_on=line.booked_on + timedelta(days=shift)) for line in lines]
    assert recognise_roles(moved, PERSON) == recognise_roles(lines, PERSON)


@given(statement_lines())
@settings(max_examples=200, deadline=None)
def test_names_of_accounts_files_and_ids_do_not_matter(lines: list[StatementLine]) -> None:
    renamed = [replace(line, file="other", line_id=f"id{line.row}") for line in lines]
    assert recognise_roles(renamed, PERSON) == recognise_roles(lines, PERSON)


LIVELIHOODS = [
    ("SALA", "BENE"), ("SALA", "PENS"), ("SALA", "ALMY"), ("SALA", "SSBE"),
]  # fmt: skip
PLAID_LIVELIHOODS = [
    "INCOME_UNEMPLOYMENT", "INCOME_RETIREMENT_PENSION", "INCOME_CHILD_SUPPORT",
    "INCOME_LONG_TERM_DISABILITY", "INCOME_MILITARY", "INCOME_GIG_ECONOMY",
]  # fmt: skip
WORDED_LIVELIHOODS = ["pension", "child benefit", "unemployment benefit", "child support"]


def swapped(line: StatementLine, column: str, before: str, after: str) -> StatementLine:
    """Exchange one livelihood for the other in one column."""
    exchange = {before: after, after: before}
    value = getattr(line, column)
    return replace(line, **{column: exchange.get(value, value)})


@given(statement_lines(), st.data())
@settings(max_examples=200, deadline=None)
def test_which_livelihood_it_is_changes_nothing(
    lines: list[StatementLine], data: st.DataObject
) -> None:
    column, before, after = data.draw(
        st.sampled_from(
            [("purpose_code", *pair) for pair in LIVELIHOODS]
            + [
                ("bank_category", "plaid:INCOME_SALARY", f"plaid:{name}")
                for name in PLAID_LIVELIHOODS
            ]
            + [("text", "salary", name) for name in WORDED_LIVELIHOODS]
        )
    )
    some = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    earned = [
        replace(line, **{column: before}) if chosen else line
        for line, chosen in zip(lines, some, strict=True)
    ]
    exchanged = [swapped(line, column, before, after) for line in earned]
    assert recognise_roles(exchanged, PERSON) == recognise_roles(earned, PERSON)


INFLOWS_ONLY = {Role.INCOME, Role.REFUND, Role.RETURNED_PAYMENT, Role.DEBT_DISBURSEMENT}
OUTFLOWS_ONLY = BILL_ROLES | {Role.TAX, Role.DEBT_PAYMENT}


@given(statement_lines())
@settings(max_examples=300, deadline=None)
def test_every_role_has_its_direction(lines: list[StatementLine]) -> None:
    for line, (role, _) in zip(lines, recognise_roles(lines, PERSON), strict=True):
        assert not (line.amount <= 0 and role in INFLOWS_ONLY)
        assert not (line.amount >= 0 and role in OUTFLOWS_ONLY)


@given(statement_lines())
@settings(max_examples=200, deadline=None)
def test_borrowed_money_is_never_income(lines: list[StatementLine]) -> None:
    borrowed = {"LDAS/CSLN/DDWN", "LOAN", "plaid:LOAN_DISBURSEMENTS_PERSONAL"}
    for line, (role, _) in zip(lines, recognise_roles(lines, PERSON), strict=True):
        if line.amount > 0 and borrowed & {line.bank_code, line.purpose_code, line.bank_category}:
            assert role is Role.DEBT_DISBURSEMENT


@given(statement_lines())
@settings(max_examples=200, deadline=None)
def test_nothing_but_roles_and_sources_comes_out(lines: list[StatementLine]) -> None:
    found = recognise_roles(lines, PERSON)
    assert len(found) == len(lines)
    for role, source in found:
        assert type(role) is Role
        assert type(source) is RoleSource
        assert source is not RoleSource.PERSON
        assert source is not RoleSource.DEFAULT or role is Role.OTHER


@given(statement_lines())
@settings(max_examples=100, deadline=None)
def test_a_code_that_settles_a_line_settles_it_alone(lines: list[StatementLine]) -> None:
    """A line whose role a code gave keeps it whatever stands around it."""
    together = recognise_roles(lines, PERSON)
    for line, found in zip(lines, together, strict=True):
        if found[1] is RoleSource.BANK_CODE and line.bank_code != "ACMT/MDOP/INTR":
            assert recognise_roles([line], PERSON) == [found]


@pytest.mark.parametrize("code", ["PMNT/CCRD/POSD"])
@pytest.mark.parametrize("text", ["mortgage", "salary", "overdraft fee", "insurance"])
def test_the_words_of_a_card_payment_are_not_looked_at(code: str, text: str) -> None:
    line = StatementLine(
        "bank", 1, "A", START, Decimal(-20), "EUR", bank_code=code, text=text, counterparty=text
    )
    assert recognise_roles([line], PERSON) == [(Role.OTHER, RoleSource.BANK_CODE)]


def test_no_line_at_all() -> None:
    assert recognise_roles([], []) == []
    assert recognise_roles([], PERSON) == []


@pytest.mark.parametrize("fields", [{"text": "rent"}, {"bank_category": "ofx:ATM"}])
def test_a_line_of_zero_is_for_nothing(fields: dict[str, str]) -> None:
    line = StatementLine("bank", 1, "A", START, Decimal(0), "EUR", **fields)
    assert recognise_roles([line], PERSON) == [(Role.OTHER, RoleSource.DEFAULT)]


def test_lines_are_not_changed() -> None:
    line = StatementLine("bank", 1, "A", START, Decimal(-20), "EUR", text="rent")
    before = [getattr(line, field.name) for field in fields(line)]
    recognise_roles([line], PERSON)
    assert [getattr(line, field.name) for field in fields(line)] == before

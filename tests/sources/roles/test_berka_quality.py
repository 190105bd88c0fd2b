"""Roles on real transactions, with and without the labels of the bank."""

from collections import Counter
from pathlib import Path

import pytest

from plainscore.records import BILL_ROLES, Role, RoleSource
from plainscore.sources.berka import read_berka
from plainscore.sources.roles import RoleQuality, evaluate_roles, recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

FILES = ("loan_pre_application_trans.csv", "trans_19930101_19940331_all_accounts.csv")
TRUTH = {
    "household": Role.HOUSING,
    "insurance payment": Role.INSURANCE,
    "loan payment": Role.DEBT_PAYMENT,
    "old-age pension": Role.INCOME,
    "sanction interest if negative balance": Role.FEE_OVERDRAFT,
    "payment for statement": Role.OTHER,
    "interest credited": Role.OTHER,
}


def read(
    folder: Path, *, hide_labels: bool
) -> tuple[dict[str | None, StatementLine], list[StatementAccount]]:
    parsed = read_berka(
        [(folder / "berka" / name, name) for name in FILES], hide_labels=hide_labels
    )
    lines = {line.line_id: line for one in parsed for line in one.lines}
    accounts = {account.account_id: account for one in parsed for account in one.accounts}
    return lines, list(accounts.values())


@pytest.fixture(scope="module")
def symbols(shared_data: Path) -> dict[str | None, str]:
    lines, _ = read(shared_data, hide_labels=False)
    stated = {line_id: (line.bank_category or "").split("/")[2] for line_id, line in lines.items()}
    return {line_id: symbol for line_id, symbol in stated.items() if symbol.strip()}


@pytest.fixture(scope="module")
def found_without_labels(shared_data: Path) -> dict[str | None, tuple[Role, RoleSource]]:
    lines, accounts = read(shared_data, hide_labels=True)
    return dict(zip(lines, recognise_roles(list(lines.values()), accounts), strict=True))


@pytest.fixture(scope="module")
def quality(
    symbols: dict[str | None, str],
    found_without_labels: dict[str | None, tuple[Role, RoleSource]],
) -> dict[Role, RoleQuality]:
    true = [TRUTH[symbol] for symbol in symbols.values()]
    found = [found_without_labels[line_id][0] for line_id in symbols]
    return {one.role: one for one in evaluate_roles(true, found)}


def test_with_labels_every_labelled_line_has_its_role(
    shared_data: Path, symbols: dict[str | None, str]
) -> None:
    lines, accounts = read(shared_data, hide_labels=False)
    found = dict(zip(lines, recognise_roles(list(lines.values()), accounts), strict=True))
    wrong = Counter(
        symbol for line_id, symbol in symbols.items() if found[line_id][0] is not TRUTH[symbol]
    )
    assert not wrong
    assert {found[line_id][1] for line_id in symbols} == {RoleSource.BANK_CATEGORY}


def test_pensions_are_found_by_their_rhythm(quality: dict[Role, RoleQuality]) -> None:
    assert quality[Role.INCOME].support == 1770
    assert (quality[Role.INCOME].recall.value or 0) > 0.98
    assert (quality[Role.INCOME].precision.value or 0) > 0.99


def test_overdraft_interest_is_found_by_the_balance(quality: dict[Role, RoleQuality]) -> None:
    assert quality[Role.FEE_OVERDRAFT].support == 107
    assert (quality[Role.FEE_OVERDRAFT].recall.value or 0) > 0.6
    assert (quality[Role.FEE_OVERDRAFT].precision.value or 0) > 0.95


def test_no_bill_is_guessed(quality: dict[Role, RoleQuality]) -> None:
    for role in (*BILL_ROLES, Role.DEBT_PAYMENT, Role.TAX):
        assert role not in quality or quality[role].found == 0


def test_no_role_comes_from_words_that_are_not_there(
    found_without_labels: dict[str | None, tuple[Role, RoleSource]],
) -> None:
    assert RoleSource.KEYWORD not in {source for _, source in found_without_labels.values()}

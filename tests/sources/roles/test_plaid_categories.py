"""Plaid categories, version 1, version 2 and legacy."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.plaid_categories import verdicts_of_plaid
from plainscore.sources.roles.verdict import NOTHING, Nature

INCOMES = (
    "INCOME",
    "INCOME_WAGES",
    "INCOME_OTHER_INCOME",
    "INCOME_CHILD_SUPPORT",
    "INCOME_CONTRACTOR",
    "INCOME_DIVIDENDS",
    "INCOME_GIG_ECONOMY",
    "INCOME_INTEREST_EARNED",
    "INCOME_LONG_TERM_DISABILITY",
    "INCOME_MILITARY",
    "INCOME_RENTAL",
    "INCOME_RETIREMENT_PENSION",
    "INCOME_SALARY",
    "INCOME_TAX_REFUND",
    "INCOME_UNEMPLOYMENT",
    "INCOME_OTHER",
)


@pytest.mark.parametrize("category", INCOMES)
def test_every_income_is_the_same_income(category: str) -> None:
    assert verdicts_of_plaid(category).inflow.role is Role.INCOME
    assert verdicts_of_plaid(category) is verdicts_of_plaid("INCOME_SALARY")


@pytest.mark.parametrize(
    ("category", "inflow", "role"),
    [
        ("LOAN_DISBURSEMENTS_PERSONAL", True, Role.DEBT_DISBURSEMENT),
        ("LOAN_DISBURSEMENTS_EWA", True, Role.DEBT_DISBURSEMENT),
        ("TRANSFER_IN_CASH_ADVANCES_AND_LOANS", True, Role.DEBT_DISBURSEMENT),
        ("LOAN_PAYMENTS_CAR_PAYMENT", False, Role.DEBT_PAYMENT),
        ("LOAN_PAYMENTS_BNPL", False, Role.DEBT_PAYMENT),
        ("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", False, Role.DEBT_PAYMENT),
        ("LOAN_PAYMENTS_MORTGAGE_PAYMENT", False, Role.HOUSING),
        ("RENT_AND_UTILITIES_RENT", False, Role.HOUSING),
        ("RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", False, Role.UTILITIES),
        ("RENT_AND_UTILITIES_WATER", False, Role.UTILITIES),
        ("RENT_AND_UTILITIES_TELEPHONE", False, Role.TELECOM),
        ("RENT_AND_UTILITIES_INTERNET_AND_CABLE", False, Role.TELECOM),
        ("GENERAL_SERVICES_INSURANCE", False, Role.INSURANCE),
        ("GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", False, Role.TAX),
        ("BANK_FEES_OVERDRAFT_FEES", False, Role.FEE_OVERDRAFT),
        ("BANK_FEES_INSUFFICIENT_FUNDS", False, Role.FEE_OVERDRAFT),
        ("BANK_FEES_INSUFFICIENT_FUNDS", True, Role.FEE_OVERDRAFT),
        ("BANK_FEES_ATM_FEES", False, Role.OTHER),
        ("TRANSFER_OUT_SAVINGS", False, Role.SAVINGS_TRANSFER),
        ("TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS", True, Role.SAVINGS_TRANSFER),
        ("TRANSFER_OUT_WITHDRAWAL", False, Role.CASH),
        ("FOOD_AND_DRINK_COFFEE", False, Role.OTHER),
        ("GENERAL_MERCHANDISE_ELECTRONICS", True, Role.REFUND),
        ("A_CATEGORY_OF_NEXT_YEAR", False, Role.OTHER),
        ("Transfer, Payroll", True, Role.INCOME),
        ("Transfer > Payroll > Benefits", True, Role.INCOME),
        ("Payment/Rent", False, Role.HOUSING),
        ("Payment, Credit Card", False, Role.DEBT_PAYMENT),
        ("Bank Fees, Overdraft", False, Role.FEE_OVERDRAFT),
        ("Bank Fees, Insufficient Funds", False, Role.FEE_OVERDRAFT),
        ("Transfer, Internal Account Transfer", False, Role.OWN_TRANSFER),
        ("Transfer, Withdrawal, ATM", False, Role.CASH),
        ("Service, Utilities, Electric", False, Role.UTILITIES),
        ("Service, Insurance", False, Role.INSURANCE),
        ("Tax, Payment", False, Role.TAX),
        ("Cash Advance", True, Role.DEBT_DISBURSEMENT),
        ("Shops, Clothing", False, Role.OTHER),
    ],
)
def test_categories_that_settle_a_role(category: str, inflow: bool, role: Role) -> None:
    assert verdicts_of_plaid(category).of(inflow=inflow).role is role


@pytest.mark.parametrize("category", ["TRANSFER_IN_ACCOUNT_TRANSFER", "TRANSFER_IN", "Transfer"])
def test_a_transfer_is_left_open_but_is_no_income(category: str) -> None:
    assert verdicts_of_plaid(category).inflow == (None, Nature.MOVE)


@pytest.mark.parametrize("category", ["TRANSFER_IN_DEPOSIT", "RENT_AND_UTILITIES", "OTHER", ""])
def test_categories_too_wide_to_say_anything(category: str) -> None:
    assert verdicts_of_plaid(category) == NOTHING

"""The symbols of the Berka bank, in English and in Czech."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.berka_symbols import verdicts_of_berka


@pytest.mark.parametrize(
    ("category", "inflow", "role"),
    [
        ("withdrawal/remittance to another bank/household", False, Role.HOUSING),
        ("withdrawal/withdrawal in cash/household", False, Role.HOUSING),
        ("VYDAJ/PREVOD NA UCET/SIPO", False, Role.HOUSING),
        ("withdrawal/remittance to another bank/insurance payment", False, Role.INSURANCE),
        ("withdrawal/remittance to another bank/loan payment", False, Role.DEBT_PAYMENT),
        ("credit/collection from another bank/old-age pension", True, Role.INCOME),
        ("PRIJEM/PREVOD Z UCTU/DUCHOD", True, Role.INCOME),
        (
            "withdrawal/withdrawal in cash/sanction interest if negative balance",
            False,
            Role.FEE_OVERDRAFT,
        ),
        ("withdrawal/withdrawal in cash/payment for statement", False, Role.OTHER),
        ("credit//interest credited", True, Role.OTHER),
        ("withdrawal/withdrawal in cash/", False, Role.CASH),
        ("withdrawal in cash/withdrawal in cash/", False, Role.CASH),
        ("withdrawal/credit card withdrawal/", False, Role.CASH),
        ("credit/credit in cash/ ", True, Role.CASH),
    ],
)
def test_symbols_that_settle_a_role(category: str, inflow: bool, role: Role) -> None:
    assert verdicts_of_berka(category).of(inflow=inflow).role is role


@pytest.mark.parametrize(
    "category",
    [
        "credit/collection from another bank/",
        "withdrawal/remittance to another bank/",
        "credit//",
        "",
    ],
)
def test_operations_that_say_nothing(category: str) -> None:
    verdicts = verdicts_of_berka(category)
    assert verdicts.inflow.role is None
    assert verdicts.outflow.role is None

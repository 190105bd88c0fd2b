"""ISO 20022 external purpose codes."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.purpose_codes import LIVELIHOODS, PURPOSES, verdicts_of_purpose
from plainscore.sources.roles.verdict import NOTHING


@pytest.mark.parametrize(
    ("code", "inflow", "role"),
    [
        ("SALA", True, Role.INCOME),
        ("PENS", True, Role.INCOME),
        ("SSBE", True, Role.INCOME),
        ("ALMY", True, Role.INCOME),
        ("RENT", False, Role.HOUSING),
        ("RENT", True, Role.INCOME),
        ("HLRP", False, Role.HOUSING),
        ("ELEC", False, Role.UTILITIES),
        ("GASB", False, Role.UTILITIES),
        ("WTER", False, Role.UTILITIES),
        ("PHON", False, Role.TELECOM),
        ("INSU", False, Role.INSURANCE),
        ("TAXS", False, Role.TAX),
        ("TAXR", True, Role.INCOME),
        ("LOAN", True, Role.DEBT_DISBURSEMENT),
        ("LOAR", False, Role.DEBT_PAYMENT),
        ("CCRD", False, Role.DEBT_PAYMENT),
        ("SAVG", False, Role.SAVINGS_TRANSFER),
        ("INTP", False, Role.OWN_TRANSFER),
        ("CDCD", False, Role.CASH),
        ("REFU", True, Role.REFUND),
    ],
)
def test_purposes_that_settle_a_role(code: str, inflow: bool, role: Role) -> None:
    assert verdicts_of_purpose(code).of(inflow=inflow).role is role


@pytest.mark.parametrize("code", LIVELIHOODS)
def test_every_livelihood_is_the_same_income(code: str) -> None:
    assert PURPOSES[code] is PURPOSES["SALA"]
    assert verdicts_of_purpose(code).outflow.role is None


@pytest.mark.parametrize("code", ["GDDS", "SUPP", "OTHR", "TELI", "INTC", "ZZZZ", ""])
def test_other_purposes_say_nothing(code: str) -> None:
    assert verdicts_of_purpose(code) == NOTHING

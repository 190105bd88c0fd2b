"""OFX, SWIFT and GVC types."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.bank_category import verdicts_of_category
from plainscore.sources.roles.verdict import NOTHING, Nature


@pytest.mark.parametrize(
    ("category", "inflow", "role"),
    [
        ("ofx:DIRECTDEP", True, Role.INCOME),
        ("ofx:INT", True, Role.INCOME),
        ("ofx:ATM", False, Role.CASH),
        ("ofx:pos", False, Role.OTHER),
        ("ofx:POS", True, Role.REFUND),
        ("ofx:DIRECTDEBIT", True, Role.RETURNED_PAYMENT),
        ("swift:NSAL", True, Role.INCOME),
        ("swift:SAL", True, Role.INCOME),
        ("swift:NRTI", True, Role.RETURNED_PAYMENT),
        ("swift:RD", True, Role.RETURNED_PAYMENT),
        ("swift:RC/NTRF", False, Role.OTHER),
        ("gvc:153", True, Role.INCOME),
        ("gvc:156", True, Role.INCOME),
        ("gvc:083", False, Role.CASH),
        ("gvc:83", False, Role.CASH),
        ("gvc:181", True, Role.RETURNED_PAYMENT),
        ("gvc:109", False, Role.OTHER),
        ("gvc:159", True, Role.REFUND),
        ("gvc:106", False, Role.OTHER),
        ("gvc:601", False, Role.DEBT_PAYMENT),
        ("gvc:606", True, Role.DEBT_DISBURSEMENT),
        ("gvc:832", False, Role.HOUSING),
        ("gvc:823", False, Role.SAVINGS_TRANSFER),
    ],
)
def test_types_that_settle_a_role(category: str, inflow: bool, role: Role) -> None:
    assert verdicts_of_category(category).of(inflow=inflow).role is role


@pytest.mark.parametrize(
    ("category", "nature"),
    [
        ("ofx:XFER", Nature.MOVE),
        ("ofx:FEE", Nature.FEE),
        ("ofx:INT", Nature.INTEREST),
        ("ofx:REPEATPMT", Nature.PULLED),
        ("swift:FCHG", Nature.FEE),
        ("swift:NSTO", Nature.PULLED),
        ("gvc:105", Nature.PULLED),
        ("gvc:117", Nature.PULLED),
        ("gvc:820", Nature.MOVE),
    ],
)
def test_natures_of_outflows(category: str, nature: Nature) -> None:
    assert verdicts_of_category(category).outflow == (None, nature)


@pytest.mark.parametrize(
    "category", ["ofx:CREDIT", "ofx:", "swift:NTRF", "swift:", "gvc:166", "gvc:x"]
)
def test_types_that_leave_it_to_other_layers(category: str) -> None:
    assert verdicts_of_category(category) == NOTHING

"""ISO 20022 bank transaction codes."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.bank_codes import verdicts_of_bank_code
from plainscore.sources.roles.verdict import NOTHING, Nature


@pytest.mark.parametrize(
    ("code", "inflow", "role"),
    [
        ("PMNT/RCDT/SALA", True, Role.INCOME),
        ("PMNT/RRCT/SALA", True, Role.INCOME),
        ("PMNT/RCDT/XBSA", True, Role.INCOME),
        ("SECU/CORP/DVCA", True, Role.INCOME),
        ("ACMT/MCOP/INTR", True, Role.INCOME),
        ("PMNT/CCRD/POSD", False, Role.OTHER),
        ("PMNT/CCRD/POSC", False, Role.OTHER),
        ("PMNT/CCRD/POSD", True, Role.REFUND),
        ("PMNT/CCRD/CWDL", False, Role.CASH),
        ("PMNT/CCRD/XBCW", False, Role.CASH),
        ("PMNT/CNTR/CWDL", False, Role.CASH),
        ("PMNT/CNTR/BCDP", True, Role.CASH),
        ("PMNT/RDDT/UPDD", True, Role.RETURNED_PAYMENT),
        ("PMNT/RDDT/PRDD", True, Role.RETURNED_PAYMENT),
        ("PMNT/RDDT/ESDD", True, Role.RETURNED_PAYMENT),
        ("PMNT/ICHQ/UPCQ", True, Role.RETURNED_PAYMENT),
        ("PMNT/IDDT/UPDD", False, Role.OTHER),
        ("PMNT/ICDT/RRTN", True, Role.REFUND),
        ("PMNT/ICDT/ESCT", True, Role.REFUND),
        ("LDAS/CSLN/DDWN", True, Role.DEBT_DISBURSEMENT),
        ("LDAS/CSLN/PPAY", False, Role.DEBT_PAYMENT),
        ("LDAS/CSLN/INTR", False, Role.DEBT_PAYMENT),
        ("LDAS/MGLN/DDWN", True, Role.DEBT_DISBURSEMENT),
        ("LDAS/MGLN/PPAY", False, Role.HOUSING),
        ("LDAS/FTDP/DPST", False, Role.SAVINGS_TRANSFER),
        ("LDAS/NTDP/RPMT", True, Role.SAVINGS_TRANSFER),
        ("PMNT/MDOP/TAXE", False, Role.TAX),
        ("SECU/CASH/OVCH", False, Role.FEE_OVERDRAFT),
    ],
)
def test_codes_that_settle_a_role(code: str, inflow: bool, role: Role) -> None:
    assert verdicts_of_bank_code(code).of(inflow=inflow).role is role


@pytest.mark.parametrize(
    "code",
    ["PMNT/RCDT/ESCT", "PMNT/RCDT/BOOK", "PMNT/RCDT/NTAV", "PMNT/NTAV/NTAV", "XTND/OTHR/OTHR", ""],
)
def test_codes_that_leave_it_to_other_layers(code: str) -> None:
    assert verdicts_of_bank_code(code) == NOTHING


@pytest.mark.parametrize(
    ("code", "nature"),
    [
        ("PMNT/RDDT/ESDD", Nature.PULLED),
        ("PMNT/IDDT/PMDD", Nature.PULLED),
        ("PMNT/ICDT/STDO", Nature.PULLED),
        ("ACMT/MDOP/FEES", Nature.FEE),
        ("ACMT/MDOP/CHRG", Nature.FEE),
        ("LDAS/CSLN/FEES", Nature.FEE),
        ("ACMT/MDOP/INTR", Nature.INTEREST),
        ("CAMT/ACCB/SWEP", Nature.MOVE),
        ("PMNT/CCRD/POSD", Nature.PURCHASE),
    ],
)
def test_natures_of_outflows(code: str, nature: Nature) -> None:
    assert verdicts_of_bank_code(code).outflow.nature is nature


@pytest.mark.parametrize(
    "spelling", ["RCDT/SALA", "PMNT-RCDT-SALA", "pmnt/rcdt/sala", " RCDT / SALA "]
)
def test_spellings_are_one_code(spelling: str) -> None:
    assert verdicts_of_bank_code(spelling) == verdicts_of_bank_code("PMNT/RCDT/SALA")


def test_a_salary_paid_out_is_not_income() -> None:
    assert verdicts_of_bank_code("PMNT/ICDT/SALA").outflow.role is None

"""UK Open Banking codes: the names of v3 mean what the codes of v4 mean."""

import pytest

from plainscore.records import Role
from plainscore.sources.roles.bank_codes import verdicts_of_bank_code
from plainscore.sources.roles.obie_codes import NAMES, verdicts_of_obie
from plainscore.sources.roles.verdict import NOTHING


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        ("ReceivedCreditTransfer/DomesticCreditTransfer", "RCDT/DMCT"),
        ("ReceivedCreditTransfers/PayrollSalaryPayment", "RCDT/SALA"),
        ("CustomerCardTransactions/CashWithdrawal", "CCRD/CWDL"),
        ("CustomerCardTransactions/PointOfSalePOSPaymentDebitCard", "CCRD/POSD"),
        ("ReceivedDirectDebits/ReversalDueToReturnUnpaidDirectDebit", "RDDT/UPDD"),
        ("IssuedCreditTransfers/StandingOrder", "ICDT/STDO"),
        ("ConsumerLoans/PrincipalPayment", "CSLN/PPAY"),
        ("MiscellaneousDebitOperations/Fees", "MDOP/FEES"),
    ],
)
def test_names_and_codes_agree(names: str, codes: str) -> None:
    assert verdicts_of_obie(names) == verdicts_of_obie(codes) == verdicts_of_bank_code(codes)


def test_full_codes_pass_through() -> None:
    assert verdicts_of_obie("PMNT/RCDT/SALA").inflow.role is Role.INCOME


def test_unknown_names_say_nothing() -> None:
    assert verdicts_of_obie("Something/Else") == NOTHING
    assert verdicts_of_obie("") == NOTHING


def test_no_name_ends_in_the_s_that_is_taken_off() -> None:
    assert not [name for name in NAMES if name.endswith("s")]

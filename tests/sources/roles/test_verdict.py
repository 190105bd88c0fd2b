"""What codes can say."""

from plainscore.records import Role
from plainscore.sources.roles import verdict


def test_rent_paid_and_rent_received() -> None:
    assert verdict.HOUSING.of(inflow=False).role is Role.HOUSING
    assert verdict.HOUSING.of(inflow=True).role is Role.INCOME


def test_a_fee_given_back_counts_as_the_fee() -> None:
    assert verdict.OVERDRAFT_FEE.of(inflow=True) == verdict.OVERDRAFT_FEE.of(inflow=False)


def test_borrowed_money_is_no_income_and_a_repayment_no_refund() -> None:
    assert verdict.LOAN.of(inflow=True).role is Role.DEBT_DISBURSEMENT
    assert verdict.DEBT_PAYMENT.of(inflow=True) == (None, verdict.Nature.REPAYMENT)

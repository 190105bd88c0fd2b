"""All the codes of one line together."""

from plainscore.records import Role, RoleSource
from plainscore.sources.roles.codes import read_codes
from plainscore.sources.roles.verdict import Nature


def test_a_bank_code_goes_before_a_category() -> None:
    said = read_codes("PMNT/RCDT/SALA", None, "plaid:TRANSFER_IN_SAVINGS", inflow=True)
    assert said[:2] == (Role.INCOME, RoleSource.BANK_CODE)


def test_a_returned_debit_stays_returned_whatever_its_purpose() -> None:
    said = read_codes("PMNT/RDDT/UPDD", "ELEC", None, inflow=True)
    assert said[:2] == (Role.RETURNED_PAYMENT, RoleSource.BANK_CODE)


def test_what_it_is_for_goes_before_that_it_was_bought() -> None:
    said = read_codes("PMNT/CCRD/POSD", None, "plaid:RENT_AND_UTILITIES_TELEPHONE", inflow=False)
    assert said[:2] == (Role.TELECOM, RoleSource.BANK_CATEGORY)


def test_a_purchase_is_settled_and_its_nature_is_known() -> None:
    said = read_codes("PMNT/CCRD/POSD", None, None, inflow=False)
    assert said == (Role.OTHER, RoleSource.BANK_CODE, Nature.PURCHASE)


def test_a_nature_comes_from_the_code_that_states_it() -> None:
    said = read_codes("PMNT/ICDT/ESCT", None, "ofx:XFER", inflow=False)
    assert said == (None, RoleSource.BANK_CATEGORY, Nature.MOVE)


def test_without_codes_nothing_is_said() -> None:
    assert read_codes(None, None, None, inflow=True) == (None, RoleSource.DEFAULT, None)
    assert read_codes("", "", "", inflow=True) == (None, RoleSource.DEFAULT, None)

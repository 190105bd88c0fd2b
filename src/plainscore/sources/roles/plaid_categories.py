"""Roles by Plaid category: the personal finance categories v1 and v2, and the legacy names."""

import re

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    BOUGHT,
    CASH,
    DISBURSEMENT,
    HOUSING,
    INCOME,
    INSURANCE,
    INTEREST,
    MOVE,
    OTHER,
    OVERDRAFT_FEE,
    OWN,
    RETURNED,
    SAVINGS,
    TAX,
    TELECOM,
    UTILITIES,
    BySign,
    sided,
)

DEBT = sided(Role.OWN_TRANSFER, Role.DEBT_PAYMENT)
"""A payment leaves a current account as debt service and arrives on the card as own money."""

BY_PREFIX: dict[str, BySign] = {
    "INCOME": INCOME,
    "LOAN_DISBURSEMENTS": DISBURSEMENT,
    "LOAN_PAYMENTS": DEBT,
    "LOAN_PAYMENTS_MORTGAGE_PAYMENT": sided(Role.OWN_TRANSFER, Role.HOUSING),
    "TRANSFER_IN": MOVE,
    "TRANSFER_IN_CASH_ADVANCES_AND_LOANS": DISBURSEMENT,
    "TRANSFER_IN_SAVINGS": SAVINGS,
    "TRANSFER_OUT": MOVE,
    "TRANSFER_OUT_SAVINGS": SAVINGS,
    "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS": SAVINGS,
    "TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS": SAVINGS,
    "TRANSFER_OUT_WITHDRAWAL": CASH,
    "BANK_FEES": OTHER,
    "BANK_FEES_OVERDRAFT": OVERDRAFT_FEE,
    "BANK_FEES_OVERDRAFT_FEES": OVERDRAFT_FEE,
    "BANK_FEES_INSUFFICIENT_FUNDS": OVERDRAFT_FEE,
    "BANK_FEES_INTEREST_CHARGE": INTEREST,
    "RENT_AND_UTILITIES_RENT": HOUSING,
    "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY": UTILITIES,
    "RENT_AND_UTILITIES_WATER": UTILITIES,
    "RENT_AND_UTILITIES_SEWAGE_AND_WASTE_MANAGEMENT": UTILITIES,
    "RENT_AND_UTILITIES_OTHER_UTILITIES": UTILITIES,
    "RENT_AND_UTILITIES_INTERNET_AND_CABLE": TELECOM,
    "RENT_AND_UTILITIES_TELEPHONE": TELECOM,
    "GENERAL_SERVICES_INSURANCE": INSURANCE,
    "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT": TAX,
    # the legacy hierarchy, its levels joined in the same spelling
    "TRANSFER": MOVE,
    "TRANSFER_PAYROLL": INCOME,
    "TRANSFER_INTERNAL_ACCOUNT_TRANSFER": OWN,
    "TRANSFER_KEEP_THE_CHANGE_SAVINGS_PROGRAM": SAVINGS,
    "TRANSFER_SAVE_AS_YOU_GO": SAVINGS,
    "TRANSFER_WITHDRAWAL": CASH,
    "PAYMENT_CREDIT_CARD": DEBT,
    "PAYMENT_LOAN": DEBT,
    "PAYMENT_RENT": HOUSING,
    "BANK_FEES_INSUFFICIENT_FUNDS_RETURNED": RETURNED,
    "TAX": TAX,
    "INTEREST_INTEREST_EARNED": INCOME,
    "INTEREST_INTEREST_CHARGED": INTEREST,
    "SERVICE_INSURANCE": INSURANCE,
    "SERVICE_TELECOMMUNICATION_SERVICES": TELECOM,
    "SERVICE_CABLE": TELECOM,
    "SERVICE_INTERNET_SERVICES": TELECOM,
    "SERVICE_UTILITIES": UTILITIES,
}
"""The longest prefix of whole words that stands here decides; every other category was bought."""

_BREAKS = re.compile(r"[^A-Z0-9]+")


def verdicts_of_plaid(category: str) -> BySign:
    """Say what a Plaid category means.

    Parameters
    ----------
    category : str
        A primary or detailed personal finance category, or the legacy hierarchy joined by any
        separator.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_plaid("INCOME_UNEMPLOYMENT") == verdicts_of_plaid("INCOME_SALARY")
    True
    >>> verdicts_of_plaid("Payment, Rent").outflow.role.value
    'housing'
    >>> verdicts_of_plaid("FOOD_AND_DRINK_COFFEE").outflow.role.value
    'other'
    """
    words = _BREAKS.sub("_", category.upper()).strip("_").split("_")
    for end in range(len(words), 0, -1):
        found = BY_PREFIX.get("_".join(words[:end]))
        if found is not None:
            return found
    return BOUGHT

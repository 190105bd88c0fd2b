"""Roles by Plaid category: the personal finance categories v1 and v2, and the legacy names."""

import re

from plainscore.sources.roles.verdict import (
    BOUGHT,
    CASH,
    DEBT_PAYMENT,
    DISBURSEMENT,
    HOUSING,
    INCOME,
    INSURANCE,
    INTEREST,
    MORTGAGE,
    MOVE,
    NOTHING,
    OTHER,
    OVERDRAFT_FEE,
    OWN,
    SAVINGS,
    TAX,
    TELECOM,
    UTILITIES,
    BySign,
)

BANK_FEE = BySign(MOVE.inflow, OTHER.outflow)
"""What comes in under a fee is the fee given back, or a payment returned; never income."""

PERSONAL_FINANCE: dict[str, BySign] = {
    "INCOME": INCOME,
    "LOAN_DISBURSEMENTS": DISBURSEMENT,
    "LOAN_PAYMENTS": DEBT_PAYMENT,
    "LOAN_PAYMENTS_MORTGAGE_PAYMENT": MORTGAGE,
    "TRANSFER_IN": MOVE,
    "TRANSFER_IN_CASH_ADVANCES": DISBURSEMENT,
    "TRANSFER_IN_DEPOSIT": NOTHING,
    "TRANSFER_IN_WIRE": NOTHING,
    "TRANSFER_IN_SAVINGS": SAVINGS,
    "TRANSFER_IN_INVESTMENT_AND_RETIREMENT_FUNDS": SAVINGS,
    "TRANSFER_OUT": MOVE,
    "TRANSFER_OUT_SAVINGS": SAVINGS,
    "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS": SAVINGS,
    "TRANSFER_OUT_WITHDRAWAL": CASH,
    "BANK_FEES": BANK_FEE,
    "BANK_FEES_OVERDRAFT": OVERDRAFT_FEE,
    "BANK_FEES_INSUFFICIENT_FUNDS": OVERDRAFT_FEE,
    "BANK_FEES_INTEREST_CHARGE": INTEREST,
    "RENT_AND_UTILITIES": NOTHING,
    "RENT_AND_UTILITIES_RENT": HOUSING,
    "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY": UTILITIES,
    "RENT_AND_UTILITIES_WATER": UTILITIES,
    "RENT_AND_UTILITIES_SEWAGE_AND_WASTE_MANAGEMENT": UTILITIES,
    "RENT_AND_UTILITIES_OTHER_UTILITIES": UTILITIES,
    "RENT_AND_UTILITIES_INTERNET_AND_CABLE": TELECOM,
    "RENT_AND_UTILITIES_TELEPHONE": TELECOM,
    "GENERAL_SERVICES_INSURANCE": INSURANCE,
    "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT": TAX,
    "GOVERNMENT_AND_NON_PROFIT_GOVERNMENT_DEPARTMENTS_AND_AGENCIES": NOTHING,
    "OTHER": NOTHING,
}
"""Version 1 and version 2; a primary category stands for those of its details not listed."""

LEGACY: dict[str, BySign] = {
    "TRANSFER": MOVE,
    **dict.fromkeys(
        (
            "TRANSFER_ACH",
            "TRANSFER_BILLPAY",
            "TRANSFER_CHECK",
            "TRANSFER_CREDIT",
            "TRANSFER_DEBIT",
            "TRANSFER_DEPOSIT",
            "TRANSFER_WIRE",
            "PAYMENT",
        ),
        NOTHING,
    ),
    "TRANSFER_PAYROLL": INCOME,
    "TRANSFER_INTERNAL_ACCOUNT_TRANSFER": OWN,
    "TRANSFER_KEEP_THE_CHANGE_SAVINGS_PROGRAM": SAVINGS,
    "TRANSFER_SAVE_AS_YOU_GO": SAVINGS,
    "TRANSFER_WITHDRAWAL": CASH,
    "CASH_ADVANCE": DISBURSEMENT,
    "PAYMENT_CREDIT_CARD": DEBT_PAYMENT,
    "PAYMENT_LOAN": DEBT_PAYMENT,
    "PAYMENT_RENT": HOUSING,
    "TAX": TAX,
    "INTEREST": INTEREST,
    "SERVICE_FINANCIAL_LOANS_AND_MORTGAGES": DEBT_PAYMENT,
    "SERVICE_INSURANCE": INSURANCE,
    "SERVICE_TELECOMMUNICATION_SERVICES": TELECOM,
    "SERVICE_CABLE": TELECOM,
    "SERVICE_INTERNET_SERVICES": TELECOM,
    "SERVICE_UTILITIES": UTILITIES,
}
"""The older hierarchy, its levels joined in the same spelling."""

_BREAKS = re.compile(r"[^A-Z0-9]+")


def verdicts_of_plaid(category: str) -> BySign:
    """Say what a Plaid category means.

    The longest beginning, in whole words, that is known decides. A category of which nothing is
    known was bought, whatever it was.

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
        beginning = "_".join(words[:end])
        found = PERSONAL_FINANCE.get(beginning) or LEGACY.get(beginning)
        if found is not None:
            return found
    return BOUGHT if any(words) else NOTHING

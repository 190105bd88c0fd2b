"""Roles by the provider's own category, each scheme under its prefix."""

import re
from functools import lru_cache

from plainscore.records import Role
from plainscore.sources.roles.bank_codes import verdict_of_bank_code
from plainscore.sources.roles.berka_symbols import verdicts_of_berka
from plainscore.sources.roles.plaid_categories import verdicts_of_plaid
from plainscore.sources.roles.statement_types import GVC, OFX, SWIFT
from plainscore.sources.roles.verdict import SILENT, Verdict

_CODE_NAMES = {
    "ReceivedCreditTransfer": "RCDT",
    "ReceivedCreditTransfers": "RCDT",
    "IssuedCreditTransfer": "ICDT",
    "IssuedCreditTransfers": "ICDT",
    "ReceivedDirectDebits": "RDDT",
    "IssuedDirectDebits": "IDDT",
    "CustomerCardTransactions": "CCRD",
    "MerchantCardTransactions": "MCRD",
    "CounterTransactions": "CNTR",
    "ConsumerLoans": "CSLN",
    "MortgageLoans": "MGLN",
    "CashWithdrawal": "CWDL",
    "CashDeposit": "CDPT",
    "Salary": "SALA",
    "PayrollSalaryPayment": "SALA",
    "StandingOrder": "STDO",
    "Interest": "INTR",
    "Fees": "FEES",
    "Charges": "CHRG",
    "Taxes": "TAXE",
}
"""The long names of UK Open Banking v3 and their ISO 20022 codes."""

_SWIFT = re.compile(r"^[NFS]?([A-Z0-9]{3})$")


@lru_cache(maxsize=8192)
def verdict_of_category(category: str, *, inflow: bool) -> Verdict:
    """Say what a provider's category means.

    Parameters
    ----------
    category : str
        ``scheme:category``: ``plaid:``, ``ofx:``, ``swift:``, ``gvc:``, ``obie:``, ``berka:`` or
        ``role:`` (a role stated by whoever made the file).
    inflow : bool
        Whether money came in.

    Returns
    -------
    Verdict
        The role, when the category settles it.

    Examples
    --------
    >>> verdict_of_category("ofx:DIRECTDEP", inflow=True).role.value
    'income'
    >>> verdict_of_category("swift:NSAL", inflow=True).role.value
    'income'
    >>> verdict_of_category("role:housing", inflow=False).role.value
    'housing'
    >>> verdict_of_category("unheard:of", inflow=False)
    Verdict(role=None, nature=None)
    """
    scheme, _, value = category.partition(":")
    value = value.strip()
    found = None
    match scheme.strip().lower():
        case "plaid":
            found = verdicts_of_plaid(value) if value else None
        case "ofx":
            found = OFX.get(value.upper())
        case "swift":
            short = _SWIFT.match(value.upper())
            found = SWIFT.get(short[1]) if short else None
        case "gvc":
            found = GVC.get(value.zfill(3))
        case "berka":
            found = verdicts_of_berka(value)
        case "obie":
            parts = [_CODE_NAMES.get(part.strip(), part) for part in value.split("/")]
            return verdict_of_bank_code("/".join(parts), inflow=inflow)
        case "role":
            return Verdict(Role(value.lower())) if value.lower() in set(Role) else SILENT
        case _:
            pass
    return SILENT if found is None else found.of(inflow=inflow)

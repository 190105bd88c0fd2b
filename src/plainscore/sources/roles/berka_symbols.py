"""Roles by the symbols of the Berka bank: type, operation and k_symbol."""

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    CASH,
    HOUSING,
    INCOME,
    INSURANCE,
    OTHER,
    SILENT,
    BySign,
    Verdict,
    outflow,
)

SYMBOLS: dict[str, BySign] = {
    "household": HOUSING,
    "sipo": HOUSING,
    "insurance payment": INSURANCE,
    "pojistne": INSURANCE,
    "loan payment": outflow(Role.DEBT_PAYMENT),
    "uver": outflow(Role.DEBT_PAYMENT),
    "old-age pension": INCOME,
    "duchod": INCOME,
    "sanction interest if negative balance": outflow(Role.FEE_OVERDRAFT),
    "sanction interest": outflow(Role.FEE_OVERDRAFT),
    "sankc. urok": outflow(Role.FEE_OVERDRAFT),
    "payment for statement": OTHER,
    "sluzby": OTHER,
    "interest credited": OTHER,
    "urok": OTHER,
}
"""What the symbol says, in the English of the published tables and in the Czech of the original."""

OPERATIONS: dict[str, BySign] = {
    "credit in cash": CASH,
    "vklad": CASH,
    "withdrawal in cash": CASH,
    "vyber": CASH,
    "credit card withdrawal": CASH,
    "vyber kartou": CASH,
}


def verdicts_of_berka(category: str) -> BySign:
    """Say what ``type/operation/k_symbol`` means; any part may be empty.

    Parameters
    ----------
    category : str
        The three fields joined by ``/``, or a single one of them.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_berka("withdrawal/remittance to another bank/household").outflow.role.value
    'housing'
    >>> verdicts_of_berka("withdrawal/withdrawal in cash/").outflow.role.value
    'cash'
    >>> verdicts_of_berka("credit/collection from another bank/").inflow.role is None
    True
    """
    parts = [" ".join(part.lower().split()) for part in category.split("/")]
    for table in (SYMBOLS, OPERATIONS):
        for part in reversed(parts):
            found = table.get(part)
            if found is not None:
                return found
    return BySign(SILENT, Verdict())

"""Roles by the symbols of the Berka bank: type, operation and k_symbol."""

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    CASH,
    DEBT_PAYMENT,
    INCOME,
    INSURANCE,
    NOTHING,
    OTHER,
    OVERDRAFT_FEE,
    BySign,
    sided,
)

SYMBOLS: dict[str, BySign] = {
    **dict.fromkeys(("household", "sipo"), sided(None, Role.HOUSING)),
    **dict.fromkeys(("insurance payment", "pojistne"), INSURANCE),
    **dict.fromkeys(("loan payment", "uver"), DEBT_PAYMENT),
    **dict.fromkeys(("old-age pension", "duchod"), INCOME),
    **dict.fromkeys(
        ("sanction interest if negative balance", "sanction interest", "sankc. urok"),
        OVERDRAFT_FEE,
    ),
    **dict.fromkeys(("payment for statement", "sluzby", "interest credited", "urok"), OTHER),
}
"""What the symbol says, in the English of the published tables and in the Czech of the original.

Interest that the bank credits, often less than a crown, is `other` here and not income: with it,
an account that receives no income at all would seem to have one every month.
"""

OPERATIONS: dict[str, BySign] = dict.fromkeys(
    ("credit in cash", "vklad", "withdrawal in cash", "vyber", "credit card withdrawal",
     "vyber kartou"),
    CASH,
)  # fmt: skip


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
            if part in table:
                return table[part]
    return NOTHING

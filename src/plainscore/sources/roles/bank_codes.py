"""Roles by ISO 20022 bank transaction code.

The code set is the Bank Transaction Codes of the ISO 20022 External Code Sets: a domain (``PMNT``
payments, ``LDAS`` loans and deposits), a family (``RCDT`` received credit transfers, ``RDDT``
received direct debits) and a subfamily. Only what settles a role, or tells the nature of a
movement, stands here; the others (a SEPA transfer, say) leave it to the layers that follow.
"""

from plainscore.sources.roles.verdict import (
    BOUGHT,
    CASH,
    FEE,
    GIVEN_BACK,
    INCOME,
    INTEREST,
    LOAN,
    MORTGAGE_LOAN,
    MOVE,
    NOTHING,
    OTHER,
    OVERDRAFT_FEE,
    PULLED,
    RETURNED,
    SAVINGS,
    STANDING,
    TAX,
    BySign,
)

CHARGES = frozenset({"FEES", "CHRG", "COMM", "COMT", "COME", "COMI"})
"""Subfamilies by which a bank charges for its work, in any family."""

LOANS: dict[str, BySign] = {"CSLN": LOAN, "FTLN": LOAN, "NTLN": LOAN, "MGLN": MORTGAGE_LOAN}
"""Families of loans: a drawdown comes in; principal, interest and repayment go out."""

BY_SUBFAMILY: dict[str, BySign] = {
    **dict.fromkeys(CHARGES, FEE),
    "SALA": INCOME,
    "XBSA": INCOME,
    "DVCA": INCOME,
    "DVOP": INCOME,
    "INTR": INTEREST,
    "TAXE": TAX,
    "OVCH": OVERDRAFT_FEE,
    "UPDD": RETURNED,
    "PRDD": RETURNED,
    "UPCQ": RETURNED,
    "XPCQ": RETURNED,
    "ARET": RETURNED,
    "UPCT": OTHER,
    "RRTN": GIVEN_BACK,
    "RPCR": GIVEN_BACK,
    "RCDD": GIVEN_BACK,
    "AREV": GIVEN_BACK,
    "RIMB": GIVEN_BACK,
    "CWDL": CASH,
    "CDPT": CASH,
    "XBCW": CASH,
    "BCDP": CASH,
    "BCWD": CASH,
    "FCDP": CASH,
    "FCWD": CASH,
    "STDO": STANDING,
    "XBST": STANDING,
    "APAC": STANDING,
    "ADBT": STANDING,
    "ZABA": MOVE,
    "SWEP": MOVE,
    "TOPG": MOVE,
}
"""Subfamilies that mean the same in every family but those of loans."""

BY_FAMILY: dict[str, BySign] = {
    "CCRD": BOUGHT,
    "RDDT": PULLED,
    "IDDT": STANDING,
    "ICDT": BySign(inflow=GIVEN_BACK.inflow),
    "IRCT": BySign(inflow=GIVEN_BACK.inflow),
    "MCRD": BySign(outflow=BOUGHT.outflow),
    "FTDP": SAVINGS,
    "NTDP": SAVINGS,
    "CAPL": MOVE,
    "RCCN": MOVE,
    "ICCN": MOVE,
}
"""Families whose other subfamilies all mean the same."""


def verdicts_of_bank_code(code: str) -> BySign:
    """Say what an ISO 20022 bank transaction code means.

    Parameters
    ----------
    code : str
        ``DOMAIN/FAMILY/SUBFAMILY``; the domain may be absent, and ``-`` is taken for ``/``.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_bank_code("PMNT/RCDT/SALA").inflow.role.value
    'income'
    >>> verdicts_of_bank_code("PMNT-CCRD-POSD").outflow.role.value
    'other'
    >>> verdicts_of_bank_code("LDAS/CSLN/PPAY").outflow.role.value
    'debt_payment'
    >>> verdicts_of_bank_code("PMNT/RCDT/ESCT").inflow
    Verdict(role=None, nature=None)
    """
    parts = [part.strip() for part in code.upper().replace("-", "/").split("/")]
    family, subfamily = ["", *parts][-2:]
    if family in LOANS and subfamily not in CHARGES:
        return LOANS[family]
    return BY_SUBFAMILY.get(subfamily) or BY_FAMILY.get(family) or NOTHING

"""Roles by ISO 20022 bank transaction code.

The code set is ISO 20022 External Code Sets, ``ExternalBankTransaction*Code``: a domain
(``PMNT`` payments, ``LDAS`` loans and deposits, ``ACMT`` account management), a family within it
(``RCDT`` received credit transfers, ``RDDT`` received direct debits) and a subfamily. Only what
settles a role stands here; the others (a SEPA transfer, say) leave it to the layers that follow.
"""

from functools import lru_cache

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    BOUGHT,
    CASH,
    DEBT_PAYMENT,
    INCOME,
    INTEREST,
    MOVE,
    OTHER,
    RETURNED,
    SAVINGS,
    SILENT,
    TAX,
    BySign,
    Nature,
    Verdict,
    both,
    outflow,
)

LOAN = BySign(Verdict(Role.DEBT_DISBURSEMENT), Verdict(Role.DEBT_PAYMENT))

BY_SUBFAMILY: dict[str, BySign] = {
    "SALA": INCOME,
    "PENS": INCOME,
    "RRTN": RETURNED,
    "RPCR": RETURNED,
    "UPDD": RETURNED,
    "PRDD": RETURNED,
    "UPCQ": RETURNED,
    "UPCT": RETURNED,
    "CWDL": CASH,
    "CDPT": CASH,
    "BCDP": CASH,
    "BCWD": CASH,
    "FCDP": CASH,
    "FCWD": CASH,
    "XBCW": CASH,
    "NWID": CASH,
    "INTR": INTEREST,
    "TAXE": TAX,
    "CHRG": OTHER,
    "COMM": OTHER,
    "COMT": OTHER,
    "FEES": outflow(None),
    "STDO": outflow(None, Nature.PULLED),
    "RIMB": BOUGHT,
}
"""Subfamilies that mean the same in every family."""

BY_FAMILY: dict[str, BySign] = {
    "CCRD": BOUGHT,
    "MCRD": BOUGHT,
    "RDDT": outflow(None, Nature.PULLED),
    "CSLN": LOAN,
    "MGLN": LOAN,
    "FTLN": LOAN,
    "NTLN": LOAN,
    "FTDP": SAVINGS,
    "NTDP": SAVINGS,
}
"""Families whose every other subfamily means the same."""

BY_PAIR: dict[tuple[str, str], BySign] = {
    ("ICCN", "ICCT"): MOVE,
    ("RCDT", "ACOP"): both(None),
    ("CCRD", "POSC"): DEBT_PAYMENT,
}
"""Pairs of family and subfamily that differ from the rules above."""


@lru_cache(maxsize=4096)
def verdict_of_bank_code(code: str, *, inflow: bool) -> Verdict:
    """Say what an ISO 20022 bank transaction code means.

    Parameters
    ----------
    code : str
        ``DOMAIN/FAMILY/SUBFAMILY``; the domain may be absent, and ``-`` is taken for ``/``.
    inflow : bool
        Whether money came in.

    Returns
    -------
    Verdict
        The role, when the code settles it.

    Examples
    --------
    >>> verdict_of_bank_code("PMNT/RCDT/SALA", inflow=True).role.value
    'income'
    >>> verdict_of_bank_code("PMNT-CCRD-POSD", inflow=False).role.value
    'other'
    >>> verdict_of_bank_code("PMNT/RCDT/ESCT", inflow=True)
    Verdict(role=None, nature=None)
    """
    parts = [part.strip() for part in code.upper().replace("-", "/").split("/")]
    family, subfamily = (["", "", *parts])[-2:]
    for found in (
        BY_PAIR.get((family, subfamily)),
        BY_SUBFAMILY.get(subfamily),
        BY_FAMILY.get(family),
    ):
        if found is not None:
            return found.of(inflow=inflow)
    return SILENT

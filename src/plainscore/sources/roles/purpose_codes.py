"""Roles by ISO 20022 external purpose code: what the payer said a payment is for."""

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    DISBURSEMENT,
    HOUSING,
    INCOME,
    INSURANCE,
    INTEREST,
    OWN,
    SAVINGS,
    SILENT,
    TAX,
    TELECOM,
    UTILITIES,
    BySign,
    Verdict,
    inflow,
    sided,
)

_EARNED = (
    "SALA", "PAYR", "BONU", "COMM", "PENS", "PRCP", "BENE", "SSBE", "BECH", "GOVT", "GVEA",
    "GVEB", "GVEC", "GVED", "UNEM", "ALMY", "CHAR", "AEMP", "SPSP", "DIVI", "ANNI", "BBSC",
)  # fmt: skip

PURPOSES: dict[str, BySign] = {
    **dict.fromkeys((code for code in _EARNED if code not in {"CHAR", "COMM", "GOVT"}), INCOME),
    "RENT": HOUSING,
    "RLTI": HOUSING,
    "HLRP": sided(None, Role.HOUSING),
    "ELEC": UTILITIES,
    "GASB": UTILITIES,
    "WTER": UTILITIES,
    "ENRG": UTILITIES,
    "UBIL": UTILITIES,
    "PHON": TELECOM,
    "NWCH": TELECOM,
    "NWCM": TELECOM,
    "TBIL": TELECOM,
    "INSU": INSURANCE,
    "INPC": INSURANCE,
    "LIFI": INSURANCE,
    "PPTI": INSURANCE,
    "LBRI": INSURANCE,
    "HLTI": INSURANCE,
    "TAXS": TAX,
    "TAXR": inflow(Role.INCOME),
    "INTX": TAX,
    "ESTX": TAX,
    "HSTX": TAX,
    "VATX": TAX,
    "NITX": TAX,
    "LOAN": sided(Role.DEBT_DISBURSEMENT, Role.DEBT_PAYMENT),
    "LOAR": sided(None, Role.DEBT_PAYMENT),
    "CCRD": sided(None, Role.DEBT_PAYMENT),
    "SAVG": SAVINGS,
    "INTC": OWN,
    "REFU": inflow(Role.REFUND),
    "INTE": INTEREST,
    "DISB": DISBURSEMENT,
}


def verdict_of_purpose(code: str, *, inflow: bool) -> Verdict:
    """Say what an ISO 20022 external purpose code means.

    Parameters
    ----------
    code : str
        Four letters, such as ``SALA``.
    inflow : bool
        Whether money came in.

    Returns
    -------
    Verdict
        The role, when the code settles it.

    Examples
    --------
    >>> verdict_of_purpose("RENT", inflow=False).role.value
    'housing'
    >>> verdict_of_purpose("SALA", inflow=False).role is None
    True
    """
    found = PURPOSES.get(code.strip().upper())
    return SILENT if found is None else found.of(inflow=inflow)

"""Roles by ISO 20022 external purpose code: what the payer said a payment is for.

The code set is ``ExternalPurpose1Code``. Purposes that would tell what a person buys, gives,
believes or suffers from are left out: they settle nothing here.
"""

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    CASH,
    DEBT_PAYMENT,
    DISBURSEMENT,
    GIVEN_BACK,
    HOUSING,
    INCOME,
    INSURANCE,
    INTEREST,
    LOAN,
    MORTGAGE,
    NOTHING,
    OWN,
    SAVINGS,
    TAX,
    TELECOM,
    UTILITIES,
    BySign,
    sided,
)

LIVELIHOODS = (
    "SALA", "PAYR", "BONU", "SPSP", "ALLW", "AEMP", "GVEA", "GVEB", "GVEC", "GVED",
    "PENS", "ANNI", "BENE", "SSBE", "BECH", "BBSC", "CCHD", "GAFA", "GAHO", "GFRP", "GWLT",
    "HREC", "RHBS", "ALMY", "DEPD", "DIVD", "ROYA",
)  # fmt: skip
"""Pay, pension, benefit, support and returns on one's own property: all income, and one."""

PURPOSES: dict[str, BySign] = {
    **dict.fromkeys(LIVELIHOODS, INCOME),
    **dict.fromkeys(("ELEC", "GASB", "WTER", "ENRG", "UBIL"), UTILITIES),
    **dict.fromkeys(("PHON", "TBIL", "OTLC", "NWCM", "CBTV"), TELECOM),
    **dict.fromkeys(("INSU", "INPC", "LIFI", "PPTI", "LBRI", "HLTI", "GOVI"), INSURANCE),
    **dict.fromkeys(
        ("TAXS", "INTX", "ESTX", "HSTX", "NITX", "PTXP", "RDTX", "VATX", "WHLD", "TAXR"), TAX
    ),
    **dict.fromkeys(("LOAR", "CCRD", "CDBL", "CLPR", "INSM", "IHRP", "RINP"), DEBT_PAYMENT),
    **dict.fromkeys(("ACCT", "INTP"), OWN),
    **dict.fromkeys(("CDCD", "CDCS"), CASH),
    **dict.fromkeys(("REFU", "RIMB", "INPR", "ICCP", "IDCP", "ECPR"), GIVEN_BACK),
    "RENT": HOUSING,
    "HLRP": MORTGAGE,
    "LOAN": LOAN,
    "PLDS": DISBURSEMENT,
    "SAVG": SAVINGS,
    "INTE": INTEREST,
    "REOD": sided(Role.OWN_TRANSFER, None),
}


def verdicts_of_purpose(code: str) -> BySign:
    """Say what an ISO 20022 external purpose code means.

    Parameters
    ----------
    code : str
        Four letters, such as ``SALA``.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_purpose("RENT").outflow.role.value
    'housing'
    >>> verdicts_of_purpose("SALA") == verdicts_of_purpose("BENE")
    True
    """
    return PURPOSES.get(code.strip().upper(), NOTHING)

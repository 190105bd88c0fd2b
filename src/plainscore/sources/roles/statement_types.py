"""Roles by the short types of statement files: OFX, SWIFT MT940 and the German GVC."""

import re

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    BOUGHT,
    CASH,
    DEBT_PAYMENT,
    FEE,
    GIVEN_BACK,
    INCOME,
    INTEREST,
    LOAN,
    MORTGAGE_LOAN,
    MOVE,
    NOTHING,
    PULLED,
    RETURNED,
    SAVINGS,
    STANDING,
    BySign,
    sided,
)

OFX: dict[str, BySign] = {
    "INT": INTEREST,
    "DIV": INCOME,
    "DIRECTDEP": INCOME,
    "ATM": CASH,
    "CASH": CASH,
    "POS": BOUGHT,
    "XFER": MOVE,
    "FEE": FEE,
    "SRVCHG": FEE,
    "DIRECTDEBIT": PULLED,
    "REPEATPMT": STANDING,
}
"""OFX 2.3, 11.4.4.3, TRNTYPE. CREDIT, DEBIT, DEP, CHECK, PAYMENT, HOLD and OTHER are silent."""

SWIFT: dict[str, BySign] = {
    "SAL": INCOME,
    "DIV": INCOME,
    "INT": INTEREST,
    "LDP": LOAN,
    "CHG": FEE,
    "COM": FEE,
    "DDT": STANDING,
    "STO": STANDING,
    "RTI": RETURNED,
    "RD": RETURNED,
    "RC": RETURNED,
}
"""SWIFT MT940 field 61: the type without its first letter, or the mark RD or RC of a reversal."""

GVC: dict[str, BySign] = {
    **dict.fromkeys(("053", "056", "153", "156", "157", "163", "302", "330", "819"), INCOME),
    **dict.fromkeys(("082", "083"), CASH),
    **dict.fromkeys(("004", "005", "104", "105", "195", "197"), STANDING),
    **dict.fromkeys(("008", "117", "212"), STANDING),
    **dict.fromkeys(("106", "107", "190"), BOUGHT),
    **dict.fromkeys(("009", "108", "109", "181", "183", "184"), RETURNED),
    **dict.fromkeys(("110", "159", "160", "182", "193", "199"), GIVEN_BACK),
    **dict.fromkeys(("601", "602", "603", "604", "605", "607"), DEBT_PAYMENT),
    **dict.fromkeys(("606", "824", "825"), LOAN),
    **dict.fromkeys(("804", "806", "807", "808", "809", "810"), FEE),
    **dict.fromkeys(("303", "307", "340", "823", "826", "827", "828", "829"), SAVINGS),
    **dict.fromkeys(("820", "833", "834"), MOVE),
    "006": sided(None, Role.DEBT_PAYMENT),
    "814": INTEREST,
    "832": MORTGAGE_LOAN,
}
"""German business transaction codes of field 86: DFÜ-Abkommen, Anlage 3, Datenformate."""

_SWIFT_TYPE = re.compile(r"[NFS]?([A-Z0-9]{3})")


def verdicts_of_swift(value: str) -> BySign:
    """Say what a SWIFT type of field 61 means.

    Parameters
    ----------
    value : str
        ``NTRF``, ``TRF``, or the mark ``RD`` or ``RC``; several are joined by ``/``, the first
        that says something decides.

    Returns
    -------
    BySign
        Verdicts on an inflow and on an outflow.

    Examples
    --------
    >>> verdicts_of_swift("RD/NTRF").inflow.role.value
    'returned_payment'
    >>> verdicts_of_swift("NTRF") == BySign()
    True
    """
    for part in value.upper().split("/"):
        short = _SWIFT_TYPE.fullmatch(part.strip())
        found = SWIFT.get(short[1] if short else part.strip())
        if found is not None:
            return found
    return NOTHING

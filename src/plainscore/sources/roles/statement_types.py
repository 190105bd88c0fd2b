"""Roles by the short types of statement files: OFX, SWIFT MT940 and German GVC."""

from plainscore.records import Role
from plainscore.sources.roles.verdict import (
    BOUGHT,
    CASH,
    INCOME,
    INTEREST,
    MOVE,
    OTHER,
    RETURNED,
    BySign,
    Nature,
    outflow,
    sided,
)

PULLED = outflow(None, Nature.PULLED)

OFX: dict[str, BySign] = {
    "INT": INTEREST,
    "DIV": INCOME,
    "DIRECTDEP": INCOME,
    "ATM": CASH,
    "CASH": CASH,
    "POS": BOUGHT,
    "XFER": MOVE,
    "DIRECTDEBIT": PULLED,
    "REPEATPMT": PULLED,
}
"""OFX 2.3, section 11.4.4.3, TRNTYPE. CREDIT, DEBIT, CHECK, PAYMENT, FEE and OTHER are silent."""

SWIFT: dict[str, BySign] = {
    "SAL": INCOME,
    "INT": INTEREST,
    "DIV": INCOME,
    "LDP": sided(Role.DEBT_DISBURSEMENT, Role.DEBT_PAYMENT),
    "RTI": RETURNED,
    "DDT": PULLED,
    "STO": PULLED,
    "CHG": OTHER,
}
"""SWIFT MT940 field 61, subfield 6, the three letters after N, F or S."""

GVC: dict[str, BySign] = {
    "053": INCOME,
    "153": INCOME,
    "083": CASH,
    "082": CASH,
    "109": RETURNED,
    "108": RETURNED,
    "159": RETURNED,
    "105": PULLED,
    "104": PULLED,
    "106": BOUGHT,
    "107": BOUGHT,
    "814": INTEREST,
    "808": OTHER,
}
"""German business transaction codes (Geschaeftsvorfallcodes) of field 86."""

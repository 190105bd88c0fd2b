"""The codes that banks put on their lines, by stream.

Banks differ in how much they say, so most streams have several forms: ISO 20022 bank transaction
codes with and without a subfamily that names the purpose, external purpose codes or none.
"""

from typing import NamedTuple

from plainscore.simulation.streams import Stream


class Iso(NamedTuple):
    """An ISO 20022 bank transaction code and an external purpose code, empty when not given."""

    domain: str
    family: str
    subfamily: str
    purpose: str = ""


_TRANSFER_IN = Iso("PMNT", "RCDT", "ESCT")
_TRANSFER_OUT = Iso("PMNT", "ICDT", "ESCT")
_STANDING = Iso("PMNT", "ICDT", "STDO")
_DEBIT = Iso("PMNT", "RDDT", "ESDD")
_POINT_OF_SALE = Iso("PMNT", "CCRD", "POSD")


def _debit(purpose: str) -> Iso:
    return Iso("PMNT", "RDDT", "ESDD", purpose)


ISO: dict[Stream, tuple[Iso, ...]] = {
    Stream.WAGE: (
        Iso("PMNT", "RCDT", "SALA", "SALA"),
        Iso("PMNT", "RCDT", "ESCT", "SALA"),
        _TRANSFER_IN,
    ),
    Stream.GIG: (_TRANSFER_IN,),
    Stream.BENEFIT: (
        Iso("PMNT", "RCDT", "ESCT", "BENE"),
        Iso("PMNT", "RCDT", "ESCT", "SSBE"),
        _TRANSFER_IN,
    ),
    Stream.PENSION: (Iso("PMNT", "RCDT", "ESCT", "PENS"), _TRANSFER_IN),
    Stream.ALLOWANCE: (Iso("PMNT", "RCDT", "ESCT", "BECH"), _TRANSFER_IN),
    Stream.RENT: (Iso("PMNT", "ICDT", "STDO", "RENT"), _STANDING, _TRANSFER_OUT),
    Stream.MORTGAGE: (Iso("LDAS", "MGLN", "PPAY"), _debit("HLRP"), _DEBIT),
    Stream.BOARD: (_STANDING, _TRANSFER_OUT),
    Stream.ENERGY: (_debit("ELEC"), _DEBIT),
    Stream.WATER: (_debit("WTER"), _DEBIT),
    Stream.MOBILE: (_debit("PHON"), _DEBIT),
    Stream.INTERNET: (_debit("NWCM"), _DEBIT),
    Stream.INSURANCE: (_debit("INPC"), _DEBIT),
    Stream.COVER: (_debit("INSU"), _DEBIT),
    Stream.TAX: (Iso("PMNT", "ICDT", "ESCT", "TAXS"), _TRANSFER_OUT),
    Stream.LOAN: (_debit("LOAR"), Iso("LDAS", "CSLN", "PPAY"), _DEBIT),
    Stream.SECOND_LOAN: (_debit("LOAR"), _DEBIT),
    Stream.STRESS_LOAN: (_debit("LOAR"), _DEBIT),
    Stream.NEW_LOAN: (_debit("LOAR"), _DEBIT),
    Stream.CARD: (_debit("CCRD"), _DEBIT),
    Stream.LOAN_PAYOUT: (
        Iso("LDAS", "CSLN", "DDWN"),
        Iso("PMNT", "RCDT", "ESCT", "LOAN"),
        _TRANSFER_IN,
    ),
    Stream.GROCERY: (_POINT_OF_SALE,),
    Stream.TRANSPORT: (_POINT_OF_SALE,),
    Stream.LEISURE: (_POINT_OF_SALE,),
    Stream.SHOCK: (_POINT_OF_SALE, _TRANSFER_OUT),
    Stream.CASH: (Iso("PMNT", "CCRD", "CWDL"),),
    Stream.REFUND: (Iso("PMNT", "CCRD", "RIMB"), _TRANSFER_IN),
    Stream.HELP: (_TRANSFER_IN,),
    Stream.OVERDRAFT_FEE: (Iso("ACMT", "MDOP", "INTR"), Iso("ACMT", "MDOP", "CHRG")),
    Stream.RETURN_FEE: (Iso("ACMT", "MDOP", "CHRG"),),
    Stream.RETURNED: (Iso("PMNT", "RDDT", "UPDD"), Iso("PMNT", "RDDT", "PRDD")),
}
"""Forms a bank may use for a stream, the most telling first."""

MOVED_IN = Iso("PMNT", "RCDT", "BOOK")
MOVED_OUT = Iso("PMNT", "ICDT", "BOOK")
"""Transfers between accounts at the same bank."""

PLAID: dict[Stream, tuple[str, str]] = {
    Stream.WAGE: ("INCOME", "INCOME_WAGES"),
    Stream.GIG: ("INCOME", "INCOME_OTHER_INCOME"),
    Stream.BENEFIT: ("INCOME", "INCOME_UNEMPLOYMENT"),
    Stream.PENSION: ("INCOME", "INCOME_RETIREMENT_PENSION"),
    Stream.ALLOWANCE: ("INCOME", "INCOME_OTHER_INCOME"),
    Stream.RENT: ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_RENT"),
    Stream.MORTGAGE: ("LOAN_PAYMENTS", "LOAN_PAYMENTS_MORTGAGE_PAYMENT"),
    Stream.BOARD: ("TRANSFER_OUT", "TRANSFER_OUT_OTHER_TRANSFER_OUT"),
    Stream.ENERGY: ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY"),
    Stream.WATER: ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_WATER"),
    Stream.MOBILE: ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_TELEPHONE"),
    Stream.INTERNET: ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_INTERNET_AND_CABLE"),
    Stream.INSURANCE: ("GENERAL_SERVICES", "GENERAL_SERVICES_INSURANCE"),
    Stream.COVER: ("GENERAL_SERVICES", "GENERAL_SERVICES_INSURANCE"),
    Stream.TAX: ("GOVERNMENT_AND_NON_PROFIT", "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT"),
    Stream.LOAN: ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CAR_PAYMENT"),
    Stream.SECOND_LOAN: ("LOAN_PAYMENTS", "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT"),
    Stream.STRESS_LOAN: ("LOAN_PAYMENTS", "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT"),
    Stream.NEW_LOAN: ("LOAN_PAYMENTS", "LOAN_PAYMENTS_PERSONAL_LOAN_PAYMENT"),
    Stream.CARD: ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT"),
    Stream.LOAN_PAYOUT: ("LOAN_DISBURSEMENTS", "LOAN_DISBURSEMENTS_PERSONAL"),
    Stream.GROCERY: ("FOOD_AND_DRINK", "FOOD_AND_DRINK_GROCERIES"),
    Stream.TRANSPORT: ("TRANSPORTATION", "TRANSPORTATION_GAS"),
    Stream.LEISURE: ("GENERAL_MERCHANDISE", "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE"),
    Stream.SHOCK: ("GENERAL_SERVICES", "GENERAL_SERVICES_OTHER_GENERAL_SERVICES"),
    Stream.CASH: ("TRANSFER_OUT", "TRANSFER_OUT_WITHDRAWAL"),
    Stream.REFUND: ("GENERAL_MERCHANDISE", "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE"),
    Stream.HELP: ("TRANSFER_IN", "TRANSFER_IN_OTHER_TRANSFER_IN"),
    Stream.OVERDRAFT_FEE: ("BANK_FEES", "BANK_FEES_OVERDRAFT_FEES"),
    Stream.RETURN_FEE: ("BANK_FEES", "BANK_FEES_INSUFFICIENT_FUNDS"),
    Stream.RETURNED: ("BANK_FEES", "BANK_FEES_OTHER_BANK_FEES"),
}
"""Plaid's personal finance categories, primary and detailed."""

PLAID_MOVED: dict[tuple[Stream, bool], tuple[str, str]] = {
    (Stream.SAVINGS, True): ("TRANSFER_IN", "TRANSFER_IN_SAVINGS"),
    (Stream.SAVINGS, False): ("TRANSFER_OUT", "TRANSFER_OUT_SAVINGS"),
    (Stream.OWN, True): ("TRANSFER_IN", "TRANSFER_IN_ACCOUNT_TRANSFER"),
    (Stream.OWN, False): ("TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER"),
}
"""Categories of transfers, by stream and whether money comes in."""

GERMAN_CODES: dict[Stream, str] = {
    Stream.WAGE: "153",
    Stream.BENEFIT: "156",
    Stream.PENSION: "153",
    Stream.ALLOWANCE: "156",
    Stream.RENT: "117",
    Stream.BOARD: "117",
    Stream.TAX: "177",
    Stream.GROCERY: "106",
    Stream.TRANSPORT: "106",
    Stream.LEISURE: "106",
    Stream.SHOCK: "106",
    Stream.CASH: "083",
    Stream.OVERDRAFT_FEE: "805",
    Stream.RETURN_FEE: "808",
    Stream.RETURNED: "109",
}
"""Business transaction codes of the German banks (``:86:`` of MT940), beyond the plain ones."""

GERMAN_DEBIT, GERMAN_IN, GERMAN_OUT = "105", "166", "177"

OFX_TYPES: dict[Stream, str] = {
    Stream.WAGE: "DIRECTDEP",
    Stream.PENSION: "DIRECTDEP",
    Stream.BENEFIT: "DIRECTDEP",
    Stream.RENT: "REPEATPMT",
    Stream.BOARD: "REPEATPMT",
    Stream.TAX: "PAYMENT",
    Stream.SAVINGS: "XFER",
    Stream.OWN: "XFER",
    Stream.GROCERY: "POS",
    Stream.TRANSPORT: "POS",
    Stream.LEISURE: "POS",
    Stream.SHOCK: "POS",
    Stream.CASH: "ATM",
    Stream.OVERDRAFT_FEE: "SRVCHG",
    Stream.RETURN_FEE: "FEE",
}
"""``TRNTYPE`` of OFX, beyond DIRECTDEBIT for what is drawn and CREDIT for what comes in."""


def iso_of(stream: Stream, *, comes_in: bool, detail: int) -> Iso:
    """Return the form that a bank of this detail uses: 0 for the most telling one.

    Examples
    --------
    >>> iso_of(Stream.WAGE, comes_in=True, detail=0).subfamily
    'SALA'
    >>> iso_of(Stream.OWN, comes_in=False, detail=2)
    Iso(domain='PMNT', family='ICDT', subfamily='BOOK', purpose='')
    """
    forms = ISO.get(stream)
    if forms is None:
        return MOVED_IN if comes_in else MOVED_OUT
    return forms[min(detail, len(forms) - 1)]

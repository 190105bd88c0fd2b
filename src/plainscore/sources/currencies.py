"""The currencies of ISO 4217, and those the euro replaced, which stand in older statements."""

from plainscore.sources.unreadable import UnreadableError

_CURRENT = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD
FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""

_FORMER = """
ANG ATS BEF BYR CSD CSK CUC CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MRO MTL NLG PTE
ROL SIT SKK SLL STD TRL VEF ZMK ZWL
"""

CURRENCIES = frozenset(_CURRENT.split()) | frozenset(_FORMER.split())
"""Codes a statement may carry; codes for metals, funds and tests (XAU, XDR, XTS, XXX) may not."""


def read_currency(value: object, column: str) -> str:
    """Read an ISO 4217 currency code.

    Parameters
    ----------
    value : object
        Text of three letters.
    column : str
        Where the value stands, for the message.

    Returns
    -------
    str
        The code in capitals.

    Raises
    ------
    UnreadableError
        If ISO 4217 has no such currency.

    Examples
    --------
    >>> read_currency("eur", "currency")
    'EUR'
    """
    if isinstance(value, str):
        if value in CURRENCIES:
            return value
        code = value.strip().upper()
        if code in CURRENCIES:
            return code
    if value is None or value == "":
        raise UnreadableError("empty", column, "is empty", "give the ISO 4217 code")
    raise UnreadableError(
        "bad_currency", column, "is not an ISO 4217 currency", "give a code such as EUR"
    )

"""The closed list of formats, and recognising them by content."""

import re
from enum import StrEnum

from plainscore.sources.unreadable import UnreadableError


class Format(StrEnum):
    """A format that can be read.

    Examples
    --------
    >>> Format("camt053").value
    'camt053'
    """

    PLAID = "plaid"
    OBIE = "obie"
    CAMT053 = "camt053"
    MT940 = "mt940"
    OFX = "ofx"
    CSV = "csv"
    PARQUET = "parquet"
    BERKA = "berka"
    RECORDS = "records"


UNDERSTOOD = {
    Format.PLAID: "Plaid transactions as JSON",
    Format.OBIE: "UK Open Banking 3.1 or 4 as JSON",
    Format.CAMT053: "camt.052, camt.053 or camt.054 as XML",
    Format.MT940: "MT940 or MT942",
    Format.OFX: "OFX 1 or 2, QFX",
    Format.CSV: "CSV with the columns account_id, date, amount, currency, or with a mapping",
    Format.PARQUET: "Parquet with the same columns, or with a mapping",
    Format.BERKA: "the Berka (PKDD'99) tables",
    Format.RECORDS: "tables of tradelines, tradeline_months, applications or outcomes",
}
"""What each format is called when a file is not recognised."""

HEAD_BYTES = 65_536
"""How much of a file is looked at to recognise it."""

CANONICAL_COLUMNS = frozenset({"account_id", "date", "amount", "currency"})
"""Columns by which our own CSV is recognised; balance, id, description, category are optional."""

BERKA_HEADERS: dict[str, frozenset[str]] = {
    "transactions": frozenset({"trans_id", "account_id", "date", "type", "amount", "k_symbol"}),
    "accounts": frozenset({"account_id", "district_id", "frequency", "date"}),
    "holders": frozenset({"disp_id", "client_id", "account_id", "type"}),
    "loans": frozenset({"loan_id", "account_id", "date", "amount", "duration", "status"}),
    "orders": frozenset({"order_id", "account_id", "bank_to", "account_to", "k_symbol"}),
    "cards": frozenset({"card_id", "disp_id", "type", "issued"}),
    "clients": frozenset({"client_id", "birth_number", "district_id"}),
    "districts": frozenset({"A1", "A2", "A3", "A16"}),
}
"""Columns by which each Berka table is recognised, the more specific first."""

_CAMT = re.compile(r"<(?:\w+:)?(?:BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)\b")
_CAMT_NAMESPACE = re.compile(r"camt\.05[234]\.001\.\d\d")
_OFX = re.compile(r"OFXHEADER\s*[:=]|<OFX\b", re.IGNORECASE)
_MT940 = re.compile(r"^(?:\{1:[^}]*\}.*)?:(?:20|25|60[FM]|61|62[FM]|86):", re.MULTILINE)
_OBIE = re.compile(r'"Data"\s*:\s*\{\s*(?:"(?:Account|Balance|Transaction)"\s*:)')
_PLAID = re.compile(
    r'"(?:transaction_id|transactions|added|next_cursor|iso_currency_code|accounts|item_id)"\s*:'
)


def decoded_head(head: bytes) -> str:
    """Decode the beginning of a file well enough to recognise it.

    Parameters
    ----------
    head : bytes
        The first bytes.

    Returns
    -------
    str
        The text, without a byte order mark.

    Examples
    --------
    >>> decoded_head("date".encode("utf-16"))
    'date'
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def header_columns(text: str) -> frozenset[str]:
    """Return the column names of the first line that is not empty.

    Parameters
    ----------
    text : str
        Beginning of a delimited text file.

    Returns
    -------
    frozenset of str
        Names without quotes and spaces; of commas, semicolons, tabs and bars the commonest
        separates.

    Examples
    --------
    >>> sorted(header_columns('"date";"amount"'))
    ['amount', 'date']
    """
    line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=line.count)
    return frozenset(name.strip().strip('"').strip() for name in line.split(delimiter))


def berka_table(text: str) -> str | None:
    """Return which Berka table a file is, by its columns.

    Parameters
    ----------
    text : str
        Beginning of the file.

    Returns
    -------
    str or None
        A key of `BERKA_HEADERS`; None when it is none of them.

    Examples
    --------
    >>> berka_table("disp_id,client_id,account_id,type")
    'holders'
    """
    columns = header_columns(text)
    return next((name for name, needed in BERKA_HEADERS.items() if needed <= columns), None)


def recognise(head: bytes, *, mapped: bool = False) -> Format:
    """Recognise the format of a file from its first bytes; its name plays no part.

    Parameters
    ----------
    head : bytes
        The first `HEAD_BYTES` of the file, or all of a smaller one.
    mapped : bool
        Whether the caller declared a column mapping, so that any delimited text can be read.

    Returns
    -------
    Format
        The format.

    Raises
    ------
    UnreadableError
        If the file is empty or none of the formats, with the list of those understood.

    Examples
    --------
    >>> recognise(b"account_id,date,amount,currency")
    <Format.CSV: 'csv'>
    >>> recognise(b":20:STARTUMS")
    <Format.MT940: 'mt940'>
    """
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    text = decoded_head(head).lstrip("\ufeff \t\r\n")
    if not text:
        raise UnreadableError("empty", None, "is empty", "export the file again")
    found = _recognise_markup(text)
    if found is None and _MT940.search(text):
        found = Format.MT940
    if found is None and "\0" not in text:
        found = _recognise_delimited(text, mapped=mapped)
    if found is None:
        hint = ""
        if "\0" not in text and len(header_columns(text)) > 2 and not text.startswith(("<", "{")):
            hint = "it looks like CSV: say in a mapping which column is what; "
        raise UnreadableError(
            "unknown_format",
            None,
            "is in no format that is understood",
            f"{hint}understood are: {'; '.join(UNDERSTOOD.values())}",
        )
    return found


def _recognise_markup(text: str) -> Format | None:
    if text.startswith(("{", "[")):
        if _OBIE.search(text):
            return Format.OBIE
        return Format.PLAID if _PLAID.search(text) else None
    if text.startswith("<") and (_CAMT.search(text) or _CAMT_NAMESPACE.search(text)):
        return Format.CAMT053
    return Format.OFX if _OFX.search(text[:4096]) else None


def _recognise_delimited(text: str, *, mapped: bool) -> Format | None:
    if mapped:
        return Format.CSV
    if berka_table(text) is not None:
        return Format.BERKA
    columns = frozenset(name.casefold() for name in header_columns(text))
    return Format.CSV if columns >= CANONICAL_COLUMNS else None

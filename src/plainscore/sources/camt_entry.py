"""One camt entry: the movement it books, or the movements of a batch."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from lxml.etree import _Element as Element

from plainscore.sources.amounts import read_unsigned
from plainscore.sources.currencies import read_currency
from plainscore.sources.days import read_day
from plainscore.sources.identifiers import read_identifier, read_text
from plainscore.sources.statement import StatementLine
from plainscore.sources.unreadable import UnreadableError

SIGNS = {"CRDT": 1, "DBIT": -1}
"""``CdtDbtInd``: the direction of the entry as it stands, reversal or not."""

RETURNED_ITEM = "swift:NRTI"
"""How a line that undoes another is told to the recognition of roles, in every format."""

NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOREF", "NOT PROVIDED", "N/A"})
"""What banks write where there is no reference."""

_PASSED_OVER = frozenset(
    {"PstlAdr", "RltdAgts", "RltdDts", "Chrgs", "Intrst", "Strd", "Tax", "CardTx", "Avlbty"}
)
"""Parts of an entry that nothing here needs: addresses, agents, charges."""

Values = dict[str, str]
"""Texts of an element by path: ``NtryDtls`` left out, ``Amt@Ccy`` for an attribute."""


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, which changes with every version.

    Parameters
    ----------
    element : lxml.etree._Element
        An element; comments and instructions have no name.

    Returns
    -------
    str
        The name.

    Examples
    --------
    >>> from lxml.etree import fromstring
    >>> local_name(fromstring('<Ntry xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>'))
    'Ntry'
    """
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _without_namespace(tag: str) -> str:
    return tag[tag.rfind("}") + 1 :]


def gather(element: Element, into: Values, transactions: list[Values], path: str = "") -> None:
    """Gather the texts of an element and of all below it, the first at each path.

    Parameters
    ----------
    element : lxml.etree._Element
        An entry, or any part of a statement.
    into : dict of str to str
        Receives the texts.
    transactions : list of dict of str to str
        Receives the texts of each ``TxDtls``.
    path : str
        Where the element stands.

    Examples
    --------
    >>> from lxml.etree import fromstring
    >>> found = {}
    >>> gather(fromstring('<Bal><Tp><Cd>OPBD</Cd></Tp><Amt Ccy="EUR">1</Amt></Bal>'), found, [])
    >>> found
    {'Tp/Cd': 'OPBD', 'Amt': '1', 'Amt@Ccy': 'EUR'}
    """
    for child in element:
        name = local_name(child)
        if name == "TxDtls":
            own: Values = {}
            transactions.append(own)
            gather(child, own, [])
            continue
        here = f"{path}/{name}" if path else name
        if len(child):
            if name not in _PASSED_OVER:
                gather(child, into, transactions, here)
        elif text := child.text:
            if name == "Ustrd" and here in into:
                into[here] += f" {text.strip()}"
            else:
                into.setdefault(here, text.strip())
        if name == "Amt":
            into.setdefault(f"{here}@Ccy", child.get("Ccy", ""))


def read_entry(
    file: str, row: int, account_id: str | None, element: Element
) -> list[StatementLine]:
    """Read one ``Ntry``.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    row : int
        1-based position of its first movement in the file.
    account_id : str or None
        The account of the statement; None when it could not be read.
    element : lxml.Element
        The entry.

    Returns
    -------
    list of StatementLine
        One line; or one for each transaction of a batch, if these add up to the entry.

    Raises
    ------
    UnreadableError
        If the entry is not booked or cannot be read.

    Examples
    --------
    >>> from lxml.etree import fromstring
    >>> entry = fromstring(
    ...     '<Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    ...     "<BookgDt><Dt>2024-05-06</Dt></BookgDt></Ntry>")
    >>> read_entry("may.xml", 1, "A1", entry)[0].booked_on
    datetime.date(2024, 5, 6)
    """
    entry: Values = {}
    details: list[Values] = []
    gather(element, entry, details)
    _require_booked(entry)
    if account_id is None:
        raise UnreadableError("no_account", "Acct", "belongs to no account", "export it again")
    amount = _signed(entry.get("Amt"), entry.get("CdtDbtInd"))
    currency = read_currency(entry.get("Amt@Ccy"), "Ccy")
    day = _day(entry)
    reversal = entry.get("RvslInd") in {"true", "1"}
    parts = _batch(details, entry["CdtDbtInd"], currency, amount)
    lines = []
    for place, (part, told) in enumerate(parts):
        bank_code, category = _codes(told, entry)
        text, other = _wording(entry, told, inflow=part > 0)
        lines.append(
            StatementLine(
                file,
                row + place,
                account_id,
                day,
                part,
                currency,
                _line_id(entry, told, place if len(parts) > 1 else None),
                None,
                bank_code,
                told.get("Purp/Cd") or None,
                RETURNED_ITEM if reversal else category,
                text,
                other,
            )
        )
    return lines


def _require_booked(entry: Values) -> None:
    status = entry.get("Sts") or entry.get("Sts/Cd") or "BOOK"
    if status == "BOOK":
        return
    if status in {"PDNG", "FUTR"}:
        raise UnreadableError("pending", "Sts", "is not booked yet", "import again later")
    raise UnreadableError("not_booked", "Sts", "is not a booked entry")


def _day(entry: Values) -> date:
    for name in ("BookgDt", "ValDt"):
        if text := entry.get(f"{name}/Dt") or entry.get(f"{name}/DtTm"):
            return read_day(text, name)
    raise UnreadableError("empty", "BookgDt", "is empty", "give the booking day")


def _signed(amount: str | None, indicator: str | None) -> Decimal:
    sign = SIGNS.get(indicator or "")
    if sign is None:
        raise UnreadableError(
            "bad_indicator", "CdtDbtInd", "is neither CRDT nor DBIT", "correct the indicator"
        )
    return sign * read_unsigned(amount, "Amt")


def _line_id(entry: Values, told: Values, place: int | None) -> str | None:
    """Return the bank's reference; that of a batch, with the place, for a transaction in it."""
    reference = entry.get("AcctSvcrRef", "")
    own = told.get("Refs/AcctSvcrRef", "")
    stated = reference or own
    if place is not None and stated:
        stated = own if own and own != reference else f"{stated}#{place + 1}"
    if not stated or stated.upper() in NO_REFERENCE:
        return None
    return read_identifier(stated, "AcctSvcrRef")


def _batch(
    details: list[Values], indicator: str, currency: str, total: Decimal
) -> list[tuple[Decimal, Values]]:
    """Return amount and details of each movement; a batch that does not add up stays one."""
    whole: list[tuple[Decimal, Values]] = [(total, details[0] if details else {})]
    if len(details) < 2:
        return whole
    parts: list[tuple[Decimal, Values]] = []
    for told in details:
        path = "Amt" if "Amt" in told else "AmtDtls/TxAmt/Amt"
        if told.get(f"{path}@Ccy") != currency:
            return whole
        try:
            part = _signed(told.get(path), told.get("CdtDbtInd") or indicator)
        except UnreadableError:
            return whole
        parts.append((part, told))
    return parts if sum(part for part, _ in parts) == total else whole


def _codes(*stated: Values) -> tuple[str | None, str | None]:
    """Return the ISO code and the bank's own code, of the transaction or else of the entry."""
    bank_code = category = None
    for values in stated:
        domain = values.get("BkTxCd/Domn/Cd")
        if bank_code is None and domain:
            family = values.get("BkTxCd/Domn/Fmly/Cd")
            subfamily = values.get("BkTxCd/Domn/Fmly/SubFmlyCd")
            bank_code = f"{domain}/{family}/{subfamily}" if family and subfamily else None
        own = values.get("BkTxCd/Prtry/Cd")
        if category is None and own:
            category = _own_code(own)
    return bank_code, category


def _own_code(code: str) -> str | None:
    """Return the bank's own code; German banks write ``NTRF+166+9071``, which holds two."""
    parts = code.split("+")
    if len(parts) > 1 and parts[1].isdigit() and len(parts[1]) <= 3:
        return f"gvc:{parts[1]}"
    if len(code) == 4 and code[0] in "NFS":
        return f"swift:{code}"
    return None


def _wording(entry: Values, told: Values, *, inflow: bool) -> tuple[str, str]:
    """Return the free text and the other side, for the recognition of roles alone."""
    party = "RltdPties/Dbtr" if inflow else "RltdPties/Cdtr"
    ultimate = "RltdPties/UltmtDbtr" if inflow else "RltdPties/UltmtCdtr"
    name = told.get(f"{party}/Nm") or told.get(f"{party}/Pty/Nm") or ""
    account = told.get(f"{party}Acct/Id/IBAN") or told.get(f"{party}Acct/Id/Othr/Id")
    words = (
        name,
        told.get(f"{ultimate}/Nm") or told.get(f"{ultimate}/Pty/Nm"),
        told.get("RmtInf/Ustrd"),
        told.get("AddtlTxInf"),
        entry.get("AddtlNtryInf"),
    )
    return read_text(" ".join(filter(None, words))), read_text(account or name)

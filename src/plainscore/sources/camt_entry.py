"""One camt entry: the movement it books, or the movements of a batch."""

from datetime import date
from decimal import Decimal

from lxml.etree import _Element as Element

from plainscore.sources.statement import StatementLine
from plainscore.sources.unreadable import UnreadableError
from plainscore.sources.values import (
    read_currency,
    read_day,
    read_identifier,
    read_text,
    read_unsigned,
)

SIGNS = {"CRDT": 1, "DBIT": -1}
"""``CdtDbtInd``: the direction of the entry as it stands, reversal or not."""

RETURNED_ITEM = "swift:NRTI"
"""How a line that undoes another is told to the recognition of roles, in every format."""

NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "NOREF", "NOT PROVIDED", "N/A"})
"""What banks write where there is no reference."""

Children = dict[str, Element]


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, which changes with every version."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def children_of(element: Element | None) -> Children:
    """Return the first child of each name."""
    found: Children = {}
    if element is not None:
        for child in element:
            found.setdefault(local_name(child), child)
    return found


def element_at(element: Element | None, *path: str) -> Element | None:
    """Return the first element at a path of local names, or None."""
    for name in path:
        if element is None:
            return None
        for child in element:
            if local_name(child) == name:
                element = child
                break
        else:
            return None
    return element


def text_at(element: Element | None, *path: str) -> str:
    """Return the text at a path of local names, stripped, or an empty string."""
    found = element_at(element, *path)
    return "" if found is None or not found.text else found.text.strip()


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
    fields = children_of(element)
    _require_booked(fields)
    if account_id is None:
        raise UnreadableError("no_account", "Acct", "belongs to no account", "export it again")
    amount = _signed(fields.get("Amt"), fields.get("CdtDbtInd"), None)
    currency = read_currency(fields["Amt"].get("Ccy"), "Ccy")
    day = _day(fields)
    details = [
        transaction
        for block in element
        if local_name(block) == "NtryDtls"
        for transaction in block
        if local_name(transaction) == "TxDtls"
    ]
    reversal = text_at(fields.get("RvslInd")) in {"true", "1"}
    parts = _batch(details, fields["CdtDbtInd"], currency, amount)
    reference = text_at(fields.get("AcctSvcrRef"))
    lines = []
    for place, (part, transaction) in enumerate(parts):
        told = children_of(transaction)
        own = text_at(told.get("Refs"), "AcctSvcrRef")
        line_id = own if own and len(parts) > 1 else reference or own
        if line_id and len(parts) > 1 and line_id == reference:
            line_id = f"{reference}#{place + 1}"
        bank_code, category = _codes(told.get("BkTxCd"), fields.get("BkTxCd"))
        text, other = _wording(fields, told, inflow=part > 0)
        lines.append(
            StatementLine(
                file,
                row + place,
                account_id,
                day,
                part,
                currency,
                None
                if not line_id or line_id.upper() in NO_REFERENCE
                else read_identifier(line_id, "AcctSvcrRef"),
                None,
                bank_code,
                text_at(told.get("Purp"), "Cd") or None,
                RETURNED_ITEM if reversal else category,
                text,
                other,
            )
        )
    return lines


def _require_booked(fields: Children) -> None:
    stated = fields.get("Sts")
    status = text_at(stated) or text_at(stated, "Cd") or "BOOK"
    if status == "BOOK":
        return
    if status in {"PDNG", "FUTR"}:
        raise UnreadableError("pending", "Sts", "is not booked yet", "import again later")
    raise UnreadableError("not_booked", "Sts", "is not a booked entry")


def _day(fields: Children) -> date:
    for name in ("BookgDt", "ValDt"):
        stated = fields.get(name)
        text = text_at(stated, "Dt") or text_at(stated, "DtTm")
        if text:
            return read_day(text, name)
    raise UnreadableError("empty", "BookgDt", "is empty", "give the booking day")


def _signed(
    amount: Element | None,
    indicator: Element | None,
    otherwise: Element | None,
) -> Decimal:
    sign = SIGNS.get(text_at(indicator) or text_at(otherwise))
    if sign is None:
        raise UnreadableError(
            "bad_indicator", "CdtDbtInd", "is neither CRDT nor DBIT", "correct the indicator"
        )
    return sign * read_unsigned(None if amount is None else amount.text, "Amt")


def _batch(
    details: list[Element],
    indicator: Element,
    currency: str,
    total: Decimal,
) -> list[tuple[Decimal, Element | None]]:
    """Return amount and details of each movement; a batch that does not add up stays one."""
    whole: list[tuple[Decimal, Element | None]] = [(total, details[0] if details else None)]
    if len(details) < 2:
        return whole
    parts: list[tuple[Decimal, Element | None]] = []
    for transaction in details:
        fields = children_of(transaction)
        amount = fields.get("Amt")
        if amount is None:
            amount = element_at(fields.get("AmtDtls"), "TxAmt", "Amt")
        if amount is None or amount.get("Ccy") != currency:
            return whole
        try:
            part = _signed(amount, fields.get("CdtDbtInd"), indicator)
        except UnreadableError:
            return whole
        parts.append((part, transaction))
    return parts if sum(part for part, _ in parts) == total else whole


def _codes(*stated: Element | None) -> tuple[str | None, str | None]:
    """Return the ISO code and the bank's own code, of the transaction or else of the entry."""
    bank_code = category = None
    for element in stated:
        fields = children_of(element)
        domain = fields.get("Domn")
        if bank_code is None and domain is not None:
            family = element_at(domain, "Fmly")
            codes = (text_at(domain, "Cd"), text_at(family, "Cd"), text_at(family, "SubFmlyCd"))
            bank_code = "/".join(codes) if all(codes) else None
        if category is None and "Prtry" in fields:
            category = _own_code(text_at(fields["Prtry"], "Cd"))
    return bank_code, category


def _own_code(code: str) -> str | None:
    """Return the bank's own code; German banks write ``NTRF+166+9071``, which holds two."""
    parts = code.split("+")
    if len(parts) > 1 and parts[1].isdigit() and len(parts[1]) <= 3:
        return f"gvc:{parts[1]}"
    if len(code) == 4 and code[0] in "NFS":
        return f"swift:{code}"
    return None


def _wording(fields: Children, told: Children, *, inflow: bool) -> tuple[str, str]:
    """Return the free text and the other side, for the recognition of roles alone."""
    side = "Dbtr" if inflow else "Cdtr"
    parties = children_of(told.get("RltdPties"))
    party = parties.get(side)
    name = text_at(party, "Nm") or text_at(party, "Pty", "Nm")
    account = text_at(parties.get(f"{side}Acct"), "Id", "IBAN") or text_at(
        parties.get(f"{side}Acct"), "Id", "Othr", "Id"
    )
    remittance = told.get("RmtInf")
    words = [name, text_at(parties.get(f"Ultmt{side}"), "Nm")]
    if remittance is not None:
        words += [text_at(part) for part in remittance if local_name(part) == "Ustrd"]
    words += [text_at(told.get("AddtlTxInf")), text_at(fields.get("AddtlNtryInf"))]
    return read_text(" ".join(filter(None, words))), read_text(account or name)

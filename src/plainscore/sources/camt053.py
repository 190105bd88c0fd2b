"""ISO 20022 camt: statements (053), reports (052) and notifications (054), versions 02 to 14.

Amounts are absolute, beside ``CdtDbtInd``, which tells the direction of the entry itself:
``RvslInd`` says that the entry undoes another and changes no sign. A batch entry is read as its
transactions where these add up to it. The file is read as a stream, so its size does not matter.
A document type declaration is refused, so no entity is ever expanded and nothing is fetched.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element as Element

from plainscore.records import AccountKind
from plainscore.sources.amounts import read_amount
from plainscore.sources.balances import newest_first, running_balances, with_balances
from plainscore.sources.camt_entry import SIGNS, Values, gather, local_name, read_entry
from plainscore.sources.currencies import read_currency
from plainscore.sources.formats import Format
from plainscore.sources.identifiers import read_account_id
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_WATCHED = tuple(f"{{*}}{name}" for name in ("Document", *_STATEMENTS, "Acct", "Bal", "Ntry"))
_KINDS = {
    "CACC": AccountKind.CURRENT,
    "TRAN": AccountKind.CURRENT,
    "SVGS": AccountKind.SAVINGS,
    "LOAN": AccountKind.LOAN,
    "CARD": AccountKind.CARD,
    "MGLD": AccountKind.LOAN,
}


@dataclass(slots=True)
class _Statement:
    """What is known of the statement being read."""

    account_id: str | None = None
    currency: str | None = None
    kind: AccountKind = AccountKind.CURRENT
    opening: Decimal | None = None
    closing: Decimal | None = None
    lines: list[StatementLine] = field(default_factory=list)


def read_camt(path: Path, file: str) -> Parsed:
    """Read one camt file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.

    Returns
    -------
    Parsed
        `rows_in` counts the movements: the entries, a batch by its transactions. A file that is
        cut short gives the entries before the cut.

    Raises
    ------
    UnreadableError
        If nothing in it can be read.

    Examples
    --------
    >>> import tempfile
    >>> entry = ('<Ntry><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>'
    ...          '<BookgDt><Dt>2024-05-06</Dt></BookgDt></Ntry>')
    >>> account = "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>"
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "camt.xml"
    ...     _ = path.write_text(
    ...         '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    ...         f"<BkToCstmrStmt><Stmt>{account}{entry}</Stmt></BkToCstmrStmt></Document>")
    ...     read_camt(path, "camt.xml").lines[0].amount
    Decimal('-12.50')
    """
    tally = Tally(file, Format.CAMT053)
    with path.open("rb") as stream:
        try:
            statements = _walk(tally, stream)
        except etree.XMLSyntaxError as error:
            return _cut_short(tally, error)
    if not statements:
        raise UnreadableError(
            "not_the_format",
            None,
            "is XML, but holds no statement (Stmt, Rpt or Ntfctn)",
            "export it again as camt.053",
        )
    return tally.parsed()


def _cut_short(tally: Tally, error: etree.XMLSyntaxError) -> Parsed:
    if not tally.rows_in and not tally.accounts:
        raise UnreadableError(
            "not_xml", None, "is not well-formed XML", "export the file again"
        ) from error
    tally.notice(
        "truncated",
        f"stops being XML at line {error.lineno}; what stands before was read",
        "export the file again",
    )
    return tally.parsed()


def _walk(tally: Tally, stream: BinaryIO) -> int:
    """Read statement by statement; elements are freed as soon as they are read."""
    statements = 0
    open_statements: list[_Statement] = []
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=_WATCHED,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    try:
        for event, element in events:
            name = local_name(element)
            if event == "start":
                if first:
                    _refuse_doctype(element)
                    first = False
                if name in _STATEMENTS:
                    statements += 1
                    open_statements.append(_Statement())
            elif name in _STATEMENTS:
                _close(tally, open_statements.pop())
                _free(element)
            elif open_statements and _parent_name(element) in _STATEMENTS:
                _take(tally, open_statements[-1], name, element)
                _free(element)
    finally:
        for statement in open_statements:
            _close(tally, statement, whole=False)
    return statements


def _refuse_doctype(element: Element) -> None:
    if element.getroottree().docinfo.doctype:
        raise UnreadableError(
            "doctype",
            None,
            "holds a document type declaration, which is refused",
            "export the file again without it",
        )


def _take(tally: Tally, statement: _Statement, name: str, element: Element) -> None:
    if name == "Ntry":
        _entry(tally, statement, element)
    elif name == "Bal":
        _balance(statement, element)
    else:
        _account(tally, statement, element)


def _free(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _parent_name(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


def _account(tally: Tally, statement: _Statement, element: Element) -> None:
    stated: Values = {}
    gather(element, stated, [])
    number = stated.get("Id/IBAN") or stated.get("Id/Othr/Id") or ""
    try:
        statement.account_id = read_account_id(number, "Acct")
    except UnreadableError as reason:
        tally.notice(reason.code, f"an account {reason.message}", reason.remedy, column="Acct")
    statement.currency = stated.get("Ccy") or None
    kind = stated.get("Tp/Cd")
    statement.kind = _KINDS.get(kind, AccountKind.OTHER) if kind else AccountKind.CURRENT


def _balance(statement: _Statement, element: Element) -> None:
    stated: Values = {}
    gather(element, stated, [])
    kind = stated.get("Tp/CdOrPrtry/Cd")
    sign = SIGNS.get(stated.get("CdtDbtInd", ""))
    if sign is None:
        return
    try:
        balance = sign * read_amount(stated.get("Amt"), "Bal")
    except UnreadableError:
        return
    statement.currency = statement.currency or stated.get("Amt@Ccy")
    if stated.get("Amt@Ccy") != statement.currency:
        return
    if kind in {"OPBD", "PRCD"} and statement.opening is None:
        statement.opening = balance
    elif kind == "CLBD":
        statement.closing = balance


def _close(tally: Tally, statement: _Statement, *, whole: bool = True) -> None:
    """Put the balances on the lines, if the statement is whole and they lead to its end."""
    lines = statement.lines
    days = [line.booked_on for line in lines]
    running = None
    if whole and statement.opening is not None and statement.closing is not None:
        running = running_balances(
            days,
            [line.amount for line in lines],
            statement.opening,
            statement.closing,
            reverse=newest_first(days),
        )
        if running is None:
            tally.notice(
                "balances_do_not_close",
                "the entries of a statement do not lead from its opening to its closing balance; "
                "no balance after each entry is given",
            )
    tally.lines += lines if running is None else with_balances(lines, running)
    if statement.account_id is not None and statement.account_id not in tally.accounts:
        try:
            currency = read_currency(
                statement.currency or next((line.currency for line in lines), None), "Ccy"
            )
        except UnreadableError:
            return
        tally.accounts[statement.account_id] = StatementAccount(
            statement.account_id, statement.kind, currency
        )


def _entry(tally: Tally, statement: _Statement, element: Element) -> None:
    row = tally.rows_in + 1
    try:
        lines = read_entry(tally.file, row, statement.account_id, element)
    except UnreadableError as reason:
        tally.rows_in += 1
        tally.quarantine(row, reason)
        return
    tally.rows_in += len(lines)
    statement.lines += lines

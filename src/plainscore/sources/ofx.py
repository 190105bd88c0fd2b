"""OFX 1 (SGML) and 2 (XML), and QFX: statements of bank accounts and cards.

Amounts are signed. A document type declaration is refused, and no entity is expanded beyond the
named characters of HTML.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from plainscore.records import AccountKind
from plainscore.sources.amounts import read_amount
from plainscore.sources.balances import newest_first, running_balances, with_balances
from plainscore.sources.currencies import read_currency
from plainscore.sources.days import read_day
from plainscore.sources.formats import Format
from plainscore.sources.identifiers import read_account_id, read_identifier, read_text
from plainscore.sources.json_document import read_whole
from plainscore.sources.ofx_statements import OfxStatement, ofx_statements
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_KINDS = {
    "SAVINGS": AccountKind.SAVINGS,
    "MONEYMRKT": AccountKind.SAVINGS,
    "CD": AccountKind.SAVINGS,
    "CREDITLINE": AccountKind.LOAN,
}


def read_ofx(path: Path, file: str) -> Parsed:
    r"""Read one OFX or QFX file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.

    Returns
    -------
    Parsed
        `rows_in` counts the ``STMTTRN`` of all statements, one that is cut short included. Where
        the list ends with the day of the ledger balance, the balance after each line is counted
        back from it.

    Raises
    ------
    UnreadableError
        If it holds no statement.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "may.ofx"
    ...     _ = path.write_text(
    ...         "OFXHEADER:100\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>A1</BANKACCTFROM>"
    ...         "<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240506<TRNAMT>-2.50<FITID>1"
    ...         "</STMTTRN></BANKTRANLIST></STMTRS></OFX>")
    ...     read_ofx(path, "may.ofx").lines[0].amount
    Decimal('-2.50')
    """
    text = _decoded(read_whole(path))
    if _DECLARATION.search(text):
        raise UnreadableError(
            "doctype",
            None,
            "holds a document type declaration, which is refused",
            "export the file again without it",
        )
    tally = Tally(file, Format.OFX)
    statements = 0
    for statement in ofx_statements(text):
        statements += 1
        _read_statement(tally, statement)
    if not statements:
        raise UnreadableError(
            "not_the_format", None, "holds no OFX statement", "export it again as OFX"
        )
    return tally.parsed()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _read_statement(tally: Tally, statement: OfxStatement) -> None:
    account_id, currency = _account(tally, statement)
    lines = []
    for place, entry in enumerate(statement.entries, start=1):
        tally.rows_in += 1
        if statement.cut_entry and place == len(statement.entries):
            reason = UnreadableError("truncated", "STMTTRN", "is cut short", "export it again")
            tally.quarantine(tally.rows_in, reason)
            break
        try:
            lines.append(_line(tally, account_id, currency, entry))
        except UnreadableError as refusal:
            tally.quarantine(tally.rows_in, refusal)
    if statement.cut:
        tally.notice("truncated", "ends within a statement", "export the file again")
    elif len(lines) == len(statement.entries):
        opening = _opening(statement.values, lines)
        days = [line.booked_on for line in lines]
        running = running_balances(
            days, [line.amount for line in lines], opening, None, reverse=newest_first(days)
        )
        lines = lines if running is None else with_balances(lines, running)
    tally.lines += lines


def _account(tally: Tally, statement: OfxStatement) -> tuple[str | None, str | None]:
    values = statement.values
    number = values.get("CCACCTFROM.ACCTID") or values.get("BANKACCTFROM.ACCTID")
    bank = values.get("BANKACCTFROM.BANKID")
    if number and bank and not _IBAN.fullmatch(number):
        number = f"{bank}/{number}"
    try:
        account_id = read_account_id(number, "ACCTID")
        currency = read_currency(values.get("CURDEF"), "CURDEF")
    except UnreadableError as reason:
        tally.notice(
            reason.code, f"an account was left out: {reason.message}", column=reason.column
        )
        return None, None
    kind = _KINDS.get(values.get("BANKACCTFROM.ACCTTYPE", "").upper(), AccountKind.CURRENT)
    if statement.card:
        kind = AccountKind.CARD
    tally.accounts.setdefault(account_id, StatementAccount(account_id, kind, currency))
    return account_id, currency


def _line(
    tally: Tally, account_id: str | None, currency: str | None, entry: dict[str, str]
) -> StatementLine:
    if account_id is None:
        raise UnreadableError("no_account", "ACCTID", "belongs to no account", "export it again")
    corrected = entry.get("CORRECTFITID")
    if corrected:
        tally.removed.add((account_id, corrected))
        if entry.get("CORRECTACTION", "").upper() == "DELETE":
            raise UnreadableError("removed", "CORRECTACTION", "only withdraws another line")
    kind = entry.get("TRNTYPE", "").upper()
    if kind == "HOLD":
        raise UnreadableError("pending", "TRNTYPE", "is not booked yet", "import again later")
    amount = entry.get("TRNAMT", "")
    name = entry.get("NAME") or entry.get("PAYEE.NAME") or ""
    line_id = entry.get("FITID")
    texts = (name, entry.get("EXTDNAME", ""), entry.get("MEMO", ""))
    other = entry.get("BANKACCTTO.ACCTID") or entry.get("CCACCTTO.ACCTID") or name
    return StatementLine(
        tally.file,
        tally.rows_in,
        account_id,
        _day(entry.get("DTPOSTED"), "DTPOSTED"),
        read_amount(amount if "." in amount else amount.replace(",", "."), "TRNAMT"),
        read_currency(entry.get("CURRENCY.CURSYM") or currency, "CURSYM"),
        None if line_id is None else read_identifier(line_id, "FITID"),
        None,
        None,
        None,
        f"ofx:{kind}" if kind else None,
        read_text(" ".join(filter(None, dict.fromkeys(texts)))),
        read_text(other),
    )


def _day(value: str | None, column: str) -> date:
    """Read the day of ``20240506120000[-5:EST]``: the day as the bank wrote it."""
    return read_day(value[:8] if value else value, column)


def _opening(values: dict[str, str], lines: Sequence[StatementLine]) -> Decimal | None:
    """Count back from the ledger balance, if the list reaches its day."""
    balance = values.get("LEDGERBAL.BALAMT", "")
    try:
        closing = read_amount(balance.replace(",", "."), "BALAMT")
        day = _day(values.get("LEDGERBAL.DTASOF"), "DTASOF")
        end = _day(values.get("BANKTRANLIST.DTEND"), "DTEND")
    except UnreadableError:
        return None
    if day > end:
        return None
    return closing - sum(line.amount for line in lines if line.booked_on <= day)

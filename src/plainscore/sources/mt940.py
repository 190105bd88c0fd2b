"""SWIFT MT940 statements and MT942 reports.

The tags ``:61:`` and ``:86:`` are read by the mt-940 library, one statement at a time and, where
that fails, one line at a time, so that a bad line costs no other. Balances and the account are
read here. ``RC`` (a credit reversed) takes money away and ``RD`` (a debit reversed) brings it back.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import mt940
from mt940.tags import StatementGLS

from plainscore.records import AccountKind
from plainscore.sources.amounts import read_amount
from plainscore.sources.balances import newest_first, running_balances, with_balances
from plainscore.sources.camt_entry import NO_REFERENCE, RETURNED_ITEM
from plainscore.sources.currencies import read_currency
from plainscore.sources.days import within_range
from plainscore.sources.formats import Format
from plainscore.sources.identifiers import read_account_id, read_identifier, read_text
from plainscore.sources.json_document import read_whole
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

# The library logs lines it cannot read, and the lines of a statement are personal data.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)

_TAG = re.compile(r"^:\n?(\d\d|NS)[A-Z]?:", re.MULTILINE)
_MOVEMENT = re.compile(r"^:\n?61:", re.MULTILINE)
_ACCOUNT = re.compile(r"^:25P?:(.*)$", re.MULTILINE)
_BALANCE = re.compile(r"^:(60|62)[FM]:([CD])\d{6}([A-Z]{3})([\d,]{1,24})", re.MULTILINE)
_CLOSING = re.compile(r"^:62([FM]):", re.MULTILINE)
_FLOOR = re.compile(r"^:(?:34F|90[CD]):\d*([A-Z]{3})", re.MULTILINE)
_PURPOSE = re.compile(r"PURP(?:\+|/+CD/|/)([A-Z]{4})\b")
_TRAILING_CURRENCY = re.compile(r"\d([A-Z]{3})$")

_OPTIONS = mt940.Options.all()
_TAGS = (None, {61: StatementGLS()})
"""The standard layout of ``:61:``, and the one with references longer than it allows."""

_TEXTS = (
    "posting_text",
    "applicant_name",
    "purpose",
    "additional_purpose",
    "transaction_details",
    "extra_details",
    "non_swift_text",
)
_OLDEST_SHORT_YEAR = 2080
"""Two-digit years from 80 on are of the last century."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """What a statement says of all its lines."""

    account_id: str | None
    currency: str | None
    opening: Decimal | None
    closing: Decimal | None


def read_mt940(path: Path, file: str) -> Parsed:
    r"""Read one MT940 or MT942 file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.

    Returns
    -------
    Parsed
        `rows_in` counts the ``:61:`` tags. The booking day is the entry date, or the value date
        where there is none.

    Raises
    ------
    UnreadableError
        If it holds no tag of a statement.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "may.sta"
    ...     _ = path.write_text(
    ...         ":20:REF\n:25:A1\n:60F:C240501EUR10,00\n:61:2405060506D2,50NTRFNONREF\n")
    ...     read_mt940(path, "may.sta").lines[0].amount
    Decimal('-2.50')
    """
    text = _clean(_decoded(read_whole(path)))
    if not _TAG.search(text):
        raise UnreadableError(
            "not_the_format", None, "holds no tag of an MT940 statement", "export it again"
        )
    tally = Tally(file, Format.MT940)
    for block in _blocks(text):
        _read_block(tally, block)
    closings = _CLOSING.findall(text)
    if closings and closings[-1] == "M":
        tally.notice(
            "truncated", "ends with a page that another should follow", "export the whole statement"
        )
    return tally.parsed()


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _clean(text: str) -> str:
    """Drop empty lines, SWIFT envelopes and the dashes between statements."""
    lines = (line.rstrip() for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line and line.strip() not in {"-", "-}", "-}{5:}"})


def _blocks(text: str) -> Iterator[str]:
    """Yield the text of each statement; what stands before the first ``:20:`` is one too."""
    starts = [match.start() for match in re.finditer(r"^:20:", text, re.MULTILINE)]
    for start, end in pairwise([0, *starts, len(text)]):
        yield text[start:end]


def _read_block(tally: Tally, block: str) -> None:
    statement = _statement(tally, block)
    movements = _movements(block)
    lines = []
    for data in _parsed_movements(movements):
        tally.rows_in += 1
        try:
            lines.append(_line(tally.file, tally.rows_in, statement, data))
        except UnreadableError as reason:
            tally.quarantine(tally.rows_in, reason)
    if statement.opening is not None and statement.closing is None:
        tally.notice(
            "truncated", "holds a statement without a closing balance", "export the file again"
        )
    whole = len(lines) == len(movements)
    if whole and lines and statement.opening is not None and statement.closing is not None:
        days = [line.booked_on for line in lines]
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
                "the lines of a statement do not lead from its opening to its closing balance; "
                "no balance after each line is given",
            )
        else:
            lines = with_balances(lines, running)
    tally.lines += lines


def _statement(tally: Tally, block: str) -> _Statement:
    account = _ACCOUNT.search(block)
    account_id = account[1].strip() if account else None
    balances: dict[str, Decimal] = {}
    currency = None
    for tag, mark, code, digits in _BALANCE.findall(block):
        currency = currency or code
        try:
            amount = read_amount(digits.replace(",", "."), f":{tag}:")
        except UnreadableError:
            continue
        if tag == "62" or tag not in balances:
            balances[tag] = -amount if mark == "D" else amount
    if currency is None and (floor := _FLOOR.search(block)):
        currency = floor[1]
    if account_id is not None:
        trailing = _TRAILING_CURRENCY.search(account_id)
        if trailing and currency in {None, trailing[1]}:
            currency, account_id = trailing[1], account_id[:-3]
        try:
            account_id = read_account_id(account_id, ":25:")
            if account_id not in tally.accounts:
                tally.accounts[account_id] = StatementAccount(
                    account_id, AccountKind.CURRENT, read_currency(currency, ":60F:")
                )
        except UnreadableError as reason:
            tally.notice(reason.code, f"an account was left out: {reason.message}", column=":25:")
            account_id = None if reason.column == ":25:" else account_id
    return _Statement(account_id, currency, balances.get("60"), balances.get("62"))


def _movements(block: str) -> list[str]:
    """Return each ``:61:`` with the tags that tell more of it, up to the next line or balance."""
    starts = [match.start() for match in _MOVEMENT.finditer(block)]
    movements = []
    for start, end in pairwise([*starts, len(block)]):
        text = block[start:end]
        closing = re.search(r"^:(?:6[0245]|90|20|28|25)[A-Z]?:", text, re.MULTILINE)
        movements.append(text[: closing.start()] if closing else text)
    return movements


def _parsed_movements(movements: list[str]) -> Iterator[dict[str, object] | None]:
    """Yield what the library reads of each line; None where it cannot."""
    together = _parse("\n".join(movements), len(movements))
    if together is not None:
        yield from together
        return
    for movement in movements:
        for tags in _TAGS:
            alone = _parse(movement, 1, tags)
            if alone is not None:
                yield alone[0]
                break
        else:
            yield None


def _parse(
    text: str, expected: int, tags: dict[int, StatementGLS] | None = None
) -> list[dict[str, object]] | None:
    try:
        found = mt940.models.Transactions(tags=tags, options=_OPTIONS).parse(text)
    except Exception:  # noqa: BLE001 - the library lets errors of every kind through
        return None
    return [transaction.data for transaction in found] if len(found) == expected else None


def _line(
    file: str, row: int, statement: _Statement, data: dict[str, object] | None
) -> StatementLine:
    if data is None:
        raise UnreadableError(
            "bad_line", ":61:", "is not a statement line", "export the statement again"
        )
    if statement.account_id is None:
        raise UnreadableError("no_account", ":25:", "belongs to no account", "export it again")
    amount = read_amount(getattr(data.get("amount"), "amount", None), ":61:")
    reference = str(data.get("bank_reference") or "").strip()
    text = " ".join(
        str(value) for name in _TEXTS if isinstance(value := data.get(name), str) and value
    )
    purpose = _PURPOSE.search(text)
    stated = data.get("purpose_code")
    other = data.get("applicant_iban") or data.get("gvc_applicant_iban") or ""
    return StatementLine(
        file,
        row,
        statement.account_id,
        _day(data.get("entry_date") or data.get("date")),
        amount,
        read_currency(statement.currency, ":60F:"),
        None
        if not reference or reference.upper() in NO_REFERENCE
        else read_identifier(reference, ":61:"),
        None,
        None,
        str(stated).strip() if stated else purpose[1] if purpose else None,
        _category(data),
        read_text(text),
        read_text(other or data.get("applicant_name")),
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise UnreadableError("bad_date", ":61:", "is not a date", "write YYMMDD")
    year = value.year - 100 if value.year >= _OLDEST_SHORT_YEAR else value.year
    try:
        return within_range(date(year, value.month, value.day), ":61:")
    except ValueError:
        raise UnreadableError("bad_date", ":61:", "is not a date", "write YYMMDD") from None


def _category(data: dict[str, object]) -> str | None:
    """Return the German business code, or else the SWIFT type; a reversal before both."""
    if str(data.get("status")).upper() in {"RC", "RD"}:
        return RETURNED_ITEM
    german = str(data.get("transaction_code") or "")
    if german.isdigit() and len(german) == 3:
        return f"gvc:{german}"
    swift = str(data.get("id") or "").strip()
    return f"swift:{swift}" if swift else None

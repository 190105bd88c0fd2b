"""UK Open Banking (OBIE Read/Write API) 3.1 and 4: accounts, balances and transactions.

Amounts are absolute, beside an indicator. Version 4 writes ISO 20022 codes (``BOOK``, ``CACC``)
where version 3.1 writes words (``Booked``, ``CurrentAccount``). Only booked transactions count.
The merchant, creditor and debtor blocks serve to recognise a role and go no further.
"""

import re
from decimal import Decimal
from pathlib import Path

from plainscore.records import AccountKind
from plainscore.sources.amounts import read_amount, read_unsigned
from plainscore.sources.currencies import read_currency
from plainscore.sources.days import read_day
from plainscore.sources.formats import Format
from plainscore.sources.identifiers import read_account_id, read_identifier, read_text
from plainscore.sources.json_document import field_of, members, read_json, read_whole
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

_KINDS = {
    "currentaccount": AccountKind.CURRENT,
    "cacc": AccountKind.CURRENT,
    "tran": AccountKind.CURRENT,
    "savings": AccountKind.SAVINGS,
    "svgs": AccountKind.SAVINGS,
    "creditcard": AccountKind.CARD,
    "chargecard": AccountKind.CARD,
    "card": AccountKind.CARD,
    "loan": AccountKind.LOAN,
    "mortgage": AccountKind.LOAN,
    "moma": AccountKind.LOAN,
    "mort": AccountKind.LOAN,
}
"""``AccountSubType`` of 3.1 and ``AccountTypeCode`` of 4 (ISO 20022 cash account types)."""

_BOOKED = frozenset({"booked", "book"})
_PENDING = frozenset({"pending", "pdng"})
_SIGNS = {"credit": 1, "crdt": 1, "debit": -1, "dbit": -1}
_BOOKED_BALANCES = frozenset(
    {"closingbooked", "interimbooked", "openingbooked", "information"} | {"clbd", "itbd", "opbd"}
)
_ARRANGED = frozenset({"pre-agreed", "credit"})
"""Kinds of credit line that a person may draw on at any time."""

_DAY_FIRST = re.compile(r"(\d{2})-(\d{2})-(\d{4})", re.ASCII)
_ISO_CODE = re.compile(r"[A-Z]{4}", re.ASCII)


def read_obie(path: Path, file: str) -> Parsed:
    """Read one answer of the account information API, or a list of such answers.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.

    Returns
    -------
    Parsed
        `rows_in` counts the transactions; a file of accounts or balances has none.

    Raises
    ------
    UnreadableError
        If nothing in it can be read.

    Examples
    --------
    >>> import json, tempfile
    >>> row = {"AccountId": "A1", "TransactionId": "T1", "CreditDebitIndicator": "Debit",
    ...        "Status": "Booked", "BookingDateTime": "2024-05-06T10:00:00Z",
    ...        "Amount": {"Amount": "12.50", "Currency": "GBP"}}
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "obie.json"
    ...     _ = path.write_text(json.dumps({"Data": {"Transaction": [row]}}))
    ...     read_obie(path, "obie.json").lines[0].amount
    Decimal('-12.50')
    """
    document = read_json(read_whole(path))
    answers = document if isinstance(document, list) else [document]
    blocks = [
        data
        for data in (field_of(answer, "Data") for answer in answers)
        if isinstance(data, dict)
        and any(
            isinstance(data.get(name), list | dict)
            for name in ("Account", "Balance", "Transaction")
        )
    ]
    if not blocks:
        raise UnreadableError(
            "not_the_format",
            None,
            "is JSON, but holds no Data.Account, Data.Balance or Data.Transaction",
            "save the answer of /accounts, /balances or /transactions",
        )
    tally = Tally(file, Format.OBIE)
    for data in blocks:
        for account in members(data, "Account"):
            _account(tally, account)
    for data in blocks:
        for balance in members(data, "Balance"):
            _balance(tally, balance)
        for transaction in members(data, "Transaction"):
            tally.rows_in += 1
            try:
                tally.lines.append(_line(file, tally.rows_in, transaction))
            except UnreadableError as reason:
                tally.quarantine(tally.rows_in, reason)
    for line in tally.lines:
        if line.account_id not in tally.accounts:
            tally.accounts[line.account_id] = StatementAccount(
                line.account_id, AccountKind.CURRENT, line.currency
            )
    return tally.parsed()


def _account(tally: Tally, account: object) -> None:
    try:
        account_id = read_account_id(field_of(account, "AccountId"), "AccountId")
        currency = read_currency(field_of(account, "Currency"), "Currency")
        opened = field_of(account, "OpeningDate")
        if isinstance(opened, str) and (day_first := _DAY_FIRST.match(opened)):
            opened = "-".join(reversed(day_first.groups()))
        opened_on = None if opened is None else read_day(opened, "OpeningDate")
    except UnreadableError as reason:
        tally.notice(
            reason.code, f"an account was left out: {reason.message}", column=reason.column
        )
        return
    stated = field_of(account, "AccountTypeCode") or field_of(account, "AccountSubType")
    kind = AccountKind.CURRENT if stated is None else AccountKind.OTHER
    if isinstance(stated, str):
        kind = _KINDS.get(stated.rpartition(".")[2].casefold(), kind)
    tally.accounts[account_id] = StatementAccount(account_id, kind, currency, opened_on)


def _balance(tally: Tally, balance: object) -> None:
    """Take the arranged credit line; balances themselves stand on the transactions."""
    try:
        account_id = read_account_id(field_of(balance, "AccountId"), "AccountId")
        currency = read_currency(field_of(balance, "Amount", "Currency"), "Currency")
        limits = [
            read_amount(field_of(credit, "Amount", "Amount"), "CreditLine")
            for credit in members(balance, "CreditLine")
            if str(field_of(credit, "Type")).casefold() in _ARRANGED
        ]
    except UnreadableError as reason:
        tally.notice(reason.code, f"a balance was left out: {reason.message}", column=reason.column)
        return
    known = tally.accounts.get(account_id)
    kind = AccountKind.CURRENT if known is None else known.kind
    opened_on = None if known is None else known.opened_on
    stated = [known.credit_limit] if known and known.credit_limit is not None else []
    tally.accounts[account_id] = StatementAccount(
        account_id,
        kind,
        currency if known is None else known.currency,
        opened_on,
        max([*stated, *limits], default=None),
    )


def _line(file: str, row: int, transaction: object) -> StatementLine:
    if not isinstance(transaction, dict):
        raise UnreadableError("not_a_transaction", None, "is not an object", "export it again")
    status = str(transaction.get("Status")).casefold()
    if status not in _BOOKED:
        if status in _PENDING:
            raise UnreadableError("pending", "Status", "is not booked yet", "import again later")
        raise UnreadableError("not_booked", "Status", "is not a booked transaction", "nothing")
    amount = _signed(transaction, "CreditDebitIndicator")
    bank_code, category = _codes(transaction)
    mutable = str(transaction.get("TransactionMutability")).casefold() == "mutable"
    line_id = transaction.get("TransactionId")
    sides = ("CreditorAccount", "DebtorAccount") if amount < 0 else ("DebtorAccount",)
    words = (
        _words(transaction.get("TransactionInformation")),
        read_text(field_of(transaction, "MerchantDetails", "MerchantName")),
        *(read_text(field_of(transaction, side, "Name")) for side in sides),
    )
    other = next(
        (
            text
            for side in sides
            if (text := read_text(field_of(transaction, side, "Identification")))
        ),
        "",
    )
    return StatementLine(
        file,
        row,
        read_account_id(transaction.get("AccountId"), "AccountId"),
        read_day(transaction.get("BookingDateTime"), "BookingDateTime"),
        amount,
        read_currency(field_of(transaction, "Amount", "Currency"), "Currency"),
        None if mutable or line_id is None else read_identifier(line_id, "TransactionId"),
        _balance_after(transaction.get("Balance")),
        bank_code,
        _purpose(transaction),
        category,
        " ".join(part for part in dict.fromkeys(words) if part),
        other or words[1],
    )


def _signed(block: dict[str, object], column: str) -> Decimal:
    sign = _SIGNS.get(str(block.get("CreditDebitIndicator")).casefold())
    if sign is None:
        raise UnreadableError(
            "bad_indicator", column, "is neither Credit nor Debit", "correct the indicator"
        )
    return sign * read_unsigned(field_of(block, "Amount", "Amount"), "Amount")


def _balance_after(balance: object) -> Decimal | None:
    """Return the booked balance; one that counts credit or pending items is another thing."""
    if not isinstance(balance, dict):
        return None
    if str(balance.get("Type")).rpartition(".")[2].casefold() not in _BOOKED_BALANCES:
        return None
    return _signed(balance, "Balance")


def _codes(transaction: dict[str, object]) -> tuple[str | None, str | None]:
    """Return the ISO 20022 code, or the words of version 3.1 for it."""
    code = read_text(field_of(transaction, "BankTransactionCode", "Code"))
    subcode = read_text(field_of(transaction, "BankTransactionCode", "SubCode"))
    if not code:
        return None, None
    if _ISO_CODE.fullmatch(code) and (not subcode or _ISO_CODE.fullmatch(subcode)):
        return f"PMNT/{code}/{subcode or 'OTHR'}", None
    return None, f"obie:{code}/{subcode}"


def _purpose(transaction: dict[str, object]) -> str | None:
    for name in ("PaymentPurposeCode", "CategoryPurposeCode"):
        if stated := read_text(transaction.get(name)):
            return stated.rpartition(".")[2]
    return None


def _words(value: object) -> str:
    if isinstance(value, list):
        return " ".join(read_text(part) for part in value)
    return read_text(value)

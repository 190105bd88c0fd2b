"""Plaid transactions: ``/transactions/get``, ``/transactions/sync``, or a bare list of them.

Plaid writes an outflow as a positive amount; here an inflow is positive, so every amount changes
its sign. A pending line gets another id once it is posted, so pending lines are left out.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from plainscore.records import AccountKind
from plainscore.sources.amounts import read_amount
from plainscore.sources.balances import newest_first, running_balances
from plainscore.sources.currencies import read_currency
from plainscore.sources.days import read_day
from plainscore.sources.formats import Format
from plainscore.sources.identifiers import read_account_id, read_identifier, read_text
from plainscore.sources.json_document import field_of, members, read_json, read_whole
from plainscore.sources.parsed import Parsed, Tally
from plainscore.sources.statement import StatementAccount, StatementLine
from plainscore.sources.unreadable import UnreadableError

_KINDS = {
    "credit": AccountKind.CARD,
    "loan": AccountKind.LOAN,
    "depository": AccountKind.CURRENT,
    "investment": AccountKind.OTHER,
    "brokerage": AccountKind.OTHER,
    "other": AccountKind.OTHER,
}
_SAVINGS = frozenset({"savings", "money market", "cd", "hsa"})


def read_plaid(path: Path, file: str) -> Parsed:
    """Read one Plaid JSON file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name, for messages.

    Returns
    -------
    Parsed
        `rows_in` counts the transactions listed, added and modified, pending ones included. Rows
        are numbered in that order through the file.

    Raises
    ------
    UnreadableError
        If nothing in it can be read.

    Examples
    --------
    >>> import json, tempfile
    >>> row = {"account_id": "A1", "transaction_id": "T1", "date": "2024-05-06", "amount": 12.5,
    ...        "iso_currency_code": "EUR", "name": "rent", "pending": False}
    >>> with tempfile.TemporaryDirectory() as place:
    ...     path = Path(place) / "plaid.json"
    ...     _ = path.write_text(json.dumps({"transactions": [row]}))
    ...     read_plaid(path, "plaid.json").lines[0].amount
    Decimal('-12.5')
    """
    document = read_json(read_whole(path))
    if isinstance(document, list):
        document = {"transactions": document}
    if not isinstance(document, dict) or not any(
        isinstance(document.get(name), list)
        for name in ("transactions", "added", "modified", "removed", "accounts")
    ):
        raise UnreadableError(
            "not_the_format",
            None,
            "is JSON, but holds no Plaid transactions",
            "save the answer of /transactions/get or /transactions/sync",
        )
    tally = Tally(file, Format.PLAID)
    for account in members(document, "accounts"):
        _account(tally, account)
    for name, revision in (("transactions", 0), ("added", 0), ("modified", 1)):
        for transaction in members(document, name):
            tally.rows_in += 1
            try:
                tally.lines.append(_line(file, tally.rows_in, transaction, revision))
            except UnreadableError as reason:
                tally.quarantine(tally.rows_in, reason)
    for removed in members(document, "removed"):
        account_id, line_id = field_of(removed, "account_id"), field_of(removed, "transaction_id")
        if isinstance(account_id, str) and isinstance(line_id, str):
            tally.removed.add((account_id, line_id))
    _accounts_without_a_word(tally)
    tally.lines = _with_balances(document, tally)
    return tally.parsed()


def _account(tally: Tally, account: object) -> None:
    try:
        account_id = read_account_id(field_of(account, "account_id"), "account_id")
        currency = read_currency(
            field_of(account, "balances", "iso_currency_code"), "iso_currency_code"
        )
        limit = field_of(account, "balances", "limit")
        credit_limit = None if limit is None else read_amount(limit, "limit")
    except UnreadableError as reason:
        tally.notice(
            reason.code, f"an account was left out: {reason.message}", column=reason.column
        )
        return
    kind = _KINDS.get(str(field_of(account, "type")), AccountKind.OTHER)
    if kind is AccountKind.CURRENT and str(field_of(account, "subtype")) in _SAVINGS:
        kind = AccountKind.SAVINGS
    tally.accounts[account_id] = StatementAccount(
        account_id, kind, currency, credit_limit=credit_limit
    )


def _line(file: str, row: int, transaction: object, revision: int) -> StatementLine:
    if not isinstance(transaction, dict):
        raise UnreadableError("not_a_transaction", None, "is not an object", "export it again")
    if transaction.get("pending"):
        raise UnreadableError(
            "pending", "pending", "is not booked yet", "import again once it is posted"
        )
    merchant = read_text(transaction.get("merchant_name"))
    names = (read_text(transaction.get("original_description")), read_text(transaction.get("name")))
    return StatementLine(
        file,
        row,
        read_account_id(transaction.get("account_id"), "account_id"),
        read_day(transaction.get("date"), "date"),
        -read_amount(transaction.get("amount"), "amount"),
        read_currency(transaction.get("iso_currency_code"), "iso_currency_code"),
        read_identifier(transaction.get("transaction_id"), "transaction_id"),
        None,
        None,
        None,
        _category(transaction),
        " ".join(part for part in dict.fromkeys((*names, merchant)) if part),
        merchant or _other_side(transaction),
        revision,
    )


def _category(transaction: dict[str, object]) -> str | None:
    """Return the personal finance category, or the hierarchy of older answers."""
    for level in ("detailed", "primary"):
        if stated := read_text(field_of(transaction, "personal_finance_category", level)):
            return f"plaid:{stated}"
    hierarchy = transaction.get("category")
    if isinstance(hierarchy, list):
        stated = ", ".join(filter(None, map(read_text, hierarchy)))
        return f"plaid:{stated}" if stated else None
    return None


def _other_side(transaction: dict[str, object]) -> str:
    for name in ("payee", "payer", "by_order_of"):
        if stated := read_text(field_of(transaction, "payment_meta", name)):
            return stated
    return ""


def _accounts_without_a_word(tally: Tally) -> None:
    """Add the accounts of which a bare list of transactions says no more than the name."""
    for line in tally.lines:
        if line.account_id not in tally.accounts:
            tally.accounts[line.account_id] = StatementAccount(
                line.account_id, AccountKind.CURRENT, line.currency
            )


def _with_balances(document: dict[str, object], tally: Tally) -> list[StatementLine]:
    """Count back from the current balance, where the answer says that it lists every line."""
    listed = document.get("transactions")
    unreadable = any(
        problem.quarantined and problem.code != "pending" for problem in tally.problems
    )
    if unreadable or not isinstance(listed, list):
        return tally.lines
    if document.get("total_transactions") != len(listed):
        return tally.lines
    closing = _current_balances(document)
    by_account: dict[str, list[StatementLine]] = {}
    for line in tally.lines:
        by_account.setdefault(line.account_id, []).append(line)
    balance_of: dict[int, Decimal] = {}
    for account_id, lines in by_account.items():
        days = [line.booked_on for line in lines]
        amounts = [line.amount for line in lines]
        reverse = newest_first(days, usual=True)
        running = running_balances(days, amounts, None, closing.get(account_id), reverse=reverse)
        balance_of.update(zip((line.row for line in lines), running or (), strict=False))
    return [replace(line, balance_after=balance_of.get(line.row)) for line in tally.lines]


def _current_balances(document: dict[str, object]) -> dict[str, Decimal]:
    """Return the current balance by account; what is owed on a card or a loan is negative."""
    closing: dict[str, Decimal] = {}
    for account in members(document, "accounts"):
        account_id = field_of(account, "account_id")
        current = field_of(account, "balances", "current")
        if not isinstance(account_id, str) or current is None:
            continue
        try:
            amount = read_amount(current, "current")
        except UnreadableError:
            continue
        owed = str(field_of(account, "type")) in {"credit", "loan"}
        closing[account_id] = -amount if owed else amount
    return closing

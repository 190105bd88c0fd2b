"""Plaid's /transactions/get, in which money going out is positive."""

import json
from collections.abc import Sequence

from plainscore.simulation.bank_files.codes import PLAID, PLAID_MOVED
from plainscore.simulation.bank_files.damage import SPOILT_AMOUNT
from plainscore.simulation.bank_files.statement import Account, Entry, Statement
from plainscore.simulation.streams import Stream

_CHANNELS = {
    Stream.GROCERY: "in store",
    Stream.TRANSPORT: "in store",
    Stream.LEISURE: "in store",
    Stream.CASH: "in store",
}


def plaid(statements: Sequence[Statement]) -> str:
    """Write one answer of /transactions/get, newest first, asked on the day of the last entry."""
    accounts = json.dumps([_account(statement) for statement in statements], indent=1)
    rows = [
        (entry.day, _transaction(entry, statement.account))
        for statement in statements
        for entry in reversed(statement.entries)
    ]
    rows.sort(key=_day, reverse=True)
    listed = ",\n".join(row for _, row in rows)
    return (
        f'{{"accounts": {accounts},\n"transactions": [\n{listed}\n],\n'
        f'"total_transactions": {len(rows)}, "item": {{"item_id": "item"}}, "request_id": "r1"}}\n'
    )


def _day(row: tuple[str, str]) -> str:
    return row[0]


def _account(statement: Statement) -> dict[str, object]:
    account = statement.account
    return {
        "account_id": account.account_id,
        "balances": {
            "available": None,
            "current": statement.closing / 100,
            "iso_currency_code": account.currency,
            "limit": account.limit / 100 if account.limit else None,
            "unofficial_currency_code": None,
        },
        "mask": account.account_id[-4:],
        "name": "Savings" if account.savings else "Current account",
        "subtype": "savings" if account.savings else "checking",
        "type": "depository",
    }


def _transaction(entry: Entry, account: Account) -> str:
    comes_in = entry.cents > 0
    category = PLAID.get(entry.stream) or PLAID_MOVED[entry.stream, comes_in]
    amount = f"-{entry.amount}" if comes_in else entry.amount
    if entry.amount == SPOILT_AMOUNT:
        # the document stays JSON: one bad line costs no other
        amount = f'"{SPOILT_AMOUNT}"'
    return (
        f'{{"account_id": "{account.account_id}", "transaction_id": "{entry.transaction_id}", '
        f'"amount": {amount}, "date": "{entry.day}", '
        f'"iso_currency_code": "{account.currency}", "name": "{entry.text}", '
        f'"merchant_name": "{entry.counterparty}", "pending": false, '
        f'"payment_channel": "{_CHANNELS.get(entry.stream, "other")}", '
        f'"personal_finance_category": {{"primary": "{category[0]}", "detailed": "{category[1]}", '
        '"confidence_level": "HIGH"}}'
    )

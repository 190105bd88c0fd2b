"""UK Open Banking Read/Write API 4.0: the answers of /accounts, /balances and /transactions."""

import json
from collections.abc import Sequence

from plainscore.simulation.bank_files.codes import iso_of
from plainscore.simulation.bank_files.statement import Account, Entry, Statement, spelled

_INDICATORS = ("Credit", "Debit")


def obie_accounts(accounts: Sequence[Account]) -> str:
    """Write the answer of /accounts."""
    rows = [
        {
            "AccountId": account.account_id,
            "Status": "Enabled",
            "Currency": account.currency,
            "AccountCategory": "Personal",
            "AccountTypeCode": "SVGS" if account.savings else "CACC",
            "OpeningDate": account.opened,
            "Account": [{"SchemeName": "UK.OBIE.IBAN", "Identification": account.account_id}],
        }
        for account in accounts
    ]
    return _answer({"Account": rows}, "accounts")


def obie_balances(accounts: Sequence[Account]) -> str:
    """Write the answer of /balances, with the arranged overdraft as a credit line."""
    rows = []
    for account in accounts:
        cents = account.entries[-1].balance if account.entries else 0
        day = account.entries[-1].day if account.entries else account.opened
        row: dict[str, object] = {
            "AccountId": account.account_id,
            "Amount": {"Amount": spelled(cents), "Currency": account.currency},
            "CreditDebitIndicator": _INDICATORS[cents < 0],
            "Type": "ITBD",
            "DateTime": f"{day}T22:00:00+00:00",
        }
        if account.limit:
            amount = {"Amount": spelled(account.limit), "Currency": account.currency}
            row["CreditLine"] = [{"Included": False, "Amount": amount, "Type": "Pre-Agreed"}]
        rows.append(row)
    return _answer({"Balance": rows}, "balances")


def obie_transactions(statements: Sequence[Statement], detail: int) -> str:
    """Write the answer of /transactions, newest first."""
    rows = [
        _transaction(entry, statement.account, detail)
        for statement in statements
        for entry in reversed(statement.entries)
    ]
    listed = ",\n".join(rows)
    return (
        f'{{"Data": {{"Transaction": [\n{listed}\n]}}, '
        '"Links": {"Self": "/open-banking/v4.0/aisp/transactions"}, "Meta": {"TotalPages": 1}}\n'
    )


def _answer(data: dict[str, object], name: str) -> str:
    links = {"Self": f"/open-banking/v4.0/aisp/{name}"}
    return json.dumps({"Data": data, "Links": links, "Meta": {"TotalPages": 1}}, indent=1) + "\n"


def _transaction(entry: Entry, account: Account, detail: int) -> str:
    comes_in = entry.cents > 0
    code = iso_of(entry.stream, comes_in=comes_in, detail=detail)
    side = "DebtorAccount" if comes_in else "CreditorAccount"
    number = (
        f'"SchemeName": "UK.OBIE.IBAN", "Identification": "{entry.other_account}", '
        if entry.other_account
        else ""
    )
    purpose = f'"PaymentPurposeCode": "{code.purpose}", ' if code.purpose and not detail else ""
    return (
        f'{{"AccountId": "{account.account_id}", "TransactionId": "{entry.transaction_id}", '
        f'"Amount": {{"Amount": "{entry.amount}", "Currency": "{account.currency}"}}, '
        f'"CreditDebitIndicator": "{_INDICATORS[not comes_in]}", "Status": "BOOK", '
        f'"TransactionMutability": "Immutable", "BookingDateTime": "{entry.day}T20:00:00+00:00", '
        f'"TransactionInformation": "{entry.text}", {purpose}'
        f'"BankTransactionCode": {{"Code": "{code.family}", "SubCode": "{code.subfamily}"}}, '
        f'"Balance": {{"Amount": {{"Amount": "{spelled(entry.balance)}", '
        f'"Currency": "{account.currency}"}}, '
        f'"CreditDebitIndicator": "{_INDICATORS[entry.balance < 0]}", "Type": "ITBD"}}, '
        f'"{side}": {{{number}"Name": "{entry.counterparty}"}}}}'
    )

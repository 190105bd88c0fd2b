"""Our own CSV columns, with text and nothing else to tell what a line is for."""

from collections.abc import Sequence

from plainscore.simulation.bank_files.statement import Statement, signed

_HEADER = "account_id,date,amount,currency,balance,transaction_id,description,category\n"


def table(statements: Sequence[Statement]) -> str:
    """Write statements as one CSV; the category stays empty."""
    rows = [_HEADER]
    for statement in statements:
        account, currency = statement.account.account_id, statement.account.currency
        rows += [
            f"{account},{entry.day},{'-' if entry.cents < 0 else ''}{entry.amount},{currency},"
            f"{signed(entry.balance)},{entry.transaction_id},"
            f'"{entry.counterparty} {entry.text}",\n'
            for entry in statement.entries
        ]
    return "".join(rows)

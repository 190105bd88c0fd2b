"""How well roles are recognised on the Berka transactions when their labels are hidden.

The bank marked some transactions with a symbol (k_symbol) that says what they are for. The
recogniser sees everything else: day, signed amount, balance, type and operation, and the other
side's bank and account. The symbol then serves as the truth.

    python -m benchmarks.roles_on_berka [FOLDER]
"""

import csv
import os
import sys
import time
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from plainscore.records import AccountKind, Role
from plainscore.sources.roles import evaluate_roles, quality_table, recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

FILES = ("loan_pre_application_trans.csv", "trans_19930101_19940331_all_accounts.csv")

TRUTH = {
    "household": Role.HOUSING,
    "insurance payment": Role.INSURANCE,
    "loan payment": Role.DEBT_PAYMENT,
    "old-age pension": Role.INCOME,
    "sanction interest if negative balance": Role.FEE_OVERDRAFT,
    "payment for statement": Role.OTHER,
    "interest credited": Role.OTHER,
}


def read_transactions(folder: Path) -> tuple[list[StatementLine], list[str]]:
    """Read both files, each transaction once, and return lines without symbols, and the symbols."""
    lines: dict[str, StatementLine] = {}
    symbols: dict[str, str] = {}
    for name in FILES:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row, fields in enumerate(csv.DictReader(file), start=2):
                if fields["trans_id"] not in lines:
                    lines[fields["trans_id"]] = to_line(name, row, fields)
                    symbols[fields["trans_id"]] = fields["k_symbol"].strip()
    return list(lines.values()), list(symbols.values())


def to_line(file: str, row: int, fields: dict[str, str]) -> StatementLine:
    """Turn one row into a line whose category leaves the symbol out."""
    sign = 1 if fields["type"] == "credit" else -1
    other_side = fields["account"].strip()
    known = other_side and float(other_side) != 0
    return StatementLine(
        file,
        row,
        fields["account_id"],
        date.fromisoformat(fields["date"]),
        sign * Decimal(fields["amount"]),
        "CZK",
        fields["trans_id"],
        Decimal(fields["balance"]),
        bank_category=f"berka:{fields['type']}/{fields['operation']}/",
        counterparty=f"{fields['bank']} {other_side}" if known else "",
    )


def main(folder: Path) -> None:
    lines, symbols = read_transactions(folder)
    accounts = [
        StatementAccount(account, AccountKind.CURRENT, "CZK", person_id=account)
        for account in sorted({line.account_id for line in lines})
    ]
    start = time.process_time()
    found = [role for role, _ in recognise_roles(lines, accounts)]
    seconds = time.process_time() - start
    labelled = [place for place, symbol in enumerate(symbols) if symbol]
    print(f"{len(lines):,} transactions of {len(accounts):,} accounts, {len(labelled):,} labelled")
    print(f"{len(lines) / seconds:,.0f} lines a second\n")
    qualities = evaluate_roles(
        [TRUTH[symbols[place]] for place in labelled], [found[place] for place in labelled]
    )
    print(quality_table(qualities))
    print("\n| symbol | lines | were recognised as |\n|---|---:|---|")
    for symbol, truth in TRUTH.items():
        became = Counter(found[place] for place in labelled if symbols[place] == symbol)
        print(f"| {symbol} (`{truth.value}`) | {became.total():,} | {counted(became)} |")
    print("\n| operation without symbol | lines | were recognised as |\n|---|---:|---|")
    unlabelled = [place for place, symbol in enumerate(symbols) if not symbol]
    operations = [(lines[place].bank_category or "").split("/")[1] for place in unlabelled]
    for operation in sorted(set(operations)):
        pairs = zip(operations, unlabelled, strict=True)
        became = Counter(found[place] for name, place in pairs if name == operation)
        print(f"| {operation} | {became.total():,} | {counted(became)} |")


def counted(roles: Counter[Role]) -> str:
    return ", ".join(f"`{role.value}` {count:,}" for role, count in roles.most_common())


if __name__ == "__main__":
    default = Path(__file__).parents[2] / "shared" / "data"
    data = Path(os.environ.get("PLAINSCORE_DATA", default)) / "berka"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else data)

"""How well roles are recognised on the Berka transactions when their labels are hidden.

The bank marked some transactions with a symbol (k_symbol) that says what they are for. The
recogniser sees everything else: day, signed amount, balance, type and operation, and the other
side's bank and account. The symbol then serves as the truth.

    python -m benchmarks.roles_on_berka [FOLDER]
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from plainscore.records import Role
from plainscore.sources.berka import read_berka
from plainscore.sources.roles import evaluate_roles, quality_table, recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

TABLES = (
    "loan_pre_application_trans.csv",
    "trans_19930101_19940331_all_accounts.csv",
    "account.csv",
    "disp.csv",
)

TRUTH = {
    "household": Role.HOUSING,
    "insurance payment": Role.INSURANCE,
    "loan payment": Role.DEBT_PAYMENT,
    "old-age pension": Role.INCOME,
    "sanction interest if negative balance": Role.FEE_OVERDRAFT,
    "payment for statement": Role.OTHER,
    "interest credited": Role.OTHER,
}


def read_lines(
    folder: Path, *, hide_labels: bool
) -> tuple[list[StatementLine], list[StatementAccount]]:
    """Read both transaction files, each transaction once, and the accounts with their owners."""
    parsed = read_berka([(folder / name, name) for name in TABLES], hide_labels=hide_labels)
    lines = {line.line_id: line for one in parsed for line in one.lines}
    accounts = {account.account_id: account for one in parsed for account in one.accounts}
    return list(lines.values()), list(accounts.values())


def part(line: StatementLine, number: int) -> str:
    """Return type (0), operation (1) or symbol (2) of a line."""
    return (line.bank_category or "").removeprefix("berka:").split("/")[number].strip()


def main(folder: Path) -> None:
    labelled_lines, _ = read_lines(folder, hide_labels=False)
    symbols = [part(line, 2) for line in labelled_lines]
    lines, accounts = read_lines(folder, hide_labels=True)
    start = time.process_time()
    found = [role for role, _ in recognise_roles(lines, accounts)]
    seconds = time.process_time() - start
    labelled = [place for place, symbol in enumerate(symbols) if symbol]
    present = len({line.account_id for line in lines})
    print(f"{len(lines):,} transactions of {present:,} accounts, {len(labelled):,} labelled")
    print(f"{len(lines) / seconds:,.0f} lines a second of one core\n")
    true = [TRUTH[symbols[place]] for place in labelled]
    print(quality_table(evaluate_roles(true, [found[place] for place in labelled])))
    print("\n| symbol | lines | recognised as |\n|---|---:|---|")
    for symbol, truth in TRUTH.items():
        places = [place for place in labelled if symbols[place] == symbol]
        print(f"| {symbol} (`{truth.value}`) | {len(places):,} | {counted(found, places)} |")
    print("\n| operation without symbol | lines | recognised as |\n|---|---:|---|")
    unlabelled = [place for place, symbol in enumerate(symbols) if not symbol]
    for operation in sorted({part(lines[place], 1) for place in unlabelled}):
        places = [place for place in unlabelled if part(lines[place], 1) == operation]
        print(f"| {operation} | {len(places):,} | {counted(found, places)} |")


def counted(found: Sequence[Role], places: Iterable[int]) -> str:
    roles = Counter(found[place] for place in places)
    return ", ".join(f"`{role.value}` {count:,}" for role, count in roles.most_common())


if __name__ == "__main__":
    default = Path(__file__).parents[2] / "shared" / "data"
    data = Path(os.environ.get("PLAINSCORE_DATA", default)) / "berka"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else data)

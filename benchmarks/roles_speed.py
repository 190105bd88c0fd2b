"""How many lines a second roles are recognised for, on one core.

python -m benchmarks.roles_speed [PEOPLE]
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from plainscore.records import AccountKind
from plainscore.sources.roles import recognise_roles
from plainscore.sources.statement import StatementAccount, StatementLine

START = date(2024, 1, 1)
MONTHS = 12
MONTHLY = (
    (28, 2100, "PMNT/RCDT/SALA", "SALARY REF {} ACME LTD", "Acme Ltd"),
    (1, -800, "PMNT/ICDT/STDO", "STANDING ORDER {} RENT", "Landlord"),
    (3, -90, "PMNT/RDDT/ESDD", "DD {} ELECTRICITY", "Power Supply"),
    (5, -35, "PMNT/RDDT/ESDD", "DD {} BROADBAND", "Network"),
    (9, -150, "PMNT/RDDT/ESDD", "DD {} LOAN REPAYMENT", "Lender"),
    (15, -200, "PMNT/ICDT/ESCT", "TRANSFER {}", "Own savings"),
    (20, -60, "PMNT/CCRD/CWDL", "CASH {}", ""),
)
CARD_PAYMENTS = 20


def statement(person: int, rng: random.Random, *, coded: bool) -> Iterator[StatementLine]:
    row = 0
    for month in range(MONTHS):
        first = START + timedelta(days=30 * month)
        booked = [(first + timedelta(days=day), *rest) for day, *rest in MONTHLY]
        for _ in range(CARD_PAYMENTS):
            day = first + timedelta(days=rng.randrange(30))
            shop = f"Shop {rng.randrange(200)}"
            price = Decimal(-rng.randrange(100, 9000)) / 100
            booked.append((day, price, "PMNT/CCRD/POSD", f"CARD {{}} {shop}", shop))
        for day, amount, code, text, other_side in booked:
            row += 1
            yield StatementLine(
                "bank",
                row,
                f"A{person}",
                day,
                Decimal(amount),
                "EUR",
                bank_code=code if coded else None,
                text=text.format(rng.randrange(10**9)),
                counterparty=other_side,
            )


def measure(people: int, *, coded: bool) -> None:
    rng = random.Random(1)  # noqa: S311 - made-up statements, not secrets
    lines = [line for person in range(people) for line in statement(person, rng, coded=coded)]
    accounts = [
        StatementAccount(f"A{person}", AccountKind.CURRENT, "EUR", person_id=str(person))
        for person in range(people)
    ]
    start = time.process_time()
    recognise_roles(lines, accounts)
    seconds = time.process_time() - start
    name = "with bank codes" if coded else "text alone"
    speed = f"{len(lines) / seconds:,.0f} a second"
    print(f"{name}: {len(lines):,} lines in {seconds:.2f} s of one core, {speed}")


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    measure(number, coded=True)
    measure(number, coded=False)

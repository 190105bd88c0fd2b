"""A town of made-up people whose records hold every oddity that the features must bear."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from plainscore.records import SCHEMAS, Records

Row = dict[str, Any]
TODAY = date(2026, 3, 17)
ODD_ROLES = (
    "cash",
    "refund",
    "savings_transfer",
    "own_transfer",
    "fee_overdraft",
    "debt_disbursement",
    "returned_payment",
)


def table(name: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMAS[name])


def records(tables: dict[str, list[Row]]) -> Records:
    return Records(
        **{
            name: table(name, tables[name])
            for name in ("accounts", "transactions", "tradelines", "tradeline_months")
        }
    )


def first_instant_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)


class Town:
    """Rows of every table of some people, drawn from a seed."""

    def __init__(self, seed: int, people: int) -> None:
        self.random = Random(seed)
        self.tables: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
        for number in range(people):
            self.add_person(f"p{number}")

    def records(self) -> Records:
        return records(self.tables)

    def applications(self) -> pa.Table:
        return table("applications", self.tables["applications"])

    def add_person(self, person: str) -> None:
        draw = self.random
        for application in range(draw.choice([1, 1, 1, 2])):
            back = draw.randrange(0, 120) if application else 0
            moment = datetime.combine(TODAY - timedelta(days=back), time(draw.randrange(24)), UTC)
            self.tables["applications"].append(
                {"application_id": f"{person}-{application}", "person_id": person, "as_of": moment}
            )
        history = draw.choice([20, 100, 200, 300, 400, 800])
        for account in range(draw.choice([0, 1, 1, 1, 2, 3])):
            self.add_account(person, f"{person}-{account}", history if account == 0 else None)
        if draw.random() < 0.7:
            self.add_tradelines(person)

    def add_account(self, person: str, account_id: str, history: int | None) -> None:
        draw = self.random
        kind = draw.choice(["current"] * 6 + ["savings"] * 2 + ["card"])
        if history is not None:
            kind = draw.choice(["current"] * 9 + ["savings"])
        history = history or draw.choice([50, 190, 420])
        self.tables["accounts"].append(
            {
                "account_id": account_id,
                "person_id": person,
                "kind": kind,
                "currency": draw.choice(["EUR"] * 8 + ["USD"]),
                "opened_on": None,
                "credit_limit": draw.choice([None, None, Decimal(0), Decimal(300), Decimal(1000)]),
            }
        )
        flows: list[tuple[date, str, Decimal]] = []
        flows += self.stream("income", history, draw.choice([7, 14, 15.2, 28, 30.44]), 900, 2500)
        if draw.random() < 0.3:
            flows += self.stream("income", history, 30.44, 100, 400)
        for role in ("housing", "utilities", "telecom", "insurance", "debt_payment", "tax"):
            for _ in range(draw.choice([0, 1, 1, 2])):
                period = draw.choice([30.44, 30.44, 30.44, 28, 7, 91.3, 365.25])
                flows += self.stream(role, history, period, 20, 700)
        for _ in range(history * draw.choice([0, 1, 3]) // 2):
            flows.append((self.day(history), "other", -self.cents(1, 90)))
        for _ in range(draw.randrange(12)):
            role = draw.choice(ODD_ROLES)
            sign = draw.choice([-1, 1])
            flows.append((self.day(history), role, sign * self.cents(1, 600)))
        if draw.random() < 0.2:
            amount, day = self.cents(100, 400), self.day(100)
            flows.append((day, "debt_disbursement", amount))
            repaid = day + timedelta(days=draw.randrange(5, 80))
            flows.append((repaid, "debt_payment", -amount * draw.choice([1, 2]) - 10))
        self.book(account_id, flows)

    def day(self, history: int) -> date:
        return TODAY - timedelta(days=self.random.randrange(-5, history))

    def cents(self, least: int, most: int) -> Decimal:
        return Decimal(self.random.randrange(least * 100, most * 100)) / 100

    def stream(
        self, role: str, history: int, period: float, least: int, most: int
    ) -> list[tuple[date, str, Decimal]]:
        """Return payments of a rhythm, with weekends, lateness, misses, steps and returns."""
        draw = self.random
        sign = 1 if role == "income" else -1
        amount = self.cents(least, most)
        jitter = draw.choice([0, 0, 2, 9])
        missing = draw.choice([0, 0.05, 0.3])
        ends = draw.choice([0, 0, 0, 40, 100])
        flows = []
        at = history - draw.random() * period
        while at > ends:
            day = TODAY - timedelta(days=round(at) - draw.randint(0, jitter))
            if draw.random() < 0.03:
                amount = (amount * draw.choice([2, 1]) * Decimal("1.1")).quantize(Decimal("0.01"))
            if draw.random() >= missing:
                flows.append((day, role, sign * amount))
                if sign < 0 and draw.random() < 0.05:
                    back = day + timedelta(days=draw.randrange(4))
                    flows.append((back, "returned_payment", amount))
            at -= period
        return flows

    def book(self, account_id: str, flows: list[tuple[date, str, Decimal]]) -> None:
        """Turn flows into rows: some unknown until later, some without a balance, some missing."""
        draw = self.random
        balance = self.cents(0, 3000)
        stated = draw.choice([0.0, 0.05, 0.9, 1.0, 1.0])
        rows = []
        for number, (day, role, amount) in enumerate(sorted(flows, key=lambda flow: flow[0])):
            balance += amount
            delay = timedelta(days=draw.choice([0] * 20 + [3, 40]))
            rows.append(
                {
                    "transaction_id": f"t{number}",
                    "account_id": account_id,
                    "booked_on": day,
                    "known_at": first_instant_after(day) + delay,
                    "amount": amount,
                    "balance_after": balance if draw.random() < stated else None,
                    "role": role,
                    "role_source": "default",
                }
            )
        if draw.random() < 0.2 and len(rows) > 40:
            # a statement is missing, whole days of it: the balance jumps
            days = sorted({row["booked_on"] for row in rows})
            lost = set(days[len(days) // 3 : len(days) // 2])
            rows = [row for row in rows if row["booked_on"] not in lost]
        draw.shuffle(rows)
        self.tables["transactions"] += rows

    def add_tradelines(self, person: str) -> None:
        draw = self.random
        for number in range(draw.randrange(1, 4)):
            line = f"{person}-line-{number}"
            opened = TODAY - timedelta(days=draw.randrange(-3, 3000))
            closed = TODAY - timedelta(days=draw.randrange(-20, 100))
            self.tables["tradelines"].append(
                {
                    "tradeline_id": line,
                    "person_id": person,
                    "kind": draw.choice(["revolving", "line_of_credit", "instalment", "open"]),
                    "currency": "EUR",
                    "opened_on": opened,
                    "closed_on": closed if draw.random() < 0.2 else None,
                    "credit_limit": draw.choice([None, Decimal(0), Decimal(1000), Decimal(2500)]),
                    "known_at": first_instant_after(opened) + timedelta(days=draw.randrange(30)),
                }
            )
            first = draw.randrange(0, 100)
            for back in range(first):
                month = date(TODAY.year, TODAY.month, 1)
                year, index = divmod(month.year * 12 + month.month - 1 - back, 12)
                self.add_report(line, date(year, index + 1, 1))

    def add_report(self, line: str, month: date) -> None:
        draw = self.random
        known_at = first_instant_after(month + timedelta(days=draw.randrange(40)))
        due = self.cents(10, 300)
        for version in range(draw.choice([1, 1, 1, 1, 2])):
            self.tables["tradeline_months"].append(
                {
                    "tradeline_id": line,
                    "month": month,
                    "balance": self.cents(0, 3000),
                    "due": due,
                    "paid": due * draw.choice([0, 1, 1, 2]),
                    "days_past_due": draw.choice([0] * 12 + [12, 30, 59, 95, 210]),
                    "known_at": known_at + timedelta(days=version * 20),
                }
            )

"""People at every edge of the contract, for all engines alike: one application or more a case.

The name of an application says which case it belongs to, so that a difference names it.
"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]

MOST = Decimal("99999999999999.9999")
LEAST = Decimal("0.0001")
ROLES = (
    "income",
    "housing",
    "utilities",
    "telecom",
    "insurance",
    "tax",
    "debt_payment",
    "debt_disbursement",
    "savings_transfer",
    "own_transfer",
    "cash",
    "fee_overdraft",
    "returned_payment",
    "refund",
    "other",
)


def at(day: date, *clock: int) -> datetime:
    return datetime.combine(day, time(*clock), UTC)


class Case:
    """The rows of one person."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: Tables = {
            table: []
            for table in (
                "accounts",
                "transactions",
                "tradelines",
                "tradeline_months",
                "applications",
            )
        }

    def apply(self, moment: datetime) -> "Case":
        number = len(self.tables["applications"])
        self.tables["applications"].append(
            {"application_id": f"{self.name}-{number}", "person_id": self.name, "as_of": moment}
        )
        return self

    def account(self, letter: str, kind: str = "current", **more: Any) -> "Case":
        plain = {"currency": "EUR", "opened_on": None, "credit_limit": None}
        ids = {"account_id": f"{self.name}-{letter}", "person_id": self.name, "kind": kind}
        self.tables["accounts"].append(ids | plain | more)
        return self

    def row(self, letter: str, day: date, amount: Any, role: str = "other", **more: Any) -> "Case":
        rows = self.tables["transactions"]
        plain = {
            "transaction_id": str(len(rows)),
            "account_id": f"{self.name}-{letter}",
            "booked_on": day,
            "known_at": at(day) + timedelta(days=1),
            "amount": Decimal(amount),
            "balance_after": None,
            "role": role,
            "role_source": "default",
        }
        rows.append(plain | more)
        return self

    def line(self, letter: str, opened: date, **more: Any) -> "Case":
        plain = {
            "tradeline_id": f"{self.name}-{letter}",
            "person_id": self.name,
            "kind": "revolving",
            "currency": "EUR",
            "opened_on": opened,
            "closed_on": None,
            "credit_limit": Decimal(1000),
            "known_at": at(opened),
        }
        self.tables["tradelines"].append(plain | more)
        return self

    def report(self, letter: str, month: date, late: int = 0, **more: Any) -> "Case":
        plain = {
            "tradeline_id": f"{self.name}-{letter}",
            "month": month,
            "balance": Decimal(400),
            "due": Decimal(40),
            "paid": Decimal(40),
            "days_past_due": late,
            "known_at": at(month) + timedelta(days=1),
        }
        self.tables["tradeline_months"].append(plain | more)
        return self


def steady(case: Case, letter: str, today: date, days: int) -> Case:
    """Add a year or more of pay, rent, a bill and everyday spending."""
    for age in range(1, days):
        day = today - timedelta(days=age)
        if day.day == 1:
            case.row(letter, day, 2100, "income").row(letter, day, "-700", "housing")
        if day.day == 15:
            case.row(letter, day, "-49.99", "telecom")
        if age % 3 == 0:
            case.row(letter, day, f"-{20 + age % 7}.35")
    return case


def nobody() -> list[Case]:
    """Return people of whom little or nothing is known."""
    today = date(2026, 3, 17)
    unused = Case("unused-account").account("a").apply(at(today))
    card = Case("card-alone").account("a", "card").row("a", today - timedelta(days=9), -5)
    one = Case("one-row").account("a").row("a", today - timedelta(days=1), -5)
    old = Case("long-silent").account("a").row("a", today - timedelta(days=700), -5)
    zeros = Case("zeros").account("a", credit_limit=Decimal(0))
    for age in range(1, 200, 4):
        zeros.row("a", today - timedelta(days=age), 0, "income", balance_after=Decimal(0))
    return [Case("no-account").apply(at(today)), unused] + [
        each.apply(at(today)) for each in (card, one, old, zeros)
    ]


def moments() -> list[Case]:
    """Return people whose rows stand at the very moment, a day or a microsecond off."""
    today = date(2026, 3, 17)
    edge = Case("edge-of-the-moment").account("a")
    steady(edge, "a", today, 300)
    instant = at(today, 12)
    tick = timedelta(microseconds=1)
    edge.row("a", today, -999, known_at=instant - tick)
    edge.row("a", today - timedelta(days=1), "-10.01", known_at=instant)
    edge.row("a", today - timedelta(days=1), "-1000.02", known_at=instant + tick)
    edge.row("a", today - timedelta(days=60), 5000, "income", known_at=instant + tick)
    # the same person is seen just before, at and after, and in the last instant of the day
    for moment in (instant - tick, instant, instant + tick, at(today, 23, 59, 59, 999_999)):
        edge.apply(moment)
    windows = Case("edges-of-windows").account("a")
    for age in (1, 29, 30, 31, 89, 90, 91, 179, 180, 181, 364, 365, 366, 396, 397, 730, 731):
        day = today - timedelta(days=age)
        windows.row("a", day, 100 + age, "income").row("a", day, -age, "housing")
    return [edge, windows.apply(at(today))]


def calendars() -> list[Case]:
    """Return people paid at the ends of months, seen on and around a leap day."""
    cases = []
    for today in (date(2024, 2, 29), date(2024, 3, 1), date(2100, 3, 1), date(2025, 12, 31)):
        case = Case(f"month-ends-{today}").account("a", credit_limit=Decimal(200))
        balance = Decimal(50)
        for month in reversed(range(14)):
            year, index = divmod(today.year * 12 + today.month - 1 - month, 12)
            first = date(year, index + 1, 1)
            last = first - timedelta(days=1)
            for day, amount, role in (
                (last, Decimal(1800), "income"),
                (last, Decimal(-650), "housing"),
                (first, Decimal("-1100.10"), "other"),
                (first, Decimal("-55.55"), "utilities"),
            ):
                case.row("a", day, amount, role, balance_after=balance)
                balance += amount
        for months_ago in (1, 2, 12, 24, 25, 84, 85):
            year, index = divmod(today.year * 12 + today.month - 1 - months_ago, 12)
            late = 30 if months_ago % 2 else 0
            case.report("l", date(year, index + 1, 1), late)
        cases.append(case.line("l", date(2010, 1, 31)).apply(at(today)))
    return cases


def ties() -> list[Case]:
    """Return people where nothing but the order of rows could tell one choice from another."""
    today = date(2026, 3, 17)
    twins = Case("twin-accounts").account("a").account("b")
    for letter in "ab":
        steady(twins, letter, today, 250)
    currencies = Case("tied-currencies").account("a", currency="USD").account("b")
    for letter in "ab":
        steady(currencies, letter, today, 250)
    same_day = Case("one-day-many-rows").account("a")
    steady(same_day, "a", today, 200)
    for age in (10, 40, 70, 100):
        for _ in range(3):
            same_day.row("a", today - timedelta(days=age), "-33.33", "insurance")
            same_day.row("a", today - timedelta(days=age), "33.33", "returned_payment")
    flat = Case("flat-balance").account("a").account("s", "savings")
    for age in range(1, 300, 2):
        day = today - timedelta(days=age)
        flat.row("a", day, 10, "income", balance_after=Decimal(110))
        flat.row("a", day, -10, balance_after=Decimal(100))
        flat.row("s", day, 0, "savings_transfer", balance_after=Decimal(7))
    versions = Case("two-versions").account("a").line("l", date(2020, 1, 1))
    for late in (60, 0):
        known = at(today) - timedelta(days=late + 1)
        versions.report("l", date(2025, 11, 1), late, known_at=known)
    return [each.apply(at(today)) for each in (twins, currencies, same_day, flat, versions)]


def extremes() -> list[Case]:
    """Return people with the greatest and the smallest amounts that the contract holds."""
    today = date(2026, 3, 17)
    cases = []
    for name, amount, balance in (
        ("most", MOST, MOST),
        ("most-unstated", MOST, None),
        ("most-overdrawn", MOST, -MOST),
        ("least", LEAST, LEAST),
    ):
        case = Case(f"extreme-{name}").account("a", credit_limit=balance)
        for number in range(360):
            day = today - timedelta(days=1 + number - number % 3)
            signed = amount if number % 2 else -amount
            case.row("a", day, signed, ROLES[number % len(ROLES)], balance_after=balance)
        case.line("l", date(1900, 1, 1), credit_limit=amount)
        case.report("l", date(2026, 3, 1), 2**31 - 1, balance=amount, due=amount, paid=Decimal(0))
        cases.append(case.apply(at(today)))
    return cases


def every_case(town: ModuleType) -> tuple[Tables, Tables]:
    """Return the rows of all cases, and those of the people that only the extremes concern."""
    odd_people = town.Town(seed=77, people=40).tables
    ordinary = [case.tables for case in (*nobody(), *moments(), *calendars(), *ties())]
    return together([odd_people, *ordinary]), together([case.tables for case in extremes()])


def together(many: list[Tables]) -> Tables:
    names = ("accounts", "transactions", "tradelines", "tradeline_months", "applications")
    return {name: [row for tables in many for row in tables[name]] for name in names}

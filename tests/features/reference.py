"""The features again, slowly: one person at a time, day by day, in plain Python.

Written from the formulas in the catalogue and the decision pages, not from the engine: lists
instead of tables, a value for every day instead of intervals, exact `Decimal` sums.
"""

import math
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from datetime import date, datetime

Row = dict[str, Any]
BILLS = ("housing", "utilities", "telecom", "insurance")
PAID = (*BILLS, "debt_payment", "tax")
MONTH = 30.4375
CADENCES = (  # least and greatest median gap, period
    (6, 8, 7.0),
    (13, 14.5, 14.0),
    (14.6, 16.5, MONTH / 2),
    (26, 28.5, 28.0),
    (28.6, 35, MONTH),
    (56, 66, MONTH * 2),
    (84, 98, MONTH * 3),
    (175, 190, MONTH * 6),
    (355, 375, MONTH * 12),
)


def ratio(part: Any, whole: Any) -> float | None:
    if part is None or whole is None or not whole > 0:
        return None
    return float(part) / float(whole)


def quantile(values: list[Any], share: float) -> float:
    return float(np.percentile([float(value) for value in values], share * 100))


def theil_sen(values: list[float]) -> float:
    """`values` newest first."""
    count = len(values)
    return median(
        (values[late] - values[early]) / (early - late)
        for late in range(count)
        for early in range(late + 1, count)
    )


class Person:
    """Everything one application may see."""

    def __init__(self, tables: dict[str, list[Row]], application: Row) -> None:
        self.moment: datetime = application["as_of"]
        self.day: date = self.moment.date()
        person = application["person_id"]
        self.accounts = {
            row["account_id"]: row
            for row in tables["accounts"]
            if row["person_id"] == person and row["kind"] in ("current", "savings")
        }
        seen = [
            dict(row, age=(self.day - row["booked_on"]).days, **self.place(row["account_id"]))
            for row in tables["transactions"]
            if row["account_id"] in self.accounts
            and row["booked_on"] < self.day
            and row["known_at"] <= self.moment
        ]
        self.choose_currency(seen)
        self.lines = [
            row
            for row in tables["tradelines"]
            if row["person_id"] == person
            and row["known_at"] <= self.moment
            and row["opened_on"] < self.day
        ]
        self.reports = self.newest_reports(tables["tradeline_months"])

    def place(self, account_id: str) -> Row:
        account = self.accounts[account_id]
        return {"currency": account["currency"], "kind": account["kind"]}

    def choose_currency(self, seen: list[Row]) -> None:
        tally: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in seen:
            tally[row["currency"]][0] += row["role"] == "income"
            tally[row["currency"]][1] += 1
        ranked = sorted(tally, key=lambda code: (-tally[code][0], -tally[code][1], code))
        self.rows = [row for row in seen if row["currency"] == ranked[0]] if ranked else []
        self.other_currency = 1 - len(self.rows) / len(seen) if seen else None
        self.history = max((row["age"] for row in self.rows), default=None)

    def newest_reports(self, months: list[Row]) -> dict[str, list[Row]]:
        """Return the reports of each line as last known, newest month first."""
        versions: dict[tuple[str, date], Row] = {}
        for row in months:
            key = (row["tradeline_id"], row["month"])
            seen = row["known_at"] <= self.moment and row["month"] < self.day
            if seen and (key not in versions or versions[key]["known_at"] < row["known_at"]):
                versions[key] = row
        reports: dict[str, list[Row]] = {line["tradeline_id"]: [] for line in self.lines}
        for key in sorted(versions, reverse=True):
            if key[0] in reports:
                reports[key[0]].append(versions[key])
        return reports

    # flows of money

    def total(self, first: int, last: int, *roles: str, sign: int = 0) -> Decimal:
        return sum(
            (
                row["amount"]
                for row in self.rows
                if first <= row["age"] <= last
                and row["role"] in roles
                and (sign == 0 or row["amount"] * sign > 0)
            ),
            Decimal(0),
        )

    def income(self, first: int, last: int) -> Decimal:
        return self.total(first, last, "income")

    def inflow(self, first: int, last: int) -> Decimal:
        return self.income(first, last) + self.total(first, last, "other", "cash", sign=1)

    def everyday(self, first: int, last: int) -> Decimal:
        spent = -self.total(first, last, "other", "cash", sign=-1)
        return spent - self.total(first, last, "refund")

    def outgoings(self, first: int, last: int) -> Decimal:
        obliged = (*PAID, "fee_overdraft", "returned_payment")
        return self.everyday(first, last) - self.total(first, last, *obliged)

    def saved(self, first: int, last: int) -> Decimal:
        return -sum(
            (
                row["amount"]
                for row in self.rows
                if first <= row["age"] <= last
                and row["role"] == "savings_transfer"
                and row["kind"] != "savings"
            ),
            Decimal(0),
        )

    def months(self, measure: Any, count: int) -> list[float]:
        return [float(measure(30 * month + 1, 30 * month + 30)) for month in range(count)]

    # balances

    def balances(self) -> None:
        """Fill in the balance of every account at the end of every day, if it can be known."""
        recent = [row for row in self.rows if row["age"] <= 396]
        self.covered = max((row["age"] for row in recent), default=0)
        self.daily: dict[str, list[Decimal | None]] = {}
        self.first_age: dict[str, int] = {}
        for account_id in sorted({row["account_id"] for row in recent}):
            mine = [row for row in recent if row["account_id"] == account_id]
            self.first_age[account_id] = max(row["age"] for row in mine)
            self.daily[account_id] = self.account_balances(mine)
        self.unknown = sum(self.daily[name][1] is None for name in self.daily)
        self.liquid: list[float] = []
        if recent and self.unknown == 0:
            self.liquid = [
                float(sum(daily[age] for daily in self.daily.values()))
                for age in range(self.covered + 1)
            ]

    def account_balances(self, rows: list[Row]) -> list[Decimal | None]:
        """Return the balance at the end of each day; index is the age, 0 and 1 alike."""
        closing: dict[int, Decimal] = {}
        net: dict[int, Decimal] = defaultdict(Decimal)
        for age in {row["age"] for row in rows}:
            todays = [row for row in rows if row["age"] == age]
            net[age] = sum((row["amount"] for row in todays), Decimal(0))
            end = chain_end(todays)
            if end is not None:
                closing[age] = end
        known: list[Decimal | None] = [None] * (self.covered + 2)
        if not closing:
            return known
        oldest = max(closing)
        known[oldest] = closing[oldest]
        for age in range(oldest + 1, self.covered + 2):
            known[age] = known[age - 1] - net[age - 1]  # type: ignore[operator]
        for age in range(oldest - 1, -1, -1):
            known[age] = closing.get(age, known[age + 1] + net[age])  # type: ignore[operator]
        return known

    def account_days(self, account_id: str, oldest: int) -> list[tuple[int, Decimal]]:
        """Return age and balance of the days since the account is seen, newest first."""
        last = min(oldest, self.first_age[account_id])
        return [(age, self.daily[account_id][age]) for age in range(1, last + 1)]  # type: ignore[misc]


def chain_end(rows: list[Row]) -> Decimal | None:
    """Return the balance after the last of a day's rows, by putting them in order."""
    dated = [row for row in rows if row["balance_after"] is not None]
    if len(dated) == 1:
        return dated[0]["balance_after"]
    net = sum((row["amount"] for row in rows), Decimal(0))
    if len(dated) < len(rows) or net == 0:
        return None
    for start in rows:
        opening = start["balance_after"] - start["amount"]
        if follow(opening, rows):
            return opening + net
    return None


def follow(balance: Decimal, rows: list[Row]) -> bool:
    """Return whether rows can be put in an order in which each continues the balance."""
    if not rows:
        return True
    return any(
        row["balance_after"] - row["amount"] == balance
        and follow(row["balance_after"], rows[:place] + rows[place + 1 :])
        for place, row in enumerate(rows)
    )


def runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Return first and last index of each unbroken run of true."""
    found: list[tuple[int, int]] = []
    for index, flag in enumerate(flags):
        if flag and index and flags[index - 1]:
            found[-1] = (found[-1][0], index)
        elif flag:
            found.append((index, index))
    return found


# streams


def held_payments(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Separate payments from those the bank returned within five days."""
    back = [row for row in rows if row["role"] == "returned_payment" and row["amount"] > 0]
    held, returned = [], []
    for row in rows:
        if row["age"] > 730:
            continue
        if row["role"] == "income" and row["amount"] > 0:
            held.append(row)
        elif row["role"] in PAID and row["amount"] < 0:
            bounced = any(
                other["age"] <= 730
                and other["account_id"] == row["account_id"]
                and other["amount"] == -row["amount"]
                and other["age"] <= row["age"] <= other["age"] + 5
                for other in back
            )
            (returned if bounced else held).append(row)
    return held, returned


def amount_groups(rows: list[Row]) -> list[list[Row]]:
    """Group rows of one account and role by like amounts."""
    groups: list[list[Row]] = []
    for row in sorted(rows, key=lambda each: abs(each["amount"])):
        if groups and abs(row["amount"]) * 10 <= abs(groups[-1][-1]["amount"]) * 15:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def by_day(rows: list[Row]) -> list[tuple[int, Decimal]]:
    """Return (age, amount) a day, oldest first."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["age"]] += abs(row["amount"])
    return sorted(sums.items(), reverse=True)


def rhythm(days: list[tuple[int, Decimal]], lanes: int = 1) -> float | None:
    gaps = [days[place - lanes][0] - days[place][0] for place in range(lanes, len(days))]
    if not gaps:
        return None
    low, middle, high = (quantile(gaps, share) for share in (0.25, 0.5, 0.75))
    for least, greatest, period in CADENCES:
        if least <= middle <= greatest:
            fits = high - low <= period * 0.5 and (lanes == 1 or period <= MONTH)
            return period if fits else None
    return None


def parts_of(group: list[Row]) -> list[tuple[int, list[Any]]]:
    """Return a group whole if it has a rhythm, else its equal amounts that have, and the rest."""
    if rhythm(by_day(group)) is not None:
        return [(0, by_day(group))]
    equal: dict[Decimal, list[Row]] = defaultdict(list)
    for row in group:
        equal[abs(row["amount"])].append(row)
    parts, rest = [], []
    for amount, rows in equal.items():
        days = by_day(rows)
        if len(days) >= 3 and rhythm(days) is not None:
            parts.append((int(amount * 10_000), days))
        else:
            rest += rows
    return [*parts, (-1, by_day(rest))] if rest else parts


def find_streams(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return mature streams with their cycles, and every group with its first age."""
    by_kind: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_kind[row["account_id"], row["role"]].append(row)
    streams, groups = [], []
    for (account_id, role), mine in sorted(by_kind.items()):
        for cluster, group in enumerate(amount_groups(mine)):
            for part, days in parts_of(group):
                groups.append({"role": role, "first_age": days[0][0]})
                for lanes in (1, 2, 3):
                    period = rhythm(days, lanes)
                    if period is not None:
                        for lane in range(lanes):
                            key = (account_id, cluster, part, lane)
                            streams.append(stream(role, key, days[lane::lanes], period))
                        break
    needed = [each for each in streams if each["payments"] >= (2 if each["period"] > 335 else 3)]
    return needed, groups


def nearest(value: float) -> int:
    return math.floor(value + 0.5)


def stream(role: str, key: tuple[str, int, int, int], days: list[Any], period: float) -> Row:
    first, last = days[0][0], days[-1][0]
    cycle, residuals, gaps = 0, [0.0], []
    for (before, _), (age, _) in pairwise(days):
        cycle += nearest((before - age) / period)
        residuals.append(first - age - cycle * period)
        gaps.append((before - age, age))
    anchor = median(residuals)
    cycles: dict[int, float] = {}
    for age, _ in days:
        number = nearest((first - age - anchor) / period)
        late = first - age - anchor - number * period
        cycles[number] = min(late, cycles.get(number, late))
    return {
        "role": role,
        "key": key,
        "period": period,
        "payments": len(days),
        "first_age": first,
        "last_age": last,
        "start": first - anchor,
        "amount": median(float(amount) for _, amount in days),
        "amount_180": sum((amount for age, amount in days if age <= 180), Decimal(0)),
        "off": [
            max(abs(gap - period) - min(period // 10, 3), 0) / period
            for gap, age in gaps
            if age <= 180
        ],
        "cycles": cycles,
    }


def judge(each: Row, groups: list[Row]) -> None:
    """Add what was expected of a stream, what was missed, and whether it still runs."""
    period, cycles = each["period"], each["cycles"]

    def due(number: int) -> float:
        return each["start"] - number * period

    patience = min(period / 2, 15.0)
    last = max(cycles)
    overdue = due(last + 1) > patience
    ended = due(last + 2) > patience
    replaced = any(
        group["role"] == each["role"] and group["first_age"] < each["last_age"] for group in groups
    )
    pending = overdue and not ended and not replaced
    each["overdue"], each["current"] = overdue, not overdue or pending

    grace = min(math.floor(period / 3), 5)
    paid = sorted(cycles)
    # one cycle without a payment between two that have one is missed; more are a pause
    missed = [late - 1 for early, late in pairwise(paid) if late - early == 2]

    def within(numbers: list[int], days: int) -> list[int]:
        return [number for number in numbers if due(number) <= days]

    each["expected"] = len(within(paid, 365)) + len(within(missed, 365)) + pending
    each["on_time"] = sum(cycles[number] <= grace for number in within(paid, 365))
    each["missed"] = len(within(missed, 180)) + pending
    each["late"] = [max(cycles[number], 0.0) for number in within(paid, 365)]


# features


def features(tables: dict[str, list[Row]], application: Row) -> Row:
    """Return every gate and feature of one application."""
    person = Person(tables, application)
    found: Row = {
        "application_id": application["application_id"],
        **dict.fromkeys(
            (
                "history_days",
                "days_with_transactions",
                "longest_gap_days",
                "other_currency_share",
                "accounts_without_balance",
            )
        ),
        "enough_information": False,
    }
    found |= tradeline_features(person)
    if person.history is not None:
        person.balances()
        found |= gates(person)
        found |= flow_features(person)
        found |= stream_features(person)
        found |= balance_features(person)
        found |= overdraft_features(person)
    return found


def gates(person: Person) -> Row:
    ages = {row["age"] for row in person.rows}
    marks = [*sorted({age for age in ages if age <= 396}, reverse=True), 0]
    gaps = [min(marks[i], 90) - marks[i + 1] for i in range(len(marks) - 1) if marks[i + 1] < 90]
    active = sum(age <= 90 for age in ages)
    gap = max(gaps) if gaps else 90
    return {
        "history_days": person.history,
        "days_with_transactions": active,
        "longest_gap_days": gap,
        "other_currency_share": person.other_currency,
        "accounts_without_balance": person.unknown,
        "enough_information": person.history >= 90 and active >= 6 and gap <= 60,
    }


def spread_over_mean(values: list[float], mean: float) -> float | None:
    return ratio(np.std(values, ddof=1), mean)


def flow_features(person: Person) -> Row:
    found: Row = {}
    history = person.history
    income_90 = person.income(1, 90)
    counts: dict[str, list[Row]] = defaultdict(list)
    for row in person.rows:
        counts[row["role"]].append(row)
    sizes: dict[str, int] = defaultdict(int)
    for row in person.rows:
        sizes[row["account_id"]] += 1
    ages = {
        name: max(row["age"] for row in person.rows if row["account_id"] == name) for name in sizes
    }
    primary = max(sizes, key=lambda name: (sizes[name], ages[name]))
    found["account_age_primary"] = ages[primary]
    if history >= 90:
        spent = person.outgoings(1, 90)
        inflow = person.inflow(1, 90)
        found["net_flow_ratio"] = ratio(inflow - spent, inflow)
        found["new_debt_inflow_ratio"] = ratio(
            person.total(1, 90, "debt_disbursement", sign=1), income_90
        )
        back = [row["age"] for row in counts["returned_payment"] if row["amount"] > 0]
        found["nsf_returned_count"] = sum(age <= 90 for age in back)
        found["nsf_recency"] = min([age for age in back if age <= 365], default=365)
    if history < 180:
        return found
    found["overdraft_fee_count_net"] = max(
        sum(
            (row["amount"] < 0) - (row["amount"] > 0)
            for row in counts["fee_overdraft"]
            if row["age"] <= 180
        ),
        0,
    )
    months = min(history // 30, 12)
    half, year = person.months(person.income, 6), person.months(person.income, months)
    middle = median(half)
    found["income_monthly_median"] = middle
    found["income_monthly_p25"] = quantile(year, 0.25)
    found["income_recent_ratio"] = ratio(
        income_90, float(person.income(1, 365)) * 90 / min(history, 365)
    )
    found["income_trend"] = ratio(theil_sen(half), middle)
    found["income_cv"] = spread_over_mean(year, float(np.mean(year)))
    yearly = median(year)
    found["income_mad_ratio"] = ratio(median(abs(each - yearly) for each in year), yearly)
    if yearly > 0:
        found["income_months_share"] = sum(each >= yearly / 2 for each in year) / months
    net = [
        float(person.inflow(1 + 30 * k, 30 + 30 * k) - person.outgoings(1 + 30 * k, 30 + 30 * k))
        for k in range(months)
    ]
    out = person.months(person.outgoings, months)
    found["net_flow_positive_months"] = sum(each >= 0 for each in net) / months
    found["net_flow_cv"] = spread_over_mean(
        net, float(np.mean(person.months(person.inflow, months)))
    )
    found["outflow_essential_cv"] = spread_over_mean(out, float(np.mean(out)))
    found["shock_months"] = sum(each < -0.5 * yearly for each in net)
    found["savings_net_flow_ratio"] = ratio(person.saved(1, 180), person.income(1, 180))
    found["savings_months_positive"] = (
        sum(each > 0 for each in person.months(person.saved, months)) / months
    )
    found["past_due_amount_ratio"] = ratio(past_due(person), middle)
    if person.liquid:
        found["volatility_cover"] = ratio(person.liquid[0], 1.28 * np.std(net, ddof=1))
    return found


def stream_features(person: Person) -> Row:
    found: Row = {}
    if person.history < 90:
        return found
    held, returned = held_payments(person.rows)
    streams, groups = find_streams(held)
    for each in streams:
        judge(each, groups)
    income = [each for each in streams if each["role"] == "income"]
    income_90 = person.income(1, 90)

    def net_of_returned(role: str, first: int, last: int) -> Decimal:
        back = sum(
            (
                row["amount"]
                for row in returned
                if row["role"] == role and first <= row["age"] <= last
            ),
            Decimal(0),
        )
        return back - person.total(first, last, role)

    debt = net_of_returned("debt_payment", 1, 90)
    fixed = sum(
        each["amount"] * 30 / each["period"]
        for each in streams
        if each["role"] != "income" and each["current"]
    )
    found["debt_service_monthly"] = float(debt / 3)
    found["housing_ratio"] = ratio(net_of_returned("housing", 1, 90), income_90)
    found["fixed_obligation_ratio"] = ratio(fixed * 3, income_90)
    found["obligation_stream_count"] = sum(
        each["role"] == "debt_payment" and each["current"] for each in streams
    )
    found["short_term_credit_count"] = short_term(person)
    found["income_stream_count_active"] = sum(not each["overdue"] for each in income)
    main = min(
        income,
        key=lambda each: (-each["amount_180"], -each["first_age"], each["key"]),
        default=None,
    )
    if main is not None:
        if main["off"]:
            found["income_cadence_regularity"] = max(1 - median(main["off"]), 0)
        found["income_days_since_last"] = main["last_age"] / main["period"]
        found["income_tenure_main"] = main["first_age"]
    bills = [each for each in streams if each["role"] in BILLS]
    for name, roles in (
        ("bills_on_time_share", BILLS),
        ("rent_on_time_share", ("housing",)),
        ("utility_on_time_share", ("utilities", "telecom")),
        ("credit_payment_on_time_share", ("debt_payment",)),
    ):
        mine = [each for each in streams if each["role"] in roles]
        found[name] = ratio(
            sum(each["on_time"] for each in mine), sum(each["expected"] for each in mine)
        )
    late = [days for each in bills for days in each["late"]]
    if late:
        found["bill_lateness_p90"] = quantile(late, 0.9)
    first = max((each["first_age"] for each in bills), default=0)
    found["bill_history_months"] = min(math.floor(first / MONTH), 24)
    if person.history < 180:
        return found
    middle = median(person.months(person.income, 6))
    found["dti_cashflow"] = ratio(debt / 3, middle)
    found["debt_service_trend"] = ratio(debt, net_of_returned("debt_payment", 91, 180))
    main_180 = main["amount_180"] if main else Decimal(0)
    found["income_main_stream_share"] = ratio(main_180, person.income(1, 180))
    lean = quantile(person.months(person.income, min(person.history // 30, 12)), 0.25)
    residual = lean - fixed - median(person.months(person.everyday, 6))
    found["residual_income"] = residual
    found["residual_ratio"] = ratio(residual, lean)
    if bills:
        found["bill_missed_count"] = sum(each["missed"] for each in bills)
    return found


def short_term(person: Person) -> int:
    loans = [
        row
        for row in person.rows
        if row["role"] == "debt_disbursement" and row["amount"] > 0 and row["age"] <= 730
    ]
    return sum(
        any(
            row["role"] == "debt_payment"
            and row["age"] <= 90
            and 0 < loan["age"] - row["age"] <= 62
            and loan["amount"] <= -row["amount"] <= loan["amount"] * Decimal("1.35")
            for row in person.rows
        )
        for loan in loans
    )


def balance_features(person: Person) -> Row:
    found: Row = {}
    if not person.liquid or person.history < 90:
        return found
    liquid = person.liquid
    savings = sum(
        (
            daily[0]
            for name, daily in person.daily.items()
            if person.accounts[name]["kind"] == "savings"
        ),
        Decimal(0),
    )
    found["buffer_days"] = ratio(liquid[0], person.outgoings(1, 30) / 30)
    found["savings_balance_ratio"] = ratio(savings, person.outgoings(1, 90) / 3)
    if person.covered >= 90:
        quarter = liquid[1:91]
        found["balance_eod_median"] = median(quarter)
        found["balance_eod_p10"] = quantile(quarter, 0.1)
        daily = float(person.outgoings(1, 90)) / 90
        found["low_balance_days"] = sum(each < daily for each in quarter) / 90
    if person.history < 180:
        return found
    found["buffer_weeks_income"] = ratio(liquid[0], float(person.income(1, 180)) * 7 / 180)
    found["balance_min_pre_income"] = pre_income(person)
    if person.covered >= 180:
        half = liquid[1:181]
        middle = median(half)
        means = [float(np.mean(half[30 * month : 30 * month + 30])) for month in range(6)]
        found["balance_trend"] = ratio(theil_sen(means), abs(middle))
        low = quantile(half, 0.1)
        found["buffer_days_p10"] = ratio(low, person.outgoings(1, 180) / 180)
        found["balance_recovery_days"] = recovery(liquid[:181], middle)
    return found


def pre_income(person: Person) -> float | None:
    least = median(person.months(person.income, 6)) * 0.25
    lows = []
    for age in range(1, 181):
        todays = person.income(age, age)
        if todays > 0 and float(todays) >= least and age <= person.covered:
            lows.append(min(balance_at(person, age + back) for back in (1, 2, 3)))
    return median(lows) if lows else None


def balance_at(person: Person, age: int) -> float:
    """Before the first row the accounts stand at their opening balance."""
    if age <= person.covered:
        return person.liquid[age]
    return float(sum(daily[person.covered + 1] for daily in person.daily.values()))  # type: ignore[misc]


def recovery(liquid: list[float], middle: float) -> float | None:
    """`liquid` from the day of the application back."""
    newest_last = liquid[1:][::-1]
    took = []
    for start, end in runs([each < middle for each in newest_last]):
        if end < len(newest_last) - 1:
            spell = newest_last[start : end + 1]
            took.append(end + 1 - (start + spell.index(min(spell))))
    return median(took) if took else None


def limit(person: Person, account_id: str) -> Decimal:
    return person.accounts[account_id]["credit_limit"] or Decimal(0)


def below(person: Person, oldest: int, floors: dict[str, Decimal]) -> list[Decimal]:
    """Return, by age from 1, the sum that accounts stand below their floors."""
    missing = [Decimal(0)] * (oldest + 1)
    for name, floor in floors.items():
        for age, balance in person.account_days(name, oldest):
            missing[age] += max(floor - balance, Decimal(0))
    return missing[1:]


def overdraft_features(person: Person) -> Row:
    found: Row = {}
    if not person.liquid or person.history < 90:
        return found
    every = {name: limit(person, name) for name in person.daily}
    arranged = {name: most for name, most in every.items() if most > 0}
    if person.covered >= 90:
        beyond = below(person, 90, {name: -most for name, most in every.items()})
        found["negative_days_share"] = sum(each > 0 for each in beyond) / 90
        used = below(person, 90, dict.fromkeys(arranged, Decimal(0)))
        found["od_limit_use_max"] = ratio(max(used), sum(arranged.values()))
    if person.history >= 180 and arranged:
        breached = below(person, 365, {name: -most for name, most in arranged.items()})
        found["limit_breach_count"] = sum(each > 0 for each in breached)
    if person.history >= 180 and person.covered >= 180:
        overdrawn = below(person, 180, dict.fromkeys(every, Decimal(0)))
        spells = runs([each > 0 for each in overdrawn])
        found["negative_spells"] = len(spells)
        depths = [max(overdrawn[first : last + 1]) for first, last in spells]
        depth = median(depths) if depths else 0
        found["negative_depth"] = ratio(depth, median(person.months(person.income, 6)))
    return found


# tradelines


def is_open(person: Person, line: Row) -> bool:
    return line["closed_on"] is None or line["closed_on"] >= person.day


def limited(person: Person) -> list[Row]:
    return [
        line
        for line in person.lines
        if line["kind"] in ("revolving", "line_of_credit")
        and (line["credit_limit"] or 0) > 0
        and is_open(person, line)
    ]


def use(person: Person, youngest: int) -> tuple[Decimal, Decimal, list[float]]:
    """Return balances, limits and shares as of the newest report at least so many days old."""
    balances, limits, shares = Decimal(0), Decimal(0), []
    for line in limited(person):
        old = [
            report
            for report in person.reports[line["tradeline_id"]]
            if (person.day - report["month"]).days >= youngest
        ]
        if old:
            balances += old[0]["balance"]
            limits += line["credit_limit"]
            shares.append(float(old[0]["balance"]) / float(line["credit_limit"]))
    return balances, limits, shares


def past_due(person: Person) -> Decimal | None:
    if not any(person.reports.values()):
        return None
    total = Decimal(0)
    for line in person.lines:
        reports = person.reports[line["tradeline_id"]]
        if is_open(person, line) and reports and reports[0]["days_past_due"] > 0:
            for report in reports:
                if (reports[0]["month"] - report["month"]).days <= reports[0]["days_past_due"]:
                    total += max(report["due"] - report["paid"], Decimal(0))
    return total


def tradeline_features(person: Person) -> Row:
    found: Row = {}
    if person.lines:
        oldest = max((person.day - line["opened_on"]).days for line in person.lines)
        found["tradeline_age_oldest"] = math.floor(oldest / MONTH)
    balances, limits, shares = use(person, 0)
    found["utilisation_revolving"] = ratio(balances, limits)
    found["utilisation_max_line"] = max(shares, default=None)
    balances, limits, _ = use(person, 180)
    then, now = ratio(balances, limits), found["utilisation_revolving"]
    if then is not None and now is not None:
        found["utilisation_change"] = now - then
    reports = [report for line in person.reports.values() for report in line]
    if not reports:
        return found

    def months_ago(report: Row) -> int:
        month: date = report["month"]
        return (person.day.year - month.year) * 12 + person.day.month - month.month

    recent = [report["days_past_due"] for report in reports if months_ago(report) <= 24]
    if recent:
        found["worst_dpd_24m"] = min(max(recent) // 30 * 30, 180)
    late = [months_ago(report) for report in reports if report["days_past_due"] >= 30]
    found["months_since_30plus"] = min([*late, 84])
    return found

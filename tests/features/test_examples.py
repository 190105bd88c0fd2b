"""Every feature worked out by hand, on ledgers short enough to check with a pencil.

A line of a ledger reads ``role amount @ ages``: so many days before the application. ``= balance``
states the balance after a single row; ``savings:`` puts a line on a savings account.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from types import ModuleType
from typing import Any

import pytest

from plainscore.features import CATALOGUE, compute_features

TODAY = date(2026, 1, 1)
MOMENT = datetime(2026, 1, 1, 9, tzinfo=UTC)
MONTH = 30.4375

INCOME = """
    other -1 @ 200
    income 1000 @ 175
    income 1100 @ 145
    income 1200 @ 115
    income 1300 @ 85
    income 1400 @ 55
    income 1500 @ 25
"""

# gaps of 36, 30, 24, 36 and 30 days
IRREGULAR_INCOME = """
    income 1000 @ 170 134 104 80 44 14
"""

OBLIGATIONS = """
    other -1 @ 190
    income 2000 @ 160 130 100 70 40 10
    housing -600 @ 155 125 95 65 35 5
    other -150 @ 153 123 93 63 33 3
    debt_payment -100 @ 158 128 98
    debt_payment -200 @ 68 38 8
    debt_disbursement 300 @ 50
    debt_payment -330 @ 20
"""

# the days, by balance: 1-20 1270, 21-44 1300, 45 3, 46-91 600, 92-100 1500, 101-180 1000
BALANCE = """
    other -10 @ 190 = 1000
    income 500 @ 100 = 1500
    other -900 @ 91 = 600
    other -597 @ 45 = 3
    income 1297 @ 44 = 1300
    other -30 @ 20 = 1270
    savings_transfer -300 @ 10 = 970
    savings: savings_transfer 300 @ 10 = 300
"""

OVERDRAFT = """
    other -10 @ 200 = 50
    income 1000 @ 160 = 1050
    other -1300 @ 150 = -250
    income 1000 @ 130 = 750
    income 1000 @ 100 = 1750
    other -1800 @ 80 = -50
    income 1000 @ 70 = 950
    debt_payment -30 @ 62 = 920
    returned_payment 30 @ 61 = 950
    income 1000 @ 40 = 1950
    other -2000 @ 30 = -50
    other -100 @ 25 = -150
    fee_overdraft -5 @ 24 = -155
    fee_overdraft -5 @ 23 = -160
    fee_overdraft 5 @ 22 = -155
    income 1000 @ 10 = 845
"""

# the rent of age 122 came at 114; the energy bill of age 177 never came; the loan payment usually
# due at about 35 came at 27
BILLS = """
    housing -500 @ 335 305 274 244 213 183 152 114 91 61 30
    utilities -80 @ 327 297 267 237 207 147 117 87 57 27
    debt_payment -150 @ 95 65 27 5
"""

NET_FLOW = """
    other -1 @ 185
    income 1000 @ 170 140 110 80 50 20
    other -1600 @ 165
    other -900 @ 135 105 75 45 15
"""

TRADELINES = """
    other -1 @ 190
    income 700 @ 175 145 115 85 55 25
"""

LEDGERS = {
    "income": INCOME,
    "irregular income": IRREGULAR_INCOME,
    "obligations": OBLIGATIONS,
    "balance": BALANCE,
    "overdraft": OVERDRAFT,
    "overdraft without a limit": OVERDRAFT,
    "bills": BILLS,
    "net flow": NET_FLOW,
    "tradelines": TRADELINES,
}
LIMITS = {"overdraft": Decimal(200)}

FIXED = (600 + 200) * 30 / MONTH
"""Rent and the running loan; the loan that stopped and the single repayment do not recur."""

EXPECTED = [
    ("income", "income_monthly_median", 1250),
    ("income", "income_monthly_p25", 1125),
    ("income", "income_recent_ratio", 4200 / (7500 * 90 / 200)),
    ("income", "income_trend", 100 / 1250),
    ("income", "income_cv", sqrt(175_000 / 5) / 1250),
    ("income", "income_mad_ratio", 150 / 1250),
    ("income", "income_months_share", 1),
    ("income", "income_stream_count_active", 1),
    ("income", "income_main_stream_share", 1),
    ("income", "income_cadence_regularity", 1),
    ("irregular income", "income_cadence_regularity", 1 - (36 - MONTH - 3) / MONTH),
    ("income", "income_days_since_last", 25 / MONTH),
    ("income", "income_tenure_main", 175),
    ("income", "account_age_primary", 200),
    ("obligations", "debt_service_monthly", (3 * 200 + 330) / 3),
    ("obligations", "dti_cashflow", 310 / 2000),
    ("obligations", "housing_ratio", 1800 / 6000),
    ("obligations", "fixed_obligation_ratio", FIXED * 3 / 6000),
    ("obligations", "residual_income", 2000 - FIXED - 150),
    ("obligations", "residual_ratio", (2000 - FIXED - 150) / 2000),
    ("obligations", "new_debt_inflow_ratio", 300 / 6000),
    ("obligations", "short_term_credit_count", 1),
    ("obligations", "debt_service_trend", 930 / 300),
    ("obligations", "obligation_stream_count", 1),
    ("balance", "balance_eod_median", 600),
    ("balance", "balance_eod_p10", 600),
    ("balance", "balance_min_pre_income", (1000 + 3) / 2),
    # the eighth of fifteen slopes: from 1136.67 (days 91-120) to 1280 (days 1-30) in three months
    ("balance", "balance_trend", (1280 - 34_100 / 30) / 3 / 1000),
    ("balance", "buffer_days", 1270 / (30 / 30)),
    ("balance", "buffer_weeks_income", 1270 / (1797 / 180 * 7)),
    ("balance", "buffer_days_p10", 600 / (1527 / 180)),
    ("balance", "savings_balance_ratio", 300 / (627 / 3)),
    ("balance", "savings_net_flow_ratio", 300 / 1797),
    ("balance", "savings_months_positive", 1 / 6),
    ("balance", "low_balance_days", 1 / 90),
    ("balance", "balance_recovery_days", 1),
    ("balance", "volatility_cover", 1270 / (1.28 * sqrt(638_750 / 5))),
    ("overdraft", "negative_days_share", 0),
    ("overdraft without a limit", "negative_days_share", (10 + 20) / 90),
    ("overdraft", "negative_spells", 3),
    ("overdraft", "negative_depth", 160 / 1000),
    ("overdraft", "nsf_returned_count", 1),
    ("overdraft", "nsf_recency", 61),
    ("overdraft", "overdraft_fee_count_net", 1),
    ("overdraft", "od_limit_use_max", 160 / 200),
    ("overdraft", "limit_breach_count", 20),
    ("overdraft without a limit", "od_limit_use_max", None),
    ("overdraft without a limit", "limit_breach_count", None),
    ("overdraft", "debt_service_monthly", 0),
    ("bills", "bills_on_time_share", (10 + 10) / (11 + 11)),
    ("bills", "rent_on_time_share", 10 / 11),
    ("bills", "utility_on_time_share", 10 / 11),
    ("bills", "bill_missed_count", 1),
    ("bills", "bill_lateness_p90", 1.75),
    ("bills", "credit_payment_on_time_share", 3 / 4),
    ("bills", "bill_history_months", 11),
    ("bills", "income_cv", None),
    ("net flow", "net_flow_ratio", (3000 - 2700) / 3000),
    ("net flow", "net_flow_positive_months", 5 / 6),
    ("net flow", "net_flow_cv", sqrt(5 * 700**2 / 6 / 5) / 1000),
    ("net flow", "outflow_essential_cv", sqrt(5 * 700**2 / 6 / 5) / (6100 / 6)),
    ("net flow", "shock_months", 1),
    ("net flow", "utilisation_revolving", None),
    ("tradelines", "utilisation_revolving", (500 + 2400) / 4000),
    ("tradelines", "utilisation_max_line", 2400 / 3000),
    ("tradelines", "utilisation_change", (500 + 2400 - 300 - 600) / 4000),
    ("tradelines", "worst_dpd_24m", 60),
    ("tradelines", "months_since_30plus", 1),
    ("tradelines", "past_due_amount_ratio", (150 + 200) / 700),
    ("tradelines", "tradeline_age_oldest", 72),
]


def transactions(person: str, ledger: str) -> list[dict[str, Any]]:
    rows = []
    for line in ledger.strip().splitlines():
        account, _, entry = line.strip().rpartition(": ")
        movement, _, balance = entry.partition(" = ")
        role, amount, _, *ages = movement.split()
        for age in ages:
            day = TODAY - timedelta(days=int(age))
            rows.append(
                {
                    "transaction_id": str(len(rows)),
                    "account_id": f"{person} {account or 'current'}",
                    "booked_on": day,
                    "known_at": datetime(day.year, day.month, day.day, tzinfo=UTC)
                    + timedelta(days=1),
                    "amount": Decimal(amount),
                    "balance_after": Decimal(balance) if balance else None,
                    "role": role,
                    "role_source": "default",
                }
            )
    return rows


def credit(person: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a card, a credit line and a loan in arrears."""
    lines = [
        ("card", "revolving", date(2020, 1, 1), Decimal(1000)),
        ("line", "line_of_credit", date(2023, 1, 1), Decimal(3000)),
        ("loan", "instalment", date(2022, 1, 1), None),
    ]
    # line, month, balance, due, paid, days past due
    reports = [
        ("card", date(2025, 12, 1), 500, 50, 50, 0),
        ("card", date(2025, 6, 1), 300, 50, 50, 0),
        ("card", date(2024, 11, 1), 300, 50, 0, 65),
        ("line", date(2025, 12, 1), 2400, 100, 100, 0),
        ("line", date(2025, 6, 1), 600, 100, 100, 0),
        ("loan", date(2025, 12, 1), 4000, 200, 50, 45),
        ("loan", date(2025, 11, 1), 4000, 200, 0, 14),
        ("loan", date(2025, 10, 1), 4000, 200, 200, 0),
    ]
    known_at = datetime(2025, 12, 20, tzinfo=UTC)
    columns = ("tradeline_id", "kind", "opened_on", "credit_limit")
    months = ("tradeline_id", "month", "balance", "due", "paid", "days_past_due")
    common = {"person_id": person, "currency": "EUR", "closed_on": None, "known_at": known_at}
    return (
        [dict(zip(columns, line, strict=True)) | common for line in lines],
        [dict(zip(months, report, strict=True), known_at=known_at) for report in reports],
    )


@pytest.fixture(scope="module")
def worked(town: ModuleType) -> dict[str, dict[str, Any]]:
    """Return the features of every ledger."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in town.SCHEMAS}
    for person, ledger in LEDGERS.items():
        rows = transactions(person, ledger)
        tables["transactions"] += rows
        for account in sorted({row["account_id"] for row in rows}):
            tables["accounts"].append(
                {
                    "account_id": account,
                    "person_id": person,
                    "kind": account.split()[-1],
                    "currency": "EUR",
                    "opened_on": None,
                    "credit_limit": LIMITS.get(person),
                }
            )
        tables["applications"].append(
            {"application_id": person, "person_id": person, "as_of": MOMENT}
        )
    tables["tradelines"], tables["tradeline_months"] = credit("tradelines")
    found = compute_features(
        town.records(tables), town.table("applications", tables["applications"])
    )
    return {row["application_id"]: row for row in found.to_pylist()}


@pytest.mark.parametrize(("person", "feature", "value"), EXPECTED)
def test_by_hand(
    person: str, feature: str, value: float | None, worked: dict[str, dict[str, Any]]
) -> None:
    found = worked[person][feature]
    assert found == (None if value is None else pytest.approx(value, rel=1e-12, abs=1e-12))


def test_every_feature_is_worked_out_by_hand() -> None:
    assert {feature for _, feature, value in EXPECTED if value is not None} == set(CATALOGUE)


def test_gates_by_hand(worked: dict[str, dict[str, Any]]) -> None:
    row = worked["balance"]
    # days 10, 20, 44, 45 of the last 90; the longest silence runs from day 90 to day 45
    assert (row["history_days"], row["days_with_transactions"], row["longest_gap_days"]) == (
        190,
        4,
        45,
    )
    assert (row["other_currency_share"], row["accounts_without_balance"]) == (0, 0)
    assert row["enough_information"] is False
    assert worked["overdraft"]["enough_information"] is True

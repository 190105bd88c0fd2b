"""The tables of what is held about a person, as Arrow schemas."""

import pyarrow as pa

MONEY = pa.decimal128(18, 4)
"""Amounts are exact decimals: four places hold every ISO 4217 minor unit. Inflow is positive."""

INSTANT = pa.timestamp("us", tz="UTC")
"""Moments are UTC."""

ACCOUNTS = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("person_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("opened_on", pa.date32()),
        pa.field("credit_limit", MONEY),
    ]
)

TRANSACTIONS = pa.schema(
    [
        pa.field("transaction_id", pa.string(), nullable=False),
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("booked_on", pa.date32(), nullable=False),
        pa.field("known_at", INSTANT, nullable=False),
        pa.field("amount", MONEY, nullable=False),
        pa.field("balance_after", MONEY),
        pa.field("role", pa.string(), nullable=False),
        pa.field("role_source", pa.string(), nullable=False),
    ]
)
"""`booked_on` is when it happened, `known_at` when we learned it. No name, no text, no payee."""

TRADELINES = pa.schema(
    [
        pa.field("tradeline_id", pa.string(), nullable=False),
        pa.field("person_id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("currency", pa.string(), nullable=False),
        pa.field("opened_on", pa.date32(), nullable=False),
        pa.field("closed_on", pa.date32()),
        pa.field("credit_limit", MONEY),
        pa.field("known_at", INSTANT, nullable=False),
    ]
)

TRADELINE_MONTHS = pa.schema(
    [
        pa.field("tradeline_id", pa.string(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("balance", MONEY, nullable=False),
        pa.field("due", MONEY, nullable=False),
        pa.field("paid", MONEY, nullable=False),
        pa.field("days_past_due", pa.int32(), nullable=False),
        pa.field("known_at", INSTANT, nullable=False),
    ]
)
"""`month` is the first day of the month reported; balances and payments are positive."""

APPLICATIONS = pa.schema(
    [
        pa.field("application_id", pa.string(), nullable=False),
        pa.field("person_id", pa.string(), nullable=False),
        pa.field("as_of", INSTANT, nullable=False),
    ]
)
"""A person and the moment from which they are seen: nothing booked on or after that day counts."""

OUTCOMES = pa.schema(
    [
        pa.field("application_id", pa.string(), nullable=False),
        pa.field("bad", pa.bool_(), nullable=False),
    ]
)

SCHEMAS: dict[str, pa.Schema] = {
    "accounts": ACCOUNTS,
    "transactions": TRANSACTIONS,
    "tradelines": TRADELINES,
    "tradeline_months": TRADELINE_MONTHS,
    "applications": APPLICATIONS,
    "outcomes": OUTCOMES,
}

KEYS: dict[str, tuple[str, ...]] = {
    "accounts": ("account_id",),
    "transactions": ("account_id", "transaction_id"),
    "tradelines": ("tradeline_id",),
    "tradeline_months": ("tradeline_id", "month", "known_at"),
    "applications": ("application_id",),
    "outcomes": ("application_id",),
}
"""What makes a row of each table unique."""

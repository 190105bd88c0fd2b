"""A chunk of lives as the tables of the records, and the audit tables laid aside from them."""

import numpy as np
import pyarrow as pa

from plainscore.records import SCHEMAS, AccountKind
from plainscore.simulation.arrays import Ints
from plainscore.simulation.columns import (
    Texts,
    choices,
    dates,
    digits,
    fixed,
    instants,
    money,
    texts,
)
from plainscore.simulation.days import NEVER, Calendar
from plainscore.simulation.draws import Draws, Topic
from plainscore.simulation.journal import Purse
from plainscore.simulation.life import Lived
from plainscore.simulation.people import AGE_BANDS
from plainscore.simulation.slots import TRADELINE_SLOTS, Slot
from plainscore.simulation.streams import ROLE_NAMES, ROLE_SOURCES, STREAM_NAMES

PROTECTED = pa.schema(
    [
        pa.field("application_id", pa.string(), nullable=False),
        pa.field("sex", pa.string(), nullable=False),
        pa.field("age_band", pa.string(), nullable=False),
    ]
)
"""Protected attributes, for fairness audits only: no scorer may read this table."""

STREAMS = pa.schema([pa.field("stream", pa.string(), nullable=False)])
"""What each transaction really was, row for row beside a part of the transactions."""

_PERSON_DIGITS, _ROW_DIGITS = 9, 6
_ZZ00 = 353_500
"""The letters ZZ and two zeros as IBAN check digits are reckoned."""
_KNOWN_SHARES = np.array([0.70, 0.95])
"""Share of rows known on the evening of the day, and by the next; the rest take two days."""
_KNOWN_SECONDS = 22 * 3600
_TRADELINE_KNOWN_DAYS = 10
_KINDS = (AccountKind.CURRENT.value, AccountKind.CURRENT.value, AccountKind.SAVINGS.value)
_TRADELINE_KINDS = tuple(
    TRADELINE_SLOTS[slot].value if slot in TRADELINE_SLOTS else "" for slot in Slot
)


def tables_of(lived: Lived, calendar: Calendar, seed: int, currency: str) -> dict[str, pa.Table]:
    """Return the tables of a chunk by name.

    Parameters
    ----------
    lived : Lived
        The chunk.
    calendar : Calendar
        The calendar it was lived by.
    seed : int
        Seed of the simulation.
    currency : str
        ISO 4217 code.

    Returns
    -------
    dict of str to pyarrow.Table
        Every table of the records, and the audit tables ``protected`` and ``streams``.
    """
    names = digits(lived.people.number, _PERSON_DIGITS)
    transactions, streams = _transactions(lived, calendar, seed, names)
    return {
        "accounts": _accounts(lived, calendar, names, currency),
        "transactions": transactions,
        "tradelines": _tradelines(lived, calendar, names, currency),
        "tradeline_months": _tradeline_months(lived, calendar, names),
        "applications": _applications(lived, calendar, names),
        "outcomes": pa.table(
            [_application_ids(names), pa.array(lived.bad)], schema=SCHEMAS["outcomes"]
        ),
        "protected": _protected(lived, names),
        "streams": streams,
    }


def _accounts(lived: Lived, calendar: Calendar, names: Texts, currency: str) -> pa.Table:
    people = lived.people
    held = np.stack([np.ones(len(people), bool), people.has_second, people.has_savings], axis=1)
    who, purse = np.nonzero(held)
    limit = np.where(purse == Purse.MAIN, people.overdraft[who], 0)
    opened = people.first_seen[who] - people.account_age[who] // (1 + purse)
    columns = [
        texts(_ibans(people.number[who], purse)),
        texts(fixed("P", len(who)), names[who]),
        choices(purse, _KINDS),
        texts(fixed(currency, len(who))),
        dates(calendar.epoch_day + opened),
        money(limit, known=limit > 0),
    ]
    return pa.table(columns, schema=SCHEMAS["accounts"])


def _transactions(
    lived: Lived, calendar: Calendar, seed: int, names: Texts
) -> tuple[pa.Table, pa.Table]:
    rows = lived.movements
    ordinal = _ordinals(rows.who, len(lived.people))
    booked = calendar.epoch_day + lived.start[rows.who] + rows.day
    draw = Draws(seed, lived.people.number).each(Topic.KNOWN, ordinal, rows.who)
    delay = np.searchsorted(_KNOWN_SHARES, draw, side="right")
    everyone = lived.people.number.repeat(len(Purse))
    account_ids = _ibans(everyone, np.tile(np.arange(len(Purse)), len(lived.people)))
    numbers = digits(np.arange(ordinal.max(initial=0) + 1), _ROW_DIGITS)
    columns = [
        texts(fixed("T", len(rows)), names[rows.who], numbers[ordinal]),
        texts(account_ids[rows.who * len(Purse) + rows.purse]),
        dates(booked),
        instants(booked + delay, _KNOWN_SECONDS),
        money(rows.cents),
        money(rows.balance),
        choices(rows.stream, ROLE_NAMES),
        choices(rows.stream, ROLE_SOURCES),
    ]
    return (
        pa.table(columns, schema=SCHEMAS["transactions"]),
        pa.table([choices(rows.stream, STREAM_NAMES)], schema=STREAMS),
    )


def _ibans(number: Ints, purse: Ints) -> Texts:
    """Return account numbers: IBANs (ISO 13616) of ZZ, a code that no country will have."""
    account = number * 10 + purse
    check = 98 - (account % 97 * (10**6 % 97) + _ZZ00 % 97) % 97
    rows = len(account)
    return np.concatenate([fixed("ZZ", rows), digits(check, 2), digits(account, 14)], axis=1)


def _ordinals(who: Ints, people: int) -> Ints:
    """Count each person's rows from 0; rows are sorted by person."""
    counts = np.bincount(who, minlength=people)
    return np.arange(len(who)) - np.repeat(np.cumsum(counts) - counts, counts)


def _tradelines(lived: Lived, calendar: Calendar, names: Texts, currency: str) -> pa.Table:
    rows = lived.contracts
    count = len(rows.who)
    closed = rows.closed_on < NEVER
    columns = [
        texts(fixed("L", count), names[rows.who], digits(rows.slot, 2)),
        texts(fixed("P", count), names[rows.who]),
        choices(rows.slot, _TRADELINE_KINDS),
        texts(fixed(currency, count)),
        dates(calendar.epoch_day + rows.opened_on),
        dates(calendar.epoch_day + np.where(closed, rows.closed_on, 0), known=closed),
        money(rows.limit),
        instants(calendar.epoch_day + rows.opened_on + _TRADELINE_KNOWN_DAYS, _KNOWN_SECONDS),
    ]
    return pa.table(columns, schema=SCHEMAS["tradelines"])


def _tradeline_months(lived: Lived, calendar: Calendar, names: Texts) -> pa.Table:
    rows = lived.reports
    columns = [
        texts(fixed("L", len(rows.who)), names[rows.who], digits(rows.slot, 2)),
        dates(calendar.epoch_day + calendar.month_start[rows.month]),
        money(rows.balance),
        money(rows.due),
        money(rows.paid),
        pa.array(rows.days_past_due, pa.int32()),
        instants(calendar.epoch_day + rows.known_on, _KNOWN_SECONDS),
    ]
    return pa.table(columns, schema=SCHEMAS["tradeline_months"])


def _applications(lived: Lived, calendar: Calendar, names: Texts) -> pa.Table:
    columns = [
        _application_ids(names),
        texts(fixed("P", len(names)), names),
        instants(calendar.epoch_day + lived.people.as_of, lived.people.seconds_of_day),
    ]
    return pa.table(columns, schema=SCHEMAS["applications"])


def _protected(lived: Lived, names: Texts) -> pa.Table:
    columns = [
        _application_ids(names),
        choices(lived.people.woman.astype(np.int64), ("male", "female")),
        choices(lived.people.age_band, AGE_BANDS),
    ]
    return pa.table(columns, schema=PROTECTED)


def _application_ids(names: Texts) -> pa.Array:
    return texts(fixed("Q", len(names)), names)

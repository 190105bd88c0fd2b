"""Everything that is held of a person, for the person to take along."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.data.exported import write_export
from plainscore.service.data.held import held_of
from plainscore.service.data.items import HeldItem, imports_of, items_of
from plainscore.service.database.schema import (
    consent_events,
    decisions,
    disclosures,
    dispute_events,
    disputes,
    inclusions,
    item_marks,
    letters,
    persons,
    review_events,
    reviews,
    score_events,
)
from plainscore.service.instants import instant_text
from plainscore.service.ledger import Json
from plainscore.service.sealing import PersonKey, SealBrokenError
from plainscore.service.service import Service

TABLES = (
    consent_events,
    disclosures,
    score_events,
    decisions,
    disputes,
    dispute_events,
    reviews,
    review_events,
    letters,
    inclusions,
    item_marks,
)
"""Beside the statements: what was allowed, seen, scored, decided, contested and written."""

SEALED = {
    ("score_events", "evidence_sealed"): "evidence",
    ("decisions", "terms_sealed"): "terms",
    ("disputes", "statement_sealed"): "dispute_statement",
    ("dispute_events", "note_sealed"): "dispute_note",
    ("reviews", "statement_sealed"): "review_statement",
    ("review_events", "note_sealed"): "review_note",
    ("letters", "content_sealed"): "letter",
    ("item_marks", "correction_sealed"): "correction",
}
"""Where what is sealed of these was sealed for; the row's key follows."""


def export_of(connection: Connection, service: Service, person_id: str) -> bytes:
    """Return all that is held of a person (GDPR Art. 15 and 20).

    Parameters
    ----------
    connection : Connection
        The person's transaction.
    service : Service
        Its parts.
    person_id : str
        Who.

    Returns
    -------
    bytes
        JSON. Its ``records`` are what counts, which `read_export` reads back to the same
        features; ``items`` are all lines as they were stated, with their source and standing.
    """
    now = service.clock.now()
    key = open_person_key(connection, service, person_id)
    held = held_of(connection, service, person_id)
    person = connection.execute(select(persons)).one()
    name = person.name_sealed and key.unseal(bytes(person.name_sealed), "name").decode()
    rest: dict[str, Json] = {
        "exported_at": instant_text(now),
        "person": {
            "person_id": person_id,
            "name": name,
            "created_at": instant_text(person.created_at),
        },
        "accounts": [
            {
                **{name: _plain(value) for name, value in account.row().items()},
                "furnisher": account.furnisher,
                "last_digits": account.last_digits,
                "included": account.included,
            }
            for account in held.accounts
        ],
        "items": [_stated(item) for item in items_of(connection, key, now)],
        "imports": [
            {
                "import_id": each.import_id,
                "files": each.names,
                "lender": each.lender,
                "format": each.formats,
                "at": instant_text(each.at),
                "rows_read": each.rows_read,
                "rows_added": each.rows_added,
                "rows_left_out": each.rows_left_out,
                "problems": [dict(problem) for problem in each.problems],
            }
            for each in imports_of(connection, key)
        ],
    }
    for table in TABLES:
        rest[table.name] = list(_rows(connection, key, table))
    return write_export(held.records, rest)


def _stated(item: HeldItem) -> dict[str, Json]:
    return {
        "transaction_id": item.transaction_id,
        "account_id": item.account_id,
        "booked_on": item.booked_on.isoformat(),
        "amount": str(item.amount),
        "balance_after": None if item.balance_after is None else str(item.balance_after),
        "role": item.role.value,
        "role_source": item.role_source.value,
        "import_id": item.source.import_id,
        "standing": item.standing,
    }


def _rows(connection: Connection, key: PersonKey, table: Table) -> Iterator[dict[str, Json]]:
    (name,) = (column.name for column in table.primary_key)
    query = select(table).where(table.c.person_id == key.person_id).order_by(table.c[name])
    for row in connection.execute(query).mappings():
        told: dict[str, Json] = {}
        for column, value in row.items():
            place = SEALED.get((table.name, column))
            if place is not None and value is not None:
                told[column.removesuffix("_sealed")] = _unsealed(key, value, place, row[name])
            elif not (column.endswith("_sealed") or column == "key_version"):
                told[column] = _plain(value)
        yield told


def _unsealed(key: PersonKey, sealed: bytes, place: str, name: str) -> Json:
    try:
        plain = key.unseal(bytes(sealed), place, name)
    except SealBrokenError:
        return None
    try:
        found: Json = json.loads(plain)
    except ValueError:
        found = plain.decode("utf-8", "replace")
    return found


def _plain(value: Any) -> Json:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value)

"""Taking in what files gave: new rows sealed, known ones left as they are, all counted."""

import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from plainscore.records import INSTANT
from plainscore.service.access.person_keys import open_person_key
from plainscore.service.data.accounts import add_account, fingerprint
from plainscore.service.data.blocks import add_blocks, blocks_at, opened_block
from plainscore.service.data.parsing import Parsed
from plainscore.service.data.settled import settle_before_change
from plainscore.service.data.tradelines import add_tradelines, new_tradelines
from plainscore.service.database.schema import accounts, imports
from plainscore.service.identifiers import new_id
from plainscore.service.jobs.queue import enqueue
from plainscore.service.ledger.postgres import record_event
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

PROBLEMS_MAX = 200
"""More problems than these are counted, not listed."""

BY_PERSON = "person"
RESCORE = "rescore"
"""The job that makes the scores there are anew."""

_Content = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of an import.

    Parameters
    ----------
    import_id : str
        Its name.
    rows_read, rows_added, rows_left_out : int
        Rows seen, new ones, and those that were quarantined; the others were held before.
    """

    import_id: str
    rows_read: int
    rows_added: int
    rows_left_out: int


def take_in(
    connection: Connection,
    service: Service,
    person_id: str,
    parsed: Parsed,
    *,
    lender_id: str | None = None,
) -> Taken:
    """Store what files gave of a person; do it last in a transaction.

    A transaction that is held stays as it is, with the moment at which it was learned. Another
    format of the same account is another view of it: its rows are new only where it shows more
    of one day and amount than is held.

    Parameters
    ----------
    connection : Connection
        A transaction of the person's, or of a lender's with a consent.
    service : Service
        Its parts.
    person_id : str
        Whose.
    parsed : Parsed
        What the files gave.
    lender_id : str, optional
        The lender that hands them in; the person by default.

    Returns
    -------
    Taken
        How many rows were new.
    """
    settle_before_change(connection, person_id)
    now = service.clock.now()
    key = open_person_key(connection, service, person_id)
    furnisher = lender_id or BY_PERSON
    names = _account_names(connection, service, key, parsed, furnisher)
    new = _new_transactions(connection, key, parsed, names, now)
    tradelines = new_tradelines(
        connection, key, _tradelines(parsed, person_id, lender_id, now), now
    )
    taken = Taken(
        import_id=new_id("import", now),
        rows_read=parsed.found.rows_in,
        rows_added=sum(table.num_rows for table in (new, *tradelines)),
        rows_left_out=parsed.found.quarantined,
    )
    connection.execute(
        imports.insert().values(
            import_id=taken.import_id,
            person_id=person_id,
            lender_id=lender_id,
            source_format="+".join(parsed.formats) or "unknown",
            name_sealed=key.seal(parsed.names.encode(), "import", taken.import_id),
            content_digest=parsed.content_digest,
            rows_read=taken.rows_read,
            rows_added=taken.rows_added,
            rows_left_out=taken.rows_left_out,
            problems=_stored(parsed),
            at=now,
        )
    )
    if taken.rows_added:
        enqueue(connection, RESCORE, {"cause": "imported"}, now=now, person_id=person_id)
    add_blocks(connection, key, taken.import_id, new, now)
    add_tradelines(connection, key, taken.import_id, tradelines, now)
    record_event(
        connection,
        "data.imported",
        taken.import_id,
        person_id,
        now,
        {
            "content_digest": parsed.content_digest,
            "furnisher": furnisher,
            "person_id": person_id,
            "rows_added": taken.rows_added,
        },
    )
    return taken


def _account_names(
    connection: Connection,
    service: Service,
    key: PersonKey,
    parsed: Parsed,
    furnisher: str,
) -> dict[str, str]:
    """Return our names of the accounts of an import, by the bank's; new ones are stored."""
    held = connection.execute(
        select(accounts.c.fingerprint, accounts.c.account_id).where(
            accounts.c.person_id == key.person_id
        )
    )
    known = {row.fingerprint: row.account_id for row in held}
    # an export of this service speaks of accounts by our own names
    names = {ours: ours for ours in known.values()}
    for row in parsed.found.records.accounts.to_pylist():
        bank = row["account_id"]
        if bank not in names:
            print_of = fingerprint(service, key.person_id, bank)
            names[bank] = known.get(print_of) or add_account(
                connection, service, key, row, furnisher
            )
    return names


def _new_transactions(
    connection: Connection,
    key: PersonKey,
    parsed: Parsed,
    names: dict[str, str],
    now: datetime,
) -> pa.Table:
    """Return the transactions that are not held, under our names, as learned now."""
    sent = parsed.found.records.transactions
    owners = [names[bank] for bank in sent["account_id"].to_pylist()]
    held = _held_items(connection, key, set(owners), parsed, now)
    items = [
        raw if (owner, raw) in held else item_name(key, owner, raw)
        for owner, raw in zip(owners, sent["transaction_id"].to_pylist(), strict=True)
    ]
    of_this_file = set(zip(owners, items, strict=True))
    other_views = Counter(
        (item[0], *content)
        for item, (content, same_system) in held.items()
        if not same_system and item not in of_this_file
    )
    keep = []
    contents = zip(sent["booked_on"].to_pylist(), sent["amount"].to_pylist(), strict=True)
    for owner, item, content in zip(owners, items, contents, strict=True):
        new = (owner, item) not in held
        if new and other_views[owner, *content]:
            other_views[owner, *content] -= 1
            new = False
        keep.append(new)
    renamed = sent.set_column(0, sent.schema.field(0), pa.array(items, pa.string())).set_column(
        1, sent.schema.field(1), pa.array(owners, pa.string())
    )
    return _learned(renamed.filter(pa.array(keep, pa.bool_())), now)


def _held_items(
    connection: Connection, key: PersonKey, owners: set[str], parsed: Parsed, now: datetime
) -> dict[tuple[str, str], tuple[_Content, bool]]:
    """Return what is held of the accounts and months that files speak of.

    Each item is given with its content, and whether it came by the one format of the files, whose
    ids are then the same.
    """
    days = parsed.found.records.transactions["booked_on"]
    months = set(pc.floor_temporal(days, unit="month").unique().to_pylist())
    earlier = connection.execute(
        select(imports.c.import_id, imports.c.source_format).where(
            imports.c.person_id == key.person_id
        )
    )
    formats = {row.import_id: row.source_format for row in earlier}
    found: dict[tuple[str, str], tuple[_Content, bool]] = {}
    for block in blocks_at(connection, key.person_id, now):
        if block.account_id not in owners or block.month not in months:
            continue
        same_system = (formats[block.import_id],) == parsed.formats
        rows = opened_block(key, block)
        columns = (rows[name].to_pylist() for name in ("transaction_id", "booked_on", "amount"))
        for item, day, amount in zip(*columns, strict=True):
            found[block.account_id, item] = ((day, amount), same_system)
    return found


def item_name(key: PersonKey, account_id: str, raw: str) -> str:
    """Return our name of a transaction: noise to all who have not the person's key."""
    message = f"item\x1f{account_id}\x1f{raw}".encode()
    return hmac.new(key.secret.reveal(), message, sha256).hexdigest()[:32]


def _tradelines(
    parsed: Parsed, person_id: str, lender_id: str | None, now: datetime
) -> tuple[pa.Table, pa.Table]:
    records = parsed.found.records
    tables = []
    for table in (records.tradelines, records.tradeline_months):
        ids = table["tradeline_id"].to_pylist()
        # two lenders may number their tradelines alike
        own = [f"{lender_id}:{each}" if lender_id else each for each in ids]
        named = table.set_column(0, table.schema.field(0), pa.array(own, pa.string()))
        tables.append(_learned(named, now))
    return _owned(tables[0], person_id), tables[1]


def _owned(table: pa.Table, person_id: str) -> pa.Table:
    place = table.schema.get_field_index("person_id")
    owner = pa.repeat(pa.scalar(person_id, pa.string()), table.num_rows)
    return table.set_column(place, table.schema.field(place), owner)


def _learned(table: pa.Table, now: datetime) -> pa.Table:
    place = table.schema.get_field_index("known_at")
    learned = pa.repeat(pa.scalar(now, INSTANT), table.num_rows)
    return table.set_column(place, table.schema.field(place), learned)


def _stored(parsed: Parsed) -> list[dict[str, object]]:
    """Return problems as they are stored: a file is a number, its name is personal."""
    numbers = {file.name: number for number, file in enumerate(parsed.files, 1)}
    return [
        {
            "file": numbers.get(problem.file),
            "row": problem.row,
            "column": problem.column,
            "code": problem.code,
            "message": problem.message,
            "remedy": problem.remedy,
            "quarantined": problem.quarantined,
        }
        for problem in parsed.found.problems[:PROBLEMS_MAX]
    ]

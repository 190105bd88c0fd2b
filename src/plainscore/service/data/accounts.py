"""A person's accounts: what a bank calls them stays sealed, and the person says which count."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, true

from plainscore.service.data.settled import settle_before_change
from plainscore.service.database.schema import accounts, inclusions
from plainscore.service.identifiers import new_id
from plainscore.service.ledger import canonical_bytes
from plainscore.service.problems import Refusal
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

LAST_DIGITS = 4
# what the person said last of an account
_CHOSEN = (
    select(inclusions.c.included)
    .where(inclusions.c.account_id == accounts.c.account_id, inclusions.c.at <= bindparam("moment"))
    .order_by(inclusions.c.at.desc(), inclusions.c.inclusion_id.desc())
    .limit(1)
    .scalar_subquery()
)
_HELD = (
    select(accounts, func.coalesce(_CHOSEN, true()).label("included"))
    .where(
        accounts.c.person_id == bindparam("person"), accounts.c.created_at <= bindparam("moment")
    )
    .order_by(accounts.c.created_at, accounts.c.account_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccount:
    """One account of a person's, as it is held at a moment.

    Parameters
    ----------
    account_id, person_id : str
        Our name of it, and whose it is.
    kind, currency : str
        As the contract ``accounts`` has them.
    furnisher : str
        The lender that first handed it in; ``person`` where the person did.
    last_digits : str
        End of the bank's own number.
    opened_on : datetime.date or None
        When it was opened.
    credit_limit : decimal.Decimal or None
        As the bank said first.
    created_at : datetime.datetime
        When it was first handed in.
    included : bool
        Whether the person lets it count.
    """

    account_id: str
    person_id: str
    kind: str
    currency: str
    furnisher: str
    last_digits: str
    opened_on: date | None
    credit_limit: Decimal | None
    created_at: datetime
    included: bool

    def row(self) -> dict[str, Any]:
        """Return the account as a row of the contract."""
        names = ("account_id", "person_id", "kind", "currency", "opened_on", "credit_limit")
        return {name: getattr(self, name) for name in names}


def fingerprint(service: Service, person_id: str, bank_number: str) -> str:
    """Return the digest by which an account is known again; only the service can make it."""
    message = f"account\x1f{person_id}\x1f{bank_number}".encode()
    return hmac.new(service.keys.cookie.reveal(), message, sha256).hexdigest()


def add_account(
    connection: Connection,
    service: Service,
    key: PersonKey,
    row: Mapping[str, Any],
    furnisher: str,
) -> str:
    """Store an account that is not held yet.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may write the person's data.
    service : Service
        Its parts.
    key : PersonKey
        The person's key.
    row : mapping
        A row of the contract ``accounts``, under the bank's own number.
    furnisher : str
        Who hands it in.

    Returns
    -------
    str
        Our name of it.
    """
    now = service.clock.now()
    account_id = new_id("account", now)
    opened_on, limit = row["opened_on"], row["credit_limit"]
    attributes = {
        "last_digits": row["account_id"][-LAST_DIGITS:],
        "opened_on": None if opened_on is None else opened_on.isoformat(),
        "credit_limit": None if limit is None else str(limit),
    }
    connection.execute(
        accounts.insert().values(
            account_id=account_id,
            person_id=key.person_id,
            fingerprint=fingerprint(service, key.person_id, row["account_id"]),
            kind=row["kind"],
            currency=row["currency"],
            furnisher=furnisher,
            attributes_sealed=key.seal(canonical_bytes(attributes), "account", account_id),
            created_at=now,
        )
    )
    return account_id


def accounts_at(connection: Connection, key: PersonKey, at: datetime) -> tuple[HeldAccount, ...]:
    """Return a person's accounts as they were at a moment, in the order they came in.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may read the person's data.
    key : PersonKey
        The person's key.
    at : datetime.datetime
        The moment.

    Returns
    -------
    tuple of HeldAccount
        Those left out, too.
    """
    found = []
    for row in connection.execute(_HELD, {"person": key.person_id, "moment": at}):
        known = json.loads(key.unseal(row.attributes_sealed, "account", row.account_id))
        opened_on, limit = known["opened_on"], known["credit_limit"]
        found.append(
            HeldAccount(
                account_id=row.account_id,
                person_id=row.person_id,
                kind=row.kind,
                currency=row.currency,
                furnisher=row.furnisher,
                last_digits=known["last_digits"],
                opened_on=None if opened_on is None else date.fromisoformat(opened_on),
                credit_limit=None if limit is None else Decimal(limit),
                created_at=row.created_at,
                included=row.included,
            )
        )
    return tuple(found)


def include(
    connection: Connection, service: Service, person_id: str, account_id: str, *, included: bool
) -> None:
    """Note that a person lets an account count, or leaves it out, from now on.

    Parameters
    ----------
    connection : Connection
        The person's transaction.
    service : Service
        Its parts.
    person_id, account_id : str
        Whose, and which.
    included : bool
        Whether it counts.

    Raises
    ------
    Refusal
        If the person has no such account.
    """
    owned = select(accounts.c.account_id).where(accounts.c.account_id == account_id)
    if connection.execute(owned).one_or_none() is None:
        raise Refusal(404, "no_such_account", "You have no such account here.")
    settle_before_change(connection, person_id)
    now = service.clock.now()
    connection.execute(
        inclusions.insert().values(
            inclusion_id=new_id("inclusion", now),
            person_id=person_id,
            account_id=account_id,
            included=included,
            at=now,
        )
    )

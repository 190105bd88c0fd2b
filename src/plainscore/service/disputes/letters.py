"""Letters that a dispute owes: what they say is sealed, so that they read the same each time."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Row, select

from plainscore.service.access.person_keys import open_person_key
from plainscore.service.database.schema import letters, person_keys
from plainscore.service.identifiers import new_id
from plainscore.service.ledger import canonical_bytes
from plainscore.service.sealing import PersonKey
from plainscore.service.service import Service

KINDS = (
    "dispute_result",
    "frivolous_dispute",
    "reinsertion",
    "recipient_notice",
    "furnisher_notice",
    "review_result",
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter.

    Parameters
    ----------
    letter_id, person_id : str
        Its name, and whom it is about.
    lender_id : str or None
        To which lender; None where it is to the person, or to a bank without a program here.
    kind : str
        Of the closed list of the table.
    at : datetime.datetime
        When it was written.
    about_id : str
        The dispute or the review.
    title : str
        What it is.
    paragraphs : tuple of str
        What it says.
    """

    letter_id: str
    person_id: str
    lender_id: str | None
    kind: str
    at: datetime
    about_id: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter is to say.

    Parameters
    ----------
    kind : str
        Of the closed list of the table.
    about_id : str
        The dispute or the review.
    title : str
        What it is.
    paragraphs : tuple of str
        What it says.
    lender_id : str or None
        See `Letter`.
    """

    kind: str
    about_id: str
    title: str
    paragraphs: tuple[str, ...]
    lender_id: str | None = None


def write_letter(connection: Connection, key: PersonKey, draft: Draft, at: datetime) -> None:
    """Store a letter: whom it is to can read it from now on.

    Parameters
    ----------
    connection : Connection
        A transaction of one who may.
    key : PersonKey
        The person's key.
    draft : Draft
        What it says.
    at : datetime.datetime
        When it is written.
    """
    letter_id = new_id("letter", at)
    content = canonical_bytes(
        {
            "about_id": draft.about_id,
            "paragraphs": list(draft.paragraphs),
            "title": draft.title,
        }
    )
    connection.execute(
        letters.insert().values(
            letter_id=letter_id,
            person_id=key.person_id,
            lender_id=draft.lender_id,
            kind=draft.kind,
            content_sealed=key.seal(content, "letter", letter_id),
            digest=sha256(content).digest(),
            at=at,
        )
    )


def letters_about(connection: Connection, key: PersonKey, about_id: str) -> tuple[Letter, ...]:
    """Return the letters about a dispute or a review that the actor may see, the oldest first."""
    table = letters.c
    found = connection.execute(
        select(letters)
        .where(table.person_id == key.person_id, table.kind.in_(KINDS))
        .order_by(table.at, table.letter_id)
    )
    opened = (_open(key, row) for row in found)
    return tuple(letter for letter in opened if letter.about_id == about_id)


def letters_to(
    connection: Connection, service: Service, lender_id: str, *, limit: int
) -> tuple[Letter, ...]:
    """Return the letters to a lender, the newest first; not those about people who were erased.

    Parameters
    ----------
    connection : Connection
        The lender's transaction.
    service : Service
        Its parts.
    lender_id : str
        To whom.
    limit : int
        At most so many.

    Returns
    -------
    tuple of Letter
        Notices of disputes and of reviews.
    """
    table = letters.c
    rows = connection.execute(
        select(letters)
        .join(person_keys, person_keys.c.person_id == table.person_id)
        .where(table.lender_id == lender_id, table.kind.in_(KINDS))
        .order_by(table.at.desc(), table.letter_id.desc())
        .limit(limit)
    ).all()
    keys = {
        person_id: open_person_key(connection, service, person_id)
        for person_id in {row.person_id for row in rows}
    }
    return tuple(_open(keys[row.person_id], row) for row in rows)


def _open(key: PersonKey, row: Row[tuple[object, ...]]) -> Letter:
    content = json.loads(key.unseal(bytes(row.content_sealed), "letter", row.letter_id))
    return Letter(
        row.letter_id,
        row.person_id,
        row.lender_id,
        row.kind,
        row.at,
        content["about_id"],
        content["title"],
        tuple(content["paragraphs"]),
    )

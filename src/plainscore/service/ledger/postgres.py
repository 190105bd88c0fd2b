"""The ledger in PostgreSQL: entries are added in the very transaction of their events."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from plainscore.service.database.schema import ledger_checkpoints, ledger_leaves, ledger_salts
from plainscore.service.ledger.canonical import Json
from plainscore.service.ledger.checkpoint import Checkpoint, CheckpointError, read_checkpoint
from plainscore.service.ledger.entry import SALT_BYTES, Entry, new_salt
from plainscore.service.ledger.hashing import HASH_BYTES, leaf_hash
from plainscore.service.ledger.ledger import LedgerBrokenError, Recorded, record
from plainscore.service.ledger.publishing import checkpoint_name
from plainscore.service.ledger.signing import CheckpointVerifier
from plainscore.service.ledger.tree import finished_by
from plainscore.service.ledger.verification import LedgerRow

# any constant; all processes must use the same
LOCK_KEY = 7_150_350_951
SIGNING_KEY = 7_150_350_952

_LOCK = text(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")
_LOCK_SIGNING = text(f"SELECT pg_advisory_xact_lock({SIGNING_KEY})")
_LEAVES = ledger_leaves.c
_LAST = select(func.max(_LEAVES.leaf_index))
_HASHES = select(_LEAVES.hashes).where(_LEAVES.leaf_index == bindparam("row"))
# the leaves that hold what the next one may finish: at each level the last full subtree's; each is
# looked up by its index, where a plan that knows no sizes would read the whole ledger
_EDGE = text(
    "WITH grown AS (SELECT coalesce(max(leaf_index) + 1, 0) AS size FROM plainscore.ledger_leaves),"
    " places AS (SELECT DISTINCT ((size >> level) << level) - 1 AS place"
    " FROM grown, generate_series(0, 62) AS level WHERE size >> level > 0) "
    "SELECT found.leaf_index, found.hashes FROM places CROSS JOIN LATERAL "
    "(SELECT leaf_index, hashes FROM plainscore.ledger_leaves WHERE leaf_index = place LIMIT 1)"
    " AS found"
)
_ADD = ledger_leaves.insert()
_SALT = select(ledger_salts.c.salt).where(ledger_salts.c.subject_id == bindparam("subject"))

PUBLIC_SALT = bytes(SALT_BYTES)
"""Salt of events about nobody, such as the approval of a scorecard: there is nothing to hide."""


class PostgresLedger:
    """The ledger within one transaction.

    Adding takes a lock that is held until the transaction ends, so that indices follow the order
    of commits without gaps: add last, just before the transaction ends.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        A transaction of any actor; only the task of the ledger may keep checkpoints.
    verifier : CheckpointVerifier, optional
        The ledger's public key, with which stored checkpoints are read.
    """

    def __init__(self, connection: Connection, verifier: CheckpointVerifier | None = None) -> None:
        self._connection = connection
        self._verifier = verifier

    def lock(self) -> None:
        """Wait until no other transaction adds, and keep others waiting until this one ends."""
        self._connection.execute(_LOCK)

    def lock_signing(self) -> None:
        """Wait until no other transaction signs the ledger, and keep others from it.

        Entries may be added meanwhile: they come after those that are seen, which stay.
        """
        self._connection.execute(_LOCK_SIGNING)

    def size(self) -> int:
        """Return the number of entries."""
        last = self._connection.scalar(_LAST)
        return 0 if last is None else int(last) + 1

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a full subtree: it stands with the leaf that finished it."""
        row = ((index + 1) << level) - 1
        return _node(row, self._connection.scalar(_HASHES, {"row": row}), level)

    def data(self, index: int) -> bytes:
        """Return the bytes of an entry.

        Raises
        ------
        LookupError
            If there is no such entry.
        """
        body = self._connection.scalar(
            select(ledger_leaves.c.body).where(ledger_leaves.c.leaf_index == index)
        )
        if body is None:
            raise LookupError(f"the ledger has no entry {index}")
        return bytes(body)

    def add(self, data: bytes) -> int:
        """Add an entry and return its index."""
        entry = Entry.read(data)
        self.lock()
        edge = _Edge({row: bytes(hashes) for row, hashes in self._connection.execute(_EDGE)})
        index = edge.size
        hashes = b"".join(finished_by(edge, index, leaf_hash(data)))
        self._connection.execute(
            _ADD,
            {
                "leaf_index": index,
                "kind": entry.kind,
                "subject_id": entry.subject,
                "body": data,
                "hashes": hashes,
                "at": entry.at,
            },
        )
        return index

    def find(self, kind: str, subject: str) -> int:
        """Return the index of an event.

        Raises
        ------
        LookupError
            If it is not in the ledger.
        """
        index = self._connection.scalar(
            select(ledger_leaves.c.leaf_index).where(
                ledger_leaves.c.kind == kind, ledger_leaves.c.subject_id == subject
            )
        )
        if index is None:
            raise LookupError(f"the ledger has no {kind} {subject}")
        return int(index)

    def last_checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint of the greatest size.

        Raises
        ------
        CheckpointError
            If it is not signed by the ledger's key.
        """
        if self._verifier is None:
            raise CheckpointError("cannot be read without the ledger's public key")
        note = self._connection.scalar(
            select(ledger_checkpoints.c.note).order_by(ledger_checkpoints.c.size.desc()).limit(1)
        )
        return None if note is None else read_checkpoint(note, self._verifier)

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint."""
        self._connection.execute(
            ledger_checkpoints.insert().values(
                size=checkpoint.size,
                root=checkpoint.root,
                note=checkpoint.text(),
                at=checkpoint.at,
            )
        )

    def checkpoints(self) -> dict[str, bytes]:
        """Return the stored checkpoints by file name, in order of size."""
        kept = self._connection.execute(
            select(ledger_checkpoints.c.size, ledger_checkpoints.c.note).order_by(
                ledger_checkpoints.c.size
            )
        )
        return {checkpoint_name(size): note.encode() for size, note in kept}

    def rows(
        self, opening: Callable[[Entry], tuple[Json, bytes] | None] | None = None
    ) -> Iterator[LedgerRow]:
        """Return every entry as it is stored, for `verify_ledger`.

        Parameters
        ----------
        opening : callable, optional
            Finds payload and salt of an entry; None where they were erased.

        Yields
        ------
        LedgerRow
            In order; a row whose other columns do not say what its bytes say has no bytes, so
            that it is found.
        """
        leaves = ledger_leaves.c
        query = select(
            leaves.leaf_index, leaves.kind, leaves.subject_id, leaves.at, leaves.body, leaves.hashes
        ).order_by(leaves.leaf_index)
        stored = self._connection.execution_options(yield_per=1000).execute(query)
        for place, (index, kind, subject, at, body, hashes) in enumerate(stored):
            data, nodes = bytes(body), bytes(hashes)
            try:
                entry = Entry.read(data)
            except ValueError:
                yield LedgerRow(data)
                continue
            same = (entry.kind, entry.subject, entry.at) == (kind, subject, at) and index == place
            yield LedgerRow(
                data if same else b"",
                tuple(
                    nodes[start : start + HASH_BYTES] for start in range(0, len(nodes), HASH_BYTES)
                ),
                opening(entry) if opening else None,
            )


class _Edge:
    """The leaves at the growing edge of the tree, read at once."""

    def __init__(self, hashes: dict[int, bytes]) -> None:
        self._hashes = hashes
        self.size = max(hashes, default=-1) + 1

    def node(self, level: int, index: int) -> bytes:
        row = ((index + 1) << level) - 1
        return _node(row, self._hashes.get(row), level)


def _node(row: int, hashes: bytes | None, level: int) -> bytes:
    if hashes is None:
        raise LedgerBrokenError(f"entry {row} of the ledger is gone")
    return bytes(hashes)[level * HASH_BYTES : (level + 1) * HASH_BYTES]


def record_event(
    connection: Connection,
    kind: str,
    subject: str,
    person_id: str | None,
    at: datetime,
    payload: Json,
) -> Recorded:
    """Add an event to the ledger in its own transaction, and keep the salt with the person.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The transaction that stores the event.
    kind : str
        Kind of event.
    subject : str
        Key of the event.
    person_id : str or None
        Whom it is about; None for nobody. Erasing the person deletes the salt.
    at : datetime.datetime
        When it happened.
    payload : Json
        What happened.

    Returns
    -------
    Recorded
        Where it stands.
    """
    salt = PUBLIC_SALT if person_id is None else _kept_salt(connection, subject, person_id)
    return record(PostgresLedger(connection), kind, subject, at, payload, salt=salt)


def _kept_salt(connection: Connection, subject: str, person_id: str) -> bytes:
    kept = connection.scalar(_SALT, {"subject": subject})
    if kept is not None:
        return bytes(kept)
    salt = new_salt()
    connection.execute(
        ledger_salts.insert().values(subject_id=subject, person_id=person_id, salt=salt)
    )
    return salt

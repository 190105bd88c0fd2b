"""What is done with a ledger: add an event, sign a checkpoint, give a receipt."""

from dataclasses import dataclass
from datetime import datetime

from plainscore.service.ledger.canonical import Json
from plainscore.service.ledger.checkpoint import Checkpoint, sign_checkpoint
from plainscore.service.ledger.entry import Entry, commit, new_salt
from plainscore.service.ledger.proofs import consistency_proof, extends, inclusion_proof
from plainscore.service.ledger.receipt import Receipt
from plainscore.service.ledger.signing import CheckpointSigner
from plainscore.service.ledger.store import LedgerStore
from plainscore.service.ledger.tree import tree_root


class LedgerBrokenError(RuntimeError):
    """The ledger no longer begins with what its last checkpoint signed."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that stands in the ledger.

    Parameters
    ----------
    index : int
        Its place.
    entry : Entry
        Its line.
    salt : bytes
        The salt of its commitment: kept beside the payload, deleted with it.
    """

    index: int
    entry: Entry
    salt: bytes


def record(
    store: LedgerStore,
    kind: str,
    subject: str,
    at: datetime,
    payload: Json,
    *,
    salt: bytes | None = None,
) -> Recorded:
    """Add an event to the ledger.

    Parameters
    ----------
    store : LedgerStore
        The ledger; in a database, within the transaction that stores the event.
    kind : str
        Kind of event.
    subject : str
        Key of the event.
    at : datetime.datetime
        When it happened.
    payload : Json
        What happened. Only the commitment to it goes into the ledger.
    salt : bytes, optional
        32 random bytes; fresh ones by default.

    Returns
    -------
    Recorded
        Where it stands, and the salt to keep with the payload.

    Examples
    --------
    >>> from datetime import UTC
    >>> from plainscore.service.ledger import MemoryLedger
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> made = record(MemoryLedger(), "score", "sco_1", noon, {"score": 655})
    >>> made.index, made.entry.opens({"score": 655}, made.salt)
    (0, True)
    """
    used = new_salt() if salt is None else salt
    entry = Entry(kind, subject, at, commit(payload, used))
    return Recorded(store.add(entry.data()), entry, used)


def make_checkpoint(store: LedgerStore, signer: CheckpointSigner, at: datetime) -> Checkpoint:
    """Sign what the ledger is now, after proving that it extends the last checkpoint.

    Parameters
    ----------
    store : LedgerStore
        The ledger.
    signer : CheckpointSigner
        Its key.
    at : datetime.datetime
        The moment.

    Returns
    -------
    Checkpoint
        The new checkpoint, kept in the store; the last one where nothing was added since.

    Raises
    ------
    LedgerBrokenError
        If an entry before the last checkpoint was changed or is gone: nothing is signed then.

    Examples
    --------
    >>> from datetime import UTC
    >>> from plainscore.service.ledger import MemoryLedger
    >>> ledger, noon = MemoryLedger(), datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> _ = record(ledger, "score", "sco_1", noon, {"score": 655})
    >>> make_checkpoint(ledger, CheckpointSigner.generate("ledger.example"), noon).size
    1
    """
    size = store.size()
    last = store.last_checkpoint()
    if last is not None:
        _prove_extension(store, last, size)
        if last.size == size:
            return last
    made = sign_checkpoint(signer, size, tree_root(store, size), at)
    store.keep_checkpoint(made)
    return made


def _prove_extension(store: LedgerStore, last: Checkpoint, size: int) -> None:
    if last.size > size:
        raise LedgerBrokenError(f"{last.size - size} entries are gone since the last checkpoint")
    proof = consistency_proof(store, last.size, size)
    if not extends(last.size, last.root, size, tree_root(store, size), proof):
        raise LedgerBrokenError("entries before the last checkpoint are not what was signed")


def make_receipt(
    store: LedgerStore, index: int, checkpoint: Checkpoint, payload: Json, salt: bytes
) -> Receipt:
    """Return the proof, for the person to keep, that an event stands in the ledger.

    Parameters
    ----------
    store : LedgerStore
        The ledger.
    index : int
        Place of the event.
    checkpoint : Checkpoint
        A checkpoint that covers it.
    payload : Json
        What happened.
    salt : bytes
        The salt of its commitment.

    Returns
    -------
    Receipt
        Verifies offline.

    Raises
    ------
    ValueError
        If the checkpoint does not cover the event, or payload and salt are not those recorded.
    """
    entry = Entry.read(store.data(index))
    if not entry.opens(payload, salt):
        raise ValueError(f"entry {index} was not made of this payload and salt")
    proof = inclusion_proof(store, index, checkpoint.size)
    return Receipt(entry, payload, salt, index, proof, checkpoint.text())

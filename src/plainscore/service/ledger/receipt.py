"""`Receipt`: an event with the proof that it stands in the ledger, checked offline."""

import json
from dataclasses import dataclass

from plainscore.records import Problem
from plainscore.service.ledger.canonical import Json, canonical_bytes
from plainscore.service.ledger.checkpoint import CheckpointError, read_checkpoint
from plainscore.service.ledger.entry import Entry
from plainscore.service.ledger.hashing import leaf_hash
from plainscore.service.ledger.proofs import includes
from plainscore.service.ledger.signing import CheckpointVerifier

_VERSION = 1


class ReceiptError(ValueError):
    """A text that is no receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An event with everything needed to find it in the ledger.

    Parameters
    ----------
    entry : Entry
        Its line in the ledger.
    payload : Json
        What happened.
    salt : bytes
        The salt of the commitment.
    index : int
        Its place.
    proof : tuple of bytes
        Inclusion proof in the tree of the checkpoint.
    checkpoint : str
        A signed checkpoint, as text.
    """

    entry: Entry
    payload: Json
    salt: bytes
    index: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def to_json(self) -> str:
        """Return the receipt as canonical JSON."""
        return canonical_bytes(
            {
                "checkpoint": self.checkpoint,
                "entry": json.loads(self.entry.data()),
                "index": self.index,
                "payload": self.payload,
                "proof": [each.hex() for each in self.proof],
                "salt": self.salt.hex(),
                "v": _VERSION,
            }
        ).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> "Receipt":
        """Return the receipt of a JSON text.

        Raises
        ------
        ReceiptError
            If it is not a receipt as it was written.
        """
        try:
            read = json.loads(text)
            receipt = cls(
                Entry.read(canonical_bytes(read["entry"])),
                read["payload"],
                bytes.fromhex(read["salt"]),
                read["index"],
                tuple(bytes.fromhex(each) for each in read["proof"]),
                read["checkpoint"],
            )
            written = receipt.to_json()
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise ReceiptError(f"is not a receipt: {error}") from error
        if written != (text if isinstance(text, str) else text.decode()):
            raise ReceiptError("is not a receipt as it was written")
        return receipt


def check_receipt(receipt: Receipt, verifier: CheckpointVerifier) -> tuple[Problem, ...]:
    """Check a receipt with nothing but the ledger's public key.

    Parameters
    ----------
    receipt : Receipt
        The receipt.
    verifier : CheckpointVerifier
        The ledger's public key.

    Returns
    -------
    tuple of Problem
        None when the event stands in the ledger as the receipt says.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from plainscore.service.ledger import (
    ...     CheckpointSigner, MemoryLedger, make_checkpoint, make_receipt, record
    ... )
    >>> ledger, signer = MemoryLedger(), CheckpointSigner.generate("ledger.example")
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> made = record(ledger, "score", "sco_1", noon, {"score": 655})
    >>> checkpoint = make_checkpoint(ledger, signer, noon)
    >>> receipt = make_receipt(ledger, made.index, checkpoint, {"score": 655}, made.salt)
    >>> check_receipt(Receipt.from_json(receipt.to_json()), signer.verifier)
    ()
    """
    problems = []
    if not _opens(receipt):
        problems.append(("commitment", "the payload and salt are not what was recorded"))
    try:
        checkpoint = read_checkpoint(receipt.checkpoint, verifier)
    except CheckpointError as error:
        problems.append(("checkpoint", f"the checkpoint {error}"))
    else:
        leaf = leaf_hash(receipt.entry.data())
        if not includes(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root):
            problems.append(("inclusion", "the entry is not in the tree of the checkpoint"))
    remedy = "ask for a new receipt, and show both to an auditor if it differs"
    return tuple(Problem("receipt", None, None, code, text, remedy) for code, text in problems)


def _opens(receipt: Receipt) -> bool:
    try:
        return receipt.entry.opens(receipt.payload, receipt.salt)
    except ValueError:
        return False

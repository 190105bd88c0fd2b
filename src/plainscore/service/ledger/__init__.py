"""The ledger: a tamper-evident record of every event (RFC 6962 over salted commitments)."""

from plainscore.service.ledger.canonical import Json, NotCanonicalError, canonical_bytes
from plainscore.service.ledger.checkpoint import (
    Checkpoint,
    CheckpointError,
    read_checkpoint,
    sign_checkpoint,
)
from plainscore.service.ledger.entry import Entry, commit, new_salt
from plainscore.service.ledger.export import Openings, export_ledger, verify_export
from plainscore.service.ledger.frontier import Frontier
from plainscore.service.ledger.hashing import EMPTY_ROOT, leaf_hash, node_hash
from plainscore.service.ledger.ledger import (
    LedgerBrokenError,
    Recorded,
    make_checkpoint,
    make_receipt,
    record,
)
from plainscore.service.ledger.proofs import consistency_proof, extends, includes, inclusion_proof
from plainscore.service.ledger.publishing import (
    CheckpointConflictError,
    CheckpointFolder,
    CheckpointObjects,
    CheckpointPlace,
    checkpoint_name,
    checkpoint_place,
)
from plainscore.service.ledger.receipt import Receipt, ReceiptError, check_receipt
from plainscore.service.ledger.signing import CheckpointSigner, CheckpointVerifier, SigningKeyError
from plainscore.service.ledger.store import LedgerStore, MemoryLedger
from plainscore.service.ledger.tree import NodeList, finished_by, tree_root
from plainscore.service.ledger.verification import LedgerRow, Verification, verify_ledger

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "CheckpointConflictError",
    "CheckpointError",
    "CheckpointFolder",
    "CheckpointObjects",
    "CheckpointPlace",
    "CheckpointSigner",
    "CheckpointVerifier",
    "Entry",
    "Frontier",
    "Json",
    "LedgerBrokenError",
    "LedgerRow",
    "LedgerStore",
    "MemoryLedger",
    "NodeList",
    "NotCanonicalError",
    "Openings",
    "Receipt",
    "ReceiptError",
    "Recorded",
    "SigningKeyError",
    "Verification",
    "canonical_bytes",
    "check_receipt",
    "checkpoint_name",
    "checkpoint_place",
    "commit",
    "consistency_proof",
    "export_ledger",
    "extends",
    "finished_by",
    "includes",
    "inclusion_proof",
    "leaf_hash",
    "make_checkpoint",
    "make_receipt",
    "new_salt",
    "node_hash",
    "read_checkpoint",
    "record",
    "sign_checkpoint",
    "tree_root",
    "verify_export",
    "verify_ledger",
]

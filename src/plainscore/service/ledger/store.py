"""Where a ledger is kept: what a store must do, and a store in memory."""

from typing import Protocol

from plainscore.service.ledger.checkpoint import Checkpoint
from plainscore.service.ledger.tree import NodeList


class LedgerStore(Protocol):
    """Entries in order, their finished subtrees, and the checkpoints signed so far.

    A store in a database takes part in the caller's transaction: what is added is there exactly
    when the event itself is.
    """

    def size(self) -> int:
        """Return the number of entries."""

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a full subtree."""

    def data(self, index: int) -> bytes:
        """Return the bytes of an entry."""

    def add(self, data: bytes) -> int:
        """Add an entry and return its index; indices have no gaps, whoever adds at once."""

    def last_checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint of the greatest size."""

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint."""


class MemoryLedger:
    """A ledger in memory, for programs that need none that lasts.

    Examples
    --------
    >>> ledger = MemoryLedger()
    >>> ledger.add(b"first"), ledger.add(b"second"), ledger.size()
    (0, 1, 2)
    """

    def __init__(self) -> None:
        self._data: list[bytes] = []
        self._nodes = NodeList()
        self._checkpoints: list[Checkpoint] = []

    def size(self) -> int:
        """Return the number of entries."""
        return len(self._data)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a full subtree."""
        return self._nodes.node(level, index)

    def data(self, index: int) -> bytes:
        """Return the bytes of an entry."""
        return self._data[index]

    def add(self, data: bytes) -> int:
        """Add an entry and return its index."""
        self._nodes.append(data)
        self._data.append(data)
        return len(self._data) - 1

    def last_checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint of the greatest size."""
        return self._checkpoints[-1] if self._checkpoints else None

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint."""
        self._checkpoints.append(checkpoint)

"""Verifying a whole ledger: every entry, every checkpoint, every link between them."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from plainscore.records import Problem
from plainscore.service.ledger.canonical import Json
from plainscore.service.ledger.checkpoint import Checkpoint, CheckpointError, read_checkpoint
from plainscore.service.ledger.entry import Entry
from plainscore.service.ledger.frontier import Frontier
from plainscore.service.ledger.hashing import leaf_hash
from plainscore.service.ledger.signing import CheckpointVerifier

_REMEDY = "compare with a copy from before: this ledger was changed"
_STEP = 1000


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One entry as it is stored.

    Parameters
    ----------
    data : bytes
        The entry's bytes.
    nodes : tuple of bytes or None
        Stored hashes of the subtrees it finishes; None where only entries are kept.
    opening : tuple of (Json, bytes) or None
        Payload and salt, where they are held; None once they are erased.
    """

    data: bytes
    nodes: tuple[bytes, ...] | None = None
    opening: tuple[Json, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found in a ledger.

    Parameters
    ----------
    size : int
        Entries walked.
    covered : int
        Entries under the last good checkpoint; later ones are not signed yet.
    checkpoints : int
        Good checkpoints, each different one once.
    opened : int
        Entries whose payload was compared with its commitment.
    problems : tuple of Problem
        What is wrong. None when every link holds.
    """

    size: int
    covered: int
    checkpoints: int
    opened: int
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether every link holds."""
        return not self.problems


def verify_ledger(
    rows: Iterable[LedgerRow],
    checkpoints: Mapping[str, bytes],
    verifier: CheckpointVerifier,
    *,
    published: Mapping[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Walk a ledger and find whatever is not as it was recorded and signed.

    Every entry is hashed into the tree, and the root at the size of every checkpoint must be the
    one that was signed: so each checkpoint is an extension of the one before. Entries that were
    cut off at the end are found by a checkpoint of a greater size; keep the published ones where
    nobody with access to the database can remove them.

    Parameters
    ----------
    rows : iterable of LedgerRow
        The entries in order; read once, in little memory.
    checkpoints : mapping of str to bytes
        The ledger's own checkpoints, by a name for the messages.
    verifier : CheckpointVerifier
        The ledger's public key.
    published : mapping of str to bytes, optional
        Checkpoints from outside the database.
    progress : callable, optional
        Called with the entries done and the size of the greatest checkpoint.

    Returns
    -------
    Verification
        Counts and problems.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from plainscore.service.ledger import (
    ...     CheckpointSigner, MemoryLedger, make_checkpoint, record
    ... )
    >>> ledger, signer = MemoryLedger(), CheckpointSigner.generate("ledger.example")
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> _ = record(ledger, "score", "sco_1", noon, {"score": 655})
    >>> signed = make_checkpoint(ledger, signer, noon).text().encode()
    >>> verify_ledger([LedgerRow(ledger.data(0))], {"1": signed}, signer.verifier).holds
    True
    >>> verify_ledger([], {"1": signed}, signer.verifier).problems[0].message
    'signs 1 entries, but only 0 are here'
    """
    problems: list[Problem] = []
    signed: dict[bytes, tuple[str, Checkpoint]] = {}
    for place, found in (("", checkpoints), ("published/", published or {})):
        for name, text in found.items():
            try:
                signed.setdefault(text, (place + name, read_checkpoint(text, verifier)))
            except CheckpointError as error:
                problems.append(
                    Problem(place + name, None, None, "bad_checkpoint", str(error), _REMEDY)
                )
    good = sorted(signed.values(), key=lambda each: (each[1].size, each[1].at))
    problems += _order(good)
    walk = _Walk(problems, good)
    greatest = good[-1][1].size if good else 0
    for row in rows:
        walk.step(row)
        if progress is not None and walk.frontier.size % _STEP == 0:
            progress(walk.frontier.size, max(greatest, walk.frontier.size))
    walk.finish()
    if walk.frontier.size and not good:
        lack = "no checkpoint signs any of the entries"
        problems.append(Problem("checkpoints", None, None, "no_checkpoint", lack, _REMEDY))
    return Verification(walk.frontier.size, walk.covered, walk.passed, walk.opened, tuple(problems))


def _order(good: list[tuple[str, Checkpoint]]) -> list[Problem]:
    """Find checkpoints of one size that differ, and later ones that sign less."""
    problems = []
    for (_, before), (name, after) in itertools.pairwise(good):
        if after.size == before.size:
            text = f"is a second checkpoint of size {after.size}"
            problems.append(Problem(name, None, None, "second_checkpoint", text, _REMEDY))
        elif after.at < before.at:
            text = "signs more entries at an earlier time than another checkpoint"
            problems.append(Problem(name, None, None, "checkpoint_time", text, _REMEDY))
    return problems


class _Walk:
    """The state of one walk over the entries."""

    def __init__(self, problems: list[Problem], good: list[tuple[str, Checkpoint]]) -> None:
        self.problems = problems
        self.waiting = list(reversed(good))
        self.frontier = Frontier()
        self.covered = self.passed = self.opened = 0
        self._compare()

    def step(self, row: LedgerRow) -> None:
        finished = self.frontier.append(leaf_hash(row.data))
        if row.nodes is not None and row.nodes != finished:
            self._reject("bad_node", "its stored hashes are not those of its bytes")
        try:
            entry = Entry.read(row.data)
        except ValueError as error:
            self._reject("bad_entry", str(error))
        else:
            if row.opening is not None:
                self._open(entry, row.opening)
        self._compare()

    def _open(self, entry: Entry, opening: tuple[Json, bytes]) -> None:
        self.opened += 1
        try:
            same = entry.opens(*opening)
        except ValueError:
            same = False
        if not same:
            self._reject("bad_payload", "what is stored of the event is not what was recorded")

    def _reject(self, code: str, message: str) -> None:
        row = self.frontier.size
        self.problems.append(Problem("entries", row, None, code, message, _REMEDY))

    def _compare(self) -> None:
        while self.waiting and self.waiting[-1][1].size == self.frontier.size:
            name, checkpoint = self.waiting.pop()
            if checkpoint.root == self.frontier.root():
                self.covered = checkpoint.size
                self.passed += 1
            else:
                text = f"the first {checkpoint.size} entries are not those it signs"
                self.problems.append(Problem(name, None, None, "bad_root", text, _REMEDY))

    def finish(self) -> None:
        for name, checkpoint in reversed(self.waiting):
            text = f"signs {checkpoint.size} entries, but only {self.frontier.size} are here"
            self.problems.append(Problem(name, None, None, "missing_entries", text, _REMEDY))

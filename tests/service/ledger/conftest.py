"""A small ledger with checkpoints on the way, and the key that signs them."""

from datetime import UTC, datetime, timedelta

import pytest

from plainscore.service.ledger import (
    CheckpointFolder,
    CheckpointSigner,
    MemoryLedger,
    make_checkpoint,
    record,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def signer():
    return CheckpointSigner.generate("ledger.example")


@pytest.fixture
def filled(signer, tmp_path):
    """Thirteen events with checkpoints at 1, 5, 8 and 13, published to a folder."""
    ledger, folder, events = MemoryLedger(), CheckpointFolder(tmp_path / "published"), []
    for n in range(13):
        at = START + timedelta(minutes=n)
        payload = {"score": 600 + n, "person": f"p{n}"}
        events.append((record(ledger, "score.made", f"sco_{n}", at, payload), payload))
        if n + 1 in {1, 5, 8, 13}:
            checkpoint = make_checkpoint(ledger, signer, at)
            folder.publish(checkpoint.size, checkpoint.text())
    return ledger, folder, events

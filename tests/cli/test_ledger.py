"""`plainscore ledger verify`, as an auditor runs it."""

from datetime import UTC, datetime

import pytest

from plainscore.service.ledger import (
    CheckpointFolder,
    CheckpointSigner,
    MemoryLedger,
    export_ledger,
    make_checkpoint,
    record,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def exported(tmp_path):
    ledger, signer = MemoryLedger(), CheckpointSigner.generate("ledger.example")
    place = CheckpointFolder(tmp_path / "published")
    for n in range(5):
        record(ledger, "score", f"score_{n}", NOON, {"score": 600 + n})
        checkpoint = make_checkpoint(ledger, signer, NOON)
        place.publish(checkpoint.size, checkpoint.text())
    folder = tmp_path / "export"
    export_ledger(folder, map(ledger.data, range(5)), place.published(), signer.verifier)
    (tmp_path / "key.txt").write_text(signer.verifier.text() + "\n")
    return tmp_path


def test_an_honest_ledger_holds(run, exported):
    place = exported / "published"
    ran = run("ledger", "verify", exported / "export", "--key", exported / "key.txt",
              "--published", place)  # fmt: skip
    assert ran.code == 0
    assert "holds: 5 of 5 entries are under 5 signed checkpoints of ledger.example" in ran.out


def test_a_changed_entry_is_named_and_the_exit_code_says_so(run, exported):
    entries = exported / "export" / "entries.jsonl"
    entries.write_bytes(entries.read_bytes().replace(b"score_2", b"score_9"))
    ran = run("ledger", "verify", exported / "export")
    assert ran.code == 1
    assert "the first 3 entries are not those it signs" in ran.err
    assert "the ledger does not hold" in ran.err


def test_a_key_of_another_ledger_is_refused(run, exported):
    other = CheckpointSigner.generate("ledger.example").verifier.text()
    assert run("ledger", "verify", exported / "export", "--key", other).code == 1
    ran = run("ledger", "verify", exported / "export", "--key", "nothing")
    assert ran.code == 1
    assert "is not a verifier key" in ran.err

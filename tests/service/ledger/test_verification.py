import shutil
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plainscore.service.ledger import (
    CheckpointSigner,
    LedgerBrokenError,
    LedgerRow,
    MemoryLedger,
    NodeList,
    Receipt,
    ReceiptError,
    check_receipt,
    export_ledger,
    finished_by,
    leaf_hash,
    make_checkpoint,
    make_receipt,
    record,
    sign_checkpoint,
    tree_root,
    verify_export,
    verify_ledger,
)

ANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def exported(filled, signer, tmp_path):
    ledger, folder, _ = filled
    target = tmp_path / "export"
    data = (ledger.data(n) for n in range(ledger.size()))
    assert export_ledger(target, data, folder.published(), signer.verifier) == 13
    return target


def rows_of(ledger, events):
    return [
        LedgerRow(
            ledger.data(n),
            finished_by(ledger, n, leaf_hash(ledger.data(n))),
            (payload, made.salt),
        )
        for n, (made, payload) in enumerate(events)
    ]


def test_an_honest_ledger_holds(exported, filled, signer):
    found = verify_export(exported, signer.verifier, published=filled[1].published())
    assert found.holds
    assert (found.size, found.covered, found.checkpoints) == (13, 13, 4)


@given(st.data())
@ANY
def test_any_changed_byte_of_any_entry_or_checkpoint_is_found(exported, signer, tmp_path, data):
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(exported, copy)
    paths = [copy / "entries.jsonl", *sorted((copy / "checkpoints").iterdir())]
    path = data.draw(st.sampled_from(paths))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != content[place]))
    path.chmod(0o600)
    path.write_bytes(content[:place] + bytes([byte]) + content[place + 1 :])
    assert not verify_export(copy, signer.verifier).holds


@given(st.data())
@ANY
def test_any_changed_byte_of_any_stored_row_is_found(filled, signer, data):
    ledger, folder, events = filled
    rows = rows_of(ledger, events)
    assert verify_ledger(rows, folder.published(), signer.verifier).opened == 13
    place = data.draw(st.integers(0, 12))
    row, (made, payload) = rows[place], events[place]
    what = data.draw(st.sampled_from(["nodes", "salt", "score", "person", "data"]))
    if what == "nodes":
        level = data.draw(st.integers(0, len(row.nodes) - 1))
        nodes = list(row.nodes)
        nodes[level] = changed_byte(nodes[level], data)
        rows[place] = LedgerRow(row.data, tuple(nodes), row.opening)
    elif what == "salt":
        rows[place] = LedgerRow(row.data, row.nodes, (payload, changed_byte(made.salt, data)))
    elif what == "data":
        rows[place] = LedgerRow(changed_byte(row.data, data), row.nodes, row.opening)
    else:
        other = payload | ({"score": 700} if what == "score" else {"person": "someone else"})
        rows[place] = LedgerRow(row.data, row.nodes, (other, made.salt))
    found = verify_ledger(rows, folder.published(), signer.verifier)
    assert any(problem.row == place + 1 for problem in found.problems)


def changed_byte(value, data):
    place = data.draw(st.integers(0, len(value) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != value[place]))
    return value[:place] + bytes([byte]) + value[place + 1 :]


@pytest.mark.parametrize("change", ["drop", "swap", "double", "insert", "cut"])
def test_entries_dropped_moved_or_added_are_found(filled, signer, change):
    ledger, folder, events = filled
    rows = [LedgerRow(row.data) for row in rows_of(ledger, events)]
    if change == "drop":
        del rows[3]
    elif change == "swap":
        rows[2], rows[3] = rows[3], rows[2]
    elif change == "double":
        rows.insert(4, rows[4])
    elif change == "insert":
        rows.insert(12, rows[0])
    else:
        rows = rows[:-1]
    assert not verify_ledger(rows, folder.published(), signer.verifier).holds


def test_a_history_cut_with_its_checkpoints_is_found_by_the_published_ones(
    filled, signer, exported
):
    _, folder, _ = filled
    entries = (exported / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (exported / "entries.jsonl").write_bytes(b"".join(entries[:8]))
    (exported / "checkpoints" / "00000000000000000013.checkpoint").unlink()
    assert verify_export(exported, signer.verifier).holds
    found = verify_export(exported, signer.verifier, published=folder.published())
    assert [each.code for each in found.problems] == ["missing_entries"]


def test_a_rewritten_history_signed_with_the_stolen_key_is_found_by_the_published_ones(
    filled, signer
):
    _, folder, events = filled
    forged = MemoryLedger()
    for n, (made, payload) in enumerate(events):
        score = payload if n != 2 else payload | {"score": 900}
        record(forged, "score.made", f"sco_{n}", made.entry.at, score, salt=made.salt)
    checkpoint = make_checkpoint(forged, signer, events[-1][0].entry.at)
    own = {"own": checkpoint.text().encode()}
    rows = [LedgerRow(forged.data(n)) for n in range(13)]
    assert verify_ledger(rows, own, signer.verifier).holds
    found = verify_ledger(rows, own, signer.verifier, published=folder.published())
    assert {"bad_root", "second_checkpoint"} <= {each.code for each in found.problems}


def test_a_checkpoint_of_a_greater_size_at_an_earlier_time_is_found(filled, signer):
    ledger, folder, events = filled
    root = tree_root(ledger, 10)
    early = sign_checkpoint(signer, 10, root, events[0][0].entry.at)
    checkpoints = folder.published() | {"early": early.text().encode()}
    found = verify_ledger(rows_of(ledger, events), checkpoints, signer.verifier)
    assert [each.code for each in found.problems] == ["checkpoint_time"]


def test_entries_after_the_last_checkpoint_are_counted_as_not_covered(filled, signer):
    ledger, folder, events = filled
    record(ledger, "score.made", "sco_x", events[-1][0].entry.at, {})
    rows = [LedgerRow(ledger.data(n)) for n in range(14)]
    found = verify_ledger(rows, folder.published(), signer.verifier)
    assert (found.holds, found.size, found.covered) == (True, 14, 13)


def test_a_ledger_that_nobody_signed_proves_nothing(filled, signer):
    ledger, _, events = filled
    found = verify_ledger(rows_of(ledger, events), {}, signer.verifier)
    assert [each.code for each in found.problems] == ["no_checkpoint"]
    assert verify_ledger([], {}, signer.verifier).holds


def test_after_erasure_the_ledger_still_verifies(filled, signer):
    ledger, folder, events = filled
    rows = rows_of(ledger, events)
    rows[4] = LedgerRow(rows[4].data, rows[4].nodes, None)
    found = verify_ledger(rows, folder.published(), signer.verifier)
    assert (found.holds, found.opened) == (True, 12)


def test_nothing_is_signed_when_the_past_was_changed(filled, signer):
    ledger, _, events = filled
    at = events[-1][0].entry.at + timedelta(minutes=1)
    ledger._data[2] = ledger.data(3)
    ledger._nodes = NodeList(ledger._data)
    record(ledger, "score.made", "sco_x", at, {})
    with pytest.raises(LedgerBrokenError, match="not what was signed"):
        make_checkpoint(ledger, signer, at)
    del ledger._data[10:]
    ledger._nodes = NodeList(ledger._data)
    with pytest.raises(LedgerBrokenError, match="3 entries are gone"):
        make_checkpoint(ledger, signer, at)


def test_a_checkpoint_is_not_signed_twice(filled, signer):
    ledger, _, events = filled
    later = events[-1][0].entry.at + timedelta(days=1)
    assert make_checkpoint(ledger, signer, later) is ledger.last_checkpoint()


def test_every_event_has_a_receipt_that_verifies_offline(filled, signer):
    ledger, _, events = filled
    checkpoint = ledger.last_checkpoint()
    for index, (made, payload) in enumerate(events):
        receipt = make_receipt(ledger, index, checkpoint, payload, made.salt)
        read = Receipt.from_json(receipt.to_json())
        assert read == receipt
        assert check_receipt(read, signer.verifier) == ()
        other = CheckpointSigner.generate("ledger.example")
        assert [each.code for each in check_receipt(read, other.verifier)] == ["checkpoint"]
    with pytest.raises(ValueError, match="not made of"):
        make_receipt(ledger, 0, checkpoint, {"score": 1}, events[0][0].salt)


@given(st.data())
@ANY
def test_any_changed_byte_of_a_receipt_is_found(filled, signer, data):
    ledger, _, events = filled
    index = data.draw(st.integers(0, 12))
    made, payload = events[index]
    receipt = make_receipt(ledger, index, ledger.last_checkpoint(), payload, made.salt)
    text = changed_byte(receipt.to_json().encode(), data)
    try:
        read = Receipt.from_json(text)
    except ReceiptError:
        return
    assert check_receipt(read, signer.verifier)

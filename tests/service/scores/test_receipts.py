"""The receipt of a score proves offline that it stands in the ledger."""

from datetime import timedelta

import pytest

from plainscore.service.ledger import CheckpointSigner, Receipt, check_receipt


@pytest.fixture
def made(ask, allow, with_statements, lender, approved):
    allow(with_statements.actor, lender.lender_id)
    return ask().json()


@pytest.fixture
def verifier(service):
    seed = service.keys.checkpoint.reveal()
    return CheckpointSigner.from_seed(service.settings.host, seed).verifier


def test_a_receipt_is_given_once_the_ledger_is_signed_and_verifies(
    made, lender, work, verifier, service, clock
):
    early = lender.client.get(made["receipt"])
    assert (early.status_code, early.json()["code"]) == (409, "not_signed_yet")
    clock.forward(timedelta(minutes=2))
    work()
    given = lender.client.get(made["receipt"])
    assert given.status_code == 200
    receipt = Receipt.from_json(given.text)
    assert check_receipt(receipt, verifier) == ()
    assert receipt.payload["score_id"] == made["score_id"]
    assert len(list(service.settings.checkpoints.iterdir())) == 1


def test_a_receipt_that_was_changed_does_not_verify(made, lender, work, verifier):
    work()
    text = lender.client.get(made["receipt"]).text
    forged = Receipt.from_json(text.replace('"cause":"asked"', '"cause":"dispute"'))
    assert [each.code for each in check_receipt(forged, verifier)] == ["commitment"]


def test_another_lender_gets_no_receipt(made, work, new_lender):
    work()
    assert new_lender(name="Another").client.get(made["receipt"]).status_code == 404

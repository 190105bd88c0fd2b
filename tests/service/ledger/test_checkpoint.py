import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainscore.service.ledger import (
    EMPTY_ROOT,
    CheckpointError,
    CheckpointSigner,
    CheckpointVerifier,
    SigningKeyError,
    read_checkpoint,
    sign_checkpoint,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER = CheckpointSigner.generate("ledger.example")
MADE = sign_checkpoint(SIGNER, 12, EMPTY_ROOT, NOON)


def test_the_text_is_a_signed_note():
    lines = MADE.text().split("\n")
    assert lines[:2] == ["ledger.example", "12"]
    assert base64.b64decode(lines[2]) == EMPTY_ROOT
    assert lines[3:5] == ["time 2026-03-01T12:00:00.000000Z", ""]
    assert lines[5].startswith("\N{EM DASH} ledger.example ")
    assert base64.b64decode(lines[5].split(" ")[2])[:4] == SIGNER.verifier.key_id


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    ],
)
def test_keys_are_those_of_signed_notes_elsewhere(text):
    verifier = CheckpointVerifier.read(text)
    assert (verifier.name, verifier.text()) == (text.split("+")[0], text)


@given(st.data())
def test_every_changed_byte_is_found(data):
    text = MADE.text().encode()
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != text[place]))
    with pytest.raises(CheckpointError):
        read_checkpoint(text[:place] + bytes([byte]) + text[place + 1 :], SIGNER.verifier)


@given(st.text() | st.binary())
def test_no_text_but_a_checkpoint_is_read(text):
    with pytest.raises(CheckpointError):
        read_checkpoint(text, SIGNER.verifier)


def test_another_key_or_ledger_is_refused():
    other = CheckpointSigner.generate("ledger.example")
    with pytest.raises(CheckpointError, match="not signed by the key"):
        read_checkpoint(MADE.text(), other.verifier)
    same_key = CheckpointSigner("other.example", SIGNER.private_key)
    with pytest.raises(CheckpointError, match=r"not of other\.example"):
        read_checkpoint(MADE.text(), same_key.verifier)


def test_a_seed_is_a_key():
    seed = SIGNER.private_key.private_bytes_raw()
    assert CheckpointSigner.from_seed("ledger.example", seed).verifier == SIGNER.verifier
    with pytest.raises(SigningKeyError, match="32 bytes"):
        CheckpointSigner.from_seed("ledger.example", seed[:-1])


def test_a_key_never_shows_its_secret():
    secret = SIGNER.private_key.private_bytes_raw()
    for text in (repr(SIGNER), str(SIGNER), f"{SIGNER}"):
        assert secret.hex() not in text
        assert "PrivateKey" not in text


@pytest.mark.parametrize("text", ["", "a", "a+b+c", "ledger.example+00000000+AA==", "a b+1+AQ=="])
def test_texts_that_are_no_verifier_key_are_refused(text):
    with pytest.raises(SigningKeyError):
        CheckpointVerifier.read(text)

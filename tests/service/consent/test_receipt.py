import base64
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws

from plainscore.service.consent import ReceiptError, ReceiptSigner, read_receipt
from plainscore.service.masked import Masked

SIGNER = ReceiptSigner("https://score.example", Masked(b"\x07" * 32))
KEYS = SIGNER.published()


def test_a_receipt_says_what_happened_and_verifies_offline(granted):
    event = granted()
    token = SIGNER.sign(event)
    read = read_receipt(token, json.loads(json.dumps(KEYS)))
    assert (read.issuer, read.event) == ("https://score.example", event)
    assert SIGNER.sign(event) == token


def test_the_published_keys_hold_no_secret():
    text = json.dumps(KEYS)
    secret = base64.urlsafe_b64encode(SIGNER.seed.reveal()).decode().rstrip("=")
    assert secret not in text
    assert '"d"' not in text
    assert "\\x07" not in repr(SIGNER)


def test_after_a_rotation_old_receipts_verify_with_both_keys_published(granted):
    old = SIGNER.sign(granted())
    new = ReceiptSigner("https://score.example", Masked(b"\x08" * 32))
    both = {"keys": new.published()["keys"] + KEYS["keys"]}
    assert read_receipt(old, both).event == granted()
    with pytest.raises(ReceiptError):
        read_receipt(old, new.published())


@given(st.data())
def test_every_changed_letter_is_found(granted, data):
    token = SIGNER.sign(granted())
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=\u00e9")
    )
    if letter != token[place]:
        with pytest.raises(ReceiptError):
            read_receipt(token[:place] + letter + token[place + 1 :], KEYS)


@pytest.mark.parametrize("token", ["", "a.b.c", "....", "\u00e9.a.b", "e30.e30."])
def test_what_is_no_receipt_is_refused(token):
    with pytest.raises(ReceiptError):
        read_receipt(token, KEYS)


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_receipt_by_a_weaker_algorithm_is_refused(granted, algorithm):
    """The public key is known to all: whoever takes it for a secret accepts everything."""
    payload = SIGNER.sign(granted()).split(".")[1]
    header = {"alg": algorithm, "kid": KEYS["keys"][0]["kid"], "typ": "consent-receipt+jws"}
    signed = f"{encoded(json.dumps(header).encode())}.{payload}"
    public = base64.urlsafe_b64decode(KEYS["keys"][0]["x"] + "=")
    mac = hmac.digest(public, signed.encode(), "sha256") if algorithm == "HS256" else b""
    with pytest.raises(ReceiptError):
        read_receipt(f"{signed}.{encoded(mac)}", KEYS)


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_another_document_signed_with_the_same_key_is_no_receipt():
    key = SIGNER._key()
    header = {"alg": "Ed25519", "kid": key.thumbprint()}
    token = jws.serialize_compact(header, b'{"any":"thing"}', key, algorithms=["Ed25519"])
    with pytest.raises(ReceiptError):
        read_receipt(token, KEYS)


def test_published_keys_that_are_none_verify_nothing(granted):
    for published in ({}, {"keys": []}, {"keys": [{"kty": "OKP"}]}):
        with pytest.raises(ReceiptError):
            read_receipt(SIGNER.sign(granted()), published)

"""Passkeys with an authenticator in software, which does what the standard asks of one."""

import base64
import hashlib
import json
import os
import struct

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

HOST = "score.example"
USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


class Authenticator:
    """Holds one passkey (ES256, no attestation)."""

    def __init__(self, origin: str = f"https://{HOST}") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.origin = origin
        self.count = 0

    def _client_data(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _data(self, flags: int) -> bytes:
        self.count += 1
        rp = hashlib.sha256(HOST.encode()).digest()
        return rp + bytes([flags]) + struct.pack(">I", self.count)

    def create(self, options: dict) -> dict:
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )
        data = self._data(USER_PRESENT | USER_VERIFIED | ATTESTED) + bytes(16)
        data += struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", options["challenge"])
        return self._answer(
            {"clientDataJSON": encoded(client), "attestationObject": encoded(attestation)}
        )

    def get(self, options: dict, flags: int = USER_PRESENT | USER_VERIFIED) -> dict:
        data = self._data(flags)
        client = self._client_data("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": encoded(client),
                "authenticatorData": encoded(data),
                "signature": encoded(signed),
            }
        )

    def _answer(self, response: dict) -> dict:
        name = encoded(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def ask(visitor, path, body=None):
    headers = {"X-CSRF-Token": visitor.csrf("/keys" if "keys" in path else "/sign-in")}
    return visitor.client.post(path, json=body or {}, headers=headers)


@pytest.fixture
def registered(person):
    authenticator = Authenticator()
    options = ask(person, "/keys/passkey/options").json()
    assert options["rp"]["id"] == HOST
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert ask(person, "/keys/passkey", authenticator.create(options)).status_code == 201
    return authenticator


def test_sign_in(person, nobody, registered):
    options = ask(nobody, "/sign-in/passkey/options").json()
    answer = ask(nobody, "/sign-in/passkey", registered.get(options))
    assert answer.json() == {"signed_in": True}
    assert "Passkey 1" in nobody.get("/keys").text
    assert "Passkey 1" in person.get("/keys").text


def test_an_answer_serves_once(nobody, browser, registered):
    options = ask(nobody, "/sign-in/passkey/options").json()
    cookie = nobody.client.cookies["__Host-plainscore-ceremony"]
    answer = registered.get(options)
    assert ask(nobody, "/sign-in/passkey", answer).status_code == 200
    again = type(nobody)(browser())
    again.client.cookies["__Host-plainscore-ceremony"] = cookie
    assert ask(again, "/sign-in/passkey", answer).json()["code"] == "ceremony_ended"


def test_an_answer_comes_too_late(nobody, registered, clock):
    from datetime import timedelta  # noqa: PLC0415

    options = ask(nobody, "/sign-in/passkey/options").json()
    clock.forward(timedelta(minutes=5))
    answer = ask(nobody, "/sign-in/passkey", registered.get(options))
    assert answer.json()["code"] == "ceremony_ended"


@pytest.mark.parametrize("what", ["origin", "signature", "unverified", "unknown", "replayed_count"])
def test_what_is_not_accepted(nobody, registered, what):
    options = ask(nobody, "/sign-in/passkey/options").json()
    if what == "origin":
        registered.origin = "https://evil.example"
    if what == "unknown":
        registered.credential_id = os.urandom(32)
    if what == "replayed_count":
        registered.count = 0
    flags = USER_PRESENT if what == "unverified" else USER_PRESENT | USER_VERIFIED
    answer = registered.get(options, flags)
    if what == "signature":
        other = Authenticator().get(options)
        answer["response"]["signature"] = other["response"]["signature"]
    refused = ask(nobody, "/sign-in/passkey", answer)
    assert (refused.status_code, refused.json()["code"]) == (400, "passkey_refused")
    assert nobody.get("/keys").status_code == 303


@pytest.mark.parametrize("body", [{}, {"id": "\0"}, {"id": "é"}, {"id": 7, "response": None}])
def test_nonsense_is_refused(nobody, body):
    ask(nobody, "/sign-in/passkey/options")
    assert ask(nobody, "/sign-in/passkey", body).status_code == 400


def test_a_removed_passkey_opens_nothing(person, nobody, registered):
    gone = {"credential_id": encoded(registered.credential_id)}
    assert person.send("/keys/passkey/remove", gone, page="/keys").status_code == 303
    options = ask(nobody, "/sign-in/passkey/options").json()
    refused = ask(nobody, "/sign-in/passkey", registered.get(options))
    assert refused.json()["code"] == "passkey_refused"


def test_staff_sign_in_with_passkeys_too(analyst, nobody):
    authenticator = Authenticator()
    options = ask(analyst, "/keys/passkey/options").json()
    assert ask(analyst, "/keys/passkey", authenticator.create(options)).status_code == 201
    options = ask(nobody, "/sign-in/passkey/options").json()
    assert ask(nobody, "/sign-in/passkey", authenticator.get(options)).status_code == 200

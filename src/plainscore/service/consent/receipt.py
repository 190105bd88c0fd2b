"""Receipts of consent: a signed JSON (JWS) that the person keeps and anyone can verify offline.

The groups follow ISO/IEC TS 27560:2023 in idea: the receipt, the processing, the event. It is
signed with Ed25519 (RFC 8037, under the name that RFC 9864 gives it).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from plainscore.service.consent.event import ConsentEvent, ConsentKind, DataKind
from plainscore.service.instants import instant_of, instant_text
from plainscore.service.ledger import Json, canonical_bytes
from plainscore.service.masked import Masked

ALGORITHM = "Ed25519"
TYPE = "consent-receipt+jws"
_VERSION = 1


class ReceiptError(ValueError):
    """A text that is no receipt, or is not signed by a published key."""


@dataclass(frozen=True, slots=True)
class ReceiptSigner:
    """The key that signs receipts of consent.

    Parameters
    ----------
    issuer : str
        Address of the service that gives them.
    seed : Masked
        Ed25519 seed, 32 bytes.

    Examples
    --------
    >>> signer = ReceiptSigner("https://score.example", Masked(bytes(32)))
    >>> signer
    ReceiptSigner(issuer='https://score.example', seed=***)
    >>> signer.published()["keys"][0]["kty"]
    'OKP'
    """

    issuer: str
    seed: Masked

    def sign(self, event: ConsentEvent) -> str:
        """Return the receipt of an event.

        Parameters
        ----------
        event : ConsentEvent
            What happened.

        Returns
        -------
        str
            A compact JWS. The same event gives the same receipt.
        """
        key = self._key()
        header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": TYPE}
        payload = canonical_bytes(_content(self.issuer, event))
        return jws.serialize_compact(header, payload, key, algorithms=[ALGORITHM])

    def published(self) -> dict[str, Any]:
        """Return the public key as a JSON Web Key Set, to be published and kept for ever.

        Returns
        -------
        dict
            One key; join the keys of former signers to it.
        """
        key = self._key()
        public = key.as_dict(private=False)
        named = {"kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}
        return {"keys": [{**public, **named}]}

    def _key(self) -> OKPKey:
        return OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(self.seed.reveal()))


def _content(issuer: str, event: ConsentEvent) -> Json:
    return {
        "receipt": {"issuer": issuer, "v": _VERSION},
        "processing": {
            "data_kinds": sorted(each.value for each in event.data_kinds),
            "notice_digest": event.notice_digest,
            "notice_version": event.notice_version,
            "purpose": event.purpose.value,
            "recipient": event.lender_id,
            "withdrawal": "on the page of consents, in one step, at any time",
        },
        "event": {
            "at": instant_text(event.at),
            "consent_id": event.consent_id,
            "event_id": event.event_id,
            "expires_at": instant_text(event.expires_at),
            "kind": event.kind.value,
            "person_id": event.person_id,
        },
    }


@dataclass(frozen=True, slots=True)
class ConsentReceipt:
    """What a receipt says.

    Parameters
    ----------
    issuer : str
        Who gave it.
    event : ConsentEvent
        What happened.
    """

    issuer: str
    event: ConsentEvent


def read_receipt(token: str, published: Mapping[str, Any]) -> ConsentReceipt:
    """Verify a receipt offline and return what it says.

    Parameters
    ----------
    token : str
        The receipt.
    published : mapping
        The issuer's JSON Web Key Set.

    Returns
    -------
    ConsentReceipt
        What was signed.

    Raises
    ------
    ReceiptError
        If it was changed, or is not signed by a published key.

    Examples
    --------
    >>> signer = ReceiptSigner("https://score.example", Masked(bytes(32)))
    >>> read_receipt("a.b.c", signer.published())
    Traceback (most recent call last):
    ...
    plainscore.service.consent.receipt.ReceiptError: is not a receipt signed by a published key
    """
    try:
        keys = KeySet.import_key_set({"keys": list(published["keys"])})
        signed = jws.deserialize_compact(token.encode("ascii"), keys, algorithms=[ALGORITHM])
        read = json.loads(signed.payload)
        receipt = _receipt_of(read)
        written = canonical_bytes(_content(receipt.issuer, receipt.event))
        genuine = (
            signed.headers().get("typ") == TYPE
            and signed.payload == written
            and all(map(_is_strict, token.split(".")))
        )
    except (JoseError, ValueError, KeyError, TypeError, RecursionError):
        genuine = False
    if not genuine:
        raise ReceiptError("is not a receipt signed by a published key")
    return receipt


def _is_strict(part: str) -> bool:
    """Tell whether a part is base64url as it was written: spare bits could be changed unseen."""
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    return base64.urlsafe_b64encode(raw).decode().rstrip("=") == part


def _receipt_of(read: Mapping[str, Any]) -> ConsentReceipt:
    processing, event = read["processing"], read["event"]
    return ConsentReceipt(
        read["receipt"]["issuer"],
        ConsentEvent(
            event_id=event["event_id"],
            consent_id=event["consent_id"],
            person_id=event["person_id"],
            lender_id=processing["recipient"],
            kind=ConsentKind(event["kind"]),
            purpose=processing["purpose"],
            data_kinds=frozenset(DataKind(each) for each in processing["data_kinds"]),
            at=instant_of(event["at"]),
            expires_at=instant_of(event["expires_at"]),
            notice_version=processing["notice_version"],
            notice_digest=processing["notice_digest"],
        ),
    )

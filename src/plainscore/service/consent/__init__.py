"""Consent as events that are only ever added, and receipts that verify offline."""

from plainscore.service.consent.event import (
    ConsentError,
    ConsentEvent,
    ConsentKind,
    DataKind,
    latest_end,
    notice_digest,
)
from plainscore.service.consent.log import ConsentLog, ConsentState, Permission
from plainscore.service.consent.receipt import (
    ConsentReceipt,
    ReceiptError,
    ReceiptSigner,
    read_receipt,
)

__all__ = [
    "ConsentError",
    "ConsentEvent",
    "ConsentKind",
    "ConsentLog",
    "ConsentReceipt",
    "ConsentState",
    "DataKind",
    "Permission",
    "ReceiptError",
    "ReceiptSigner",
    "latest_end",
    "notice_digest",
    "read_receipt",
]

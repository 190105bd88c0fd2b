"""Sealing: everything about a person is encrypted under a key of their own."""

from plainscore.service.sealing.blocks import (
    StatementBlock,
    seal_block,
    statement_blocks,
    unseal_block,
)
from plainscore.service.sealing.cipher import SealBrokenError, seal, unseal
from plainscore.service.sealing.master_keys import MasterKeyGoneError, MasterKeys, WrappedKey
from plainscore.service.sealing.packing import pack, unpack
from plainscore.service.sealing.person_key import PersonKey

__all__ = [
    "MasterKeyGoneError",
    "MasterKeys",
    "PersonKey",
    "SealBrokenError",
    "StatementBlock",
    "WrappedKey",
    "pack",
    "seal",
    "seal_block",
    "statement_blocks",
    "unpack",
    "unseal",
    "unseal_block",
]

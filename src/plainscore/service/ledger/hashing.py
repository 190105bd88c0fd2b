"""Hashes of the Merkle tree of RFC 6962, section 2.1."""

import hashlib

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
"""Leaves and nodes are hashed apart, so that no leaf can be passed off as a node."""

HASH_BYTES = 32

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf.

    Examples
    --------
    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(LEAF_PREFIX + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    r"""Return the hash of the node above two others.

    Examples
    --------
    >>> node_hash(leaf_hash(b""), leaf_hash(b"\x00")).hex()[:16]
    'fac54203e7cc696c'
    """
    return hashlib.sha256(NODE_PREFIX + left + right).digest()

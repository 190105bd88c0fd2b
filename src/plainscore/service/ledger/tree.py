"""The Merkle tree of RFC 6962 as its finished subtrees: appending and proving in O(log n).

A subtree that is full never changes. Leaf ``i`` finishes one subtree on each level from 0 (itself)
to the number of trailing ones of ``i``; `finished_by` gives their hashes, two a leaf on average.
Kept beside the leaf they are all that roots and proofs of any size need, old sizes included.
"""

from collections.abc import Iterable
from typing import Protocol

from plainscore.service.ledger.hashing import EMPTY_ROOT, leaf_hash, node_hash


class Nodes(Protocol):
    """Where the finished subtrees of a tree are kept."""

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of the full subtree over leaves ``index << level`` and following."""


class NodeList:
    """The finished subtrees of a tree in memory.

    Parameters
    ----------
    leaves : iterable of bytes
        Data of the leaves, in order.

    Examples
    --------
    >>> nodes = NodeList([b"a", b"b", b"c"])
    >>> nodes.size, nodes.node(1, 0) == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    (3, True)
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for data in leaves:
            self.append(data)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self._levels[0])

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a full subtree."""
        return self._levels[level][index]

    def append(self, data: bytes) -> tuple[bytes, ...]:
        """Add a leaf and return the hashes of the subtrees that it finishes, from level 0."""
        made = finished_by(self, self.size, leaf_hash(data))
        for level, each in enumerate(made):
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(each)
        return made


def finished_by(nodes: Nodes, index: int, leaf: bytes) -> tuple[bytes, ...]:
    """Return the hashes of the subtrees that a leaf finishes.

    Parameters
    ----------
    nodes : Nodes
        The tree of the `index` leaves before it.
    index : int
        Position of the leaf; the first is 0.
    leaf : bytes
        Hash of the leaf.

    Returns
    -------
    tuple of bytes
        The leaf's hash, then the hash of the subtree it finishes on each level above.

    Examples
    --------
    >>> [len(finished_by(NodeList([b""] * n), n, leaf_hash(b""))) for n in range(8)]
    [1, 2, 1, 3, 1, 2, 1, 4]
    """
    made = [leaf]
    while index & 1:
        made.append(node_hash(nodes.node(len(made) - 1, index - 1), made[-1]))
        index >>= 1
    return tuple(made)


def peaks(begin: int, end: int) -> list[tuple[int, int]]:
    """Return the full subtrees that cover a run of leaves which starts where a subtree may.

    Parameters
    ----------
    begin, end : int
        The first leaf, a multiple of the least power of two that is not less than
        ``end - begin``, and the one after the last.

    Returns
    -------
    list of tuple of int
        Level and index of each, from the left, the largest first.

    Examples
    --------
    >>> peaks(0, 7)
    [(2, 0), (1, 2), (0, 6)]
    """
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        found.append((level, begin >> level))
        begin += 1 << level
    return found


def subtree_root(nodes: Nodes, begin: int, end: int) -> bytes:
    """Return the root of the tree over a run of leaves, by the rule of RFC 6962.

    Parameters
    ----------
    nodes : Nodes
        The tree.
    begin, end : int
        As for `peaks`; any run that RFC 6962 splits off is one.

    Returns
    -------
    bytes
        ``MTH(D[begin:end])``.

    Examples
    --------
    >>> subtree_root(NodeList([b"a"]), 0, 1) == leaf_hash(b"a")
    True
    """
    if begin == end:
        return EMPTY_ROOT
    hashes = [nodes.node(level, index) for level, index in peaks(begin, end)]
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root


def tree_root(nodes: Nodes, size: int) -> bytes:
    """Return the root of the first `size` leaves.

    Examples
    --------
    >>> tree_root(NodeList(), 0) == EMPTY_ROOT
    True
    """
    return subtree_root(nodes, 0, size)

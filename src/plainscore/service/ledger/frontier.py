"""`Frontier`: the least that must be kept of a Merkle tree to go on appending to it."""

from plainscore.service.ledger.hashing import EMPTY_ROOT, node_hash


class Frontier:
    """The full subtrees that a tree ends with: appends and roots in O(log n), in as much memory.

    Examples
    --------
    >>> from plainscore.service.ledger.hashing import leaf_hash
    >>> from plainscore.service.ledger.tree import NodeList, tree_root
    >>> frontier = Frontier()
    >>> for data in (b"a", b"b", b"c"):
    ...     _ = frontier.append(leaf_hash(data))
    >>> frontier.size, frontier.root() == tree_root(NodeList([b"a", b"b", b"c"]), 3)
    (3, True)
    """

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> tuple[bytes, ...]:
        """Add the hash of a leaf and return the hashes of the subtrees it finishes."""
        made = [leaf]
        place = self.size
        while place & 1:
            made.append(node_hash(self._peaks.pop(), made[-1]))
            place >>= 1
        self._peaks.append(made[-1])
        self.size += 1
        return tuple(made)

    def root(self) -> bytes:
        """Return the root of the leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root

"""Inclusion and consistency proofs of RFC 6962, made and checked.

Proofs are made by the recursive definitions of RFC 6962, section 2.1.1 and 2.1.2, and checked by
the algorithms of RFC 9162, section 2.1.3.2 and 2.1.4.2, which need nothing but the proof.
"""

from collections.abc import Sequence

from plainscore.service.ledger.hashing import EMPTY_ROOT, HASH_BYTES, node_hash
from plainscore.service.ledger.tree import Nodes, subtree_root


def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """Prove that a leaf is in the tree of the first `size` leaves.

    Parameters
    ----------
    nodes : Nodes
        The tree.
    index : int
        Position of the leaf.
    size : int
        Leaves of the tree that the proof is for.

    Returns
    -------
    tuple of bytes
        Hashes from the leaf's neighbour up: at most ``ceil(log2(size))``.

    Raises
    ------
    ValueError
        If the tree has no such leaf.

    Examples
    --------
    >>> from plainscore.service.ledger.hashing import leaf_hash
    >>> from plainscore.service.ledger.tree import NodeList, tree_root
    >>> nodes = NodeList([b"a", b"b", b"c"])
    >>> proof = inclusion_proof(nodes, 2, 3)
    >>> includes(leaf_hash(b"c"), 2, 3, proof, tree_root(nodes, 3))
    True
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    begin, end = 0, size
    path: list[bytes] = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(subtree_root(nodes, middle, end))
            end = middle
        else:
            path.append(subtree_root(nodes, begin, middle))
            begin = middle
    return tuple(reversed(path))


def consistency_proof(nodes: Nodes, old: int, new: int) -> tuple[bytes, ...]:
    """Prove that the tree of `new` leaves begins with the tree of `old` leaves.

    Parameters
    ----------
    nodes : Nodes
        The tree.
    old, new : int
        The two sizes, ``0 <= old <= new``.

    Returns
    -------
    tuple of bytes
        Hashes; none when the sizes are equal or the old tree is empty.

    Raises
    ------
    ValueError
        If the sizes are in the wrong order.

    Examples
    --------
    >>> from plainscore.service.ledger.tree import NodeList, tree_root
    >>> nodes = NodeList([b"a", b"b", b"c"])
    >>> proof = consistency_proof(nodes, 2, 3)
    >>> extends(2, tree_root(nodes, 2), 3, tree_root(nodes, 3), proof)
    True
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not extend one of {old}")
    if old in {0, new}:
        return ()
    begin, end = 0, new
    path: list[bytes] = []
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(subtree_root(nodes, middle, end))
            end = middle
        else:
            path.append(subtree_root(nodes, begin, middle))
            begin = middle
    if begin > 0:
        path.append(subtree_root(nodes, begin, end))
    return tuple(reversed(path))


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Check an inclusion proof (RFC 9162, section 2.1.3.2).

    Parameters
    ----------
    leaf : bytes
        Hash of the leaf.
    index, size : int
        Its position, and the size of the tree.
    proof : sequence of bytes
        As `inclusion_proof` gives it.
    root : bytes
        Root of the tree, from a checkpoint that is trusted.

    Returns
    -------
    bool
        Whether the leaf is there.
    """
    if not 0 <= index < size or any(len(each) != HASH_BYTES for each in proof):
        return False
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Check a consistency proof (RFC 9162, section 2.1.4.2).

    Parameters
    ----------
    old, new : int
        Sizes of the two trees.
    old_root, new_root : bytes
        Their roots.
    proof : sequence of bytes
        As `consistency_proof` gives it.

    Returns
    -------
    bool
        Whether the new tree is the old one with leaves added at the end.
    """
    if not 0 <= old <= new or any(len(each) != HASH_BYTES for each in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, each)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _split(width: int) -> int:
    """Return the largest power of two smaller than a width of at least 2."""
    return 1 << ((width - 1).bit_length() - 1)

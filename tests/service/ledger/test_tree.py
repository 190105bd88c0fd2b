import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plainscore.service.ledger import (
    EMPTY_ROOT,
    Frontier,
    NodeList,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    tree_root,
)

# the vectors of the reference implementation of RFC 6962
LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def reference_root(leaves):
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = reference_root(leaves[:k]), reference_root(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference_implementation(size):
    assert tree_root(NodeList(LEAVES[:size]), size).hex() == ROOTS[size]
    assert tree_root(NodeList(LEAVES), size).hex() == ROOTS[size]


def test_proofs_are_those_of_the_reference_implementation():
    nodes = NodeList(LEAVES)
    assert [each.hex()[:16] for each in inclusion_proof(nodes, 0, 8)] == [
        "96a296d224f285c6",
        "5f083f0a1a33ca07",
        "6b47aaf29ee3c2af",
    ]
    assert [each.hex()[:16] for each in consistency_proof(nodes, 6, 8)] == [
        "0ebc5d3437fbe2db",
        "ca854ea128ed050b",
        "d37ee418976dd957",
    ]


@given(st.lists(st.binary(max_size=4), max_size=40))
@settings(max_examples=50)
def test_old_and_new_roots_follow_the_definition(leaves):
    nodes, frontier = NodeList(leaves), Frontier()
    assert frontier.root() == EMPTY_ROOT
    for size, leaf in enumerate(leaves, start=1):
        finished = frontier.append(leaf_hash(leaf))
        assert frontier.root() == tree_root(nodes, size) == reference_root(leaves[:size])
        # the n-th leaf finishes one subtree a level, up to the trailing zeros of n
        assert len(finished) == (size & -size).bit_length()


@given(st.data(), st.integers(1, 80))
def test_every_leaf_is_proven_and_nothing_else_is(data, size):
    leaves = [bytes([n]) for n in range(size)]
    nodes = NodeList(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(nodes, index, size), tree_root(nodes, size)
    leaf = leaf_hash(leaves[index])
    assert includes(leaf, index, size, proof, root)
    assert len(proof) <= (size - 1).bit_length()
    other = data.draw(st.integers(0, size + 2).filter(lambda n: n != index))
    assert not includes(leaf, other, size, proof, root)
    assert not includes(leaf_hash(b"other"), index, size, proof, root)
    assert not includes(leaf, index, size, (*proof, root), root)
    if proof:
        assert not includes(leaf, index, size, proof[:-1], root)
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = list(proof)
        changed[place] = flip(changed[place], data.draw(st.integers(0, 255)))
        assert not includes(leaf, index, size, changed, root)


@given(st.data(), st.integers(0, 80))
@settings(max_examples=60)
def test_every_extension_is_proven_and_nothing_else_is(data, new):
    nodes = NodeList(bytes([n]) for n in range(new))
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(nodes, old, new)
    roots = tree_root(nodes, old), tree_root(nodes, new)
    assert extends(old, roots[0], new, roots[1], proof)
    bit = data.draw(st.integers(0, 255))
    assert not extends(old, flip(roots[0], bit), new, roots[1], proof)
    assert not extends(old, roots[0], new, roots[1], (*proof, roots[0]))
    if old:
        assert not extends(old, roots[0], new, flip(roots[1], bit), proof)
    for place in range(len(proof)):
        changed = list(proof)
        changed[place] = flip(changed[place], bit)
        assert not extends(old, roots[0], new, roots[1], changed)
    assert not extends(new + 1, roots[0], new, roots[1], proof)


def test_a_changed_past_has_no_consistency_proof():
    honest = NodeList(bytes([n]) for n in range(20))
    forged = NodeList(bytes([n if n != 3 else 99]) for n in range(20))
    for old in range(4, 20):
        proof = consistency_proof(forged, old, 20)
        assert not extends(old, tree_root(honest, old), 20, tree_root(forged, 20), proof)


def test_a_leaf_cannot_be_passed_off_as_a_node():
    two = NodeList([b"a", b"b"])
    joined = two.node(0, 0) + two.node(0, 1)
    assert tree_root(NodeList([joined]), 1) != tree_root(two, 2)


def test_proofs_of_what_is_not_there_are_refused():
    nodes = NodeList([b"a", b"b"])
    with pytest.raises(ValueError, match="no leaf 2"):
        inclusion_proof(nodes, 2, 2)
    with pytest.raises(ValueError, match="does not extend"):
        consistency_proof(nodes, 3, 2)


def test_appending_reads_few_nodes():
    class Counting(NodeList):
        reads = 0

        def node(self, level, index):
            self.reads += 1
            return super().node(level, index)

    nodes = Counting()
    for n in range(4096):
        nodes.append(bytes(n % 7))
    assert nodes.reads < 4096
    nodes.reads = 0
    tree_root(nodes, 4095)
    assert nodes.reads <= 12
    nodes.reads = 0
    inclusion_proof(nodes, 17, 4095)
    assert nodes.reads <= 12 * 12


def flip(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)

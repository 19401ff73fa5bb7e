"""The tree agrees with the public vectors, and no proof can be bent."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qingtian.ledger import merkle
from qingtian.ledger.errors import ProofError

VECTORS = json.loads((Path(__file__).parents[3] / "spec/vectors/merkle.json").read_text())


def tree_of(size: int) -> merkle.Tree:
    return merkle.Tree([merkle.leaf_hash(bytes([i % 256, i // 256])) for i in range(size)])


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word."""
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


def test_hashes_are_those_of_the_vectors():
    for case in VECTORS["hasher"]:
        match case["op"]:
            case "empty_root":
                got = merkle.EMPTY_ROOT
            case "leaf":
                got = merkle.leaf_hash(bytes.fromhex(case["data"]))
            case "node":
                got = merkle.node_hash(bytes.fromhex(case["left"]), bytes.fromhex(case["right"]))
        assert got.hex() == case["want"]


def test_roots_by_size():
    leaves = [merkle.leaf_hash(bytes.fromhex(text)) for text in VECTORS["tree"]["leaves"]]
    for size, want in enumerate(VECTORS["tree"]["roots_by_size"]):
        assert merkle.root(leaves[:size]).hex() == want


@pytest.mark.parametrize("case", VECTORS["inclusion"])
def test_inclusion_proofs_are_those_of_the_vectors(case):
    leaves = [merkle.leaf_hash(bytes.fromhex(text)) for text in VECTORS["tree"]["leaves"]]
    tree = merkle.Tree(leaves[: case["size"]])
    proof = merkle.inclusion_proof(tree.node, case["index"], case["size"])
    assert [part.hex() for part in proof] == case["proof"]
    merkle.check_inclusion(leaves[case["index"]], case["index"], case["size"], proof, tree.root())


@pytest.mark.parametrize("case", VECTORS["consistency"])
def test_consistency_proofs_are_those_of_the_vectors(case):
    leaves = [merkle.leaf_hash(bytes.fromhex(text)) for text in VECTORS["tree"]["leaves"]]
    old, new = case["size1"], case["size2"]
    tree = merkle.Tree(leaves[:new])
    proof = merkle.consistency_proof(tree.node, old, new)
    assert [part.hex() for part in proof] == case["proof"]
    merkle.check_consistency(old, new, proof, merkle.root(leaves[:old]), tree.root())


def judge(case: dict) -> None:
    """Run one public case; numbers beyond the tree come as they are."""

    def hashed(name: str) -> bytes:
        return base64.b64decode(case[name] or "")

    proof = [base64.b64decode(part) for part in case["proof"] or []]
    if "leafHash" in case:
        merkle.check_inclusion(
            hashed("leafHash"), case["leafIdx"], case["treeSize"], proof, hashed("root")
        )
    else:
        merkle.check_consistency(
            case["size1"], case["size2"], proof, hashed("root1"), hashed("root2")
        )


@pytest.mark.parametrize("case", VECTORS["negative"], ids=lambda case: case["name"])
def test_public_cases_are_judged_as_they_say(case):
    if case["wantErr"]:
        with pytest.raises(ProofError):
            judge(case)
    else:
        judge(case)


@given(st.integers(0, 300))
def test_the_levels_give_the_root_of_the_definition(size):
    tree = tree_of(size)
    assert tree.root() == plain_root(tree.levels[0])
    assert merkle.level_sizes(size) == [len(level) for level in tree.levels]


@given(st.data(), st.integers(1, 300))
def test_a_proof_holds_for_its_leaf_and_place_only(data, size):
    tree = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(tree.node, index, size)
    leaf = tree.levels[0][index]
    merkle.check_inclusion(leaf, index, size, proof, tree.root())
    for other in {index - 1, index + 1} & set(range(size)):
        with pytest.raises(ProofError):
            merkle.check_inclusion(leaf, other, size, proof, tree.root())


@given(st.data(), st.integers(1, 300))
def test_each_beginning_is_proven_to_be_one(data, new):
    tree = tree_of(new)
    old = data.draw(st.integers(1, new))
    proof = merkle.consistency_proof(tree.node, old, new)
    old_root = merkle.root(tree.levels[0][:old])
    merkle.check_consistency(old, new, proof, old_root, tree.root())
    forged = bytes([old_root[0] ^ 1]) + old_root[1:]
    with pytest.raises(ProofError):
        merkle.check_consistency(old, new, proof, forged, tree.root())


@given(st.data(), st.integers(2, 200))
def test_every_flipped_bit_of_a_proof_is_noticed(data, size):
    tree = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(tree.node, index, size)
    part = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = bytearray(proof[part])
    changed[bit // 8] ^= 1 << bit % 8
    proof[part] = bytes(changed)
    with pytest.raises(ProofError):
        merkle.check_inclusion(tree.levels[0][index], index, size, proof, tree.root())


def test_what_no_tree_can_prove_is_refused():
    tree = tree_of(5)
    with pytest.raises(IndexError):
        merkle.inclusion_proof(tree.node, 5, 5)
    with pytest.raises(ValueError, match="0 < old"):
        merkle.consistency_proof(tree.node, 0, 5)
    with pytest.raises(ProofError, match="0 < old"):
        merkle.check_consistency(0, 5, [], merkle.EMPTY_ROOT, tree.root())

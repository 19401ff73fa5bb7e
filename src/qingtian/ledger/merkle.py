"""Merkle tree of RFC 6962 over SHA-256: roots, proofs and their checks.

A leaf is hashed with the prefix byte 0x00 and a node with 0x01, so that neither can pose as the
other. A tree of n > 1 leaves is split at the largest power of two below n; the left part is full,
and the last leaf is never padded or doubled. The tree of no leaves has the hash of no bytes.

A tree is kept here as its levels of *full* subtrees: level k holds, for each complete run of 2**k
leaves, the hash over it. Every range that a proof needs is a few of them, so that a proof of one
leaf among 65,536 costs 16 look-ups and no hashing of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from qingtian.ledger.errors import ProofError

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Look-up of a full subtree's hash by level and place in it."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf: SHA-256(0x00 || data) (RFC 6962 §2.1).

    Parameters
    ----------
    data
        The leaf's bytes, of any length.

    Returns
    -------
    bytes
        32 bytes.
    """
    return hashlib.sha256(b"\x00" + data).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Hash many leaves; see `leaf_hash`."""
    sha = hashlib.sha256
    return [sha(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into one: SHA-256(0x01 || left || right) (RFC 6962 §2.1).

    Parameters
    ----------
    left, right
        Hashes of 32 bytes.

    Returns
    -------
    bytes
        32 bytes.
    """
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The hashes of a finished tree, level by level.

    Parameters
    ----------
    leaves
        Leaf hashes in order, 32 bytes each.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        sha = hashlib.sha256
        while len(below := self.levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)
            self.levels.append([sha(b"\x01" + a + b).digest() for a, b in pairs])

    @property
    def size(self) -> int:
        """Number of leaves."""
        return len(self.levels[0])

    def node(self, level: int, place: int) -> bytes:
        """Return the hash of the full subtree over leaves [place * 2**level, … + 2**level)."""
        return self.levels[level][place]

    def root(self) -> bytes:
        """Return the hash of the whole tree; of no bytes where it is empty."""
        return root_of(self.node, self.size)


def level_sizes(size: int) -> list[int]:
    """Count the full subtrees on each level of a tree.

    Parameters
    ----------
    size
        Number of leaves.

    Returns
    -------
    list of int
        Level 0 first, down to a level of one; one level of 0 for an empty tree.
    """
    sizes = [size]
    while sizes[-1] > 1:
        sizes.append(sizes[-1] >> 1)
    return sizes


def root(leaves: Sequence[bytes]) -> bytes:
    """Compute the root over leaf hashes.

    Parameters
    ----------
    leaves
        Leaf hashes in order, 32 bytes each.

    Returns
    -------
    bytes
        32 bytes; SHA-256 of no bytes for an empty tree.
    """
    return Tree(leaves).root()


def root_of(node: Node, size: int) -> bytes:
    """Compute the root of a tree whose full subtrees can be looked up.

    Parameters
    ----------
    node
        Look-up by level and place.
    size
        Number of leaves.

    Returns
    -------
    bytes
        32 bytes.
    """
    return _range_hash(node, 0, size) if size else EMPTY_ROOT


def _split(size: int) -> int:
    """Return the largest power of two below `size` (RFC 6962 §2.1)."""
    return 1 << (size - 1).bit_length() - 1


def _range_hash(node: Node, start: int, end: int) -> bytes:
    """Hash the leaves [start, end), where start is a multiple of the range's greatest power."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range_hash(node, start, middle), _range_hash(node, middle, end))


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """List the hashes that lead from one leaf to the root (RFC 6962 §2.1.1).

    Parameters
    ----------
    node
        Look-up by level and place, as `Tree.node`.
    index
        The leaf, from 0.
    size
        Number of leaves of the tree.

    Returns
    -------
    list of bytes
        Sibling hashes, from the leaf up.

    Raises
    ------
    IndexError
        The tree has no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"expected a leaf from 0 to {size - 1}, got {index}")
    proof = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_hash(node, middle, end))
            end = middle
        else:
            proof.append(_range_hash(node, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """List the hashes that show a tree of `old` leaves to be the beginning of one of `new`.

    Parameters
    ----------
    node
        Look-up by level and place in the new tree.
    old, new
        Numbers of leaves, 0 < old <= new.

    Returns
    -------
    list of bytes
        As in RFC 6962 §2.1.2; empty where the sizes are equal.

    Raises
    ------
    ValueError
        The sizes are not in order, or the old tree is empty: everything extends nothing, and
        there is no root to compare.
    """
    if not 0 < old <= new:
        raise ValueError(f"expected 0 < old <= new, got {old} and {new}")
    proof = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(node, middle, end))
            end = middle
        else:
            proof.append(_range_hash(node, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(_range_hash(node, start, end))
    return proof[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> None:
    """Check that a leaf stands at its place in the tree of a root.

    Parameters
    ----------
    leaf
        Leaf hash.
    index, size
        Place of the leaf, and number of leaves of the tree.
    proof
        Sibling hashes, from the leaf up.
    expected
        The root.

    Raises
    ------
    ProofError
        The proof has another length than such a tree demands, holds something that is no hash,
        or leads to another root.
    """
    _check_hashes([leaf, *proof, expected])
    if not 0 <= index < size:
        raise ProofError(f"expected a leaf from 0 to {size - 1}, got {index}")
    at, last, running = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if at & 1 or at == last:
            running = node_hash(sibling, running)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            running = node_hash(running, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    _check_root(running, expected)


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree of one root is the beginning of the tree of another.

    Parameters
    ----------
    old, new
        Numbers of leaves.
    proof
        As `consistency_proof` lists it.
    old_root, new_root
        The two roots.

    Raises
    ------
    ProofError
        The sizes are not in order or the old one is 0; the proof has another length than they
        demand, holds something that is no hash, or leads to another root on either side.
    """
    _check_hashes([*proof, old_root, new_root])
    if not 0 < old <= new:
        raise ProofError(f"expected 0 < old <= new, got {old} and {new}")
    if old == new:
        if proof:
            raise ProofError("the proof is too long")
        _check_root(old_root, new_root)
        return
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not hashes:
        raise ProofError("the proof is too short")
    first, second = _walk(old, new, hashes)
    _check_root(first, old_root)
    _check_root(second, new_root)


def _walk(old: int, new: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Rebuild both roots from one proof (RFC 9162 §2.1.4.2)."""
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError("the proof is too short")
    return first, second


def _check_hashes(hashes: Sequence[bytes]) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise ProofError(f"expected hashes of {HASH_SIZE} bytes, got one of {len(value)}")


def _check_root(computed: bytes, expected: bytes) -> None:
    if computed != expected:
        raise ProofError(f"expected the root {expected.hex()}, the proof leads to {computed.hex()}")

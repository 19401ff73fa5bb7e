"""Run test vectors of other implementations against this one.

The file is one JSON object with any of these parts; hexadecimal, but for `negative`, in base64:

    hasher        single hashes: op empty_root, leaf (data) or node (left, right), and what they want
    tree          leaves, and roots_by_size from 0 on; the proofs below are over these leaves
    inclusion     index, size, proof to be made and accepted
    consistency   size1, size2, proof to be made and accepted
    signed_note   vkey and note to be accepted
    negative      proofs to be judged: wantErr says whether they must be refused
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qingtian.ledger.errors import LedgerError
from qingtian.ledger.merkle import (
    EMPTY_ROOT,
    Tree,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
)
from qingtian.ledger.note import Key, Note

Case = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of one vector; `detail` says why it failed."""

    name: str
    passed: bool
    detail: str = ""


def run(vectors: Mapping[str, Any]) -> list[Outcome]:
    """Run every vector of a file.

    Parameters
    ----------
    vectors
        The file, read as JSON.

    Raises
    ------
    KeyError
        The file has a part that is not known here: it is not let pass unseen.
    """
    leaves = [leaf_hash(bytes.fromhex(each)) for each in vectors.get("tree", {}).get("leaves", ())]
    parts: dict[str, Callable[[Any, Sequence[bytes]], Iterator[Outcome]]] = {
        "hasher": _hasher,
        "tree": _tree,
        "inclusion": _inclusion,
        "consistency": _consistency,
        "signed_note": _signed_note,
        "negative": _negative,
    }
    if unknown := set(vectors) - set(parts) - {"about", "negative_source"}:
        raise KeyError(f"expected parts {', '.join(parts)}; got {', '.join(sorted(unknown))}")
    found = (parts[name](vectors[name], leaves) for name in parts if name in vectors)
    return [outcome for part in found for outcome in part]


def _tried(name: str, act: Callable[[], None], *, refused: bool = False) -> Outcome:
    """Run a check that must pass, or must refuse."""
    try:
        act()
    except LedgerError as error:
        return Outcome(name, refused, "" if refused else str(error))
    return Outcome(name, not refused, "accepted, and must be refused" if refused else "")


def _same(name: str, got: object, want: object) -> Outcome:
    return Outcome(name, got == want, "" if got == want else f"expected {want}, got {got}")


def _hasher(cases: Sequence[Case], _leaves: Sequence[bytes]) -> Iterator[Outcome]:
    for number, case in enumerate(cases):
        data = {key: bytes.fromhex(case[key]) for key in ("data", "left", "right") if key in case}
        op = case["op"]
        hashes: dict[str, Callable[..., bytes]] = {"leaf": leaf_hash, "node": node_hash}
        got = EMPTY_ROOT if op == "empty_root" else hashes[op](**data)
        yield _same(f"hasher {number} {op}", got.hex(), case["want"])


def _tree(case: Case, leaves: Sequence[bytes]) -> Iterator[Outcome]:
    for size, want in enumerate(case["roots_by_size"]):
        yield _same(f"root of {size}", root(leaves[:size]).hex(), want)


def _inclusion(cases: Sequence[Case], leaves: Sequence[bytes]) -> Iterator[Outcome]:
    for case in cases:
        index, size = case["index"], case["size"]
        tree, name = Tree(leaves[:size]), f"inclusion {index} of {size}"
        made = inclusion_proof(tree.node, index, size)
        yield _same(f"{name}: made", [each.hex() for each in made], case["proof"])
        given = [bytes.fromhex(each) for each in case["proof"]]
        leaf, top = leaves[index], tree.root()
        yield _tried(name, _call(check_inclusion, leaf, index, size, given, top))


def _consistency(cases: Sequence[Case], leaves: Sequence[bytes]) -> Iterator[Outcome]:
    for case in cases:
        old, new = case["size1"], case["size2"]
        tree, name = Tree(leaves[:new]), f"consistency {old} to {new}"
        made = consistency_proof(tree.node, old, new)
        yield _same(f"{name}: made", [each.hex() for each in made], case["proof"])
        given = [bytes.fromhex(each) for each in case["proof"]]
        roots = (root(leaves[:old]), tree.root())
        yield _tried(name, _call(check_consistency, old, new, given, *roots))


def _signed_note(case: Case, _leaves: Sequence[bytes]) -> Iterator[Outcome]:
    key = Key.parse(case["vkey"])
    note = Note.parse(case["note"].encode())
    yield _same("signed note: accepted", [each for each, _ in note.signed_by((key,))], [key])
    yield _same("signed note: written", note.to_bytes().decode(), case["note"])
    yield _same("signed note: key", str(key), case["vkey"])


def _bytes(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _negative(cases: Sequence[Case], _leaves: Sequence[bytes]) -> Iterator[Outcome]:
    for case in cases:
        proof = [_bytes(each) for each in case["proof"] or ()]
        if "leafIdx" in case:
            place = (_bytes(case["leafHash"]), case["leafIdx"], case["treeSize"])
            act = _call(check_inclusion, *place, proof, _bytes(case["root"]))
        else:
            roots = (_bytes(case["root1"]), _bytes(case["root2"]))
            act = _call(check_consistency, case["size1"], case["size2"], proof, *roots)
        yield _tried(case["name"], act, refused=case["wantErr"])


def _call(check: Callable[..., None], *given: object) -> Callable[[], None]:
    return lambda: check(*given)

"""Make `log.json` anew: run from the root of the repository after a change of the format."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

from qingtian.ledger.batch import BatchRecord
from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.frame import SealedFrame
from qingtian.ledger.merkle import (
    EMPTY_ROOT,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
)
from qingtian.ledger.note import COSIGNATURE, Note, Signer
from qingtian.ledger.proof import FrameProof, Proof
from qingtian.ledger.tiles import Tiles, grown

HERE = Path(__file__).parent
LOG = Signer("log.example/qingtian", bytes(range(32)))
WITNESS = Signer("witness.example/w1", bytes(range(1, 33)), COSIGNATURE)
OTHER = Signer("log.example/qingtian", bytes(range(2, 34)))
TIME = 1_795_573_520


def act(number: int) -> bytes:
    """Write an entry of a kind that only these vectors know."""
    return json.dumps({"number": number, "schema": "example/1"}, separators=(",", ":")).encode()


def batch() -> tuple[BatchRecord, list[bytes]]:
    """Read the batch of the other vectors."""
    vectors = json.loads((HERE / "batch.json").read_text(encoding="utf-8"))
    frames = [bytes.fromhex(case["bytes"]) for case in vectors["frames"]]
    return BatchRecord.from_bytes(vectors["record"].encode()), frames


def cosigned(size: int, root: bytes) -> bytes:
    """Write a checkpoint that log and witness have signed."""
    text = Checkpoint(LOG.key.name, size, root).text()
    return Note(text, (LOG.sign(text), WITNESS.sign(text, TIME))).to_bytes()


def proof() -> dict[str, object]:
    """Write a proof of frame 0 in batch 0, entry 0 of a log of three."""
    record, frames = batch()
    after = grown({}.__getitem__, 0, [record.to_bytes(), act(1), act(2)])
    tree = Tree([leaf_hash(each) for each in frames])
    frame = FrameProof(0, tuple(inclusion_proof(tree.node, 0, len(frames))), frames[0])
    tiles = Tiles(after.files.__getitem__, after.size)
    made = Proof(
        record.to_bytes(),
        0,
        tuple(inclusion_proof(tiles.node, 0, after.size)),
        cosigned(after.size, after.root),
        frame,
    )
    SealedFrame.from_bytes(frames[0])
    return {
        "files": {k: v.hex() for k, v in after.files.items()},
        "proof": made.to_bytes().decode(),
    }


def proven(record: bytes, frames: list[bytes], at: int, **more: object) -> Proof:
    """Prove a frame by a log of three entries whatever its form: every hash fits."""
    after = grown({}.__getitem__, 0, [record, act(1), act(2)])
    tree, tiles = Tree([leaf_hash(each) for each in frames]), Tiles(after.files.get, after.size)  # type: ignore[arg-type]
    part = FrameProof(at, tuple(inclusion_proof(tree.node, at, len(frames))), frames[at])
    path = tuple(inclusion_proof(tiles.node, 0, after.size))
    return replace(Proof(record, 0, path, cosigned(after.size, after.root), part), **more)  # type: ignore[arg-type]


def misshapen() -> list[tuple[str, Proof]]:
    """List proofs of which every hash and signature fits, and the form does not."""
    record, frames = batch()
    line, first = record.to_bytes(), frames[0]
    bent = {
        "frame with a full address": (b"192.0.2.0/24", b"192.0.2.77/32"),
        "frame with host bits": (b"192.0.2.0/24", b"192.0.2.7/24"),
        "frame of another version": (b"frame/1", b"frame/2"),
        "frame with a leading zero": (b"received 1", b"received 01"),
    }
    found = []
    for name, (old, new) in bent.items():
        others = [first.replace(old, new, 1), *frames[1:]]
        root = Tree([leaf_hash(each) for each in others]).root().hex()
        found.append((name, proven(replace(record, root=root).to_bytes(), others, 0)))
    records = {
        "record with a space": (b",", b", "),
        "record with another key": (b'{"decrypted"', b'{"a":1,"decrypted"'),
        "record of another schema": (b"batch/1", b"batch/2"),
        "record with more decrypted than frames": (b'"decrypted":1', b'"decrypted":6'),
        "record with a leading zero": (b'"receipt":1', b'"receipt":01'),
        "record whose last is before its first": (b'"first":17', b'"first":19'),
        "record with a number beyond its bound": (b'"receipt":1', b'"receipt":9007199254740992'),
        "record whose source is a path": (b'"source":"', b'"source":"../'),
        "record without predecessor": (record.previous.encode(), b""),
    }
    for name, (old, new) in records.items():
        found.append((name, proven(line.replace(old, new, 1), frames, 0)))
    return found


def refused() -> list[dict[str, str]]:
    """List proofs that MUST be refused, each for one reason."""
    record, frames = batch()
    good = proven(record.to_bytes(), frames, 0)
    assert good.frame is not None
    path, inner = good.path, good.frame
    cases: list[tuple[str, Proof]] = [
        ("of another entry", replace(good, index=1)),
        ("of an entry behind the log", replace(good, index=3)),
        ("a hash left out", replace(good, path=path[:-1])),
        ("a hash too many", replace(good, path=(*path, path[0]))),
        ("hashes exchanged", replace(good, path=path[::-1])),
        ("another entry", replace(good, entry=act(1), frame=None)),
        ("of another frame", replace(good, frame=replace(inner, index=1))),
        ("of a frame behind the batch", replace(good, frame=replace(inner, index=5))),
        ("a hash of the frame left out", replace(good, frame=replace(inner, path=inner.path[:-1]))),
        (
            "another value in the frame",
            replace(good, frame=replace(inner, sealed=inner.sealed.replace(b"23.0", b"13.0"))),
        ),
        ("a frame of no batch", replace(good, entry=act(1), index=1)),
        *misshapen(),
    ]
    text = good.to_bytes().decode()
    lines = text.split("\n")
    extra, signature = lines[1], next(each for each in lines if each.startswith("— log."))
    raw = base64.b64decode(extra[6:])
    again = "extra " + base64.b64encode(raw.replace(b"frame 0", b"frame 00")).decode()
    longer = "extra " + base64.b64encode(raw + b"\n").decode()
    key = LOG.sign(cosigned(0, EMPTY_ROOT).decode())
    spelled = {
        "of another version": ("proof@v1", "proof@v2"),
        "without the inner part": (extra + "\n", ""),
        "the inner part twice": (extra + "\n", extra + "\n" + extra + "\n"),
        "an index with a leading zero": ("index 0", "index 00"),
        "an index with a sign": ("index 0", "index +0"),
        "a frame's place with a leading zero": (extra, again),
        "an inner part that goes on": (extra, longer),
        "base64 without its padding": (lines[3], lines[3].rstrip("=")),
        "base64 with bits to spare": (lines[3], lines[3][:-2] + chr(ord(lines[3][-2]) + 1) + "="),
        "a hash of 31 bytes": (lines[3], base64.b64encode(bytes(31)).decode()),
        "lines that end in CR": ("index 0\n", "index 0\r\n"),
        "an empty line too many": ("\n\n", "\n\n\n"),
        "a size with a leading zero": ("qingtian\n3\n", "qingtian\n03\n"),
        "another size": ("qingtian\n3\n", "qingtian\n4\n"),
        "another log": ("\nlog.example/qingtian\n3", "\nlog.example/other\n3"),
        "without the log's signature": (signature + "\n", ""),
        "a signature that does not fit": (signature + "\n", key.line()),
        "a signature of no known kind of line": (signature, signature.replace("— ", "- ")),
        "cut off": (text[-9:], ""),
        "a line behind the signatures": (text[-9:], text[-9:] + "x\n"),
    }
    found = [(name, each.to_bytes().decode()) for name, each in cases]
    found += [(name, text.replace(*change, 1)) for name, change in spelled.items()]
    assert all(proof != text for _, proof in found)
    return [{"name": name, "proof": proof} for name, proof in found]


def accepted() -> list[dict[str, str]]:
    """List proofs that MUST be accepted, though they are not as plain as the one above."""
    record, frames = batch()
    good = proven(record.to_bytes(), frames, 0)
    after = grown({}.__getitem__, 0, [record.to_bytes(), act(1), act(2)])
    tiles = Tiles(after.files.__getitem__, after.size)
    text = Checkpoint(LOG.key.name, after.size, after.root).text() + "a line to come\n"
    more = Note(text, (OTHER.sign(text), LOG.sign(text), WITNESS.sign(text, TIME))).to_bytes()
    path = tuple(inclusion_proof(tiles.node, 2, after.size))
    single = grown({}.__getitem__, 0, [record.to_bytes()])
    return [
        {"name": name, "proof": each.to_bytes().decode()}
        for name, each in (
            ("the last frame of a batch", proven(record.to_bytes(), frames, 4)),
            ("an entry that is no batch", Proof(act(2), 2, path, good.checkpoint)),
            ("a batch without a frame", replace(good, frame=None)),
            (
                "the only entry of its log",
                replace(good, path=(), checkpoint=cosigned(1, single.root)),
            ),
            ("a further line and a key that nobody knows", replace(good, checkpoint=more)),
        )
    ]


def refused_keys() -> list[dict[str, str]]:
    """List what is no verifier key."""
    name, ident, blob = str(LOG.key).split("+", 2)
    raw = base64.b64decode(blob)
    return [
        {"name": why, "vkey": "+".join(parts)}
        for why, parts in (
            ("another key id", (name, "00000000", blob)),
            ("upper case", (name, ident.upper(), blob)),
            ("of no known kind", (name, ident, base64.b64encode(b"\x02" + raw[1:]).decode())),
            ("too short", (name, ident, base64.b64encode(raw[:-1]).decode())),
            ("another name", (name + "x", ident, blob)),
            ("no name", ("", ident, blob)),
            ("name with a space", ("log example", ident, blob)),
        )
    ]


def states() -> list[dict[str, object]]:
    """Write roots, names of tiles and consistency proofs at sizes where tiles begin and end."""
    found, files, size, root = [], {}, 0, EMPTY_ROOT
    for target in (0, 1, 2, 255, 256, 257, 512, 1000):
        old = size
        if target:
            after = grown(files.__getitem__, size, [act(n) for n in range(size, target)])
            files |= after.files
            size, root = after.size, after.root
            node = Tiles(files.__getitem__, size).node
        steps = consistency_proof(node, old, size) if old else []
        found.append(
            {
                "size": size,
                "root": root.hex(),
                "checkpoint": cosigned(size, root).decode(),
                "tiles": sorted(after.files) if target else [],
                "consistency": {"from": old, "proof": [each.hex() for each in steps]},
            }
        )
    return found


def main() -> None:
    """Write the file."""
    vectors = {
        "about": 'Entry n is {"number":n,"schema":"example/1"}; hex unless said. Seeds of the '
        "keys: 00 01 … 1f (log), 01 02 … 20 (witness). Written by make_log.py.",
        "log_vkey": str(LOG.key),
        "witness_vkey": str(WITNESS.key),
        "time": TIME,
        "states": states(),
        "proof": proof(),
        "accepted_proofs": accepted(),
        "refused_proofs": refused(),
        "refused_keys": refused_keys(),
    }
    text = json.dumps(vectors, indent=1, ensure_ascii=False) + "\n"
    (HERE / "log.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

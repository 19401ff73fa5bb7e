"""Make `log.json` anew: run from the root of the repository after a change of the format."""

from __future__ import annotations

import json
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
    }
    text = json.dumps(vectors, indent=1, ensure_ascii=False) + "\n"
    (HERE / "log.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Small logs in memory, made and kept by the library itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from qingtian.ledger.checkpoint import Checkpoint
from qingtian.ledger.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof
from qingtian.ledger.note import COSIGNATURE, Signer
from qingtian.ledger.proof import Proof
from qingtian.ledger.tiles import Tiles, grown

LOG = Signer("log.example/qingtian", bytes(range(32)))
WITNESS = Signer("witness.example/w1", bytes(range(1, 33)), COSIGNATURE)
OTHER = Signer("witness.example/w2", bytes(range(2, 34)), COSIGNATURE)


def entry(number: int) -> bytes:
    return json.dumps({"number": number, "schema": "example/1"}, separators=(",", ":")).encode()


@dataclass
class MemoryLog:
    """A log in a dictionary of files."""

    signer: Signer = LOG
    files: dict[str, bytes] = field(default_factory=dict)
    size: int = 0
    root: bytes = EMPTY_ROOT

    def fetch(self, path: str) -> bytes:
        try:
            return self.files[path]
        except KeyError:
            raise FileNotFoundError(path) from None

    def add(self, *entries: bytes) -> MemoryLog:
        after = grown(self.fetch, self.size, entries)
        for path, data in after.files.items():
            assert self.files.get(path, data) == data
        self.files |= after.files
        self.size, self.root = after.size, after.root
        self.files["checkpoint"] = self.checkpoint
        return self

    @property
    def point(self) -> Checkpoint:
        return Checkpoint(self.signer.key.name, self.size, self.root)

    @property
    def checkpoint(self) -> bytes:
        return self.point.signed(self.signer).to_bytes()

    def tiles(self) -> Tiles:
        return Tiles(self.fetch, self.size)

    def proof(self, index: int) -> Proof:
        tiles = self.tiles()
        path = tuple(inclusion_proof(tiles.node, index, self.size))
        return Proof(tiles.entry(index), index, path, self.checkpoint)

    def extension(self, old: int) -> tuple[bytes, ...]:
        return tuple(consistency_proof(self.tiles().node, old, self.size)) if old else ()

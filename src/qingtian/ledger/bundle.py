"""A bundle: the sealed frames of one batch with their tree (`spec/batch.md`, "Bundle").

A bundle is read in parts: whoever can give bytes [offset, offset + size) of it, from a file, an
object store or over HTTP, can read one frame and prove it without touching the others.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from qingtian.ledger.batch import RECORD_LIMIT, BatchRecord
from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.frame import check_many
from qingtian.ledger.merkle import (
    HASH_SIZE,
    Tree,
    check_inclusion,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    level_sizes,
)

MAGIC: Final = b"qingtian.bundle/1\n"
_OFFSET: Final = 8

Read = Callable[[int, int], bytes]
"""Gives the bytes [offset, offset + size)."""


def build(record: BatchRecord, frames: Sequence[bytes], tree: Tree) -> list[bytes]:
    """Lay out a bundle.

    Parameters
    ----------
    record
        The batch's record.
    frames
        Canonical bytes of the sealed frames, in order.
    tree
        The tree over their leaf hashes.

    Returns
    -------
    list of bytes
        Parts whose concatenation is the bundle.
    """
    line = record.to_bytes()
    ends = []
    end = 0
    for frame in frames:
        end += len(frame)
        ends.append(end)
    index = struct.pack(f">{len(ends)}Q", *ends)
    nodes = [b"".join(level) for level in tree.levels]
    return [MAGIC, struct.pack(">I", len(line)), line, index, *nodes, *frames]


class Bundle:
    """One batch, read in parts.

    Parameters
    ----------
    read
        Gives bytes of the bundle by offset and size.

    Raises
    ------
    FormError
        The bytes are no bundle.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        head = self._exactly(0, len(MAGIC) + 4)
        if not head.startswith(MAGIC):
            raise FormError(f"expected a bundle, got {head[:20]!r}")
        (size,) = struct.unpack_from(">I", head, len(MAGIC))
        if size > RECORD_LIMIT:
            raise FormError(f"expected a record of at most {RECORD_LIMIT} bytes, got {size}")
        self.record = BatchRecord.from_bytes(self._exactly(len(head), size))
        self._index = len(head) + size
        self._nodes: list[int] = []
        at = self._index + _OFFSET * len(self)
        for count in level_sizes(len(self)):
            self._nodes.append(at)
            at += HASH_SIZE * count
        self._frames = at

    def __len__(self) -> int:
        return self.record.frames

    def frame(self, index: int) -> bytes:
        """Read the canonical bytes of one sealed frame.

        Raises
        ------
        IndexError
            The batch has no such frame.
        FormError
            The bundle ends early, or its index is out of order.
        """
        start, end = self._bounds(index)
        return self._exactly(self._frames + start, end - start)

    def node(self, level: int, place: int) -> bytes:
        """Read the hash of a full subtree of the batch's tree."""
        return self._exactly(self._nodes[level] + HASH_SIZE * place, HASH_SIZE)

    def proof(self, index: int) -> list[bytes]:
        """List the hashes that lead from one frame to the batch's root."""
        return inclusion_proof(self.node, index, len(self))

    def frames(self) -> Iterator[bytes]:
        """Read all sealed frames in order."""
        ends = struct.unpack(f">{len(self)}Q", self._exactly(self._index, _OFFSET * len(self)))
        start = 0
        for end in ends:
            if end < start:
                raise FormError("the index of the bundle is out of order")
            yield self._exactly(self._frames + start, end - start)
            start = end

    def check(self, *, length: int | None = None) -> None:
        """Recompute every hash of the bundle.

        Parameters
        ----------
        length
            Bytes of the whole bundle, where known: nothing may follow the last frame. [bytes]

        Raises
        ------
        FormError
            A part is missing, or stands where it must not.
        ProofError
            A frame, a node or a count is not what the record fixes.
        """
        frames = list(self.frames())
        tree = Tree(leaf_hashes(frames))
        if tree.root().hex() != self.record.root:
            raise ProofError(f"the frames of batch {self.record.number} do not have its root")
        for level, nodes in enumerate(tree.levels):
            if self._exactly(self._nodes[level], HASH_SIZE * len(nodes)) != b"".join(nodes):
                raise ProofError(f"a stored node of batch {self.record.number} is wrong")
        self._check_counts(frames)
        if length is not None and length != self._frames + sum(map(len, frames)):
            raise FormError(f"bytes follow the last frame of batch {self.record.number}")

    def _check_counts(self, frames: Sequence[bytes]) -> None:
        times, decrypted = check_many(frames)
        record = self.record
        if (min(times), max(times), decrypted) != (record.first, record.last, record.decrypted):
            raise ProofError(f"times or counts of batch {record.number} are not its frames'")

    def _bounds(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise IndexError(f"expected a frame from 0 to {len(self) - 1}, got {index}")
        if index == 0:
            return 0, struct.unpack(">Q", self._exactly(self._index, _OFFSET))[0]
        data = self._exactly(self._index + _OFFSET * (index - 1), 2 * _OFFSET)
        start, end = struct.unpack(">QQ", data)
        return start, end

    def _exactly(self, offset: int, size: int) -> bytes:
        if size < 0:
            raise FormError("the index of the bundle is out of order")
        data = self._read(offset, size)
        if len(data) != size:
            raise FormError(f"expected {size} bytes at {offset}, got {len(data)}")
        return data


def check_frame(record: BatchRecord, index: int, frame: bytes, proof: Sequence[bytes]) -> None:
    """Check that a sealed frame stands in a batch, without the bundle.

    Parameters
    ----------
    record
        The batch's record.
    index
        The frame's place in the batch.
    frame
        Canonical bytes of the sealed frame.
    proof
        As `Bundle.proof` lists it.

    Raises
    ------
    ProofError
        The frame does not lead to the record's root.
    """
    root = bytes.fromhex(record.root)
    check_inclusion(leaf_hash(frame), index, record.frames, proof, root)

"""Proof files: that an entry, and a frame of a batch, stand in a log (`spec/proof.md`).

The file is a tlog-proof of C2SP, so that any of its tools can check the entry. What the entry is,
and which frame of it, stands in the line `extra`; whoever reads it computes the hashes anew.

    c2sp.org/tlog-proof@v1 LF
    extra <base64> LF
    index <place of the entry> LF
    <base64 of a hash> LF                         (0 to 63)
    LF
    <signed checkpoint>

Within `extra`:

    qingtian.proof/1 LF
    entry <base64> LF
    frame <place in the batch> LF                 (only where a frame is proven)
    <base64 of a hash> LF                         (0 to 16)
    sealed <base64> LF
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from qingtian.ledger.acts import Act
from qingtian.ledger.batch import BatchRecord
from qingtian.ledger.bundle import check_frame
from qingtian.ledger.checkpoint import Opened, opened
from qingtian.ledger.errors import FormError
from qingtian.ledger.frame import SealedFrame
from qingtian.ledger.merkle import HASH_SIZE, check_inclusion, leaf_hash
from qingtian.ledger.note import Key, decoded, encoded

HEAD: Final = "c2sp.org/tlog-proof@v1"
INNER: Final = "qingtian.proof/1"
PROOF_LIMIT: Final = 1 << 20
PATH_LIMIT: Final = 63
_NUMBER = re.compile("0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class FrameProof:
    """Where a sealed frame stands in its batch.

    Attributes
    ----------
    index
        Place in the batch, from 0.
    path
        Hashes from the frame up to the batch's root. [32 bytes each]
    sealed
        The sealed frame's bytes.
    """

    index: int
    path: tuple[bytes, ...]
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof file holds.

    Attributes
    ----------
    entry
        Bytes of the log's entry.
    index
        Place of the entry in the log, from 0.
    path
        Hashes from the entry up to the checkpoint's root. [32 bytes each]
    checkpoint
        The signed checkpoint, as its log and witnesses wrote it.
    frame
        A frame of the batch that the entry records; None where the entry itself is proven.
    """

    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    frame: FrameProof | None = None

    def to_bytes(self) -> bytes:
        """Write the file."""
        lines = [HEAD, f"extra {encoded(self._extra())}", f"index {self.index}"]
        lines += map(encoded, self.path)
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint

    def _extra(self) -> bytes:
        lines = [INNER, f"entry {encoded(self.entry)}"]
        if self.frame is not None:
            lines += [f"frame {self.frame.index}", *map(encoded, self.frame.path)]
            lines.append(f"sealed {encoded(self.frame.sealed)}")
        return ("\n".join(lines) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Proof:
        """Read a file; nothing is checked yet but its form.

        Raises
        ------
        FormError
            The bytes are no proof file with an entry in it.
        """
        if len(data) > PROOF_LIMIT:
            raise FormError(f"expected at most {PROOF_LIMIT} bytes, got {len(data)}")
        head, blank, checkpoint = data.partition(b"\n\n")
        lines = _lines(head)
        if not blank or lines[0] != HEAD:
            raise FormError(f"expected {HEAD}, got {lines[0][:40]!r}")
        extra, index, *path = (*lines[1:3], *lines[3:])
        entry, frame = _inner(decoded(_after("extra", extra)))
        return cls(entry, _number(_after("index", index)), _hashes(path), checkpoint, frame)


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof has shown.

    Attributes
    ----------
    opened
        The checkpoint, and the witnesses that stand behind it.
    index
        Place of the entry in the log.
    entry
        The entry's bytes.
    batch
        The entry read as a batch record; None where it is another kind.
    frame
        The sealed frame; None where the entry itself was proven.
    """

    opened: Opened
    index: int
    entry: bytes
    batch: BatchRecord | None
    frame: SealedFrame | None

    @property
    def act(self) -> Act | None:
        """The entry read as an act of a person; None where it is another kind."""
        try:
            return Act.from_bytes(self.entry)
        except FormError:
            return None


def check(proof: Proof, log: Key, witnesses: tuple[Key, ...] = ()) -> Proven:
    """Check a proof from the frame up to the log's signature.

    Parameters
    ----------
    proof
        As read.
    log
        Key of the log, from the reader, never from the proof or its server.
    witnesses
        Keys of the witnesses that the reader knows.

    Raises
    ------
    FormError
        A part is not of its form.
    ProofError
        A hash or a signature does not fit: something was changed, or it is of another log.
    """
    state = opened(proof.checkpoint, log, witnesses)
    point = state.checkpoint
    check_inclusion(leaf_hash(proof.entry), proof.index, point.size, proof.path, point.root)
    if proof.frame is None:
        return Proven(state, proof.index, proof.entry, _batch(proof.entry), None)
    batch = BatchRecord.from_bytes(proof.entry)
    check_frame(batch, proof.frame.index, proof.frame.sealed, list(proof.frame.path))
    frame = SealedFrame.from_bytes(proof.frame.sealed)
    return Proven(state, proof.index, proof.entry, batch, frame)


def _batch(entry: bytes) -> BatchRecord | None:
    try:
        return BatchRecord.from_bytes(entry)
    except FormError:
        return None


def _lines(data: bytes) -> list[str]:
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise FormError("expected ASCII before the checkpoint") from error
    if len(lines) < 3:
        raise FormError("expected the lines extra and index")
    return lines


def _after(word: str, line: str) -> str:
    if not line.startswith(f"{word} "):
        raise FormError(f"expected a line {word}, got {line[:40]!r}")
    return line.removeprefix(f"{word} ")


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise FormError(f"expected a number without leading zero, got {text[:40]!r}")
    return int(text)


def _hashes(lines: list[str]) -> tuple[bytes, ...]:
    found = tuple(map(decoded, lines))
    if len(found) > PATH_LIMIT or any(len(each) != HASH_SIZE for each in found):
        raise FormError(f"expected at most {PATH_LIMIT} hashes of {HASH_SIZE} bytes")
    return found


def _inner(data: bytes) -> tuple[bytes, FrameProof | None]:
    lines = _lines(data)
    if lines[0] != INNER or lines[-1]:
        raise FormError(f"expected {INNER} in the line extra, got {lines[0][:40]!r}")
    entry, rest = decoded(_after("entry", lines[1])), lines[2:-1]
    if not rest:
        return entry, None
    if len(rest) < 2:
        raise FormError("expected a line sealed after the line frame")
    index, sealed = _number(_after("frame", rest[0])), decoded(_after("sealed", rest[-1]))
    return entry, FrameProof(index, _hashes(rest[1:-1]), sealed)

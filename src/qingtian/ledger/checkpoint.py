"""Checkpoints of C2SP: what a log says of itself, on three lines.

    <origin> LF
    <number of entries, decimal> LF
    <root, base64> LF

A log signs it with the key whose name is the origin, and never signs two that contradict. A
witness adds its cosignature: "the largest consistent tree of this log that I have seen".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.merkle import HASH_SIZE
from qingtian.ledger.note import Key, Note, Signature, Signer, decoded, encoded

_SIZE = re.compile("0|[1-9][0-9]{0,15}")
_GREATEST: Final = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log.

    Attributes
    ----------
    origin
        Name of the log.
    size
        Number of its entries. [1]
    root
        Root over all of them. [32 bytes]
    """

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint, without its signatures; extension lines are let pass.

        Raises
        ------
        FormError
            The text is no checkpoint.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise FormError("expected origin, size and root, a line each")
        root = decoded(lines[2])
        sized = _SIZE.fullmatch(lines[1]) is not None and int(lines[1]) <= _GREATEST
        if not sized or len(root) != HASH_SIZE:
            raise FormError(f"expected a size and a root of {HASH_SIZE} bytes, got {lines[1:3]}")
        return cls(lines[0], int(lines[1]), root)

    def text(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    def signed(self, signer: Signer) -> Note:
        """Sign it as the log."""
        text = self.text()
        return Note(text, (signer.sign(text),))


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint whose signature was checked, and who else stands behind it.

    Attributes
    ----------
    checkpoint
        What the log said.
    witnesses
        Witnesses that cosigned, with the time that each states.
    """

    checkpoint: Checkpoint
    witnesses: tuple[tuple[Key, Signature], ...]


def opened(data: bytes, log: Key, witnesses: tuple[Key, ...] = ()) -> Opened:
    """Read a signed checkpoint and check who signed it.

    Parameters
    ----------
    data
        The note.
    log
        Key of the log; its name is the origin.
    witnesses
        Keys of the witnesses that the reader knows.

    Raises
    ------
    FormError
        The bytes are no checkpoint.
    ProofError
        The log has not signed it, it is of another log, or a signature of a known key fails.
    """
    note = Note.parse(data)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != log.name:
        raise ProofError(f"expected a checkpoint of {log.name}, got one of {checkpoint.origin}")
    if not note.signed_by((log,)):
        raise ProofError(f"expected the signature of {log.name} ({log.id.hex()}); there is none")
    return Opened(checkpoint, note.signed_by(witnesses))

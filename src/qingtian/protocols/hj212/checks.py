"""Judge the checksum of a candidate, decrypting first where a key is known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qingtian.protocols.hj212 import crc, sm4
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.errors import Hj212Error

_AREA = re.compile(rb"(.*?CP=&&)(.*)(&&)\Z", re.DOTALL)
_PRINTED = re.compile(rb"\{\s*0[xX]")


@dataclass(frozen=True)
class Candidate:
    """Bytes that may be a frame.

    Parameters
    ----------
    start, end
        Where they stand in the buffer.
    digits
        The length as written.
    body
        Between the digits and the checksum; with both semicolons in the semicolon dialect.
    checksum
        The checksum as written.
    """

    start: int
    end: int
    digits: bytes
    body: bytes
    checksum: bytes

    @property
    def semicolons(self) -> bool:
        """Whether semicolons stand after the length and before the checksum."""
        return self.body.startswith(b";")

    @property
    def segment(self) -> bytes:
        """The data segment as it came."""
        return self.body[1:].removesuffix(b";") if self.semicolons else self.body

    @property
    def covered(self) -> bytes:
        """What the checksum covers: in the semicolon dialect digits and semicolons too."""
        return self.digits + self.body if self.semicolons else self.body


@dataclass(frozen=True)
class Verdict:
    """What is known of a candidate's checksum.

    Parameters
    ----------
    name
        The checksum that fits, or empty.
    segment
        The data segment in plain text.
    encrypted
        Whether it was decrypted.
    """

    name: str
    segment: bytes
    encrypted: bool = False


def right(candidate: Candidate, dialect: Dialect) -> Verdict | None:
    """Judge whether the checksum is the one the dialect expects; None if it is not.

    Parameters
    ----------
    candidate
        The bytes.
    dialect
        Names the expected checksum beside the standard's, and the SM4 key.
    """
    sent = int(candidate.checksum, 16)
    clear = sent & 0xFF in crc.LOW_BYTES and crc.crc16(candidate.covered) == sent
    # Of cipher text one in some hundred has the checksum of its clear text by chance: the key goes first.
    if clear and (dialect.sm4_key is None or not cipher_signs(candidate.segment)[0]):
        return Verdict("standard", candidate.segment)
    plain = _decrypted(candidate.segment, dialect)
    if plain is not None and crc.crc16(plain) == sent:
        return Verdict("standard", plain, encrypted=True)
    if clear:
        return Verdict("standard", candidate.segment)
    if dialect.checksum not in ("standard", "any"):
        name = dialect.checksum
        if crc.is_foreign(name, candidate.segment, candidate.digits, sent):
            return Verdict(name, candidate.segment)
    return None


def wrong(candidate: Candidate) -> Verdict:
    """Name the checksum that explains a candidate whose checksum is not right."""
    sent = int(candidate.checksum, 16)
    bare = candidate.segment.replace(b" ", b"")
    if bare != candidate.segment and crc.crc16(bare) == sent:
        return Verdict("checksum-without-spaces", candidate.segment)
    name = crc.foreign_name(candidate.segment, candidate.digits, sent)
    return Verdict(name or "", candidate.segment)


def _decrypted(segment: bytes, dialect: Dialect) -> bytes | None:
    """Decrypt the data area with the dialect's key; None where that makes no sense."""
    if dialect.sm4_key is None:
        return None
    parts = _AREA.match(segment)
    if parts is None:
        return None
    try:
        return parts[1] + sm4.decrypt_area(parts[2], dialect.sm4_key) + parts[3]
    except Hj212Error:
        return None


def cipher_signs(segment: bytes) -> tuple[bool, bool]:
    """Say whether a data area looks like cipher text, and whether it is the printed form."""
    parts = _AREA.match(segment)
    if parts is None:
        return False, False
    printed = _PRINTED.match(parts[2]) is not None
    return printed or sm4.looks_encrypted(parts[2]), printed

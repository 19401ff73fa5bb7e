"""A batch record: one line that fixes a run of sealed frames (`spec/batch.md`, "Record").

The record names the root of its frames and the hash of the record before it, so that the newest
record fixes every frame ever sealed.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Final

from qingtian.ledger.errors import FormError, ProofError
from qingtian.ledger.merkle import EMPTY_ROOT, leaf_hash

SCHEMA: Final = "qingtian.batch/1"
RECORD_LIMIT: Final = 1_023
FRAME_LIMIT: Final = 65_536
FIRST_PREVIOUS: Final = EMPTY_ROOT
"""What the record of batch 0 names as its predecessor."""
_GREATEST: Final = 2**53 - 1
_SCHEMA = re.compile(re.escape(SCHEMA))
_HASH = re.compile(r"[0-9a-f]{64}")
_SOURCE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """What is fixed about a batch.

    Attributes
    ----------
    number
        Place in the sequence of batches, from 0, without gaps.
    source
        The inbox file that the frames came through.
    receipt
        Number of the first frame within the source; the others follow without gaps.
    frames
        Number of frames, at least 1.
    decrypted
        How many of them were sent encrypted and opened by the platform.
    first, last
        Earliest and latest time of receipt, since 1970-01-01T00:00:00Z. [µs]
    root
        RFC 6962 root of the sealed frames, hexadecimal.
    previous
        Hash of the record before, hexadecimal; of no bytes before batch 0.
    schema
        `qingtian.batch/1`.
    """

    number: int
    source: str
    receipt: int
    frames: int
    decrypted: int
    first: int
    last: int
    root: str
    previous: str
    schema: str = field(default=SCHEMA)

    def to_bytes(self) -> bytes:
        """Write the record as canonical JSON (RFC 8785).

        Raises
        ------
        FormError
            A field is out of its bounds.
        """
        self._check()
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return text.encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> BatchRecord:
        """Read a record; accept no other spelling of it.

        Raises
        ------
        FormError
            The bytes are no record of this schema, or not in canonical form.
        """
        if len(data) > RECORD_LIMIT:
            raise FormError(f"expected at most {RECORD_LIMIT} bytes, got {len(data)}")
        try:
            record = cls(**json.loads(data))
        except (ValueError, TypeError, RecursionError) as error:
            raise FormError(f"expected a batch record, got {data[:60]!r}") from error
        if record.to_bytes() != data:
            raise FormError("expected canonical JSON: sorted keys, no spaces, plain integers")
        return record

    def hash(self) -> bytes:
        """Hash the record as the leaf that it is in the log: SHA-256(0x00 || record)."""
        return leaf_hash(self.to_bytes())

    def _check(self) -> None:
        for count in (self.number, self.receipt, self.decrypted, self.first, self.last):
            _check_count(count, _GREATEST)
        _check_count(self.frames, FRAME_LIMIT)
        _check_text(self.schema, _SCHEMA)
        _check_text(self.source, _SOURCE)
        _check_text(self.root, _HASH)
        _check_text(self.previous, _HASH)
        if self.frames == 0 or self.decrypted > self.frames:
            raise FormError(f"expected 1 to {FRAME_LIMIT} frames, got {self.frames}")
        if self.first > self.last:
            raise FormError("expected the first receipt not later than the last")


def _check_count(count: object, greatest: int) -> None:
    if type(count) is not int or not 0 <= count <= greatest:
        raise FormError(f"expected an integer from 0 to {greatest}, got {count!r}")


def _check_text(text: object, pattern: re.Pattern[str]) -> None:
    if not isinstance(text, str) or pattern.fullmatch(text) is None:
        raise FormError(f"expected {pattern.pattern}, got {text!r}")


def check_chain(before: BatchRecord | None, record: BatchRecord) -> None:
    """Check that a record follows the one before it.

    Parameters
    ----------
    before
        The record before; None for batch 0.
    record
        The record that follows.

    Raises
    ------
    FormError
        The number is not the next one.
    ProofError
        The record names another predecessor.
    """
    expected = (0, FIRST_PREVIOUS) if before is None else (before.number + 1, before.hash())
    if record.number != expected[0]:
        raise FormError(f"expected batch {expected[0]}, got {record.number}")
    if record.previous != expected[1].hex():
        raise ProofError(f"batch {record.number} names another predecessor")

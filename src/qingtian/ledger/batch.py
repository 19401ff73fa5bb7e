"""A batch record: one line that fixes a run of sealed frames (`spec/batch.md`, "Record").

The record names the root of its frames and the hash of the record before it, so that the newest
record fixes every frame ever sealed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate, groupby
from operator import le
from typing import Final, NoReturn

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
_LINES = re.compile(
    rb'^\{"decrypted":N,"first":N,"frames":N,"last":N,"number":N,"previous":"(.{64})",'
    rb'"receipt":N,"root":"(.{64})","schema":"qingtian\.batch/1","source":"([^"]{1,100})"\}$'.replace(
        b"N", b"(0|[1-9][0-9]{0,15})"
    ),
    re.DOTALL | re.MULTILINE,
)
_HEXADECIMAL: Final = b"0123456789abcdef"


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


class Chain:
    """Batch records in the order of the log, as they must follow each other without gap.

    Attributes
    ----------
    batches, frames
        Number of records taken, and of the frames that they fix. [1]
    """

    def __init__(self) -> None:
        self.batches, self.frames = 0, 0
        self._hash, self._last = FIRST_PREVIOUS, b""
        self._ends: dict[bytes, int] = {}

    def take(self, entries: Sequence[bytes], leaves: Sequence[bytes]) -> tuple[bytes, ...] | None:
        """Take entries if they are the records that must follow, each after the other.

        A record in order is not made an object of: columns of many are compared at once, so that
        a year of them is checked in two minutes. `refuse` says why one does not follow.

        Parameters
        ----------
        entries
            Bytes of one record or more.
        leaves
            Their leaf hashes, as the reader computed them.

        Returns
        -------
        tuple of bytes or None
            When the first frame of each was received, since 1970-01-01T00:00:00Z, in decimal;
            None = they are not such records, and nothing is taken. [µs]
        """
        rows = _LINES.findall(b"\n".join(entries))
        if len(rows) != len(entries) or b"\n" in b"".join(entries):
            return None
        decrypted, first, count, last, place, previous, receipt, root, source = zip(
            *rows, strict=True
        )
        number, receipts, frames = (tuple(map(int, each)) for each in (place, receipt, count))
        hashes, ends = b"".join(previous), self._ends_after(source, receipts, frames)
        good = (
            ends is not None
            and not (hashes + b"".join(root)).translate(None, _HEXADECIMAL)
            and bytes.fromhex(hashes.decode()) == self._hash + b"".join(leaves[:-1])
            and number == tuple(range(self.batches, self.batches + len(rows)))
            and 0 < min(frames) <= max(frames) <= FRAME_LIMIT
            and (_most({*decrypted}) <= min(frames) or all(map(le, map(int, decrypted), frames)))
            and _in_order(first, last)
            and max(_most(last), *receipts) <= _GREATEST
        )
        if not good or ends is None:
            return None
        self._ends |= ends
        self._hash, self._last = leaves[-1], entries[-1]
        self.batches, self.frames = self.batches + len(rows), self.frames + sum(frames)
        return first

    def _ends_after(
        self, sources: Sequence[bytes], receipts: Sequence[int], frames: Sequence[int]
    ) -> dict[bytes, int] | None:
        """Compute the last receipt of each source; None where a record does not follow there."""
        ends: dict[bytes, int] = {}
        at = 0
        for source, run in groupby(sources):
            if _SOURCE.fullmatch(source.decode("latin-1")) is None:
                return None
            counts = frames[at : at + sum(1 for _ in run)]
            begin = ends.get(source, self._ends.get(source, 0)) + 1
            *firsts, end = accumulate(counts, initial=begin)
            if list(receipts[at : at + len(counts)]) != firsts:
                return None
            ends[source], at = end - 1, at + len(counts)
        return ends

    def refuse(self, data: bytes) -> NoReturn:
        """Say why an entry that calls itself a batch record does not follow.

        Raises
        ------
        FormError
            It is no batch record, its number is not the next one, or its receipts do not follow
            those that its source brought before.
        ProofError
            It names another predecessor.
        """
        record = BatchRecord.from_bytes(data)
        check_chain(BatchRecord.from_bytes(self._last) if self._last else None, record)
        expected = self._ends.get(record.source.encode(), 0) + 1
        raise FormError(
            f"batch {record.number}: expected receipt {expected} of {record.source}, "
            f"got {record.receipt}: something was taken out between receipt and sealing"
        )


def _in_order(some: Sequence[bytes], others: Sequence[bytes]) -> bool:
    """Say whether each number is at most the other; of one length, digits compare as numbers."""
    if len({*map(len, some), *map(len, others)}) == 1:
        return all(map(le, some, others))
    return all(map(le, map(int, some), map(int, others)))


def _most(texts: Collection[bytes]) -> int:
    """Find the greatest of some numbers without reading each: the longest, and of those the last."""
    longest = len(max(texts, key=len))
    return int(max(text for text in texts if len(text) == longest))

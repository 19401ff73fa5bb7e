"""Turn receipts into the bytes of a batch: masked frames, their tree, the record, the originals."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qingtian.ledger import bundle
from qingtian.ledger.batch import BatchRecord
from qingtian.ledger.frame import DECRYPTED, SALT_SIZE, TEXT_LIMIT, commit, head_bytes, network_of
from qingtian.ledger.merkle import Tree, leaf_hash
from qingtian_platform.collect.inbox import Receipt
from qingtian_platform.record.forms import Decoded

ORIGINALS: Final = b"qingtian.originals/1\n"
_TOO_LONG: Final = b"(longer than a sealed frame may be: kept among the originals)"


@dataclass(frozen=True)
class SealedBatch:
    """A batch, ready to be stored.

    Attributes
    ----------
    record
        Its record.
    bundle
        Parts of the bundle (`spec/batch.md`).
    originals
        Parts of the protected object: bytes as received with salt and full address.
    """

    record: BatchRecord
    bundle: list[bytes]
    originals: list[bytes]


def seal(
    receipts: Sequence[Receipt], decoded: Decoded, *, number: int, source: str, previous: bytes
) -> SealedBatch:
    """Seal receipts of one inbox file.

    Parameters
    ----------
    receipts
        Receipts with dense numbers, at least one.
    decoded
        What was read from them.
    number
        Number of the batch.
    source
        Name of the inbox file.
    previous
        Hash of the record before.
    """
    salts = _salts(len(receipts))
    frames = [
        head_bytes(
            receipt.received_at,
            network_of(receipt.peer),
            receipt.form,
            commit(salt, receipt.raw),
            reading=reading,
        )
        + (text if len(text) <= TEXT_LIMIT else _TOO_LONG)
        for receipt, salt, text, reading in zip(
            receipts, salts, decoded.texts, decoded.readings, strict=True
        )
    ]
    tree = Tree([leaf_hash(frame) for frame in frames])
    times = [receipt.received_at for receipt in receipts]
    record = BatchRecord(
        number=number,
        source=source,
        receipt=receipts[0].number,
        frames=len(receipts),
        decrypted=decoded.readings.count(DECRYPTED),
        first=min(times),
        last=max(times),
        root=tree.root().hex(),
        previous=previous.hex(),
    )
    return SealedBatch(record, bundle.build(record, frames, tree), _originals(receipts, salts))


def _salts(count: int) -> list[bytes]:
    """Draw a salt for each frame, all in one call."""
    drawn = os.urandom(SALT_SIZE * count)
    return [drawn[at : at + SALT_SIZE] for at in range(0, len(drawn), SALT_SIZE)]


def _originals(receipts: Sequence[Receipt], salts: Sequence[bytes]) -> list[bytes]:
    """Lay out the protected object: magic, count, ends, then salt, address and bytes of each."""
    entries = []
    ends = []
    end = 0
    for receipt, salt in zip(receipts, salts, strict=True):
        peer = receipt.peer.encode()
        entry = b"".join((salt, struct.pack(">H", len(peer)), peer, receipt.raw))
        end += len(entry)
        entries.append(entry)
        ends.append(end)
    index = struct.pack(f">I{len(ends)}Q", len(ends), *ends)
    return [ORIGINALS, index, *entries]


@dataclass(frozen=True)
class Original:
    """What was received, as it came; shown to the administrator only.

    Attributes
    ----------
    salt
        What the sealed frame's commitment was made with.
    peer
        The sender's full address.
    raw
        Bytes as received.
    """

    salt: bytes
    peer: str
    raw: bytes


def original(read: bundle.Read, index: int) -> Original:
    """Read one original out of the protected object.

    Parameters
    ----------
    read
        Gives bytes of it by offset and size.
    index
        Place of the frame in its batch.

    Raises
    ------
    IndexError
        The batch has no such frame.
    """
    at = len(ORIGINALS)
    (count,) = struct.unpack(">I", read(at, 4))
    if not 0 <= index < count:
        raise IndexError(f"expected a frame from 0 to {count - 1}, got {index}")
    first = max(index - 1, 0)
    ends = struct.unpack(
        f">{index - first + 1}Q", read(at + 4 + 8 * first, 8 * (index - first + 1))
    )
    start = ends[0] if index else 0
    entry = read(at + 4 + 8 * count + start, ends[-1] - start)
    (length,) = struct.unpack_from(">H", entry, SALT_SIZE)
    body = SALT_SIZE + 2
    return Original(entry[:SALT_SIZE], entry[body : body + length].decode(), entry[body + length :])

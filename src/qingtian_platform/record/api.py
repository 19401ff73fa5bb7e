"""What the record offers: observations as of any moment, the frames behind them, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

import duckdb
import pyarrow as pa

from qingtian.ledger.batch import BatchRecord
from qingtian.ledger.bundle import Bundle
from qingtian.ledger.frame import SealedFrame as Leaf
from qingtian.ledger.frame import check_original
from qingtian.ledger.merkle import leaf_hash
from qingtian.ledger.note import Key
from qingtian.ledger.proof import Proof
from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive, query
from qingtian_platform.record.draining import drain
from qingtian_platform.record.errors import NotLoggedError, NotSealedError, RecordError
from qingtian_platform.record.log import identity, proofs
from qingtian_platform.record.log.stores import Folder
from qingtian_platform.record.manifest import Manifest, is_there
from qingtian_platform.record.query import Cursor, changed, coverage, observations, stream
from qingtian_platform.record.rows import READ as COLUMNS
from qingtian_platform.record.sealing import original as read_original
from qingtian_platform.record.stores import Directory

__all__ = [
    "COLUMNS",
    "Cursor",
    "NotLoggedError",
    "NotSealed",
    "NotSealedError",
    "RecordError",
    "SealedFrame",
    "act_origin",
    "batch",
    "changed",
    "connect",
    "counts",
    "coverage",
    "drain",
    "frames_with",
    "held",
    "log_file",
    "log_key",
    "log_proof",
    "observations",
    "original",
    "proof",
    "ready",
    "sealed_frame",
    "sealed_frames",
    "stream",
    "streams",
]

NotSealed = NotSealedError
"""Shorter, for those who catch it."""


def held(
    places: Places | None = None, start: datetime | None = None, end: datetime | None = None
) -> pa.Table:
    """List the readings of which acts of persons say something else than was received.

    Parameters
    ----------
    places
        Where the data lives; None = of this process.
    start, end
        Readings whose period begins in [start, end); None = all.

    Returns
    -------
    pyarrow.Table
        mn, code, field, interval, start, place; number of the last act; value (null where it was
        retracted), decimals, text, flag (null where none was decided).
    """
    from qingtian_platform.record.acts import held as _held

    return _held.held(places or Places.current(), start, end)


def act_origin(number: int, places: Places | None = None) -> dict[str, object]:
    """Say what an act of a person did to the reading that it is about; see `held.origin`."""
    from qingtian_platform.record.acts import held as _held

    return _held.origin(places or Places.current(), number)


@dataclass(frozen=True)
class SealedFrame:
    """A frame as a stranger may see it, and where it stands.

    Attributes
    ----------
    batch, frame
        Number of the batch, and place of the frame in it.
    received_at
        Time of receipt.
    peer_network
        Network of the sender; `-` where nothing came by network.
    form
        `hj212`, `row`.
    decrypted
        Whether the platform opened what was sent encrypted.
    masked
        The bytes with secrets masked.
    commitment
        Salted hash of the bytes as received.
    leaf
        Hash of the frame in the batch's tree.
    sealed
        The canonical bytes (`spec/batch.md`).
    """

    batch: int
    frame: int
    received_at: datetime
    peer_network: str
    form: str
    decrypted: bool
    masked: bytes
    commitment: bytes
    leaf: bytes
    sealed: bytes


def connect(places: Places | None = None, *, acted: bool = True) -> duckdb.DuckDBPyConnection:
    """Open DuckDB on the archive as it is now.

    Parameters
    ----------
    places
        Where the data lives; None = of this process.
    acted
        False leaves out what acts of persons say: current rows as they were received.

    Returns
    -------
    duckdb.DuckDBPyConnection
        With the views `observations` (current rows, and what acts of persons say of them) and
        `observations_all` (superseded ones too, all as received). It shows one state; its files
        stay for ten minutes after they are replaced.
    """
    places = places or Places.current()
    connection = archive.session(places)
    archive.install(connection, archive.snapshot(places))
    query.install(connection, "observations", held(places) if acted else None)
    return connection


def batch(number: int, places: Places | None = None) -> BatchRecord:
    """Return the record of a batch.

    Raises
    ------
    NotSealedError
        There is no such batch.
    """
    places = places or Places.current()
    if not is_there(places.manifest):
        raise NotSealedError("nothing is sealed yet")
    return _record(places, places.manifest.stat().st_ino, number)


@lru_cache(maxsize=4_096)
def _record(places: Places, inode: int, number: int) -> BatchRecord:
    """Read a record once: it never changes while its manifest is the same file."""
    del inode
    with Manifest(places.manifest) as manifest:
        return BatchRecord.from_bytes(manifest.record_bytes(number))


def sealed_frame(batch: int, frame: int, places: Places | None = None) -> SealedFrame:
    """Return a sealed frame.

    Parameters
    ----------
    batch, frame
        Number of the batch, and place of the frame in it, as an observation has them.
    places
        Where the data lives; None = of this process.

    Raises
    ------
    NotSealedError
        There is no such batch or frame.
    """
    data = _one(_bundle(batch, places or Places.current()), batch, frame)
    return _sealed(batch, frame, data)


def sealed_frames(places: Places | None = None) -> Iterator[SealedFrame]:
    """Read every sealed frame, in the order of receipt."""
    places = places or Places.current()
    for number in range(counts(places)["batches"]):
        for frame, data in enumerate(_bundle(number, places).frames()):
            yield _sealed(number, frame, data)


def frames_with(
    text: bytes, after: int, through: int, places: Places | None = None
) -> Iterator[SealedFrame]:
    """Find the sealed frames that hold a text; batches without it cost one read each.

    Parameters
    ----------
    text
        What the masked bytes hold, as ``CN=2081;``.
    after, through
        Numbers of the batches: (after, through].
    places
        Where the data lives; None = of this process.
    """
    store = Directory((places or Places.current()).bundles)
    for number in range(after + 1, through + 1):
        whole = store.read(number, 0, store.size(number))
        if text in whole:
            frames = enumerate(Bundle(partial(_part, whole)).frames())
            yield from (_sealed(number, at, data) for at, data in frames if text in data)


def _part(whole: bytes, offset: int, size: int) -> bytes:
    return whole[offset : offset + size]


def _sealed(batch: int, frame: int, data: bytes) -> SealedFrame:
    leaf = Leaf.from_bytes(data)
    return SealedFrame(
        batch=batch,
        frame=frame,
        received_at=archive.EPOCH + archive.MICRO * leaf.received_at,
        peer_network=leaf.network,
        form=leaf.form,
        decrypted=leaf.reading == "decrypted",
        masked=leaf.text,
        commitment=leaf.commitment,
        leaf=leaf_hash(data),
        sealed=data,
    )


def proof(batch: int, frame: int, places: Places | None = None) -> list[bytes]:
    """List the hashes that lead from a frame to the root that its batch's record names.

    Raises
    ------
    NotSealedError
        There is no such batch or frame.
    """
    bundle = _bundle(batch, places or Places.current())
    _one(bundle, batch, frame)
    return bundle.proof(frame)


def log_file(name: str, places: Places | None = None) -> bytes:
    """Read a file of the log by its path; `FileNotFoundError` where there is none."""
    return Folder((places or Places.current()).log).get(name)


def log_key(places: Places | None = None) -> Key:
    """Return the key that checks what the log signs; a reader should have it from elsewhere too."""
    return identity.vkey(places or Places.current())


def log_proof(batch: int, frame: int, places: Places | None = None) -> Proof:
    """Prove a sealed frame up to the log's signature (`spec/proof.md`).

    Parameters
    ----------
    batch, frame
        As in `sealed_frame`.
    places
        Where the data lives; None = of this process.

    Raises
    ------
    NotSealedError
        There is no such batch or frame.
    NotLoggedError
        The checkpoint that is shown does not cover it yet; some seconds later it will.
    """
    places = places or Places.current()
    _check_sealed(batch, frame, places)
    return proofs.of_frame(places, batch, frame)


def original(
    batch: int, frame: int, *, person: object, reason: str, places: Places | None = None
) -> bytes:
    """Return the bytes as received; leaves a trace of who looked and why.

    Parameters
    ----------
    batch, frame
        As in `sealed_frame`.
    person
        Who looks; the caller has made sure that he may.
    reason
        Why, in words.
    places
        Where the data lives; None = of this process.

    Raises
    ------
    ValueError
        No reason is given.
    NotSealedError
        There is no such batch or frame.
    ProofError
        The bytes are not those that the sealed frame commits to.
    """
    from qingtian_platform.record.models import OriginalOpened

    if not reason.strip():
        raise ValueError("expected a reason for opening an original")
    places = places or Places.current()
    sealed = Leaf.from_bytes(_one(_bundle(batch, places), batch, frame))
    OriginalOpened.objects.create(person=str(person), reason=reason, batch=batch, frame=frame)
    store = Directory(places.originals)
    kept = read_original(lambda offset, size: store.read(batch, offset, size), frame)
    check_original(sealed, kept.salt, kept.raw)
    return kept.raw


def streams(mn: str, places: Places | None = None) -> list[str]:
    """List the intervals for which a data logger ever sent a value; none where it never did."""
    places = places or Places.current()
    if not is_there(places.manifest):
        return []
    with _manifest(places) as manifest:
        return manifest.intervals(mn)


def ready(places: Places | None = None) -> bool:
    """Tell whether there is an archive to ask: before the first sealer there is none."""
    return is_there((places or Places.current()).manifest)


def counts(places: Places | None = None) -> dict[str, int]:
    """Count sealed receipts, current observations, superseded ones, and batches."""
    places = places or Places.current()
    if not ready(places):
        return {"receipts": 0, "observations": 0, "superseded": 0, "batches": 0}
    with _manifest(places) as manifest:
        totals = manifest.totals()
    return {
        "receipts": totals["receipts"],
        "observations": totals["rows"] - totals["superseded"],
        "superseded": totals["superseded"],
        "batches": totals["batches"],
    }


def _manifest(places: Places) -> Manifest:
    if not is_there(places.manifest):
        raise NotSealedError("nothing is sealed yet")
    return Manifest(places.manifest)


def _bundle(number: int, places: Places) -> Bundle:
    """Open a bundle that the manifest lists."""
    batch(number, places)
    store = Directory(places.bundles)
    return Bundle(lambda offset, size: store.read(number, offset, size))


def _check_sealed(number: int, frame: int, places: Places) -> None:
    count = batch(number, places).frames
    if not 0 <= frame < count:
        raise NotSealedError(f"batch {number}: expected a frame from 0 to {count - 1}, got {frame}")


def _one(bundle: Bundle, number: int, frame: int) -> bytes:
    try:
        return bundle.frame(frame)
    except IndexError as error:
        raise NotSealedError(f"batch {number}: {error}") from error

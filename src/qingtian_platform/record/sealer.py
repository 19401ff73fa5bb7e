"""The sealer: takes receipts out of the inbox, seals them in batches, decodes them into the archive.

A batch becomes real in one transaction of the manifest, after its files are on the disk. Killed at
any point before, the sealer does the batch again under the same number and nothing remains of the
first try; killed after, the inbox file is found sealed and dropped. So each receipt is sealed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import structlog

from qingtian.ledger.batch import FIRST_PREVIOUS
from qingtian.ledger.bundle import Bundle
from qingtian.ledger.frame import SealedFrame
from qingtian_platform.collect import inbox
from qingtian_platform.collect.inbox import InboxFile, Receipt
from qingtian_platform.kit.places import Places
from qingtian_platform.record import compaction, durable, forms
from qingtian_platform.record.errors import DamagedError
from qingtian_platform.record.forms import Decoded, Source
from qingtian_platform.record.keys import Judged, Keys
from qingtian_platform.record.lock import SealerLock
from qingtian_platform.record.log.sources import BATCHES
from qingtian_platform.record.log.stores import logged
from qingtian_platform.record.lookup import Lookup
from qingtian_platform.record.manifest import ArchiveFile, Manifest, Sealing
from qingtian_platform.record.marks import packed
from qingtian_platform.record.rows import ARCHIVE, TIME
from qingtian_platform.record.sealing import SealedBatch, seal
from qingtian_platform.record.stores import BatchStore, Directory

if TYPE_CHECKING:
    from qingtian_platform.registry.api import LoggerInfo

BATCH_FRAMES: Final = 16_384
BATCH_BYTES: Final = 32 << 20
_READ: Final = 2_048

Sources = Callable[[], Mapping[str, Source]]
log = structlog.get_logger(__name__)


class Sealer:
    """The one sealer of a data directory.

    Parameters
    ----------
    places
        Where the data lives.
    sources
        Gives what the registry says about data loggers; asked before each batch.
    frames
        How many receipts a batch takes at most.
    bundles, originals
        Stores; directories below `places` by default.
    vfs
        SQLite's file system for the manifest; None for the machine's own.

    Raises
    ------
    SealerBusyError
        Another process seals this directory.
    """

    def __init__(
        self,
        places: Places,
        sources: Sources = dict,
        *,
        frames: int = BATCH_FRAMES,
        bundles: BatchStore | None = None,
        originals: BatchStore | None = None,
        vfs: str | None = None,
    ) -> None:
        self._places = places.make()
        self._sources, self._frames, self._vfs = sources, frames, vfs
        self._bundles = bundles or Directory(places.bundles)
        self._originals = originals or Directory(places.originals, mode=0o600)
        self._lock = SealerLock(places)
        self._manifest: Manifest | None = None
        self._folders: tuple[str, ...] = compaction.FOLDERS

    def close(self) -> None:
        """Let another process seal."""
        self._forget()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def step(self) -> bool:
        """Seal one batch if there is anything to seal.

        Returns
        -------
        bool
            Whether a batch was sealed.

        Raises
        ------
        Exception
            Whatever went wrong; the next call begins from what the manifest says.
        """
        try:
            return self._step()
        except BaseException:
            self._forget()
            raise

    def run_dry(self) -> int:
        """Seal all that is in the inbox; return the number of batches."""
        count = 0
        while self.step():
            count += 1
        return count

    @property
    def full(self) -> bool:
        """Whether the last batch took as much as a batch may: more is waiting."""
        return self._was_full

    _was_full = False

    def _step(self) -> bool:
        manifest = self._manifest or self._begin()
        for file in inbox.files(self._places):
            after = manifest.cursor(file.name)
            receipts = self._receipts(file, after)
            if receipts:
                self._seal(manifest, file, receipts)
                return True
            if file.complete:
                inbox.drop(file)
        return False

    def _begin(self) -> Manifest:
        """Take up from what the manifest says, and clear what a failure left behind."""
        manifest = Manifest(self._places.manifest, write=True, vfs=self._vfs)
        durable.sync_folder(self._places.archive)
        self._manifest = manifest
        self._check_not_set_back(manifest.count())
        self._bundles.forget_from(manifest.count())
        self._originals.forget_from(manifest.count())
        compaction.clear(self._places, manifest, self._folders)
        self._folders = compaction.FOLDERS[:1]
        self._lookup = Lookup(self._places, manifest)
        self._keys = Keys(manifest.watermarks(), self._lookup)
        return manifest

    def _check_not_set_back(self, count: int) -> None:
        """Refuse a manifest that lacks what the log has: what it does not list would be removed."""
        signed = logged(self._places.log_lock, BATCHES)
        if signed > count:
            raise DamagedError(
                f"the log has {signed} batches, {self._places.manifest} lists {count}: it was set "
                "back or changed; nothing is sealed or removed until a person has looked"
            )

    def _forget(self) -> None:
        """Drop all that is in memory: after a failure only the manifest knows what is so."""
        manifest, self._manifest = self._manifest, None
        if manifest is not None:
            manifest.close()
            if hasattr(self, "_lookup"):
                self._lookup.close()

    def _receipts(self, file: InboxFile, after: int) -> list[Receipt]:
        """Read what one batch may take."""
        taken: list[Receipt] = []
        size = 0
        while len(taken) < self._frames and size < BATCH_BYTES:
            limit = min(_READ, self._frames - len(taken))
            part = inbox.read(file, after + len(taken), limit)
            taken += part
            size += sum(len(receipt.raw) for receipt in part)
            if len(part) < limit:
                break
        self._was_full = len(taken) >= self._frames or size >= BATCH_BYTES
        return taken

    def _seal(self, manifest: Manifest, file: InboxFile, receipts: list[Receipt]) -> None:
        decoded = forms.decode(
            [receipt.form for receipt in receipts],
            [receipt.raw for receipt in receipts],
            self._sources(),
        )
        number = manifest.count()
        sealed = seal(
            receipts,
            decoded,
            number=number,
            source=file.name,
            previous=manifest.last_hash() or FIRST_PREVIOUS,
        )
        received = [receipt.received_at for receipt in receipts]
        judged = self._keys.judge(decoded.rows, number, received, self._replays(decoded, number))
        table = archived(decoded.rows, judged, number, received)
        self._originals.put(number, sealed.originals)
        size = self._bundles.put(number, sealed.bundle)
        files = self._write(number, table)
        self._list(manifest, sealed, size, files, table, judged)
        self._keys.accept(decoded.rows, judged)

    def _write(self, number: int, table: pa.Table) -> list[ArchiveFile]:
        """Write the batch's rows as a file of the tail."""
        if not len(table):
            return []
        path = f"tail/{number:012d}.parquet"
        durable.write(self._places.archive / path, [parquet(table)])
        bounds = pc.min_max(table["start"].cast(pa.int64())).as_py()
        return [
            ArchiveFile(
                path=path,
                tier=0,
                month="",
                past=False,
                rows=len(table),
                min_start=bounds["min"],
                max_start=bounds["max"],
                first_batch=number,
                last_batch=number,
            )
        ]

    @staticmethod
    def _list(
        manifest: Manifest,
        sealed: SealedBatch,
        size: int,
        files: list[ArchiveFile],
        table: pa.Table,
        judged: Judged,
    ) -> None:
        """Make the batch real."""
        manifest.seal(
            Sealing(
                record=sealed.record,
                bundle_size=size,
                files=files,
                rows=len(table),
                mark=packed(judged.marks()),
                watermarks=[(*key, start) for key, start in judged.watermarks.items()],
            )
        )

    def _replays(self, decoded: Decoded, number: int) -> Callable[[int, int, int], bool]:
        """Compare frames by their sealed text: equal texts of equal length carry one request."""

        def is_replay(frame: int, batch: int, earlier: int) -> bool:
            if batch == number:
                return decoded.texts[frame] == decoded.texts[earlier]
            reader = Bundle(lambda offset, size: self._bundles.read(batch, offset, size))
            return SealedFrame.from_bytes(reader.frame(earlier)).text == decoded.texts[frame]

        return is_replay


def archived(rows: pa.Table, judged: Judged, batch: int, received: list[int]) -> pa.Table:
    """Give the rows that the archive takes the columns of its files."""
    frame = rows["frame"].to_numpy()
    given: dict[str, Any] = {name: rows[name] for name in rows.schema.names}
    given["start"] = rows["start"].cast(TIME)
    given["end"] = rows["end"].cast(TIME)
    given["received_at"] = pa.array(received, pa.int64()).take(pa.array(frame)).cast(TIME)
    given["batch"] = pa.array([batch], pa.int64()).take(pa.array(frame * 0))
    given["superseded_at"] = pa.nulls(len(rows), TIME)
    table = pa.table([given[name] for name in ARCHIVE.names], ARCHIVE)
    return table if judged.keep.all() else table.filter(pa.array(judged.keep))


def parquet(table: pa.Table) -> pa.Buffer:
    """Write a table as Parquet, compressed."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=1)
    return sink.getvalue()


def sources_of(infos: Mapping[str, LoggerInfo]) -> dict[str, Source]:
    """Give what decoding needs of each data logger, by MN."""
    return {
        mn: Source(
            st=info.st,
            edition=info.edition,
            checksum=info.checksum,
            strict=info.strict,
            sm4_key=info.sm4_key,
            minutes=info.minute_step,
            label_end=info.label == "end",
        )
        for mn, info in infos.items()
    }


class Registered:
    """What decoding needs from the registry, made anew when the registry changes."""

    def __init__(self) -> None:
        self._infos: object = None
        self._sources: dict[str, Source] = {}

    def __call__(self) -> Mapping[str, Source]:
        """Give every data logger's settings, closed ones too, by MN."""
        from qingtian_platform.registry import api

        infos = api.all_loggers()
        if infos is not self._infos:
            self._infos = infos
            self._sources = sources_of(infos)
        return self._sources

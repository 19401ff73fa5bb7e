"""Read everything that is kept as an outsider would, and name what does not fit together.

Nothing is taken from the sealer's memory or trusted because it is stored: records are chained,
bundles recomputed, originals held against their commitments, and the rows of the archive derived
anew from the originals by a plain model of what counts and what supersedes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from pyarrow import ArrowException, parquet

from qingtian.ledger.batch import BatchRecord, check_chain
from qingtian.ledger.bundle import Bundle
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.frame import SealedFrame, check_original
from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.errors import NotSealedError
from qingtian_platform.record.forms import Source, decode
from qingtian_platform.record.manifest import Manifest, is_there
from qingtian_platform.record.rows import IDENTITY
from qingtian_platform.record.sealing import Original
from qingtian_platform.record.sealing import original as read_original
from qingtian_platform.record.stores import Directory

Row = dict[str, Any]


def problems(
    places: Places, sources: Mapping[str, Source] | None = None, *, values: bool = True
) -> list[str]:
    """Check all that is kept.

    Parameters
    ----------
    places
        Where the data lives.
    sources
        What the registry said about data loggers when their frames were sealed.
    values
        Whether to derive the archive's rows again.

    Returns
    -------
    list of str
        What is wrong, in words; empty where nothing is.
    """
    if not is_there(places.manifest):
        return []
    with Manifest(places.manifest) as manifest:
        found = list(_batches(places, manifest))
        found += _totals(places, manifest)
    if values and not found:
        found += _values(places, sources or {})
    return found


def _batches(places: Places, manifest: Manifest) -> Iterator[str]:
    """Check the chain of records, each bundle, and that no receipt is missing or sealed twice."""
    bundles = Directory(places.bundles)
    before: BatchRecord | None = None
    ends: dict[str, int] = {}
    for number, data, stored in manifest.records():
        try:
            record = BatchRecord.from_bytes(data)
            check_chain(before, record)
            bundle = Bundle(lambda at, size, n=number: bundles.read(n, at, size))  # type: ignore[misc]
            bundle.check(length=bundles.size(number))
        except (LedgerError, NotSealedError) as error:
            yield f"batch {number}: {error}"
            return
        if bundle.record != record or record.hash() != stored:
            yield f"batch {number}: the bundle carries another record"
        if record.receipt != ends.get(record.source, 0) + 1:
            yield f"batch {number}: receipts of {record.source} do not follow the batch before"
        ends[record.source] = record.receipt + record.frames - 1
        yield from _originals(places, bundle)
        before = record
    yield from _cursors(manifest, ends)


def _cursors(manifest: Manifest, ends: dict[str, int]) -> Iterator[str]:
    for source, end in ends.items():
        if manifest.cursor(source) != end:
            yield f"the cursor of {source} is not where its batches end"


def _originals(places: Places, bundle: Bundle) -> Iterator[str]:
    """Check that what is kept is what was sealed."""
    number = bundle.record.number
    for index, data in enumerate(bundle.frames()):
        try:
            kept = _original(places, number, index)
            check_original(SealedFrame.from_bytes(data), kept.salt, kept.raw)
        except (LedgerError, NotSealedError, IndexError) as error:
            yield f"original of frame {index} of batch {number}: {error}"
            return


def _original(places: Places, number: int, index: int) -> Original:
    store = Directory(places.originals)
    return read_original(lambda at, size: store.read(number, at, size), index)


def _totals(places: Places, manifest: Manifest) -> Iterator[str]:
    """Check the counts, and that the disk holds each file that is listed."""
    totals = manifest.totals()
    records = [BatchRecord.from_bytes(data) for _, data, _ in manifest.records()]
    if totals["batches"] != len(records):
        yield f"{totals['batches']} batches are counted, {len(records)} listed"
    if totals["receipts"] != sum(record.frames for record in records):
        yield "the count of receipts is not that of the records"
    for file in manifest.files():
        try:
            rows = parquet.read_metadata(places.archive / file.path).num_rows
        except (OSError, ArrowException) as error:
            yield f"{file.path} is listed and cannot be read: {error}"
            return
        if rows != file.rows:
            yield f"{file.path} has {rows} rows, {file.rows} are listed"
    if totals["rows"] != sum(file.rows for file in manifest.files()):
        yield "the count of rows is not that of the files"


def _values(places: Places, sources: Mapping[str, Source]) -> Iterator[str]:
    """Hold the archive's rows against those derived again."""
    kept = Counter(map(_fingerprint, _archived(places)))
    derived = Counter(map(_fingerprint, Model(places, sources).rows()))
    for row in list(kept - derived)[:5]:
        yield f"in the archive and not derived: {row}"
    for row in list(derived - kept)[:5]:
        yield f"derived and not in the archive: {row}"


def _archived(places: Places) -> list[Row]:
    state = archive.snapshot(places)
    engine = archive.engine(places)
    try:
        archive.install(engine, state)
        rows: list[Row] = archive.fetch(engine, "SELECT * FROM observations_all").to_pylist()
        current = archive.fetch(engine, "SELECT count(*) AS n FROM observations").to_pylist()
    finally:
        engine.close()
    if current[0]["n"] != sum(row["superseded_at"] is None for row in rows):
        raise LookupError("the view of current rows is not that of rows that are current")
    for row in rows:
        for name in ("start", "end", "received_at", "superseded_at"):
            row[name] = archive.micros(row[name])
    return rows


def _fingerprint(row: Row) -> tuple[Any, ...]:
    names = (*IDENTITY, "mn", "st", "end", "value", "decimals", "text", "flag", "received_at")
    return (*(row[name] for name in names), row["superseded_at"])


class Model:
    """What the archive should hold, in the plainest way: one frame after the other, one dictionary.

    Parameters
    ----------
    places
        Where the data lives.
    sources
        What the registry said about data loggers.
    """

    def __init__(self, places: Places, sources: Mapping[str, Source]) -> None:
        self._places, self._sources = places, sources
        self._versions: dict[tuple[Any, ...], list[Row]] = {}
        self._texts: dict[tuple[int, int], bytes] = {}

    def rows(self) -> list[Row]:
        """Derive every row."""
        with Manifest(self._places.manifest) as manifest:
            records = [BatchRecord.from_bytes(data) for _, data, _ in manifest.records()]
        for record in records:
            self._take(record)
        return [row for versions in self._versions.values() for row in versions]

    def _take(self, record: BatchRecord) -> None:
        bundles = Directory(self._places.bundles)
        bundle = Bundle(lambda at, size: bundles.read(record.number, at, size))
        frames = [SealedFrame.from_bytes(data) for data in bundle.frames()]
        raws = [_original(self._places, record.number, i).raw for i in range(record.frames)]
        decoded = decode([frame.form for frame in frames], raws, self._sources)
        for index, frame in enumerate(frames):
            self._texts[record.number, index] = frame.text
        for row in decoded.rows.to_pylist():
            received = frames[row["frame"]].received_at
            self._add(row | {"batch": record.number, "received_at": received})

    def _add(self, row: Row) -> None:
        row["superseded_at"] = None
        names = ("mn", "interval", "start", "code", "field", "place")
        versions = self._versions.setdefault(tuple(row[name] for name in names), [])
        if not versions:
            versions.append(row)
        elif not self._counts_already(versions, row):
            versions[-1]["superseded_at"] = max(versions[-1]["received_at"], row["received_at"])
            versions.append(row)

    def _counts_already(self, versions: list[Row], row: Row) -> bool:
        """Tell a repeat of the current row, and a replay of the frame of an earlier one."""
        text = self._text(row)
        return _same(versions[-1], row) or any(
            _same(old, row) and self._text(old) == text for old in versions
        )

    def _text(self, row: Row) -> bytes:
        return self._texts[row["batch"], row["frame"]]


def _same(old: Row, new: Row) -> bool:
    return all(old[name] == new[name] for name in ("value", "text", "flag"))

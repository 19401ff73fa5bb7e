"""Derive rows anew: log entry -> batch record -> sealed frames -> originals -> observations."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from qingtian.ledger.batch import BatchRecord
from qingtian.ledger.bundle import Bundle
from qingtian.ledger.errors import LedgerError
from qingtian.ledger.frame import SealedFrame, check_original
from qingtian_platform.kit.differences import Difference
from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive
from qingtian_platform.record.errors import NotSealedError
from qingtian_platform.record.forms import Source, decode
from qingtian_platform.record.log.sources import BATCHES
from qingtian_platform.record.manifest import Manifest
from qingtian_platform.record.recheck.entries import logged
from qingtian_platform.record.rows import DECODED, IDENTITY, TIME
from qingtian_platform.record.sealing import original
from qingtian_platform.record.stores import Directory

Sources = Mapping[str, Source]
Known = Callable[[int], Sources]
"""What the registry said of data loggers at a time of receipt. [µs UTC]."""

MOST: Final = 200
"""Differences that one call names at most."""
_FIELDS: Final = ("mn", "st", "end", "value", "decimals", "text", "flag", "received_at")
_KEY: Final = ("mn", "interval", "start", "code", "field", "place")
_ON: Final = " AND ".join(f'd."{name}" = a."{name}"' for name in IDENTITY)
_SLOT: Final = ", ".join(f'"{name}"' for name in _KEY)

COMPARED: Final = f"""
SELECT {", ".join(f'coalesce(d."{n}", a."{n}") AS "{n}"' for n in (*IDENTITY, "mn"))},
    d.batch IS NULL AS extra, a.batch IS NULL AS missing,
    {", ".join(f'd."{n}" AS "said_{n}", a."{n}" AS "found_{n}"' for n in _FIELDS)}
FROM derived d FULL OUTER JOIN stored a ON {_ON}
WHERE d.batch IS NULL OR a.batch IS NULL
    OR {" OR ".join(f'd."{n}" IS DISTINCT FROM a."{n}"' for n in _FIELDS)}
ORDER BY batch, frame, code, field, place
"""  # noqa: S608 - names are ours
REPEATED: Final = f"""
SELECT DISTINCT {", ".join(f'd."{n}"' for n in IDENTITY)} FROM derived d JOIN observations_all a
ON {" AND ".join(f'd."{n}" = a."{n}"' for n in _KEY)}
    AND d.value IS NOT DISTINCT FROM a.value AND d.text IS NOT DISTINCT FROM a.text
    AND d.flag = a.flag AND (a.batch, a.frame) < (d.batch, d.frame)
"""  # noqa: S608 - names are ours
HISTORY: Final = f"""
WITH versions AS (
    SELECT a.*, lead(received_at) OVER (PARTITION BY {_SLOT} ORDER BY batch, frame) AS following
    FROM observations_all a SEMI JOIN derived d USING ({_SLOT})
), timed AS (
    SELECT *, CASE WHEN following IS NULL THEN NULL
        ELSE greatest(received_at, following) END AS due FROM versions
)
SELECT {", ".join(f'"{n}"' for n in (*IDENTITY, "mn"))}, due, superseded_at FROM timed
WHERE due IS DISTINCT FROM superseded_at ORDER BY batch, frame LIMIT {MOST}
"""  # noqa: S608 - names are ours


def batches(
    places: Places, first: int, last: int, known: Known, now: Callable[[], Sources]
) -> list[Difference]:
    """Check sealed batches and the rows that came from them.

    Parameters
    ----------
    places
        Where the data lives.
    first, last
        Numbers of the batches, both included; those that are not sealed are passed over.
    known
        What the registry said of data loggers when frames were received.
    now
        What it says today: a change may have been made before a frame of before was sealed.

    Returns
    -------
    list of Difference
        At most `MOST`.
    """
    derived: list[pa.Table] = []
    with Manifest(places.manifest) as manifest:
        numbers = range(first, min(last + 1, manifest.count()))
        entries, found = logged(places, BATCHES, numbers)
        for number in numbers:
            record, wrong = _record(manifest, number, entries.get(number))
            found += wrong
            frames, wrong = _frames(places, record)
            found += wrong
            if not wrong:
                derived.append(_rows(record, frames, known(record.last)))
    if derived:
        again = partial(_again, places, now())
        found += _compared(places, pa.concat_tables(derived), numbers, again)
    return found[:MOST]


def _record(
    manifest: Manifest, number: int, entry: bytes | None
) -> tuple[BatchRecord, list[Difference]]:
    """Give a batch's record as the log has it, and say where the manifest has another."""
    listed = manifest.record_bytes(number)
    if entry is None or entry == listed:
        return BatchRecord.from_bytes(listed), []
    wrong = Difference("batches", f"batch {number}", "record", entry.decode(), repr(listed))
    return BatchRecord.from_bytes(entry), [wrong]


def _frames(
    places: Places, record: BatchRecord
) -> tuple[list[tuple[SealedFrame, bytes]], list[Difference]]:
    """Give frames and originals of a batch, each held against what fixes it."""
    number, key = record.number, f"batch {record.number}"
    try:
        bundle = Bundle(_whole(Directory(places.bundles), number))
        bundle.check(length=Directory(places.bundles).size(number))
        if bundle.record != record:
            return [], [Difference("bundles", key, "record", str(record), str(bundle.record))]
        frames = [SealedFrame.from_bytes(data) for data in bundle.frames()]
    except (LedgerError, NotSealedError) as error:
        return [], [Difference("bundles", key, "", f"root {record.root}", str(error))]
    read = _whole(Directory(places.originals), number)
    raws = []
    for index, frame in enumerate(frames):
        try:
            kept = original(read, index)
            check_original(frame, kept.salt, kept.raw)
        except (LedgerError, NotSealedError, ValueError, LookupError, struct.error) as error:
            said = f"commitment {frame.commitment.hex()}"
            return [], [Difference("originals", f"{key}, frame {index}", "", said, str(error))]
        raws.append(kept.raw)
    return list(zip(frames, raws, strict=True)), []


def _whole(store: Directory, number: int) -> Callable[[int, int], bytes]:
    """Read an object once, and give its parts."""
    try:
        data = store.read(number, 0, store.size(number))
    except NotSealedError:
        data = b""
    return lambda at, size: data[at : at + size]


def _rows(
    record: BatchRecord, frames: list[tuple[SealedFrame, bytes]], sources: Sources
) -> pa.Table:
    """Decode a batch as the sealer did."""
    decoded = decode([frame.form for frame, _ in frames], [raw for _, raw in frames], sources).rows
    received = pa.array([frame.received_at for frame, _ in frames], pa.int64())
    columns: dict[str, Any] = {
        name: decoded[name].cast(pa.string())
        if pa.types.is_dictionary(DECODED.field(name).type)
        else decoded[name]
        for name in DECODED.names
    }
    for name in ("start", "end"):
        columns[name] = columns[name].cast(TIME)
    columns["received_at"] = received.take(decoded["frame"]).cast(TIME)
    columns["batch"] = pa.array([record.number] * len(decoded), pa.int64())
    return pa.table(columns)


Again = Callable[[int], pa.Table | None]
"""Decodes a batch by what the registry says today; None where its frames cannot be read."""


def _again(places: Places, sources: Sources, number: int) -> pa.Table | None:
    with Manifest(places.manifest) as manifest:
        record = BatchRecord.from_bytes(manifest.record_bytes(number))
    frames, wrong = _frames(places, record)
    return None if wrong else _rows(record, frames, sources)


def _compared(places: Places, derived: pa.Table, numbers: range, again: Again) -> list[Difference]:
    """Hold derived rows against those that are stored."""
    engine = archive.engine(places, threads=1, memory="512MB")
    try:
        archive.install(engine, archive.snapshot(places))
        span = f"batch >= {numbers.start} AND batch < {numbers.stop}"
        engine.execute(f"CREATE TEMP TABLE stored AS SELECT * FROM observations_all WHERE {span}")  # noqa: S608
        rows = _differing(engine, derived)
        for number in sorted({row["batch"] for row in rows}):
            other = again(number)
            if other is not None and not _differing_in(engine, other, number):
                rows = [row for row in rows if row["batch"] != number]
                kept = derived.filter(pc.not_equal(derived["batch"], number))
                derived = pa.concat_tables([kept, other])
        engine.register("derived", derived)
        late = archive.fetch(engine, HISTORY).to_pylist()
    finally:
        engine.close()
    found = [each for row in rows[:MOST] for each in _named(row)]
    return found + [_superseded(row) for row in late]


def _differing_in(
    engine: duckdb.DuckDBPyConnection, derived: pa.Table, number: int
) -> list[dict[str, Any]]:
    return [row for row in _differing(engine, derived) if row["batch"] == number]


def _differing(engine: duckdb.DuckDBPyConnection, derived: pa.Table) -> list[dict[str, Any]]:
    """Give the rows that differ; a row that repeats an earlier one counts once and is no loss."""
    engine.register("derived", derived)
    rows: list[dict[str, Any]] = archive.fetch(engine, COMPARED).to_pylist()
    if not any(row["missing"] for row in rows):
        return rows
    repeats = {tuple(row.values()) for row in archive.fetch(engine, REPEATED).to_pylist()}
    return [
        row
        for row in rows
        if not (row["missing"] and tuple(row[name] for name in IDENTITY) in repeats)
    ]


def _named(row: Mapping[str, Any]) -> Iterator[Difference]:
    key = _key(row)
    if row["extra"]:
        yield Difference("observations", key, "", "", _value(row, "found"))
    elif row["missing"]:
        yield Difference("observations", key, "", _value(row, "said"), "")
    else:
        for name in _FIELDS:
            said, found = row[f"said_{name}"], row[f"found_{name}"]
            if said != found:
                yield Difference("observations", key, name, repr(said), repr(found))


def _superseded(row: Mapping[str, Any]) -> Difference:
    said, found = (str(row[name] or "current") for name in ("due", "superseded_at"))
    return Difference("observations", _key(row), "superseded_at", said, found)


def _key(row: Mapping[str, Any]) -> str:
    return (
        f"batch {row['batch']}, frame {row['frame']}: {row['mn']} {row['code']}-{row['field']} "
        f"{row['interval']} {row['start']:%Y-%m-%dT%H:%M:%SZ} {row['place']}"
    )


def _value(row: Mapping[str, Any], side: str) -> str:
    value, text, flag = (row[f"{side}_{name}"] for name in ("value", "text", "flag"))
    return f"{text if value is None else value} {flag}".strip() or "no value"

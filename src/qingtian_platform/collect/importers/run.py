"""One import: files in, a whole inbox file out, or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

from qingtian_platform.collect.inbox import ImportFile
from qingtian_platform.collect.receipts import Row
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.sheets import Line, SheetError

from .errors import ImportRefusedError, RowRefusedError
from .mapping import Mapping
from .readings import Reader, Reading
from .report import Report
from .sources import lines, opened, sha256

PEER = "import"
FORM = "row"
BATCH = 2_000
Progress = Callable[[Path, int], None]
"""Told the file and how many rows of it are read."""


def run(
    places: Places,
    paths: Sequence[Path],
    mappings: list[Mapping],
    *,
    strict: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Import files: every row that can be read goes into the inbox by one rename, or none does.

    Parameters
    ----------
    places
        Where the data lives.
    paths
        The files: Parquet, CSV, XLSX, any of them gzipped.
    mappings
        Layouts that are tried in turn.
    strict
        True: one refused row refuses the import.
    progress
        Told from time to time.

    Returns
    -------
    Report
        What became of each row; with `strict` and a refused row, `receipts` is 0.

    Raises
    ------
    ImportRefusedError
        A file cannot be read to its end, or no layout fits; nothing was kept.
    """
    job = _Job(mappings, progress)
    try:
        with ImportFile(places) as target:
            for batch in job.batches(paths):
                target.append(batch)
            job.stop_if(strict)
    except _Stopped:
        job.report.receipts = job.report.values = job.report.accepted = 0
    return job.report


class _Stopped(Exception):  # noqa: N818 - ends the block, so that nothing is kept
    """A strict import met a refused row."""


class _Job:
    """The state of one import."""

    def __init__(self, mappings: list[Mapping], progress: Progress | None) -> None:
        self.report = Report()
        self._mappings = mappings
        self._progress = progress or (lambda _file, _rows: None)
        self._seen: dict[int, int] = {}

    def stop_if(self, strict: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """End a strict import that met a refused row, so that nothing of it is kept."""
        if strict and self.report.refused:
            raise _Stopped

    def batches(self, paths: Sequence[Path]) -> Iterator[list[Row]]:
        """Give the receipts of all files, many at a time."""
        waiting: list[Row] = []
        for path in paths:
            for row in self._file(path):
                waiting.append(row)
                if len(waiting) == BATCH:
                    yield waiting
                    waiting = []
        if waiting:
            yield waiting

    def _file(self, path: Path) -> Iterator[Row]:
        digest = self.report.files[path.name] = sha256(path)
        with opened(path) as plain:
            mapping, rows = lines(plain, self._mappings)
            reader = Reader(mapping)
            self._seen.clear()
            try:
                for number, line in enumerate(rows, 1):
                    if number % BATCH == 0:
                        self._progress(path, number)
                    for reading in self._line(reader, line, path.name):
                        yield receipt(reading, mapping, digest)
            except SheetError as error:
                raise ImportRefusedError(str(error)) from error
            self.report.registered += reader.stations.registered

    def _line(self, reader: Reader, line: Line, file: str) -> list[Reading]:
        """Read one row and count what became of it."""
        report = self.report
        report.read += 1
        try:
            found = list(reader.read(line))
            fresh = self._fresh(found)
        except RowRefusedError as error:
            report.refuse(file, line.number, str(error), line.text)
            return []
        report.empty += not found
        report.repeated += bool(found) and not fresh
        report.accepted += bool(fresh)
        report.receipts += len(fresh)
        report.values += sum(len(reading.values) for reading in fresh)
        return fresh

    def _fresh(self, found: list[Reading]) -> list[Reading]:
        """Drop what an earlier row of the file said; refuse a row that contradicts one."""
        fresh, said = [], {}
        for reading in found:
            key = hash((reading.mn, reading.start, reading.values[0][0]))
            words = crc32(repr(reading.values).encode())
            if self._seen.get(key, words) != words:
                raise RowRefusedError(
                    f"an earlier row gives other values for {reading.mn} {reading.start:%Y-%m-%d %H:%M}"
                )
            if key not in self._seen:
                fresh.append(reading)
                said[key] = words
        self._seen.update(said)
        return fresh


def receipt(
    reading: Reading, mapping: Mapping, digest: str, *, at: int | None = None, peer: str = PEER
) -> Row:
    """Write a reading as a receipt of the form `row`.

    Parameters
    ----------
    reading
        What one row says.
    mapping
        Its interval and system code.
    digest
        SHA-256 of the file.
    at
        When it came [µs UTC]; the present where left out.
    peer
        Who brought it.
    """
    facts = {
        "form": "row/1",
        "file": digest,
        "line": reading.line,
        "text": reading.text,
        "mn": reading.mn,
        "st": mapping.st,
        "interval": mapping.interval,
        "start": reading.start.isoformat(),
        "values": reading.values,
    }
    if mapping.interval == "minute":
        facts["minutes"] = mapping.minutes
    raw = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    return time.time_ns() // 1000 if at is None else at, peer, FORM, raw

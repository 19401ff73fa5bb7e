"""Keep the archive in few files: a batch's own, then of an hour, of a day, of a month.

A merge writes new files, sorted by datastream and time, with current and superseded rows apart;
then the list is swapped in one transaction; the old files are removed when the longest query that
may still read them is over. Rows superseded while a merge ran stay in the manifest's marks, which
name rows and not files, and so apply to the new file as they did to the old.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from qingtian_platform.kit.places import Places
from qingtian_platform.record import archive, durable
from qingtian_platform.record.manifest import ArchiveFile, Manifest
from qingtian_platform.record.marks import MARKS, Mark, packed, unpacked

LONGEST_QUERY: Final = 600
"""Files stay so long after they left the list. [s]."""
TAIL, HOUR, DAY, MONTH = range(4)
FOLDERS: Final = ("tail", "hour", "day", "month")
ENOUGH: Final = {TAIL: 48, HOUR: 24, DAY: 24}
"""So many files of a tier (of one month, above the tail) are merged into the next."""
MOST: Final = 150
"""With more live files than this the largest group is merged although it is small."""
_BEIJING: Final = timezone(timedelta(hours=8))
_ORDER: Final = "mn, interval, code, field, place, start, batch, frame"


class Work(NamedTuple):
    """Files of one tier to be merged into the next."""

    tier: int
    files: list[ArchiveFile]


def step(
    places: Places,
    *,
    now: float | None = None,
    enough: dict[int, int] = ENOUGH,
    vfs: str | None = None,
) -> bool:
    """Do one merge if one is due, and remove files that nobody reads any more.

    Parameters
    ----------
    places
        Where the data lives; the caller holds the sealer's lock.
    now
        The time, since 1970. [s]
    enough
        How many files of a tier are merged.
    vfs
        SQLite's file system for the manifest.

    Returns
    -------
    bool
        Whether there was a merge.
    """
    now = time.time() if now is None else now
    with Manifest(places.manifest, write=True, vfs=vfs) as manifest:
        _remove(places, manifest, now)
        work = _due(manifest.files(), now, enough)
        if work is None:
            return False
        _merge(places, manifest, work, now)
        return True


def clear(places: Places, manifest: Manifest, folders: Sequence[str] = FOLDERS) -> None:
    """Remove what a failure left behind: files that the manifest does not know.

    Parameters
    ----------
    places, manifest
        The archive; nobody else writes to these folders.
    folders
        Where to look: the tail alone while a merge may be running.
    """
    known = manifest.known()
    for folder in folders:
        for path in (places.archive / folder).glob("*"):
            if f"{folder}/{path.name}" not in known:
                path.unlink()


def _due(files: Sequence[ArchiveFile], now: float, enough: dict[int, int]) -> Work | None:
    """Choose a merge: the lowest tier first, since each merge there relieves every query."""
    groups: dict[tuple[int, str, bool], list[ArchiveFile]] = defaultdict(list)
    for file in files:
        if file.tier < MONTH:
            groups[file.tier, file.month, file.past].append(file)
    for (tier, month, past), group in sorted(groups.items(), key=lambda item: item[0]):
        if len(group) >= enough[tier] or (tier == DAY and _over(month, now) and len(group) > 1):
            return Work(tier, group + _month_file(files, tier, month, past=past))
    if len(files) <= MOST or not groups:
        return None
    (tier, month, past), group = max(groups.items(), key=lambda item: len(item[1]))
    return Work(tier, group + _month_file(files, tier, month, past=past))


def _over(month: str, now: float) -> bool:
    """Tell whether a month is over by two days: its last days have come in."""
    return month < datetime.fromtimestamp(now, _BEIJING).strftime("%Y-%m")


def _month_file(
    files: Sequence[ArchiveFile], tier: int, month: str, *, past: bool
) -> list[ArchiveFile]:
    """Merge days into the month's own file, so that a month ends as one."""
    if tier != DAY:
        return []
    return [f for f in files if (f.tier, f.month, f.past) == (MONTH, month, past)]


def _merge(places: Places, manifest: Manifest, work: Work, now: float) -> None:
    marks = {number: unpacked(data) for number, data in manifest.marks()}
    state = archive.Snapshot(
        places.archive, tuple(work.files), archive.marked([*marks.values()]), manifest.count()
    )
    engine = archive.engine(places, threads=1)
    try:
        engine.register("superseded", state.superseded)
        new = [file for part in _parts(work) for file in _write(places, engine, state, part)]
        left = dict(_left(engine, state, marks))
    finally:
        engine.close()
    if sum(file.rows for file in new) != sum(file.rows for file in work.files):
        raise ValueError(f"a merge of {len(work.files)} files did not keep their rows")
    manifest.swap(work.files, new, left, int(now * 1e6))


def _left(
    engine: duckdb.DuckDBPyConnection, state: archive.Snapshot, marks: dict[int, pa.Table]
) -> Iterator[tuple[int, Mark | None]]:
    """Take out of the marks the rows of the merged files; give those marks that change."""
    if not marks:
        return
    engine.execute(
        f"CREATE TEMP TABLE merged AS SELECT {archive.JOIN} FROM ({state.marked_rows()})"  # noqa: S608
    )
    for number, mark in marks.items():
        engine.register("mark", mark)
        rest = archive.fetch(engine, f"SELECT * FROM mark ANTI JOIN merged USING ({archive.JOIN})")  # noqa: S608
        if len(rest) < len(mark):
            yield number, packed(rest.cast(MARKS))


class Part(NamedTuple):
    """What goes into one file: a month, and its bounds. [µs UTC]."""

    tier: int
    month: str
    start: int
    end: int


def _parts(work: Work) -> Iterator[Part]:
    """Divide by months in Beijing; the tail's own next tier too, so that queries skip files."""
    first = min(file.min_start for file in work.files)
    last = max(file.max_start for file in work.files)
    moment = datetime.fromtimestamp(first / 1e6, _BEIJING).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    while int(moment.timestamp()) * 1_000_000 <= last:
        following = (moment + timedelta(days=32)).replace(day=1)
        bounds = (int(moment.timestamp()) * 1_000_000, int(following.timestamp()) * 1_000_000)
        if any(f.min_start < bounds[1] and f.max_start >= bounds[0] for f in work.files):
            yield Part(work.tier + 1, moment.strftime("%Y-%m"), *bounds)
        moment = following


def _write(
    places: Places, engine: duckdb.DuckDBPyConnection, state: archive.Snapshot, part: Part
) -> Iterator[ArchiveFile]:
    """Write the current and the superseded rows of one month, where there are any."""
    within = f"start >= {archive.moment(part.start)} AND start < {archive.moment(part.end)}"
    sources = {
        False: f"SELECT * FROM ({state.current()}) WHERE {within}",  # noqa: S608
        True: f"SELECT * FROM ({state.everything()}) WHERE superseded_at IS NOT NULL AND {within}",  # noqa: S608
    }
    for past, source in sources.items():
        file = _copy(places, engine, source, part, past=past)
        if file is not None:
            yield file


def _copy(
    places: Places, engine: duckdb.DuckDBPyConnection, source: str, part: Part, *, past: bool
) -> ArchiveFile | None:
    folder = places.archive / FOLDERS[part.tier]
    durable.make_folder(folder)
    aside = folder / f"{part.month}-{time.time_ns()}{'-past' * past}.parquet{durable.ASIDE}"
    engine.execute(
        f"COPY ({source} ORDER BY {_ORDER}) TO '{_quoted(aside)}' "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    found = engine.execute(
        "SELECT count(*), epoch_us(min(start)), epoch_us(max(start)), min(batch), max(batch) "  # noqa: S608
        f"FROM read_parquet('{_quoted(aside)}')"
    ).fetchall()[0]
    if not found[0]:
        aside.unlink()
        return None
    path = aside.with_name(aside.name.removesuffix(durable.ASIDE))
    durable.adopt(aside, path)
    return ArchiveFile(
        f"{folder.name}/{path.name}", part.tier, part.month, past, *(int(v) for v in found)
    )


def _remove(places: Places, manifest: Manifest, now: float) -> None:
    """Remove files that left the list before the longest query began."""
    paths = manifest.removable(int((now - LONGEST_QUERY) * 1e6))
    if not paths:
        return
    for path in paths:
        (places.archive / path).unlink(missing_ok=True)
    for folder in {Path(path).parent for path in paths}:
        durable.sync_folder(places.archive / folder)
    manifest.strike(paths)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")

"""Tell what is new: which rows are repeats, which supersede others, which stand alone.

Readings come in order: nearly every frame is later than all that its data logger sent before. So
the latest beginning seen, by data logger and interval, decides for nearly all without a look into
the archive. What comes at or before it is looked up: a page of beginnings that are already there
(a day of minutes, a month of hours) is read from the archive once and kept. Only where a beginning
is really there are rows compared with those of the same data logger and moment: nearly all at once
(`compare`), and one by one where a key has a history that decides.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qingtian_platform.record import compare
from qingtian_platform.record.marks import MARKS, Superseded, table_of
from qingtian_platform.record.rows import IDENTITY, INTERVALS

_DAY: Final = 86_400 * 1_000_000
_PAGE: Final = {"realtime": _DAY, "minute": _DAY, "hour": 32 * _DAY, "day": 512 * _DAY}
_NEVER: Final = -(2**63)
_KEPT: Final = 2_000_000
"""Beginnings kept in memory in all pages."""


class Slot(NamedTuple):
    """All values of one data logger for one beginning. [µs UTC]."""

    mn: str
    interval: str
    start: int


class Page(NamedTuple):
    """A stretch of beginnings of one data logger: [number * length, …). [µs UTC]."""

    mn: str
    interval: str
    number: int


class Version(NamedTuple):
    """A row as it stands in the archive or earlier in the batch."""

    batch: int
    frame: int
    value: float | None
    text: str | None
    flag: str
    received_at: int


Key = tuple[str, str, int]
"""Code, field and place within a slot."""


class Past(NamedTuple):
    """What the archive holds of a slot: current rows, and those that were superseded."""

    current: dict[Key, Version]
    superseded: dict[Key, list[Version]]


PAST: Final = pa.schema(
    {
        "mn": pa.string(),
        "interval": pa.string(),
        "start": pa.int64(),
        "code": pa.string(),
        "field": pa.string(),
        "place": pa.int16(),
        "batch": pa.int64(),
        "frame": pa.int32(),
        "value": pa.float64(),
        "text": pa.string(),
        "flag": pa.string(),
        "received_at": pa.int64(),
        "current": pa.bool_(),
    }
)
"""What the archive holds of a slot, superseded rows too; times since 1970-01-01T00:00:00Z. [µs]."""


class Archive:
    """What the keys ask of the archive: a port, so that they can be tested without one."""

    def beginnings(self, pages: Sequence[Page]) -> Iterable[Slot]:
        """List the slots of these pages that are in the archive."""
        raise NotImplementedError

    def past(self, slots: Sequence[Slot]) -> pa.Table:
        """Return the rows of these slots, schema `PAST`, in the order of receipt."""
        raise NotImplementedError


@dataclass
class Judged:
    """What became of a batch's rows.

    Attributes
    ----------
    keep
        Over rows: whether the archive takes the row.
    one_by_one, at_once
        Rows that are not current any more, of this batch or of earlier ones.
    watermarks
        Latest beginning now seen, by data logger and interval.
    """

    keep: npt.NDArray[np.bool_]
    one_by_one: list[Superseded] = field(default_factory=list)
    at_once: list[pa.Table] = field(default_factory=list)
    watermarks: dict[tuple[str, str], int] = field(default_factory=dict)

    def marks(self) -> pa.Table:
        """Give the rows that are not current any more, schema `MARKS`."""
        return pa.concat_tables([table_of(self.one_by_one), *self.at_once])


class Keys:
    """What has been seen; follows the manifest, and is made anew after any failure.

    Parameters
    ----------
    watermarks
        As the manifest has them.
    archive
        Where older beginnings are looked up.
    """

    def __init__(
        self,
        watermarks: dict[tuple[str, str], int],
        archive: Archive,
    ) -> None:
        self._latest = watermarks
        self._archive = archive
        self._pages: OrderedDict[Page, set[int]] = OrderedDict()
        self._kept = 0

    def judge(
        self,
        rows: pa.Table,
        batch: int,
        received: Sequence[int],
        is_replay: Callable[[int, int, int], bool],
    ) -> Judged:
        """Decide about the rows of a batch; what is seen is remembered by `accept`.

        Parameters
        ----------
        rows
            Schema `rows.DECODED`, in the order of frames.
        batch
            Number of the batch.
        received
            Time of receipt of each frame. [µs UTC]
        is_replay
            Whether frame i of the batch has the bytes of frame (batch, frame) sealed before.
        """
        judged = Judged(np.ones(len(rows), np.bool_))
        if not len(rows):
            return judged
        slots = _Slots(rows)
        judged.watermarks = slots.latest(self._latest)
        contested = self._contested(slots)
        if contested:
            bouts = _Contest(rows, batch, received, is_replay, judged)
            bouts.settle(slots.rows_of(contested), self._archive.past(sorted(contested)))
        return judged

    def accept(self, rows: pa.Table, judged: Judged) -> None:
        """Remember what a sealed batch brought."""
        self._latest.update(judged.watermarks)
        if not self._pages or not len(rows):
            return
        for slot in _Slots(rows).unique():
            page = self._pages.get(_page(slot))
            if page is not None and slot.start not in page:
                page.add(slot.start)
                self._kept += 1

    def _contested(self, slots: _Slots) -> set[Slot]:
        """Name the slots that more than one frame speaks about."""
        repeated, old = slots.doubtful(self._latest)
        self._load({_page(slot) for slot in old} - self._pages.keys())
        contested = set(repeated)
        for slot in old:
            page = _page(slot)
            self._pages.move_to_end(page)
            if slot.start in self._pages[page]:
                contested.add(slot)
        self._shrink()
        return contested

    def _load(self, pages: set[Page]) -> None:
        if not pages:
            return
        wanted = sorted(pages)
        for page in wanted:
            self._pages[page] = set()
        for slot in self._archive.beginnings(wanted):
            self._pages[_page(slot)].add(slot.start)
            self._kept += 1

    def _shrink(self) -> None:
        while self._kept > _KEPT and self._pages:
            _, starts = self._pages.popitem(last=False)
            self._kept -= len(starts)


def page_bounds(page: Page) -> tuple[int, int]:
    """Return the beginnings that a page covers, [first, last). [µs UTC]."""
    length = _PAGE[page.interval]
    return page.number * length, (page.number + 1) * length


def _page(slot: Slot) -> Page:
    return Page(slot.mn, slot.interval, slot.start // _PAGE[slot.interval])


class _Slots:
    """The slots of a batch: runs of rows of one frame with one beginning."""

    def __init__(self, rows: pa.Table) -> None:
        self._mns, mn = _words(rows, "mn")
        self._intervals, interval = _words(rows, "interval")
        self._stream = mn.astype(np.int64) * len(INTERVALS) + interval
        self._start = _numbers(rows, "start")
        frame = _numbers(rows, "frame")
        change = (np.diff(frame) != 0) | (np.diff(self._start) != 0) | (np.diff(self._stream) != 0)
        self._first = np.concatenate([[0], np.flatnonzero(change) + 1])
        self._size = len(rows)

    @cached_property
    def _slots(self) -> list[Slot]:
        """The slot of each run."""
        stream, interval = np.divmod(self._stream[self._first], len(INTERVALS))
        mns = map(self._mns.__getitem__, stream.tolist())
        intervals = map(self._intervals.__getitem__, interval.tolist())
        return list(map(Slot, mns, intervals, self._start[self._first].tolist()))

    def unique(self) -> set[Slot]:
        """Return every slot."""
        return set(self._slots)

    def latest(self, before: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
        """Return the watermarks that move, as they will be."""
        stream, start = self._stream[self._first], self._start[self._first]
        tops = np.full(int(stream.max()) + 1, _NEVER, np.int64)
        np.maximum.at(tops, stream, start)
        named = ((self._name(number), int(tops[number])) for number in np.unique(stream).tolist())
        return {name: top for name, top in named if top > before.get(name, _NEVER)}

    def doubtful(self, latest: dict[tuple[str, str], int]) -> tuple[list[Slot], list[Slot]]:
        """Return the slots of several frames, and those not later than all seen before."""
        stream, start = self._stream[self._first], self._start[self._first]
        order = np.lexsort((start, stream))
        same = (np.diff(stream[order]) == 0) & (np.diff(start[order]) == 0)
        repeated = {int(run) for run in order[1:][same]} | {int(run) for run in order[:-1][same]}
        marks = np.full(int(stream.max()) + 1, _NEVER, np.int64)
        for number in np.unique(stream).tolist():
            marks[number] = latest.get(self._name(number), _NEVER)
        old = np.flatnonzero(start <= marks[stream]).tolist()
        return (
            list({self._slots[run] for run in repeated}),
            list({self._slots[run] for run in old}),
        )

    def rows_of(self, slots: set[Slot]) -> list[tuple[Slot, range]]:
        """List the runs of rows that speak about these slots, in order."""
        ends = np.append(self._first[1:], self._size).tolist()
        runs = []
        for run, (first, end) in enumerate(zip(self._first.tolist(), ends, strict=True)):
            slot = self._slots[run]
            if slot in slots:
                runs.append((slot, range(first, end)))
        return runs

    def _name(self, stream: int) -> tuple[str, str]:
        return self._mns[stream // len(INTERVALS)], self._intervals[stream % len(INTERVALS)]


class _Contest:
    """Compare rows of contested slots: at once what can be, else one by one as they came."""

    def __init__(
        self,
        rows: pa.Table,
        batch: int,
        received: Sequence[int],
        is_replay: Callable[[int, int, int], bool],
        judged: Judged,
    ) -> None:
        self._rows, self._batch, self._received = rows, batch, received
        self._is_replay, self._judged = is_replay, judged

    def settle(self, runs: list[tuple[Slot, range]], past: pa.Table) -> None:
        """Judge every row of these runs."""
        places = np.concatenate([np.arange(run.start, run.stop) for _, run in runs])
        rows = self._rows.take(pa.array(places))
        settled = compare.settle(rows, past)
        self._judged.keep[places[settled.repeats]] = False
        self._corrected(rows.take(settled.newer), past.take(settled.older))
        if settled.open_new.any():
            is_open = np.zeros(len(self._rows), np.bool_)
            is_open[places] = settled.open_new
            left = ((slot, [row for row in run if is_open[row]]) for slot, run in runs)
            self._run(list(left), _pasts(past.filter(pa.array(settled.open_old))))

    def _corrected(self, newer: pa.Table, older: pa.Table) -> None:
        """List the archive's rows that the batch's supersede."""
        if not len(newer):
            return
        since = np.asarray(self._received, np.int64)[_numbers(newer, "frame")]
        gone = np.maximum(_numbers(older, "received_at"), since)
        columns = [*(older[name] for name in IDENTITY), pa.array(gone)]
        table = pa.table(columns, [*IDENTITY, "superseded_at"])
        self._judged.at_once.append(table.cast(MARKS))

    def _run(self, runs: list[tuple[Slot, list[int]]], past: dict[Slot, Past]) -> None:
        """Judge rows one by one."""
        places = [row for _, run in runs for row in run]
        new = iter(self._versions(places))
        for slot, run in runs:
            known = past.setdefault(slot, Past({}, {}))
            for row in run:
                key, version = next(new)
                self._row(slot, known, row, key, version)

    def _versions(self, places: list[int]) -> Iterator[tuple[Key, Version]]:
        """Take rows out of their columns, all at once."""
        rows = self._rows.take(pa.array(places))
        frames = _numbers(rows, "frame").tolist()
        keys = zip(
            _texts(rows, "code"), _texts(rows, "field"), rows["place"].to_pylist(), strict=True
        )
        received = (self._received[frame] for frame in frames)
        values = rows["value"].to_pylist(), rows["text"].to_pylist(), _texts(rows, "flag")
        for key, frame, value, text, flag, at in zip(keys, frames, *values, received, strict=True):
            yield key, Version(self._batch, frame, value, text, flag, at)

    def _row(self, slot: Slot, past: Past, row: int, key: Key, version: Version) -> None:
        old = past.current.get(key)
        if old is None:
            past.current[key] = version
        elif _same(old, version) or self._replayed(past.superseded.get(key, ()), version):
            self._judged.keep[row] = False
        else:
            self._supersede(slot, key, old, version)
            past.superseded.setdefault(key, []).append(old)
            past.current[key] = version

    def _replayed(self, earlier: Iterable[Version], new: Version) -> bool:
        """Tell whether the very frame of a superseded row has come again: it undoes nothing."""
        return any(
            _same(old, new) and self._is_replay(new.frame, old.batch, old.frame) for old in earlier
        )

    def _supersede(self, slot: Slot, key: Key, old: Version, new: Version) -> None:
        code, name, place = key
        since = max(old.received_at, new.received_at)
        self._judged.one_by_one.append(
            Superseded(old.batch, old.frame, code, name, place, slot.interval, slot.start, since)
        )


def _pasts(rows: pa.Table) -> dict[Slot, Past]:
    """Sort rows of the archive by slot and key."""
    found: dict[Slot, Past] = {}
    columns = [rows[name].to_pylist() for name in PAST.names]
    for mn, interval, start, code, field_, place, *rest, current in zip(*columns, strict=True):
        past = found.setdefault(Slot(mn, interval, start), Past({}, {}))
        key, version = (code, field_, place), Version(*rest)
        if current:
            past.current[key] = version
        else:
            past.superseded.setdefault(key, []).append(version)
    return found


def _same(old: Version, new: Version) -> bool:
    return old.value == new.value and old.text == new.text and old.flag == new.flag


def _texts(rows: pa.Table, name: str) -> list[str]:
    """Give a column of words as a list."""
    words, places = _words(rows, name)
    return [words[place] for place in places.tolist()]


def _words(rows: pa.Table, name: str) -> tuple[list[str], npt.NDArray[np.int64]]:
    column = rows[name].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries().chunk(0)
    return column.dictionary.to_pylist(), column.indices.to_numpy(zero_copy_only=False)


def _numbers(rows: pa.Table, name: str) -> npt.NDArray[np.int64]:
    return rows[name].to_numpy()  # type: ignore[no-any-return]

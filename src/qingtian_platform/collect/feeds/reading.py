"""Rows of a batch as readings in the units of the registry, or all that is wrong with them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from qingtian.policy.delivering import Turn, turns
from qingtian.policy.feeds import Agreement, Column, Terms
from qingtian.quantities.units import UnitError, factor, unit
from qingtian_platform.collect.feeds import registering, tables
from qingtian_platform.collect.feeds.faults import BatchError, Fault
from qingtian_platform.collect.importers.errors import EdgeError, StampError
from qingtian_platform.collect.importers.mapping import MISSING, Mapping, read_zone
from qingtian_platform.collect.importers.readings import DIGITS, NUMBER, Reading
from qingtian_platform.collect.importers.stamps import interval_start
from qingtian_platform.kit.sheets import Line
from qingtian_platform.kit.times import beijing, moment_text

NORMAL = "N"
_AHEAD = timedelta(minutes=10)
"""How fast the clock of a sender may be."""


@dataclass(frozen=True)
class Found:
    """What a good batch holds.

    Attributes
    ----------
    readings
        With the mapping that each is written by.
    rows, values
        How many. [1]
    first, last
        Start of the first interval, end of the last.
    parts
        Start of each turn with the bits of what is held and of what is marked, as hexadecimal digits.
    """

    readings: tuple[tuple[Reading, Mapping], ...]
    rows: int
    values: int
    first: datetime
    last: datetime
    parts: tuple[tuple[str, str, str], ...]


def read(path: Path, one: Agreement, terms: Terms, now: datetime) -> Found:
    """Read a batch.

    Parameters
    ----------
    path
        Its bytes.
    one, terms
        What it is delivered under.
    now
        When it came.

    Raises
    ------
    BatchError
        Anything is wrong with it; all of it is told.
    """
    rows = tables.lines(path, terms)
    reader = _Reader(terms, now)
    readings = [found for line in rows for found in reader.read(line)]
    if reader.faults:
        raise BatchError(*reader.faults)
    if not readings:
        raise BatchError(Fault("empty"))
    length = timedelta(minutes=terms.minutes)
    starts = [each.start for each, _mapping in readings]
    first, last = min(starts).astimezone(UTC), max(starts).astimezone(UTC) + length
    values = sum(len(each.values) for each, _mapping in readings)
    parts = _parts(one, [each for each, _mapping in readings])
    return Found(tuple(readings), len(rows), values, first, last, parts)


def mapping(terms: Terms, st: str) -> Mapping:
    """Say in the words of the importers how stamps are read and rows written."""
    layout = terms.layout
    return Mapping(
        properties={},
        station=layout.thing,
        time=layout.time,
        format=layout.stamp or None,
        label=layout.label,
        zone=read_zone(layout.zone),
        interval=terms.interval,
        minutes=terms.minutes,
        st=st,
    )


class _Reader:
    """Reads rows one after the other and remembers what was said."""

    def __init__(self, terms: Terms, now: datetime) -> None:
        self._terms, self._now = terms, now
        self._units = registering.units(terms)
        self._columns = tables.agreed(terms)
        self._mappings = {each.st: mapping(terms, each.st) for each in terms.things.values()}
        self._said: dict[tuple[str, datetime, str], tuple[str, str, int]] = {}
        self.faults: list[Fault] = []

    def read(self, line: Line) -> Iterator[tuple[Reading, Mapping]]:
        """Give the reading of a row, if it is whole and new; note every fault."""
        before = len(self.faults)
        self._require_cells(line)
        layout = self._terms.layout
        label = line.cells.get(layout.thing, "")
        thing = self._terms.things.get(label)
        if thing is None:
            self._fault(line, "thing", layout.thing, ", ".join(self._terms.things), label)
        start = self._start(line)
        flag = self._flag(line)
        values = [
            (column, text)
            for name, column, cell, told in self._cells(line)
            if column is not None
            and (text := self._text(line, name, column, cell, told, thing.mn if thing else None))
            is not None
        ]
        if thing is None or start is None or len(self.faults) > before:
            return
        kept = tuple(
            (column.code, "Avg", text, flag)
            for column, text in values
            if self._new(line, (thing.mn, start, column.code), column, text, flag)
        )
        if kept and len(self.faults) == before:
            text = ",".join(line.cells.get(name, "") for name in self._columns)
            yield Reading(line.number, text, thing.mn, start, kept), self._mappings[thing.st]

    def _fault(self, line: Line, kind: str, column: str, expected: str, came: str) -> None:
        self.faults.append(Fault(kind, line.number, column, expected, came))

    def _require_cells(self, line: Line) -> None:
        lacking = [name for name in self._columns if name not in line.cells]
        if line.beyond or lacking:
            wanted = len(self._columns)
            came = len(line.cells) + line.beyond
            self._fault(line, "cells", ", ".join(lacking), str(wanted), str(came))

    def _start(self, line: Line) -> datetime | None:
        layout = self._terms.layout
        column, came = layout.time[0], " ".join(line.cells.get(name, "") for name in layout.time)
        try:
            start = interval_start(line.cells, next(iter(self._mappings.values())))
        except StampError:
            self._fault(line, "time", column, layout.stamp or "2018-09-01 14:00", came)
            return None
        except EdgeError:
            self._fault(line, "edge", column, self._terms.interval, came)
            return None
        if start + timedelta(minutes=self._terms.minutes) > self._now + _AHEAD:
            self._fault(line, "future", column, moment_text(self._now), came)
            return None
        return start

    def _flag(self, line: Line) -> str:
        layout = self._terms.layout
        if not layout.mark:
            return NORMAL
        word = line.cells.get(layout.mark, "")
        if word in layout.marks:
            return layout.marks[word]
        if layout.marks or not (word.isalpha() and word.isascii() and len(word) == 1):
            wanted = ", ".join(layout.marks) or "N, M, T, D"
            self._fault(line, "mark", layout.mark, wanted, word)
        return word.upper()

    def _cells(self, line: Line) -> Iterator[tuple[str, Column | None, str, str]]:
        """Give column, property, cell and unit of each value of a row."""
        layout = self._terms.layout
        if layout.kind == "wide":
            for name, column in self._terms.columns.items():
                told = line.cells.get(layout.unit, "") if layout.unit else column.unit
                yield name, column, line.cells.get(name, ""), told
            return
        name = line.cells.get(layout.property, "")
        found = self._terms.columns.get(name)
        if found is None:
            self._fault(line, "property", layout.property, ", ".join(self._terms.columns), name)
        told = line.cells.get(layout.unit, "") if layout.unit else found.unit if found else ""
        yield layout.value, found, line.cells.get(layout.value, ""), told

    def _text(
        self, line: Line, name: str, column: Column, cell: str, told: str, mn: str | None
    ) -> str | None:
        """Express a cell in the unit of its datastream, exactly; None where there is no value."""
        if cell in MISSING:
            return None
        times = self._times(line, column, told, mn)
        if len(cell) > DIGITS or not NUMBER.fullmatch(cell):
            self._fault(line, "number", name, "", cell)
            return None
        return None if times is None else format(Decimal(cell) * times, "f")

    def _times(self, line: Line, column: Column, told: str, mn: str | None) -> Decimal | None:
        where = self._terms.layout.unit or column.label
        if not told:
            self._fault(line, "unit missing", where, "", "")
            return None
        try:
            unit(told)
        except UnitError:
            self._fault(line, "unit unknown", where, self._wanted(column), told)
            return None
        target = self._units.get((mn or "", column.code), "") or self._wanted(column)
        if not target:
            self._fault(line, "no unit", where, column.code, "")
            return None
        try:
            return factor(told, target)
        except UnitError:
            self._fault(line, "unit other", where, target, told)
            return None

    def _wanted(self, column: Column) -> str:
        return next((u for (_mn, code), u in self._units.items() if code == column.code), "")

    def _new(
        self, line: Line, key: tuple[str, datetime, str], column: Column, text: str, flag: str
    ) -> bool:
        """Note a value; one that an earlier row gave is not given twice."""
        said, marked, row = self._said.setdefault(key, (text, flag, line.number))
        if Decimal(said) != Decimal(text):
            self._fault(line, "contradicts", column.label, str(row), text)
        if marked != flag:
            came = line.cells.get(self._terms.layout.mark, "")
            self._fault(line, "mark contradicts", column.label, str(row), came)
        return row == line.number


def _parts(one: Agreement, readings: list[Reading]) -> tuple[tuple[str, str, str], ...]:
    """Say which of the agreed values of each turn are there."""
    starts = [beijing(each.start) for each in readings]
    ahead = timedelta(days=max(each.period.at_most for each in one.terms))
    known = list(turns(one, min(starts), max(starts) + ahead))
    begins = [turn.start for turn in known]
    held: dict[datetime, list[int]] = {}
    for reading, start in zip(readings, starts, strict=True):
        number = bisect_right(begins, start) - 1
        if number < 0 or start >= known[number].end:
            continue
        turn = known[number]
        bits = held.setdefault(turn.start, [0, 0])
        for code, _field, _text, flag in reading.values:
            bit = _bit(turn, reading.mn, code, start)
            bits[0] |= bit
            bits[1] |= bit if flag != NORMAL else 0
    return tuple((t.isoformat(), f"{a:x}", f"{b:x}") for t, (a, b) in sorted(held.items()))


def _bit(turn: Turn, mn: str, code: str, start: datetime) -> int:
    mns = [each.mn for each in turn.terms.things.values()]
    codes = [each.code for each in turn.terms.columns.values()]
    if mn not in mns or code not in codes:
        return 0
    return int(1 << turn.place(mns.index(mn), codes.index(code), start))

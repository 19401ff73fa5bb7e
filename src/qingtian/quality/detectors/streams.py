"""Streams on their grids, and what stands beside each: site, neighbours, weather."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint8]

ABSENT = 0
GOOD = tuple(map(ord, "NS"))
HOUR = 3_600_000
DAY = 24 * HOUR
AMBIENT = frozenset({"air", "dust"})
"""Domains whose streams are compared with neighbours."""
BEIJING = 8 * HOUR
NEARLY, MOST = 0.98, 0.5
"""Part of the numbers that lie on the display step, and of samples that keep a cadence. [1]"""
FEW = 12
"""Samples below which no cadence is told."""


@dataclass(frozen=True)
class Stream:
    """One datastream on a regular grid.

    Attributes
    ----------
    key, site
        Identifiers; several streams share a site.
    domain, prop, role, unit
        As the table of datastreams names them.
    step
        Length of one interval. [ms]
    limit, top, lod, ref_o2
        Limit, top of the range and detection limit in `unit`, reference oxygen in %; NaN where
        nothing is on file.
    neighbours
        Streams of the same property nearby, or of the twin outlet.
    start
        Start of the first interval. [ms since 1970, UTC]
    value
        One number an interval; NaN where none came or the row had none.
    mark
        ASCII code of the data mark of each interval; 0 where no row came.
    """

    key: str
    site: str
    domain: str
    prop: str
    role: str
    unit: str
    step: int
    limit: float
    top: float
    lod: float
    ref_o2: float
    neighbours: tuple[str, ...]
    start: int
    value: Floats = field(repr=False)
    mark: Marks = field(repr=False)

    def __len__(self) -> int:
        return len(self.value)

    @property
    def hour(self) -> float:
        """Samples in an hour."""
        return HOUR / self.step

    def samples(self, hours: float, least: int = 1) -> int:
        """Count the samples of a span, at least `least`."""
        return max(least, round(hours * self.hour))

    @cached_property
    def good(self) -> Bools:
        """Where a number came with a mark that lets it count."""
        return np.isfinite(self.value) & np.isin(self.mark, GOOD)

    @cached_property
    def clean(self) -> Floats:
        """The numbers that count; NaN elsewhere."""
        return np.where(self.good, self.value, np.nan)

    @cached_property
    def positive(self) -> Floats:
        """The numbers that count and are above zero; NaN elsewhere."""
        return np.where(self.good & (self.value > 0), self.value, np.nan)

    @cached_property
    def quantum(self) -> float:
        """The display step: the largest one of which nearly all numbers are multiples.

        Of most of them for ambient streams, whose archives hold months in other units converted.
        """
        return quantum(self.value[self.good], MOST if self.domain in AMBIENT else NEARLY)

    @cached_property
    def clock(self) -> Ints:
        """Hour of the day in Beijing of each interval. [0..23]."""
        times = self.start + np.arange(len(self), dtype=np.int64) * self.step
        hours: Ints = (times + BEIJING) // HOUR % 24
        return hours

    def at(self, index: int) -> int:
        """Tell when interval `index` starts. [ms since 1970, UTC]."""
        return self.start + int(index) * self.step

    def index(self, time: int) -> int:
        """Tell the interval that holds a moment, held within the stream."""
        return int(min(max((time - self.start) // self.step, 0), len(self)))

    def until(self, end: int) -> Stream:
        """Cut off what is stamped at `end` or later."""
        keep = int(min(max(-((self.start - end) // self.step), 0), len(self)))
        return replace(self, value=self.value[:keep], mark=self.mark[:keep])

    def since(self, first: int) -> Stream:
        """Cut off what begins before `first`."""
        skip = int(min(max(-((self.start - first) // self.step), 0), len(self)))
        return replace(self, start=self.at(skip), value=self.value[skip:], mark=self.mark[skip:])


@dataclass(frozen=True)
class World:
    """All streams that are looked at together."""

    streams: Mapping[str, Stream]

    @cached_property
    def sites(self) -> dict[str, dict[str, Stream]]:
        """Streams of each site by property."""
        sites: dict[str, dict[str, Stream]] = {}
        for stream in self.streams.values():
            sites.setdefault(stream.site, {}).setdefault(stream.prop, stream)
        return sites

    def beside(self, stream: Stream, prop: str) -> Floats | None:
        """Put another property of the same site on the stream's grid; None where there is none."""
        other = self.sites[stream.site].get(prop)
        return None if other is None or not len(other) else onto(stream, other, other.clean)

    def near(self, stream: Stream) -> list[Stream]:
        """List the neighbours on file that are here, of the same property and unit."""
        found = (self.streams.get(key) for key in stream.neighbours)
        return [s for s in found if s is not None and s.prop == stream.prop and len(s)]

    def until(self, end: int) -> World:
        """Cut off what is stamped at `end` or later."""
        return World({key: s.until(end) for key, s in self.streams.items()})

    def since(self, first: int) -> World:
        """Cut off what begins before `first`."""
        return World({key: s.since(first) for key, s in self.streams.items()})


def quantum(values: Floats, share: float = NEARLY) -> float:
    """Find the display step of numbers.

    Parameters
    ----------
    values
        Finite numbers.
    share
        Part of them that must be multiples. [1]

    Returns
    -------
    float
        The largest of 1, 0.1, … 10⁻⁶ that fits; 10⁻⁶ where none does.
    """
    if not len(values):
        return 1.0
    sample = values[:: max(1, len(values) // 2000)]
    for decimals in range(7):
        scaled = sample * 10.0**decimals
        if np.mean(np.abs(scaled - np.rint(scaled)) < 1e-4 * np.maximum(1, np.abs(scaled))) > share:
            return float(10.0**-decimals)
    return 1e-6


def onto(stream: Stream, other: Stream, values: npt.NDArray[Any]) -> Floats:
    """Put one stream's numbers on another's grid.

    Parameters
    ----------
    stream
        Whose grid is wanted.
    other, values
        The stream, and one number for each of its intervals.

    Returns
    -------
    array of float
        The mean of the finer intervals in each coarser one; the coarser one's number in each finer
        one; NaN where there is none.
    """
    if other.step < stream.step:
        return _means(stream, other, values)
    times = stream.start + np.arange(len(stream), dtype=np.int64) * stream.step
    place = (times - other.start) // other.step
    inside = (place >= 0) & (place < len(values))
    result = np.full(len(stream), np.nan)
    result[inside] = values[place[inside]]
    return result


def _means(stream: Stream, other: Stream, values: npt.NDArray[Any]) -> Floats:
    """Average finer intervals into coarser ones."""
    times = other.start + np.arange(len(values), dtype=np.int64) * other.step
    place = (times - stream.start) // stream.step
    use = (place >= 0) & (place < len(stream)) & np.isfinite(values)
    count = np.bincount(place[use], minlength=len(stream))
    total = np.bincount(place[use], weights=values[use], minlength=len(stream))
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def gridded(times: Ints, values: Floats, marks: Marks, step: int) -> tuple[int, Floats, Marks]:
    """Put samples in order on a grid.

    Parameters
    ----------
    times
        Start of each interval, in any order. [ms since 1970, UTC]
    values, marks
        Number (NaN: none; infinite counts as none) and ASCII code of the mark of each.
    step
        Length of an interval. [ms]

    Returns
    -------
    start, value, mark
        Of two samples in one interval the later row stands. A grid of more than a hundred
        intervals a row is no grid: only the rows near the last one are kept then.
    """
    if not len(times):
        return 0, np.empty(0), np.empty(0, dtype=np.uint8)
    order = np.argsort(times, kind="stable")
    times, values, marks = times[order], values[order], marks[order]
    widest = 100 * len(times) + 10_000
    keep = times >= times[-1] - min(widest * step, 2**62)
    times, values, marks = times[keep], values[keep], marks[keep]
    place = (times - times[0]) // step
    value = np.full(int(place[-1]) + 1, np.nan)
    mark = np.zeros(len(value), dtype=np.uint8)
    value[place] = np.where(np.isfinite(values), values, np.nan)
    mark[place] = marks
    return int(times[0]), value, mark


def cadence(times: Ints, step: int) -> int:
    """Tell how far apart samples really come, of a logger that could send one each interval.

    An analyser that takes two hours for a sample sends every second hourly value. On the logger's
    own grid no two of its samples would stand side by side, and nothing could be said of runs or steps.

    Parameters
    ----------
    times
        Start of each interval that came, in any order. [ms since 1970, UTC]
    step
        Length of the logger's intervals. [ms]

    Returns
    -------
    int
        The smallest multiple of `step`, up to a day, on which nearly all samples lie and that most
        of them keep; `step` where they keep none or are too few to tell. [ms]
    """
    place = np.unique(times // step)
    gaps = np.diff(place)
    if len(gaps) < FEW:
        return step
    most = int(np.median(gaps))
    within = 1 < most <= DAY // step and np.mean(gaps == most) > MOST
    on_grid = np.bincount(place % most, minlength=1).max() > NEARLY * len(place)
    return most * step if within and on_grid else step


def neighbours(text: object) -> tuple[str, ...]:
    """Read the JSON list of neighbours; what is no list of names names nobody."""
    if isinstance(text, str):
        try:
            text = json.loads(text)
        except ValueError:
            return ()
    if isinstance(text, Iterable) and not isinstance(text, (str, bytes, Mapping)):
        return tuple(str(item) for item in text if isinstance(item, (str, int)))
    return ()

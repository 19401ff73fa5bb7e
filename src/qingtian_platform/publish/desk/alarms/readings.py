"""What stands in the archive around an alarm: values, marks, and where each was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from qingtian_platform.kit.templatetags.kit import flag_word
from qingtian_platform.kit.times import beijing
from qingtian_platform.kit.words import FLAG_TO_NO_DATA, NO_DATA, unit_text
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.alarms.plots import Floats, Ribbon, Trace
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry

COLUMNS = (
    "field",
    "start",
    "end",
    "value",
    "decimals",
    "text",
    "flag",
    "received_at",
    "batch",
    "frame",
    "act",
)
MEANS = ("Avg", "Cou", "Max", "Rtd")
CONVERTED = ("ZsAvg", "ZsRtd")
STEPS = {
    "realtime": timedelta(seconds=0),
    "minute": timedelta(minutes=10),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


@dataclass(frozen=True)
class Course:
    """The values of one field of a datastream in a stretch.

    Attributes
    ----------
    name, unit
        In the reader's language; as it is written.
    rows
        What holds, in order of time: `COLUMNS` of the archive.
    """

    mn: str
    code: str
    interval: str
    field: str
    name: str
    unit: str
    rows: tuple[dict[str, Any], ...]

    @cached_property
    def times(self) -> Floats:
        """Starts. [s since 1970, UTC]."""
        return np.array([row["start"].timestamp() for row in self.rows], float)

    @cached_property
    def values(self) -> Floats:
        """Values; NaN where there is no number. [unit]."""
        return np.array(
            [np.nan if row["value"] is None else row["value"] for row in self.rows], float
        )

    @cached_property
    def good(self) -> Floats:
        """Values that came as normal measurements; NaN for the others. [unit]."""
        normal = np.array([(row["flag"] or "N") in {"N", "S"} for row in self.rows], bool)
        return np.where(normal, self.values, np.nan) if len(self.rows) else self.values

    def trace(self, look: str = "own", name: str = "", shift: timedelta = timedelta()) -> Trace:
        """Draw it as a line, moved on by a while where asked."""
        return Trace(name or self.name, self.times + shift.total_seconds(), self.values, look)

    def within(self, start: datetime, end: datetime) -> Floats:
        """Give the normal values of [start, end)."""
        inside = (self.times >= start.timestamp()) & (self.times < end.timestamp())
        return self.good[inside & np.isfinite(self.good)]

    def without(self, start: datetime, end: datetime) -> Floats:
        """Give the normal values outside of [start, end)."""
        inside = (self.times >= start.timestamp()) & (self.times < end.timestamp())
        return self.good[~inside & np.isfinite(self.good)]


def streams(mn: str) -> dict[str, registry.DatastreamInfo]:
    """Give the datastreams of a data logger by code."""
    logger = registry.all_loggers(None).get(mn)
    if logger is None:
        return {}
    return {s.code: s for s in registry.datastreams(logger.thing_id) if s.mn == mn}


def course(
    mn: str, code: str, interval: str, start: datetime, end: datetime, *, converted: bool = False
) -> Course:
    """Read a datastream from the archive.

    Parameters
    ----------
    mn, code, interval
        Which; an empty interval takes hours.
    start, end
        Values that start in [start, end).
    converted
        The value at the reference state of oxygen, where it was sent beside.

    Returns
    -------
    Course
        Without rows where nothing came.
    """
    kind = interval or "hour"
    wanted = CONVERTED if converted else MEANS
    table = record.observations(
        mn=mn, code=code, interval=kind, field=list(wanted), start=start, end=end, columns=COLUMNS
    )
    rows = table.to_pylist()
    sent = {row["field"] for row in rows}
    field = next((name for name in wanted if name in sent), "")
    info = streams(mn).get(code)
    name = words.stream_name(info) if info else words.factor_name(code)
    unit = unit_text(info.unit) if info else ""
    kept = tuple(row for row in rows if row["field"] == field)
    return Course(mn, code, kind, field, name, unit, kept)


def ribbons(one: Course, end: datetime) -> Iterator[Ribbon]:
    """List the stretches of marks as sent, and of what did not come."""
    step = STEPS[one.interval]
    yield from _marked(one, step)
    if step:
        yield from _absent(one, end, step)


def _marked(one: Course, step: timedelta) -> Iterator[Ribbon]:
    """Join neighbouring rows of one mark."""
    length = step or timedelta(minutes=1)
    known: tuple[str, datetime, datetime] | None = None
    for row in one.rows:
        mark, at = (row["flag"] or "N").upper(), row["start"]
        if known and (mark != known[0] or at - known[2] > 2 * length):
            yield _ribbon(*known)
            known = None
        if mark not in {"N", "S"}:
            known = (mark, known[1] if known else at, at + length)
    if known:
        yield _ribbon(*known)


def _ribbon(letter: str, start: datetime, end: datetime) -> Ribbon:
    key = FLAG_TO_NO_DATA.get(letter, "invalid")
    return Ribbon(key, start, end, f"{flag_word(letter)} {letter}")


def _absent(one: Course, end: datetime, step: timedelta) -> Iterator[Ribbon]:
    """Name the stretches between the first and the last row in which nothing came."""
    moments = [row["start"] for row in one.rows]
    step = _usual(moments, step)
    for before, after in pairwise(moments):
        if after - before > 1.5 * step:
            yield Ribbon("missing", before + step, after, str(NO_DATA["missing"]))
    if moments and end - moments[-1] > 2 * step and moments[-1] + step < end:
        yield Ribbon("missing", moments[-1] + step, end, str(NO_DATA["missing"]))


def _usual(moments: Sequence[datetime], step: timedelta) -> timedelta:
    """Take the usual distance of rows, as a stream of two-hourly values has it."""
    gaps = sorted(b - a for a, b in pairwise(moments))
    return max(step, gaps[len(gaps) // 2]) if gaps else step


def neighbours(mn: str, code: str, count: int = 3) -> list[tuple[str, str]]:
    """Name the nearest things of the same kind that measure the same, as (MN, name)."""
    logger = registry.all_loggers(None).get(mn)
    things = registry.things()
    own = things.get(logger.thing_id) if logger else None
    if own is None or own.lon is None or own.lat is None:
        return []
    found = []
    for stream in registry.datastreams():
        thing = things.get(stream.thing_id)
        if stream.code != code or thing is None or thing.id == own.id or thing.kind != own.kind:
            continue
        if thing.lon is not None and thing.lat is not None:
            apart = (thing.lon - own.lon) ** 2 * 0.59 + (thing.lat - own.lat) ** 2
            found.append((apart, stream.mn, words.name(thing)))
    return [(other, name) for _apart, other, name in sorted(found)[:count]]


def limit(thing_id: int | None, one: Course, at: datetime) -> tuple[float, str, str] | None:
    """Give the upper limit of a course on a day, its words, and the document it stands in."""
    if thing_id is None:
        return None
    for each in registry.limits(thing_id, beijing(at).date()):
        if each.code == one.code and each.interval == one.interval and each.high is not None:
            if each.field != one.field and one.field:
                continue
            text = _("limit %(value)s %(unit)s, %(document)s") % {
                "value": f"{each.high.normalize():f}",
                "unit": unit_text(each.unit),
                "document": each.document,
            }
            return float(each.high), text, each.clause
    return None

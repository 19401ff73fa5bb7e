"""A finding with what stands around it: its stream, its past, its neighbours, and their overview."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from qingtian_platform.check.api import FindingRow
from qingtian_platform.publish.desk import words
from qingtian_platform.publish.desk.alarms import courses, plots, readings
from qingtian_platform.publish.desk.alarms.plots import Floats, Level, Plot, Shade, Trace
from qingtian_platform.publish.desk.alarms.readings import Course
from qingtian_platform.registry import api as registry

DAY = timedelta(days=1)
LONGEST = timedelta(days=62)
"""Most that a plot shows; of a longer stretch its end."""
PAST = timedelta(days=45)
"""How far back a stream's own past is read."""
OTHERS = 4
"""Most companions that are drawn. [1]"""


@dataclass(frozen=True)
class Scene:
    """A finding with what stands around it.

    Attributes
    ----------
    own
        Its stream over the shown span; `before` is its own past up to the start of the stretch.
    span
        What is shown.
    others
        Streams that it was compared with, over the same span.
    shade, shades
        Its own stretch; those of all findings of the alarm about this stream.
    """

    finding: FindingRow
    own: Course
    before: Course
    span: tuple[datetime, datetime]
    others: tuple[Course, ...]
    shade: Shade
    shades: tuple[Shade, ...]
    levels: tuple[Level, ...]

    @property
    def evidence(self) -> Mapping[str, Any]:
        """What was seen and expected."""
        return self.finding.evidence

    @property
    def inside(self) -> Floats:
        """The values of the stretch."""
        return self.own.within(self.finding.start, self.finding.end)

    def number(self, key: str) -> float | None:
        """Give a number of the evidence."""
        found = self.evidence.get(key)
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if math.isfinite(found) else None


def span_of(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Choose what is shown of a stretch: it, and half as much on either side, up to now."""
    room = max(DAY, (end - start) / 2)
    last = min(end + min(room, 7 * DAY), max(end, timezone.now()))
    return max(start - room, last - LONGEST), last


def scene(finding: FindingRow, findings: Sequence[FindingRow]) -> Scene:
    """Read what a finding is compared with.

    Parameters
    ----------
    finding
        The one.
    findings
        All of the alarm, in the order of their numbers.
    """
    first, last = span_of(finding.start, finding.end)
    mn, code, interval = finding.mn, finding.code, finding.interval
    converted = str(finding.evidence.get("field", "")).startswith("Zs")
    own = readings.course(mn, code, interval, first, last, converted=converted)
    past = finding.start - PAST
    before = readings.course(mn, code, interval, past, finding.start, converted=converted)
    others = tuple(
        readings.course(other, prop, interval, first, last)
        for other, prop in finding.streams
        if (other, prop) != (mn, code)
    )[:OTHERS]
    marks = shades(findings)
    mine = marks[findings.index(finding)]
    beside = tuple(m for m, f in zip(marks, findings, strict=True) if (f.mn, f.code) == (mn, code))
    levels = _levels(finding, own)
    return Scene(finding, own, before, (first, last), others, mine, beside, levels)


def _levels(finding: FindingRow, own: Course) -> tuple[Level, ...]:
    found = readings.limit(finding.thing_id, own, finding.start)
    return (Level(found[0], found[1]),) if found else ()


def shades(findings: Sequence[FindingRow]) -> tuple[Shade, ...]:
    """Mark the findings of an alarm with the numbers of the list beside the plots."""
    language = words.language()
    return tuple(
        Shade(n, f.start, f.end, f.say(language), f.category == "falsification")
        for n, f in enumerate(findings, 1)
    )


def overview(one: Scene, flags: Sequence[plots.Ribbon] = (), width: int = plots.WIDE) -> Plot:
    """Draw the stretch with its datastream, limit, marks, flags, findings, neighbours greyed."""
    marks = tuple(readings.ribbons(one.own, one.span[1]))
    return courses.course(
        one.own.name,
        [*grey(one), one.own.trace()],
        one.span,
        unit=one.own.unit,
        levels=one.levels,
        shades=one.shades,
        ribbons=[*marks, *flags],
        width=width,
    )


def grey(one: Scene) -> list[Trace]:
    """Draw the same property nearby, faintly, where it is measured in the open."""
    finding = one.finding
    thing = registry.things().get(finding.thing_id or 0)
    if thing is None or thing.kind not in {"station", "site"}:
        return []
    found = []
    for mn, name in readings.neighbours(finding.mn, finding.code):
        other = readings.course(mn, finding.code, finding.interval, *one.span)
        if len(other.rows):
            found.append(other.trace("grey", name))
    return found

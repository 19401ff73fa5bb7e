"""What the stage must know of the registry and the law before it judges a source of a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.conf import settings

from qingtian import law
from qingtian.protocols.hj212.factors import find
from qingtian.quantities import natural_day
from qingtian.quantities.units import SPELLINGS
from qingtian_platform.check.declared import api as declared
from qingtian_platform.check.declared.api import MarkInfo
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import (
    DatastreamInfo,
    LimitInfo,
    RangeInfo,
    ShutdownInfo,
    Standing,
    holding,
)
from qingtian_platform.registry.api import ThingInfo as Thing

HOURS = 24
"""Hours of a day. [h]"""
SYSTEMS = {"31": "stack", "32": "water", "39": "dust", "21": "section"}
"""System code of HJ 212 (table 5) to the way in which its values are judged."""


@dataclass(frozen=True)
class Source:
    """An outlet, site or section with what is registered of it.

    Attributes
    ----------
    way
        How it is judged: `stack`, `water`, `dust` or `section`.
    streams
        Its datastreams by logger and code.
    limits
        Every limit ever entered for it, in the order in which a later one replaces.
    ranges
        Units, ranges and cycles of its datastreams by day, as the registry keeps them.
    """

    thing: Thing
    way: str
    streams: Mapping[tuple[str, str], DatastreamInfo]
    limits: tuple[LimitInfo, ...]
    ranges: Mapping[tuple[str, str], tuple[RangeInfo, ...]] = field(default_factory=dict)

    @property
    def mns(self) -> tuple[str, ...]:
        """Numbers of its data loggers."""
        return tuple(sorted({mn for mn, _code in self.streams}))

    def unit(self, code: str) -> str:
        """Give the registered unit of a property, or that in which HJ 212 has it sent; else empty."""
        units = {each.unit for (_mn, own), each in self.streams.items() if own == code}
        factor = find(code)
        return next(iter(units), SPELLINGS.get(factor.unit, factor.unit) if factor else "")

    def owed(self, code: str, day: date) -> int:
        """Count the hourly values that a property owes on a day: 24, or one a cycle of its analyser."""
        cycles = [n for (_mn, own), n in self._cycles(day) if own == code]
        return HOURS // min(cycles, default=1)

    def _cycles(self, day: date) -> list[tuple[tuple[str, str], int]]:
        held = {key: holding(self.ranges.get(key, ()), day) for key in sorted(self.streams)}
        return [(key, row.cycle if row else 1) for key, row in held.items()]

    def limits_on(self, day: date) -> list[LimitInfo]:
        """List the registered limits that hold on a day: one a code, field, interval and source."""
        last: dict[tuple[str, ...], LimitInfo] = {}
        for each in self.limits:
            if each.valid_from <= day:
                last[each.code, each.field, each.interval, each.source] = each
        return [
            each
            for each in last.values()
            if (each.valid_to is None or day <= each.valid_to)
            and (each.low, each.high) != (None,) * 2
        ]

    def standing(self, day: date) -> Standing | None:
        """Give what it counts as on a day: kind of plant, water body, class to reach."""
        return self.thing.standing(day)

    def shutdowns(self, start: datetime, end: datetime) -> list[ShutdownInfo]:
        """List the declared stops that touch [start, end)."""
        return registry.shutdowns(self.thing.id, start, end)

    def marks(self, start: datetime, end: datetime) -> list[MarkInfo]:
        """List the marks of the rule of 2022 that the enterprise made and that touch [start, end)."""
        return declared.marks(start=start, end=end, thing=self.thing.id)

    def facts(self, day: date) -> str:
        """Write down in few letters what a day's verdicts rest on besides the data."""
        whole = natural_day(day)
        return digest(
            [
                self.way,
                self.standing(day),
                sorted(map(repr, self.limits_on(day))),
                sorted(map(repr, self.shutdowns(whole.start, whole.end))),
                [_said(each) for each in self.marks(whole.start, whole.end)],
                self._cycles(day),
                sorted((mn, code, each.unit) for (mn, code), each in self.streams.items()),
                law_print(),
            ]
        )

    def all_facts(self) -> str:
        """Write down in few letters all that any day's verdicts rest on besides the data."""
        begin, end = natural_day(date(1990, 1, 1)).start, natural_day(date(2200, 1, 1)).end
        return digest(
            [
                self.way,
                self.thing.standings,
                sorted(map(repr, self.limits)),
                sorted(map(repr, self.shutdowns(begin, end))),
                [_said(each) for each in self.marks(begin, end)],
                [
                    (key, [(row.valid_from, row.cycle) for row in self.ranges.get(key, ())])
                    for key in sorted(self.streams)
                ],
                sorted((mn, code, each.unit) for (mn, code), each in self.streams.items()),
                law_print(),
            ]
        )


def _said(mark: MarkInfo) -> tuple[object, ...]:
    """Give what of a mark decides over verdicts."""
    return mark.row, mark.mn, mark.code, mark.kind, mark.start, mark.end, mark.entered


def state() -> str:
    """Write down what changes with registry, marks of enterprises or law, for who looks for it."""
    return f"{registry.version()} {declared.version()} {law_print()}"


def digest(parts: list[object]) -> str:
    """Hash plain facts."""
    text = json.dumps(parts, default=repr, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def packs() -> tuple[str, ...]:
    """Name the packs whose law is applied beside the national one; every one that is installed."""
    chosen = getattr(settings, "QINGTIAN_PACKS", None)
    return tuple(law.known_packs()) if chosen is None else tuple(chosen)


@cache
def law_print() -> str:
    """Hash the limits and rules of emissions and water as this process knows them."""
    areas = ("emissions.", "water.")
    found = law.provisions(packs())
    return digest([repr(found[path]) for path in sorted(found) if path.startswith(areas)])


def read() -> dict[int, Source]:
    """Read the registry: every source that is judged, by number."""
    streams: dict[int, dict[tuple[str, str], DatastreamInfo]] = {}
    ways: dict[int, str] = {}
    for each in registry.datastreams():
        if each.st in SYSTEMS:
            streams.setdefault(each.thing_id, {})[each.mn, each.code] = each
            ways.setdefault(each.thing_id, SYSTEMS[each.st])
    things, limits, ranges = registry.things(), registry.limit_history(), registry.ranges()
    return {
        number: Source(
            things[number],
            ways[number],
            own,
            limits.get(number, ()),
            {key: ranges.get(key, ()) for key in own},
        )
        for number, own in streams.items()
        if things[number].kind != "station"
    }

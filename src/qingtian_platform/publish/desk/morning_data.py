"""A day of the duty room: every unit and period, normal, abnormal, over the limit or missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qingtian.quality.completeness import Counts
from qingtian.quality.rates import Rates, rates
from qingtian_platform.check import api as check
from qingtian_platform.kit.times import beijing, midnight, span_text
from qingtian_platform.publish.desk import gaps as stretches
from qingtian_platform.publish.desk import limits, words
from qingtian_platform.publish.desk.frame import Seen
from qingtian_platform.registry import api as registry

#: What became of an hour of a unit, the gravest first.
HOURS: dict[str, Promise] = {
    "over": gettext_lazy("Over the limit"),
    "missing": gettext_lazy("Missing"),
    "abnormal": gettext_lazy("Abnormal"),
    "late": gettext_lazy("Normal, back-filled"),
    "normal": gettext_lazy("Normal"),
    "shutdown": gettext_lazy("Declared shutdown"),
    "not-due": gettext_lazy("Not yet due"),
    "none": gettext_lazy("Nothing owed"),
}


@dataclass(frozen=True)
class Hour:
    """One hour of a unit: key of `HOURS` and a text for whoever points at it."""

    key: str
    title: str

    @property
    def letter(self) -> str:
        """A sign beside the colour."""
        return {"over": "▲"}.get(self.key, "")


@dataclass
class Unit:
    """A unit on a day.

    Attributes
    ----------
    hours
        The 24 hours.
    counts
        All properties and data loggers together.
    gaps
        What was missing or invalid.
    over
        Hours above a limit.
    told
        What the log says: causes, and who was told.
    """

    thing: registry.ThingInfo
    mns: list[str] = field(default_factory=list)
    hours: list[Hour] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    gaps: list[stretches.Row] = field(default_factory=list)
    over: list[limits.Over] = field(default_factory=list)
    notes: list[check.NoteInfo] = field(default_factory=list)
    day: date = date.min

    @property
    def name(self) -> str:
        """Name of the unit."""
        return words.name(self.thing)

    @property
    def district(self) -> str:
        """Where it stands."""
        return words.district(self.thing)

    @property
    def mn(self) -> str:
        """Its first data logger."""
        return self.mns[0]

    @property
    def rates(self) -> Rates:
        """Rates of the day."""
        return rates(self.counts, check.formula(self.day))

    @property
    def tally(self) -> dict[str, int]:
        """How many hours of each kind."""
        found = dict.fromkeys(HOURS, 0)
        for hour in self.hours:
            found[hour.key] += 1
        return found

    @property
    def wrong(self) -> bool:
        """Whether somebody must look at it."""
        found = self.tally
        return bool(found["over"] or found["missing"] or found["abnormal"])

    @property
    def open(self) -> bool:
        """Whether something is wrong and the log names nobody who was told."""
        return self.wrong and not any(note.kind == "told" for note in self.notes)

    @property
    def says(self) -> str:
        """The hours that are not normal, in words."""
        found = self.tally
        keys = ("over", "missing", "abnormal", "late", "shutdown", "not-due")
        told = [f"{HOURS[key]} {found[key]}" for key in keys if found[key]]
        return _(", ").join(told) if told else _("all hours normal")

    @property
    def causes(self) -> list[str]:
        """Causes by the chain, each once."""
        found = [
            _("%(where)s: %(cause)s") % {"where": row.where, "cause": row.cause}
            if row.where
            else row.cause
            for row in self.gaps
        ]
        return list(dict.fromkeys(found))

    @property
    def worst(self) -> stretches.Row | None:
        """The longest stretch that is not settled; else the longest."""
        return max(self.gaps, key=lambda r: (not r.settled, r.gap.end - r.gap.start), default=None)


@dataclass
class Day:
    """The whole day.

    Attributes
    ----------
    units
        What is wrong first, then by name.
    counts
        All together.
    """

    day: date
    units: list[Unit]
    counts: Counts

    @property
    def rates(self) -> Rates:
        """Rates of the day."""
        return rates(self.counts, check.formula(self.day))

    @property
    def gaps(self) -> list[stretches.Row]:
        """Everything missing or invalid, in order of time."""
        rows = [row for unit in self.units for row in unit.gaps]
        return sorted(rows, key=lambda row: (row.gap.start, row.name))

    @property
    def wrong(self) -> list[Unit]:
        """Units that somebody must look at."""
        return [unit for unit in self.units if unit.wrong]

    @property
    def open(self) -> list[Unit]:
        """Units of which nobody was told."""
        return [unit for unit in self.units if unit.open]

    @property
    def over(self) -> list[limits.Over]:
        """Hours above a limit."""
        return [one for unit in self.units for one in unit.over]


def day_of(day: date, seen: Seen, district: str | None) -> Day:
    """Gather a day.

    Parameters
    ----------
    day
        Beijing day.
    seen
        Which things the reader may see.
    district
        Whose notes; None = all.

    Returns
    -------
    Day
        Units that owed or sent something.
    """
    things = registry.things()
    owner = {mn: info.thing_id for mn, info in registry.all_loggers(None).items()}
    units: dict[int, Unit] = {}
    texts: dict[int, list[str]] = {}
    for row in check.counts(day, day, "hour"):
        thing = things.get(owner.get(row.mn, -1))
        if thing is None or not seen(thing):
            continue
        unit = units.setdefault(thing.id, Unit(thing, day=day))
        if row.mn not in unit.mns:
            unit.mns.append(row.mn)
        unit.counts += row.counts
        texts.setdefault(thing.id, []).append(row.letters)
    _attach(units, owner, day, seen, district)
    for number, unit in units.items():
        unit.hours = _hours(day, texts[number], unit.over)
    ordered = sorted(units.values(), key=lambda u: (not u.wrong, u.thing.kind, u.thing.name))
    total = sum((unit.counts for unit in ordered), Counts())
    return Day(day, ordered, total)


def _attach(
    units: dict[int, Unit], owner: dict[str, int], day: date, seen: Seen, district: str | None
) -> None:
    """Hang gaps, exceedances and notes on their units."""
    for row in stretches.rows(seen, day, day, interval="hour"):
        if row.thing.id in units:
            units[row.thing.id].gaps.append(row)
    for one in limits.over_on(day):
        unit = units.get(owner.get(one.mn, -1))
        if unit is not None:
            unit.over.append(one)
    by_key = {unit.thing.key: unit for unit in units.values()}
    for note in check.notes(day, district=district):
        if note.thing in by_key:
            by_key[note.thing].notes.append(note)


def _hours(day: date, texts: Iterable[str], over: Iterable[limits.Over]) -> list[Hour]:
    """Put the letters of all properties together, hour by hour."""
    above: dict[int, list[str]] = {}
    for one in over:
        above.setdefault(beijing(one.start).hour, []).append(f"{one.name} {one.value}")
    rows = list(texts)
    return [_hour(day, n, {text[n] for text in rows}, above.get(n, [])) for n in range(24)]


def _hour(day: date, number: int, letters: set[str], above: list[str]) -> Hour:
    """Say what became of one hour."""
    key = "over" if above else _key(letters - {" "})
    start = midnight(day) + timedelta(hours=number)
    when = span_text(start, start + timedelta(hours=1), with_day=False)
    more = f" {_(', ').join(above)}" if above else ""
    return Hour(key, f"{when} {HOURS[key]}{more}")


def _key(letters: set[str]) -> str:
    for key, signs in (("missing", "-"), ("abnormal", "ij"), ("late", "l"), ("normal", "v")):
        if letters & set(signs):
            return key
    if "s" in letters:
        return "shutdown"
    return "not-due" if "." in letters else "none"

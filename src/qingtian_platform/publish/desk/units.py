"""The rows of the board: every data logger with state, times, rates, who answers, what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from qingtian.quality.completeness import Counts
from qingtian.quality.rates import Rates, rates
from qingtian_platform.check import api as check
from qingtian_platform.publish.desk import line, words
from qingtian_platform.publish.desk.frame import Seen
from qingtian_platform.registry import api as registry

#: The five lists of the desk, and the two states that are none of them.
STATES: dict[str, Promise] = {
    "over": gettext_lazy("Over the limit"),
    "offline": gettext_lazy("Offline"),
    "missing": gettext_lazy("Missing"),
    "invalid": gettext_lazy("Invalid"),
    "abnormal": gettext_lazy("Abnormal"),
    "shutdown": gettext_lazy("Declared shutdown"),
    "replay": gettext_lazy("Replay or import"),
    "normal": gettext_lazy("Normal"),
}
ORDER = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True)
class Fault:
    """A broken chain of a unit: the data logger's, or one observed property's."""

    broken: check.Broken
    names: tuple[str, ...]
    thing: registry.ThingInfo

    @property
    def link(self) -> str:
        """Key of the broken link."""
        return self.broken.rule.link

    @property
    def where(self) -> str:
        """Name of the broken link."""
        return words.link(self.link)

    @property
    def cause(self) -> str:
        """What it means."""
        return words.said(self.broken.rule.cause)

    @property
    def next(self) -> str:
        """What happens next."""
        return words.said(self.broken.rule.next)

    @property
    def who(self) -> str:
        """Who does it."""
        return words.who(self.broken.rule.who, self.thing)

    @property
    def since(self) -> datetime | None:
        """Since when."""
        return self.broken.since

    @property
    def lasting(self) -> str:
        """For how long."""
        return words.lasting(self.broken.since) if self.broken.since else ""

    @property
    def due(self) -> datetime | None:
        """By when the next step is to be done."""
        return self.broken.due

    @property
    def left(self) -> tuple[str, str]:
        """How long until then, and how that looks."""
        return words.remaining(self.due) if self.due else ("", "")


@dataclass
class Row:
    """One data logger on the board."""

    thing: registry.ThingInfo
    logger: registry.LoggerInfo
    measured: datetime | None = None
    received: datetime | None = None
    faults: list[Fault] = field(default_factory=list)
    today: Counts = field(default_factory=Counts)
    yesterday: Counts = field(default_factory=Counts)
    over: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    formula: object = None
    device: line.Device | None = None

    @property
    def mn(self) -> str:
        """The data logger's number."""
        return self.logger.mn

    @property
    def name(self) -> str:
        """Name of the unit."""
        return words.name(self.thing)

    @property
    def kind(self) -> str:
        """Kind of the unit."""
        return str(words.KINDS.get(self.thing.kind, self.thing.kind))

    @property
    def district(self) -> str:
        """Where it stands."""
        return words.district(self.thing)

    @property
    def state(self) -> str:
        """The gravest of its states."""
        return min(self.states, key=ORDER.__getitem__)

    @property
    def word(self) -> str:
        """The word for it."""
        return str(STATES[self.state])

    @property
    def fault(self) -> Fault | None:
        """What is broken first; None where the chain is whole."""
        return self.faults[0] if self.faults else None

    @property
    def answers(self) -> str:
        """Who answers for the unit when nothing is broken: who is registered as answerable."""
        named = self.thing.answerable_en if words.english() else self.thing.answerable
        return named or words.who("maintainer", self.thing)

    @property
    def day_rates(self) -> Rates:
        """Rates of yesterday."""
        return rates(self.yesterday, check.formula(timezone.localdate() - timedelta(days=1)))

    @property
    def sent_today(self) -> Fraction | None:
        """Share of what fell due today that has come."""
        return rates(self.today, check.formula(timezone.localdate())).transmission

    @property
    def lag(self) -> str:
        """How long after its measurement the last value came."""
        if self.measured is None or self.received is None:
            return ""
        return words.lasting(min(self.measured, self.received), self.received)


def rows(
    seen: Seen, over: dict[str, tuple[str, ...]] | None = None, mn: str | None = None
) -> list[Row]:
    """Gather the board; a closed station is not on it, even where its data logger has no end.

    Parameters
    ----------
    seen
        Which things the reader may see.
    over
        By MN, the properties whose last hour lies over the limit.
    mn
        One data logger; all where left out.

    Returns
    -------
    list of Row
        The gravest first, then by name.
    """
    today = timezone.localdate()
    things = {
        number: thing
        for number, thing in registry.things().items()
        if registry.in_service(thing, today) and seen(thing)
    }
    found = {
        name: Row(things[logger.thing_id], logger)
        for name, logger in registry.loggers().items()
        if mn in {None, name} and logger.thing_id in things
    }
    _reach(found)
    _faults(found)
    _counts(found)
    devices = line.devices()
    for name, row in found.items():
        row.device = devices.get(name)
        row.over = (over or {}).get(name, ())
        row.states = tuple(_states(row))
    return sorted(found.values(), key=lambda row: (ORDER[row.state], row.thing.name, row.mn))


def _reach(found: dict[str, Row]) -> None:
    """Put last measured beside last received."""
    for series in check.series():
        row = found.get(series.mn)
        if row is not None:
            row.measured = _later(row.measured, series.last)
            row.received = _later(row.received, series.received_at)


def _later(known: datetime | None, micros: int) -> datetime:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return moment if known is None else max(known, moment)


def _faults(found: dict[str, Row]) -> None:
    """Say where each chain is broken; equal faults of several properties are one."""
    streams = {(d.mn, d.code): words.stream_name(d) for d in registry.datastreams()}
    for mn, broken in _by_mn(check.broken()).items():
        row = found.get(mn)
        if row is None:
            continue
        groups: dict[tuple[str, object], list[check.Broken]] = {}
        for one in broken:
            if not one.well or one.rule.number == "CH-01":
                groups.setdefault((one.rule.number, one.since), []).append(one)
        for members in groups.values():
            names = tuple(streams.get((mn, m.code), m.code) for m in members if m.code)
            row.faults.append(Fault(members[0], names, row.thing))


def _by_mn(broken: Iterable[check.Broken]) -> dict[str, list[check.Broken]]:
    found: dict[str, list[check.Broken]] = {}
    for one in broken:
        found.setdefault(one.mn, []).append(one)
    return found


def _counts(found: dict[str, Row]) -> None:
    """Count today and yesterday."""
    today = timezone.localdate()
    day_before = today - timedelta(days=1)
    for mn, days in check.matrix(day_before, today).items():
        row = found.get(mn)
        if row is not None:
            row.today = days.get(today, Counts())
            row.yesterday = days.get(day_before, Counts())


def _states(row: Row) -> Iterable[str]:
    """Say in which lists a data logger stands."""
    if not row.logger.live:
        return ["replay"]
    found = [_fault_state(fault) for fault in row.faults]
    if row.over:
        found.append("over")
    if row.today.missing and "offline" not in found and "shutdown" not in found:
        found.append("missing")
    return found or ["normal"]


def _fault_state(fault: Fault) -> str:
    """Say which list a fault puts its data logger on."""
    rule = fault.broken.rule
    if rule.number == "CH-01":
        return "shutdown"
    if not fault.broken.code and "none" in rule.when.get("data", ()):
        return "offline"
    if "flag" in rule.when:
        return "invalid"
    return "missing" if "data" in rule.when else "abnormal"


def tally(found: Iterable[Row]) -> dict[str, int]:
    """Count how many data loggers stand in each list; one may stand in several."""
    counts = dict.fromkeys(STATES, 0)
    for row in found:
        for state in set(row.states):
            counts[state] += 1
    return counts

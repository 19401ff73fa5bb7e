"""What a source sent and what its operator marked: plain inputs of every judgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from qingtian import law
from qingtian.law import NotInForceError, Provision
from qingtian.quantities import BEIJING, convert, natural_day
from qingtian.standards.result import Given, LeftOut

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reading:
    """One value as it came: a minute's, an hour's, or one run of an analyser.

    Attributes
    ----------
    start
        Start of its period, with a zone (HJ 212 names a period by its start).
    value
        The number as sent, with its digits; None = no number. [unit]
    unit
        Of the value. Concentrations of a stack are dry, at the standard state, not converted.
    flag
        Data mark as sent; empty = none.
    origin
        Where it comes from: logger, batch, frame.
    minutes
        Valid minutes behind an hourly value; None = not known. [min]
    """

    start: datetime
    value: Decimal | None
    unit: str
    flag: str = ""
    origin: Mapping[str, object] = field(default_factory=dict)
    minutes: int | None = None

    def given(self) -> Given:
        """Show it as an input of a result, by the start of its period in Beijing time."""
        local = self.start.astimezone(BEIJING)
        return Given(f"{local:%Y-%m-%d %H:%M}", self.value, self.unit, self.origin)

    def to(self, unit: str) -> Decimal:
        """Give its number in another unit; there must be one."""
        assert self.value is not None
        return convert(self.value, self.unit, unit)


@dataclass(frozen=True)
class Mark:
    """A stretch of time that was marked under the rule of 2022, or of order 10 for incineration.

    Attributes
    ----------
    kind
        As the law lists it: `校准`, `启炉`, …
    start, end
        With a zone; the end does not belong to it.
    item
        The item that it is about; None = all of the outlet.
    reason, by
        Why, and who marked it.
    entered
        When it was entered; None = not known.
    """

    kind: str
    start: datetime
    end: datetime
    item: str | None = None
    reason: str = ""
    by: str = ""
    entered: datetime | None = None

    def minutes(self, start: datetime, end: datetime) -> int:
        """Count the whole minutes that it covers of a stretch. [min]."""
        covered = min(self.end, end) - max(self.start, start)
        return max(0, covered // MINUTE)

    def given(self) -> Given:
        """Show it as something that was given."""
        first, last = (each.astimezone(BEIJING) for each in (self.start, self.end))
        origin = {"by": self.by} if self.by else {}
        return Given(f"{first:%Y-%m-%d %H:%M}–{last:%H:%M}", self.kind, "", origin)


@dataclass(frozen=True)
class Sorted:
    """Readings that take part, those that do not, and the provision that says so."""

    used: tuple[Reading, ...]
    left_out: tuple[LeftOut, ...]
    rule: Provision

    @property
    def flagged(self) -> Provision | None:
        """The table of data marks, where a mark other than N decided anything."""
        plain = all(each.flag.strip().upper() in ("", "N") for each in self.used)
        return None if plain and all(o.reason != "flagged" for o in self.left_out) else self.rule

    def starts(self) -> set[datetime]:
        """Name the periods that have a value."""
        return {each.start for each in self.used}


def flags(day: date) -> Provision:
    """Give the table of data marks of a day (HJ 212)."""
    return law.at(day)["emissions.marks.flags"]


def _counts(table: Provision, flag: str) -> bool:
    known = {row["flag"]: bool(row["counts"]) for row in table.rows()}
    return known.get(flag.strip().upper(), False)


def objection(
    reading: Reading, table: Provision, *, signed: bool = False
) -> tuple[str, dict[str, object]] | None:
    """Say why a reading takes no part, by the key of a sentence; None = it does."""
    if not _counts(table, reading.flag):
        return "flagged", {"flag": reading.flag}
    if reading.value is None:
        return "no-number", {}
    if reading.value < 0 and not signed:
        return "negative", {}
    return None


def sort(
    readings: Iterable[Reading], day: date, start: datetime, end: datetime, *, signed: bool = False
) -> Sorted:
    """Part the readings of [start, end) into those that count and those that do not.

    Parameters
    ----------
    readings
        In any order; of two for one period that count, the first in time of arrival stays.
    day
        Day of the data, whose marks are known.
    start, end
        The period, with a zone.
    signed
        Whether numbers below zero are meant, as of a temperature.
    """
    table = flags(day)
    used: dict[datetime, Reading] = {}
    out: list[LeftOut] = []
    for reading in sorted(readings, key=lambda each: each.start):
        found = objection(reading, table, signed=signed)
        if not start <= reading.start < end:
            found = ("outside", {})
        elif found is None and reading.start in used:
            found = ("repeated", {})
        if found is None:
            used[reading.start] = reading
        else:
            out.append(LeftOut(reading.given(), *found))
    return Sorted(tuple(used[each] for each in sorted(used)), tuple(out), table)


def unmarked(found: Sorted, marks: Sequence[Mark], length: timedelta) -> Sorted:
    """Take out the readings whose period touches a mark."""
    free, out = [], list(found.left_out)
    for reading in found.used:
        end = reading.start + length
        touching = [m for m in marks if m.start < end and reading.start < m.end]
        if touching:
            out.append(LeftOut(reading.given(), "marked", {"kind": touching[0].kind}))
        else:
            free.append(reading)
    return Sorted(tuple(free), tuple(out), found.rule)


def _on(path: str, day: date) -> Provision | None:
    try:
        return law.at(day)[path]
    except NotInForceError:
        return None


def kinds(day: date) -> Provision | None:
    """Give the kinds of marks of a day; none before the marking rule."""
    return _on("emissions.marks.kinds", day)


def marking_sectors(day: date) -> tuple[str, ...]:
    """List the industries that the marking rule names on a day; others may follow it."""
    table = _on("emissions.marks.sectors", day)
    return () if table is None else tuple(str(row["zh"]) for row in table.rows())


@dataclass(frozen=True)
class Marks:
    """Marks under which an item is shown and not judged, and those that do not hold.

    Attributes
    ----------
    held
        Those that suspend the judgement.
    left_out
        Those that do not, and why: no rule yet, a kind that excuses nobody, too short, too late.
    rules
        What was used of the law.
    """

    held: tuple[Mark, ...]
    left_out: tuple[LeftOut, ...]
    rules: tuple[Provision, ...]


def suspending(
    marks: Iterable[Mark], item: str, day: date, start: datetime, end: datetime
) -> Marks:
    """Part the marks of an item that touch [start, end).

    Parameters
    ----------
    marks
        As entered.
    item
        Name of the item.
    day
        Day of the data.
    start, end
        The period that is judged, with a zone.
    """
    held: list[Mark] = []
    out: list[LeftOut] = []
    for mark in marks:
        if mark.item not in (None, item) or not (mark.start < end and start < mark.end):
            continue
        reason = _weakness(mark, day)
        if reason is None:
            held.append(mark)
        else:
            out.append(LeftOut(mark.given(), reason, {"kind": mark.kind}))
    found = (kinds(day), _on("emissions.marks.rule", day)) if held or out else ()
    return Marks(tuple(held), tuple(out), tuple(each for each in found if each is not None))


def _weakness(mark: Mark, day: date) -> str | None:
    table, rule = kinds(day), _on("emissions.marks.rule", day)
    if table is None or rule is None:
        return "mark-too-early"
    judged = {
        spelling: bool(row["judged"])
        for row in table.rows()
        for spelling in (row["zh"], row["en"], str(row["en"]).split(": ")[-1])
    }
    if mark.kind not in judged:
        return "mark-unknown"
    if judged[mark.kind]:
        return "mark-judged"
    if mark.end - mark.start <= MINUTE * int(rule.value["longer_than_min"]):
        return "mark-short"
    return "mark-late" if _late(mark, int(rule.value["deadline_h"])) else None


def _late(mark: Mark, hour: int) -> bool:
    """Say whether it was entered after the hour of the day that follows its last."""
    last = (mark.end - MINUTE).astimezone(BEIJING).date()
    deadline = natural_day(last).end + timedelta(hours=hour)
    return mark.entered is not None and mark.entered > deadline

"""What checks and detectors say of the hours of a day, and what stands beside them at neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from qingtian.quality.flags import Flag
from qingtian.quality.rules import rule as rule_of
from qingtian.quantities import natural_day
from qingtian_platform.act.reviews import settings, states, tables
from qingtian_platform.check.findings import api as findings
from qingtian_platform.kit.places import Places
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry

Language = Literal["zh", "en"]
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Note:
    """What a rule says of an hour.

    Attributes
    ----------
    rule
        Its number.
    text
        In words.
    finding
        Number of the finding; None where a check flagged the value and no more.
    """

    rule: str
    text: str
    finding: int | None = None


@dataclass(frozen=True)
class Checked:
    """A reading with what is to be looked at: its mark, or what rules say of it.

    Attributes
    ----------
    reading
        The reading.
    notes
        Of rules, in the order of their numbers; none where its mark alone is no good one.
    """

    reading: tables.Reading
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Beside:
    """The hours of a neighbour: by factor and start, value as text and mark."""

    thing: registry.ThingInfo
    distance: float
    values: Mapping[tuple[str, datetime], tuple[str, str]]


def checked(table: tables.Table, language: Language, places: Places | None = None) -> list[Checked]:
    """List the readings of a day that are to be looked at first, by time and factor.

    Those with a mark or a finding, and those on which somebody decided.

    Parameters
    ----------
    table
        The day.
    language
        Of the words.
    places
        Where the data lives; None = of this process.
    """
    notes = _notes(table, language, places)
    found = [Checked(each, notes.get(_key(each), ())) for each in table.readings]
    chosen = [one for one in found if one.notes or _marked(one.reading)]
    return sorted(chosen, key=lambda one: (one.reading.start, one.reading.code))


def _key(reading: tables.Reading) -> tuple[str, str, datetime]:
    return reading.row["mn"], reading.code, reading.start


def _notes(
    table: tables.Table, language: Language, places: Places | None
) -> dict[tuple[str, str, datetime], tuple[Note, ...]]:
    span = natural_day(table.day)
    start, end = span.start.astimezone(UTC), span.end.astimezone(UTC)
    found: dict[tuple[str, str, datetime], dict[str, Note]] = defaultdict(dict)
    for row in findings.findings(start=start, end=end, thing=table.thing.id, places=places):
        note = Note(row.rule, row.say(language), row.id)
        for reading in table.readings:
            if _touches(row, reading):
                found[_key(reading)].setdefault(row.rule, note)
    for mn, code in {(each.row["mn"], each.code) for each in table.readings}:
        for at, rule in _flagged(mn, code, (start, end), places):
            found[mn, code, at].setdefault(rule, Note(rule, rule_of(rule).name[language]))
    return {key: tuple(by[rule] for rule in sorted(by)) for key, by in found.items()}


def _flagged(
    mn: str, code: str, span: tuple[datetime, datetime], places: Places | None
) -> Iterable[tuple[datetime, str]]:
    """Give the hours that rules doubt, with each rule; what came late and counts waits for nobody."""
    times, flags, said = findings.flags(mn, code, "hour", *span, places)
    for time, flag, rules in zip(times, flags, said, strict=True):
        if flag < Flag.SUSPECT:
            continue
        at = time.astype("datetime64[us]").astype(datetime).replace(tzinfo=UTC)
        yield from ((at, rule) for rule in rules if rule.startswith(("QC-", "FD-")))


def neighbours(thing: registry.ThingInfo, day: date, places: Places | None = None) -> list[Beside]:
    """Read the same day at the nearest stations of the same kind that the authority runs.

    Parameters
    ----------
    thing
        The station or section.
    day
        In Beijing.
    places
        Where the data lives; None = of this process.
    """
    if thing.lon is None or thing.lat is None:
        return []
    others = [
        (registry.distance(thing, one), one)
        for one in registry.things().values()
        if one.id != thing.id and one.kind == thing.kind and states.own(one, day)
    ]
    near = sorted((far, one.id) for far, one in others if far is not None)
    chosen = near[: settings.neighbours(day)]
    things = {number: registry.things()[number] for _, number in chosen}
    read = tables.tables(list(things.values()), day, places)
    return [_beside(things[number], far, read[number]) for far, number in chosen]


def _beside(thing: registry.ThingInfo, far: float, read: tables.Table) -> Beside:
    values = {(each.code, each.start): (each.value, each.mark) for each in read.readings}
    return Beside(thing, far, values)


def count(
    things: Sequence[registry.ThingInfo], day: date, places: Places | None = None
) -> dict[int, tuple[int, int]]:
    """Count the readings of a day, and those with a mark or a finding, by number of the thing. [1].

    Parameters
    ----------
    things
        Stations and sections.
    day
        In Beijing.
    places
        Where the data lives; None = of this process.
    """
    span = natural_day(day)
    start, end = span.start.astimezone(UTC), span.end.astimezone(UTC)
    said = findings.findings(start=start, end=end, places=places)
    return {
        number: (len(read.readings), sum(_to_see(each, said) for each in read.readings))
        for number, read in tables.tables(things, day, places).items()
    }


def _to_see(reading: tables.Reading, said: Sequence[findings.FindingRow]) -> bool:
    return _marked(reading) or any(_touches(row, reading) for row in said)


def _marked(reading: tables.Reading) -> bool:
    """Tell whether a reading came with a mark that is not good, or a person did something to it."""
    return reading.received[1] not in acts.GOOD or reading.acted


def _touches(row: findings.FindingRow, reading: tables.Reading) -> bool:
    own = (reading.row["mn"], reading.code) in row.streams
    return own and row.start < reading.start + _HOUR and row.end > reading.start

"""The hourly values of a day of a station as they hold, and the digest that persons sign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from qingtian.ledger.acts import canonical
from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.record.acts import api as acts
from qingtian_platform.registry import api as registry

FIELDS: Final = ("Avg", "Rtd")
"""What an ambient hour counts by."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS: Final = (
    *("mn", "code", "field", "interval", "start", "place", "value", "decimals", "text"),
    *("flag", "batch", "frame", "act"),
)


@dataclass(frozen=True)
class Reading:
    """An hourly value that takes part in a review.

    Attributes
    ----------
    row
        The observation with what holds (`docs/map.md`).
    received
        The same as it was received: value as text, and mark.
    """

    row: Mapping[str, Any]
    received: tuple[str, str]

    @property
    def key(self) -> str:
        """Name of the reading on a page and in a form."""
        start = acts.micro(self.row["start"]) // 1_000_000
        return (
            f"{self.row['mn']}|{self.row['code']}|{self.row['field']}|{start}|{self.row['place']}"
        )

    @property
    def start(self) -> datetime:
        """Start of the hour."""
        found: datetime = self.row["start"]
        return found

    @property
    def end(self) -> datetime:
        """End of the hour."""
        return self.start + timedelta(hours=1)

    @property
    def code(self) -> str:
        """Observed property."""
        return str(self.row["code"])

    @property
    def value(self) -> str:
        """What holds, as text."""
        return acts.value_text(self.row)

    @property
    def mark(self) -> str:
        """The mark that holds."""
        return str(self.row["flag"])

    @property
    def counts(self) -> bool:
        """Whether the value counts by its mark."""
        return self.mark in acts.GOOD and self.row["value"] is not None

    @property
    def acted(self) -> bool:
        """Whether an act of a person says something of it."""
        return self.row["act"] is not None

    @property
    def line(self) -> list[str | int]:
        """The reading in the table that is signed."""
        row = self.row
        keys = (row["mn"], row["code"], row["field"], acts.micro(row["start"]), row["place"])
        return [*keys, row["batch"], row["frame"], self.value, self.mark]


@dataclass(frozen=True)
class Table:
    """The hours of a day.

    Attributes
    ----------
    thing
        The station or section.
    day
        In Beijing.
    readings
        In the order of logger, factor, field, hour and place.
    """

    thing: registry.ThingInfo
    day: date
    readings: tuple[Reading, ...]

    @property
    def text(self) -> str:
        """What the digest is made of (`docs/review.md`)."""
        return canonical([each.line for each in self.readings]).decode()

    @property
    def digest(self) -> str:
        """SHA-256 of the text, 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def find(self, keys: Sequence[str]) -> list[Reading]:
        """Give the readings of some names, in the order of the table."""
        wanted = set(keys)
        return [each for each in self.readings if each.key in wanted]


def table(thing: registry.ThingInfo, day: date, places: Places | None = None) -> Table:
    """Read the hours of a day as they hold now.

    Parameters
    ----------
    thing
        The station or section.
    day
        In Beijing.
    places
        Where the data lives; None = of this process.
    """
    return tables([thing], day, places)[thing.id]


def tables(
    things: Sequence[registry.ThingInfo], day: date, places: Places | None = None
) -> dict[int, Table]:
    """Read the hours of a day of several things at once, by their number; see `table`."""
    places = places or Places.current()
    mns = {mn: thing.id for thing in things for mn in loggers(thing)}
    read: dict[int, list[Reading]] = {thing.id: [] for thing in things}
    if mns and record.ready(places):
        for each in _readings(sorted(mns), day, places):
            read[mns[each.row["mn"]]].append(each)
    return {
        thing.id: Table(thing, day, tuple(sorted(read[thing.id], key=lambda each: each.line[:5])))
        for thing in things
    }


def _readings(mns: list[str], day: date, places: Places) -> list[Reading]:
    span = natural_day(day)
    asked: dict[str, Any] = {
        "mn": mns,
        "interval": "hour",
        "field": list(FIELDS),
        "start": span.start.astimezone(UTC),
        "end": span.end.astimezone(UTC),
        "columns": _COLUMNS,
        "places": places,
    }
    rows = record.observations(**asked).to_pylist()
    before = _received(asked) if any(row["act"] is not None for row in rows) else {}
    return [
        Reading(row, before.get(_name(row)) or (acts.value_text(row), row["flag"])) for row in rows
    ]


def _received(asked: dict[str, Any]) -> dict[tuple[Any, ...], tuple[str, str]]:
    rows = record.observations(**asked, superseded=True).to_pylist()
    return {_name(row): (acts.value_text(row), row["flag"]) for row in rows}


def _name(row: Mapping[str, Any]) -> tuple[Any, ...]:
    keys = ("mn", "code", "field", "start", "place", "batch", "frame")
    return tuple(row[key] for key in keys)


def loggers(thing: registry.ThingInfo) -> list[str]:
    """List the data loggers that send for a thing."""
    return sorted(one.mn for one in registry.loggers().values() if one.thing_id == thing.id)


def changed(before: str, now: Table) -> Iterator[tuple[str, list[str | int]]]:
    """Tell what differs between a table that was signed and what holds now.

    Parameters
    ----------
    before
        Text of the table that was signed.
    now
        The table of now.

    Yields
    ------
    str, list
        `late-data` where another frame brought it, `act` where a person did; and the line of now,
        or the old one where it is gone.
    """
    old = {_key(line): line for line in json.loads(before)}
    new = {_key(each.line): each.line for each in now.readings}
    for key in sorted({*old, *new}):
        was, line = old.get(key), new.get(key)
        if was != line:
            same = was is not None and line is not None and was[5:7] == line[5:7]
            yield "act" if same else "late-data", line or was or []


def _key(line: Sequence[str | int]) -> tuple[str, ...]:
    return tuple(str(each) for each in line[:5])


def moment(line: Sequence[str | int]) -> datetime:
    """Give the hour of a line of a table, Beijing."""
    return (_EPOCH + timedelta(microseconds=int(line[3]))).astimezone(BEIJING)

"""Who is in a fleet: devices, their habits and what goes wrong with them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from qingtian.protocols.hj212.dialects import Edition

_FOLDER = Path(__file__).parent
_PROFILES = {"22": "station", "31": "stack", "32": "outfall", "39": "dust", "21": "section"}

Kind = Literal["mark", "silence", "outage", "disconnect", "wrong-password", "high", "copy", "slope"]
History = Literal["answers", "refuses", "other-number", "late", "none"]


class FleetError(ValueError):
    """A fleet that cannot be; says which entry and what was expected."""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong again and again, at times that the seed chooses, or in one stretch.

    Attributes
    ----------
    kind
        `mark`: values carry a data mark; `silence`: measured and kept, not sent; `outage`: not
        measured; `disconnect`: the line is down; `wrong-password`: frames carry another; `high`:
        what is measured is higher, as where the treatment fails; `copy`: what was measured `back`
        hours before is sent again as new; `slope`: somebody sets the slope of an analyser to `times`
        the usual, and its readings follow; under mark `M` the data logger logs the visit.
    every, hours
        Once in so many hours, for so long; `every` 0: without a pause. [h]
    mark
        The data mark of `mark`.
    codes
        Factors it touches; empty: all.
    times
        How many times the usual level `high` brings, or the usual slope `slope` sets. [1]
    back
        How much older is what `copy` sends. [h]
    since, until
        It holds in [since, until) alone, ISO 8601 with a zone; empty: no bound.
    """

    kind: Kind
    every: float = 0
    hours: float = 0
    mark: str = "D"
    codes: tuple[str, ...] = ()
    times: float = 1.0
    back: float = 0
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Unit:
    """One data logger of a fleet; its password does not show.

    Attributes
    ----------
    mn, password, st, edition, key
        What its frames carry; `key` is the SM4 key of 2025 as 16 characters, or empty.
    profile
        Name in `profiles.yaml`; empty: by `st`.
    minutes, realtime
        Intervals of minute data [min] and real-time data [s]; 0: none.
    intervals
        Which of minute, hour, day it sends.
    history
        What it does when asked for history.
    late_seconds
        How long it takes where `history` is `late`. [s]
    clock_error, clock_drift
        Its clock's error at the start [s] and what it gains. [s/day]
    duplicates, broken, divided
        Shares of frames that it sends twice, damages, or writes in pieces.
    window
        Frames that it leaves unanswered at a time.
    reference_oxygen
        For converted values of stacks. [%]
    follow
        CSV file with start, code, value of hours that its values follow; empty: none.
    backfill
        How far back it has something to send when it starts, where that is more than the fleet. [h]
    tells
        Whether it tells serials, parameters and logs of its analysers (CN 3019 and 3020).
    faults
        What goes wrong.
    """

    mn: str
    st: str
    password: str = "123456"  # noqa: S105 - what nearly every logger in the field has
    edition: Edition = "2017"
    key: str = ""
    profile: str = ""
    minutes: int = 10
    realtime: int = 60
    intervals: tuple[str, ...] = ("minute", "hour", "day")
    history: History = "answers"
    late_seconds: float = 3600
    clock_error: float = 0
    clock_drift: float = 0
    duplicates: float = 0
    broken: float = 0
    divided: float = 0
    window: int = 1
    reference_oxygen: float = 6
    follow: str = ""
    backfill: float = 0
    tells: bool = False
    faults: tuple[Fault, ...] = field(default=())

    def __repr__(self) -> str:
        return f"Unit({self.mn}, {self.st}, {self.edition})"

    @property
    def shape(self) -> dict[str, Any]:
        """Its profile."""
        name = self.profile or _PROFILES.get(self.st, "station")
        return cast("dict[str, Any]", _yaml("profiles.yaml")[name])


@cache
def _yaml(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8")))


def fleet(source: str) -> list[Unit]:
    """Read a fleet.

    Parameters
    ----------
    source
        Name of a built-in fleet, or path of a YAML file: a list of units, or `loggers: [...]`.

    Raises
    ------
    FleetError
        There is no such fleet, or an entry is not understood.
    """
    built_in = _yaml("fleets.yaml")
    if source in built_in:
        return units(built_in[source])
    path = Path(source)
    if not path.is_file():
        names = ", ".join(sorted(built_in))
        raise FleetError(f"fleet {source!r}: expected a file or one of {names}")
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    return units(read["loggers"] if isinstance(read, dict) else read)


def units(entries: list[dict[str, Any]]) -> list[Unit]:
    """Make units of plain entries."""
    return [_unit(number, entry) for number, entry in enumerate(entries, 1)]


def _unit(number: int, entry: dict[str, Any]) -> Unit:
    unknown = set(entry) - {each.name for each in fields(Unit)}
    if unknown or "mn" not in entry or "st" not in entry:
        raise FleetError(f"fleet entry {number}: expected mn and st; unknown: {sorted(unknown)}")
    given = dict(entry)
    given["faults"] = tuple(_fault(number, each) for each in entry.get("faults", ()))
    given["intervals"] = tuple(entry.get("intervals", Unit.intervals))
    return Unit(**given)


def _fault(number: int, entry: dict[str, Any]) -> Fault:
    try:
        return Fault(**{**entry, "codes": tuple(entry.get("codes", ()))})
    except TypeError as error:
        raise FleetError(f"fleet entry {number}, faults: {error}") from error


def plain(members: list[Unit]) -> list[dict[str, Any]]:
    """Write units as plain entries, passwords included: for a worker's standard input only."""
    return [asdict(unit) for unit in members]

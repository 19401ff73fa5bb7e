"""What the registry says that evaluation rests on: which stream is which pollutant of which station."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from qingtian.quantities import UnitError, factor
from qingtian.standards.air.stations import ASSESSMENT
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

CODES = {
    "a21026": "SO2",
    "a21004": "NO2",
    "a34002": "PM10",
    "a34004": "PM2.5",
    "a21005": "CO",
    "a05024": "O3",
}
"""Code of the observed property in the archive to the pollutant."""

CITY = 0
"""Number under which the city's results stand; things begin at 1."""


def unit_of(pollutant: str) -> str:
    """Give the unit that the law states a pollutant in."""
    return "mg/m³" if pollutant == "CO" else "µg/m³"


@dataclass(frozen=True)
class Stream:
    """One pollutant of one station as one data logger sends it.

    Attributes
    ----------
    unit
        As registered; where none is, that of the law.
    """

    mn: str
    code: str
    thing: int
    pollutant: str
    unit: str

    @property
    def factor(self) -> Decimal:
        """Number that a value is multiplied by to stand in the unit of the law. [1]."""
        return factor(self.unit, unit_of(self.pollutant))


@dataclass(frozen=True)
class Facts:
    """Streams and stations, read at one version of the registry."""

    streams: tuple[Stream, ...]
    stations: dict[int, ThingInfo]

    def things_of(self, mns: Iterable[str]) -> set[int]:
        """Name the stations that some loggers send for."""
        wanted = set(mns)
        return {stream.thing for stream in self.streams if stream.mn in wanted}

    def table(self, things: Iterable[int] | None = None) -> pa.Table:
        """Give the streams as a table to join the archive with."""
        wanted = None if things is None else set(things)
        rows = [each for each in self.streams if wanted is None or each.thing in wanted]
        return pa.table(
            {
                "mn": pa.array([row.mn for row in rows], pa.string()),
                "code": pa.array([row.code for row in rows], pa.string()),
                "thing": pa.array([row.thing for row in rows], pa.int64()),
                "pollutant": pa.array([row.pollutant for row in rows], pa.string()),
                "factor": pa.array([float(row.factor) for row in rows], pa.float64()),
            }
        )

    def assessment(self, day: date) -> list[int]:
        """List the stations whose values make the city's on a day."""
        found = []
        for number, info in self.stations.items():
            standing = info.standing(day)
            kind = standing.station_kind if standing else info.station_kind
            open_then = (info.opened is None or info.opened <= day) and (
                info.closed is None or day <= info.closed
            )
            if kind == ASSESSMENT and open_then:
                found.append(number)
        return sorted(found)

    def members(self, first: date, last: date) -> pa.Table:
        """Give the assessment stations of each day, with their count."""
        things: list[int] = []
        days: list[date] = []
        counts: list[int] = []
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            own = self.assessment(day)
            things += own
            days += [day] * len(own)
            counts += [len(own)] * len(own)
        return pa.table(
            {
                "thing": pa.array(things, pa.int64()),
                "day": pa.array(days, pa.date32()),
                "stations": pa.array(counts, pa.int64()),
            }
        )


def _unit(registered: str, pollutant: str) -> str:
    try:
        factor(registered, unit_of(pollutant))
    except UnitError:
        return unit_of(pollutant)
    return registered


def read() -> Facts:
    """Read the registry."""
    stations = {info.id: info for info in registry.things().values() if info.kind == "station"}
    units = {(each.mn, each.code): each.unit for each in registry.datastreams()}
    streams = [
        Stream(mn, code, info.thing_id, name, _unit(units.get((mn, code), ""), name))
        for mn, info in sorted(registry.loggers().items())
        if info.thing_id in stations
        for code, name in CODES.items()
    ]
    return Facts(tuple(streams), stations)

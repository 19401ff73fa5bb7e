"""Stations of a file: which data logger a name means; unknown ones are registered."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qingtian_platform.registry import api as registry

from .errors import RowRefusedError
from .mapping import Mapping

PATH = Path(__file__).parent / "stations.csv"
LONGEST = 80


@dataclass(frozen=True)
class Known:
    """A station that the packaged list knows under several names."""

    mn: str
    name: str
    name_en: str
    names: frozenset[str]
    district: str
    lon: float | None
    lat: float | None
    station_kind: str
    level: str


@lru_cache(maxsize=1)
def known() -> dict[str, Known]:
    """Read the packaged list of Beijing's ambient stations, by every name that they go under."""
    found = {}
    with PATH.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            station = _known(row)
            found.update(dict.fromkeys(station.names, station))
    return found


def _known(row: dict[str, str]) -> Known:
    aliases = row["aliases"].split("|") if row["aliases"] else []
    return Known(
        mn=row["mn"],
        name=row["name"],
        name_en=row["name_en"],
        names=frozenset((row["mn"], row["name"], row["name_en"], *aliases)),
        district=row["district"],
        lon=float(row["lon"]) if row["lon"] else None,
        lat=float(row["lat"]) if row["lat"] else None,
        station_kind=row["station_kind"],
        level=row["level"],
    )


class Stations:
    """Finds the data logger of each name in a file, and registers what is not there.

    Parameters
    ----------
    mapping
        What an unknown station is, and what it measures.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._found: dict[str, str] = {}
        self.registered: list[str] = []

    def mn(self, name: str) -> str:
        """Give the MN of a station by MN, key or name; an unknown one is registered.

        Raises
        ------
        RowRefusedError
            The row names no station, or one that cannot be registered.
        """
        if name not in self._found:
            if not name or len(name) > LONGEST:
                raise RowRefusedError("the row names no station" if not name else "name too long")
            self._found[name] = self._find(name) or self._register(name)
            self._complete(self._found[name])
        return self._found[name]

    def _find(self, name: str) -> str | None:
        """Look among the data loggers, then the things, under every name of the station."""
        station = known().get(name)
        names = station.names if station and self._ambient() else frozenset((name,))
        loggers = registry.all_loggers()
        for one in names:
            if one in loggers:
                return one
        things = {t.id for t in registry.things().values() if names & {t.key, t.name, t.name_en}}
        return _of(things, self._mapping.st, loggers.values())

    def _ambient(self) -> bool:
        return self._mapping.st == "22"

    def _register(self, name: str) -> str:
        station = known().get(name) if self._ambient() else None
        mn = station.mn if station else name
        if not mn.isascii():
            number = len(registry.all_loggers()) + 1
            mn = f"IMPORT-{number:05d}"
        with registry.acting(None, f"import: {self._mapping.source or 'table'}"):
            thing = self._thing(name, station)
            registry.ensure_logger(
                mn,
                thing_id=thing,
                st=self._mapping.st,
                codes=(),
                intervals=(self._mapping.interval,),
            )
        self.registered.append(name)
        return mn

    def _thing(self, name: str, station: Known | None) -> int:
        if station is None:
            return registry.ensure_thing(name, kind=self._mapping.kind, source=self._mapping.source)
        return registry.ensure_thing(
            station.name,
            name_en=station.name_en,
            kind="station",
            district=station.district or None,
            lon=station.lon,
            lat=station.lat,
            station_kind=station.station_kind,
            level=station.level,
            source=self._mapping.source,
        )

    def _complete(self, mn: str) -> None:
        """Register the datastreams that the file holds and the data logger lacks."""
        there = {d.code for d in registry.datastreams() if d.mn == mn}
        for prop in self._mapping.properties.values():
            if prop.code not in there:
                registry.ensure_datastream(mn, prop.code, intervals=(self._mapping.interval,))


def _of(things: set[int], st: str, loggers: Iterable[registry.LoggerInfo]) -> str | None:
    """Choose the data logger of the system code that stands at one of the things."""
    found = sorted(info.mn for info in loggers if info.thing_id in things and info.st == st)
    return found[0] if found else None


def units(mn: str) -> dict[str, str]:
    """Give the unit that each datastream of a data logger is kept in, by code."""
    return {d.code: d.unit for d in registry.datastreams() if d.mn == mn}

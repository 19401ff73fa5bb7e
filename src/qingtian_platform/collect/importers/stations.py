"""Stations of a file: which data logger a name means; unknown ones are registered."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from qingtian_platform.registry import api as registry

from .errors import RowRefusedError
from .mapping import Mapping

PATH = Path(__file__).parent / "stations.csv"
LONGEST = 80
MN_LENGTH = 24


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
        self._known = known() if mapping.st == "22" else {}
        self._index = _registered(mapping.st)
        self._found: dict[str, str] = {}
        self.units: dict[str, dict[str, str]] = {}
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
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> str:
        """Look under every name of the station; register it where none is known."""
        station = self._known.get(name)
        names = station.names if station else (name,)
        mn = next((self._index[one] for one in names if one in self._index), None)
        with transaction.atomic(), registry.acting(None, self._why()):
            mn = mn or self._register(name, station)
            self._complete(mn)
        return mn

    def _why(self) -> str:
        return f"import: {self._mapping.source or 'table'}"[:200]

    def _register(self, name: str, station: Known | None) -> str:
        mn = station.mn if station else name
        if not (mn.isascii() and len(mn) <= MN_LENGTH and " " not in mn):
            mn = f"IMPORT-{len(self._index) + 1:05d}"
        thing = self._thing(name, station)
        interval = self._mapping.interval
        registry.ensure_logger(
            mn, thing_id=thing, st=self._mapping.st, codes=(), intervals=(interval,)
        )
        self._index.update(dict.fromkeys({mn, name}, mn))
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
        """Register the datastreams that the file holds and the data logger lacks; note the units."""
        there = {stream.code for stream in registry.streams(mn)}
        for code in {prop.code for prop in self._mapping.properties.values()} - there:
            registry.ensure_datastream(mn, code, intervals=(self._mapping.interval,))
        self.units[mn] = {stream.code: stream.unit for stream in registry.streams(mn)}


def _registered(st: str) -> dict[str, str]:
    """Give the data loggers of a system code under MN, and key and names of their things."""
    things = registry.things()
    index = {}
    for mn, info in sorted(registry.all_loggers().items(), reverse=True):
        if info.st == st:
            thing = things[info.thing_id]
            index.update(dict.fromkeys((thing.key, thing.name, thing.name_en), mn))
    return index | {mn: mn for mn in registry.all_loggers()}

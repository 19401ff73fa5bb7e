"""What the registry tells the other stages: plain facts, no models."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class LoggerInfo:
    """A data logger as it stands today; its secrets do not show in `repr`.

    Attributes
    ----------
    mn, st
        Number of the device and system code (HJ 212-2017 table 5).
    password, sm4_key, sm4_since
        Secrets in clear for the gateway alone, and the day of the key.
    edition, checksum, strict, label
        How it speaks: edition of HJ 212, checksum, whether deviations are refused, and which end
        of the period its stamps name (`start` or `end`).
    networks
        Addresses it may call from; empty: any.
    rate
        Frames a second it is read at; None: the default. [1/s]
    history_supported
        None: not known yet.
    transmission
        `direct` (直传) or `forwarded` (转发).
    origin
        `real`, `replay` or `simulated`.
    intervals, realtime_seconds, minute_step
        What it is to send, and how often. [s, min]
    """

    mn: str
    st: str
    thing_id: int
    password: str = field(repr=False)
    sm4_key: bytes | None = field(repr=False)
    sm4_since: date | None
    edition: str
    checksum: str
    strict: bool
    label: str
    networks: tuple[str, ...]
    rate: float | None
    history_supported: bool | None
    transmission: str
    origin: str
    intervals: tuple[str, ...]
    realtime_seconds: int
    minute_step: int
    opened: date | None
    closed: date | None

    @property
    def live(self) -> bool:
        """Whether it is to speak now: an import's stream and a replay are owed nothing."""
        return bool(self.password) and self.origin != "replay"


@dataclass(frozen=True)
class Standing:
    """What a thing counts as from a day on.

    Attributes
    ----------
    station_kind, level
        Of a station: its kind and the level that operates it.
    plant
        Of an outlet or site: kind of plant, as the law files name it; None = not registered.
    body, target
        Of a section: `river` or `lake`, and the class that it is to reach.
    """

    valid_from: date
    station_kind: str | None
    level: str | None
    plant: str | None = None
    body: str | None = None
    target: str | None = None


@dataclass(frozen=True)
class ThingInfo:
    """A station, outlet, construction site or section as it stands on a day.

    Attributes
    ----------
    key
        Stands in addresses of pages.
    kind
        `station`, `outlet`, `site` or `section`.
    station_kind
        `assessment`, `control`, `traffic`, `regional`; None where it is no ambient station.
    level
        `national`, `city` or `district`: who operates it.
    district
        Code of six digits; None: the city's own.
    lon, lat
        None: not known. [degrees]
    organisations
        Numbers of owner and maintainer, for `people.api.may_see`.
    standings
        All standings by day, for results of earlier days.
    """

    id: int
    key: str
    name: str
    name_en: str
    kind: str
    station_kind: str | None
    level: str | None
    district: str | None
    district_name: str
    district_name_en: str
    township: str | None
    township_name: str
    lon: float | None
    lat: float | None
    owner: str
    owner_en: str
    maintainer: str
    maintainer_en: str
    answerable: str
    answerable_en: str
    permit: str
    origin: str
    source: str
    opened: date | None
    closed: date | None
    organisations: tuple[int, ...]
    standings: tuple[Standing, ...]

    def standing(self, day: date) -> Standing | None:
        """Give what the station counted as on a day; before the first row, the first holds."""
        earlier = [s for s in self.standings if s.valid_from <= day]
        return earlier[-1] if earlier else next(iter(self.standings), None)


@dataclass(frozen=True)
class DatastreamInfo:
    """One observed property of one data logger, with unit, range and cycle as of a day.

    Attributes
    ----------
    cycle
        Hours in which its analyser gives one value. [h]
    """

    thing_id: int
    mn: str
    st: str
    code: str
    name: str
    name_en: str
    unit: str
    low: float | None
    high: float | None
    intervals: tuple[str, ...]
    fields: tuple[str, ...]
    opened: date | None
    closed: date | None
    cycle: int = 1


@dataclass(frozen=True)
class RangeInfo:
    """Unit, range and cycle of a datastream's instrument from a day on; `cycle` in hours."""

    valid_from: date
    unit: str
    low: float | None
    high: float | None
    cycle: int = 1


@dataclass(frozen=True)
class LimitInfo:
    """A limit of an outlet on a day: bounds in `unit`, and where they are written."""

    thing_id: int
    code: str
    field: str
    interval: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    source: str
    document: str
    clause: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class ShutdownInfo:
    """A declared stop; `end` is None while it stands."""

    thing_id: int
    kind: str
    start: datetime
    end: datetime | None
    declared_by: str
    document: str
    why: str

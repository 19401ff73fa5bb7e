"""The pool: objects to inspect, persons who may, and what bars one from the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from qingtian.draw.errors import DrawError
from qingtian.draw.forms import NAME, key, many, of, sorted_keys
from qingtian.draw.settings import Settings
from qingtian.ledger.errors import FormError
from qingtian.ledger.kinds import Shape, calendar_day, shaped, text

_DISTRICT: Final = text(12)
OBJECT: Final[Shape] = {"category": key, "district": _DISTRICT, "key": key, "name": NAME}
SERVICE: Final[Shape] = {"object": key, "until": calendar_day}
PERSON: Final[Shape] = {
    "district": _DISTRICT,
    "employers": sorted_keys,
    "family": sorted_keys,
    "group": key,
    "key": key,
    "name": NAME,
    "served": many(of(SERVICE), 0, 100),
}
SHAPE: Final[Shape] = {
    "day": calendar_day,
    "objects": many(of(OBJECT), 1, 10_000),
    "people": many(of(PERSON), 1, 10_000),
}


@dataclass(frozen=True, slots=True)
class Object:
    """Who may be inspected.

    Attributes
    ----------
    key, name
        By which it is found, and how it is called.
    category
        Its quota is by this.
    district
        Code of the place; empty where it has none.
    """

    key: str
    name: str
    category: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """That a person served an object, and up to which day (2026-11-26)."""

    object: str
    until: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who may inspect, or help as an expert.

    Attributes
    ----------
    key, name
        By which the person is found, and how it is called.
    group
        Department, or `expert`.
    district
        Code of the place that the person belongs to; empty = the whole city.
    employers, family
        Objects that employ the person, or one of its family. Sorted.
    served
        Earlier service.
    """

    key: str
    name: str
    group: str
    district: str = ""
    employers: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    served: tuple[Service, ...] = ()

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Person:
        """Read a person of a pool."""
        served = tuple(Service(**each) for each in said["served"])
        lists = {name: tuple(said[name]) for name in ("employers", "family")}
        return cls(**{**said, **lists, "served": served})

    def said(self) -> dict[str, Any]:
        """Write the person as a pool carries it."""
        return {
            "district": self.district,
            "employers": list(self.employers),
            "family": list(self.family),
            "group": self.group,
            "key": self.key,
            "name": self.name,
            "served": [{"object": each.object, "until": each.until} for each in self.served],
        }


@dataclass(frozen=True, slots=True)
class Pool:
    """Everything that may be drawn.

    Attributes
    ----------
    day
        As of which day, as 2026-11-26; how long service has ended is counted to it.
    objects, people
        Sorted by key, none twice.
    """

    day: str
    objects: tuple[Object, ...]
    people: tuple[Person, ...]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Pool:
        """Read a pool.

        Raises
        ------
        DrawError
            It is of another form, is not sorted, or has a key twice.
        """
        try:
            shaped(said, SHAPE)
        except FormError as error:
            raise DrawError(f"pool: {error}") from error
        for name in ("objects", "people"):
            keys = [each["key"] for each in said[name]]
            if keys != sorted(set(keys)):
                raise DrawError(f"pool: expected {name} sorted by key, none twice")
        objects = tuple(Object(**each) for each in said["objects"])
        return cls(said["day"], objects, tuple(map(Person.of, said["people"])))

    def said(self) -> dict[str, Any]:
        """Write it as its paper carries it."""
        objects = [
            {"category": o.category, "district": o.district, "key": o.key, "name": o.name}
            for o in self.objects
        ]
        return {"day": self.day, "objects": objects, "people": [p.said() for p in self.people]}

    def allowed(self, what: Object, group: str, settings: Settings) -> list[Person]:
        """List the persons of a group whom nothing bars from an object, by key."""
        people = (each for each in self.people if each.group == group)
        return [each for each in people if not conflict(each, what, self.day, settings)]


def conflict(person: Person, what: Object, day: str, settings: Settings) -> str:
    """Name what bars a person from an object: employer, family, service, district; empty = nothing.

    Parameters
    ----------
    person, what
        Whom, from what.
    day
        The day of the pool, as 2026-11-26.
    settings
        How long service bars, and whether districts do.
    """
    if what.key in person.employers:
        return "employer"
    if what.key in person.family:
        return "family"
    since = f"{max(0, int(day[:4]) - settings.service_years):04d}{day[4:]}"
    if settings.service_years and any(
        each.object == what.key and each.until > since for each in person.served
    ):
        return "service"
    same = person.district and person.district == what.district
    return "district" if settings.district and same else ""

"""Which districts and townships have stations, and which have none and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from qingtian_platform.check.comparability.settings import KINDS
from qingtian_platform.people import api as people
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import ThingInfo

Gap = Literal["", "none", "closed", "silent"]
Lies = Callable[[ThingInfo], str]
"""Gives the code of the township that a station lies in on the day; empty where none is known."""


@dataclass(frozen=True)
class Covered:
    """The stations of a district or township.

    Attributes
    ----------
    code, name, name_en, level
        Of the division: six digits of a district, more of a township.
    stations
        That are open on the day, by key.
    gap
        Why it counts as uncovered; empty where a station is open and sends: `none` was ever
        registered, all are `closed`, or all that are open are `silent`: they send no hours.
    """

    code: str
    name: str
    name_en: str
    level: str
    stations: tuple[ThingInfo, ...]
    gap: Gap


def registered(thing: ThingInfo) -> str:
    """Give the township of a station as the registry has it."""
    return thing.township or ""


def coverage(day: date, *, lies: Lies = registered, kinds: Sequence[str] = KINDS) -> list[Covered]:
    """List the districts and townships with their stations on a day.

    Parameters
    ----------
    day
        In Beijing.
    lies
        Where a station lies, as a later stage may know better than the registry.
    kinds
        Kinds of things that count: `station`, `section`.

    Returns
    -------
    list of Covered
        Every district, then every township, by code.
    """
    things = [t for t in registry.things(day).values() if t.kind in kinds and t.origin != "replay"]
    sending = {each.thing_id for each in registry.datastreams(day=day) if each.intervals}
    where = {thing.id: lies(thing) for thing in things}
    rows = [each for each in people.packaged_divisions() if each["level"] in LEVELS]
    return [
        _covered(row, _of(row, things, where), day, sending)
        for row in sorted(rows, key=lambda each: (LEVELS.index(each["level"]), each["code"]))
    ]


LEVELS = ("district", "township")


def _of(row: dict[str, str], things: Iterable[ThingInfo], where: dict[int, str]) -> list[ThingInfo]:
    """List the things of a division; a township's code may be written with three more noughts."""
    if row["level"] == "district":
        return [thing for thing in things if thing.district == row["code"][:6]]
    return [thing for thing in things if where[thing.id][:9] == row["code"][:9]]


def _covered(row: dict[str, str], things: list[ThingInfo], day: date, sending: set[int]) -> Covered:
    standing = tuple(
        sorted(
            (thing for thing in things if registry.in_service(thing, day)),
            key=lambda thing: thing.key,
        )
    )
    gap: Gap = ""
    if not things:
        gap = "none"
    elif not standing:
        gap = "closed"
    elif not any(thing.id in sending for thing in standing):
        gap = "silent"
    code = row["code"][:6] if row["level"] == "district" else row["code"][:9]
    return Covered(code, row["name"], row["name_en"] or row["name"], row["level"], standing, gap)

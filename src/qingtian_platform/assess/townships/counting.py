"""Which stations count for a township: those that the municipal department runs, and none of its own."""

from __future__ import annotations

from datetime import date

from qingtian.policy import Policy
from qingtian.policy.assessments import Station, kept_out
from qingtian.policy.divisions import Division
from qingtian_platform.registry.api import ThingInfo

NOWHERE = "it lies in no township of that day that is known"
BODIES = ("", "办事处", "人民政府", "政府")
"""What a township or subdistrict is called beside its name, where it acts as a body."""


def left_out(known: Policy, thing: ThingInfo, township: str, day: date) -> str:
    """Say why the readings of a station do not count for the township that it lies in.

    Parameters
    ----------
    known
        The policy.
    thing
        The station.
    township
        Code of the township; empty where none is known.
    day
        Last day of the period: who runs the station is taken as of it.

    Returns
    -------
    str
        Empty where they count.
    """
    place = known.divisions.by_code.get(township)
    if place is None:
        return NOWHERE
    standing = thing.standing(day)
    level = (standing.level if standing else None) or ""
    names = _names(known, place)
    own = [code_of(names, name, township) for name in (thing.owner, thing.maintainer)]
    return kept_out(Station(thing.key, level, *own), township)


def code_of(names: frozenset[str], organisation: str, township: str) -> str:
    """Give the code of the township where an organisation is the township itself; else empty."""
    return township if organisation in names else ""


def _names(known: Policy, place: Division) -> frozenset[str]:
    """List what a township is called where it owns or maintains something."""
    above: list[str] = [""]
    parent = known.divisions.by_code.get(place.parent)
    while parent is not None:
        above.append(parent.name + above[-1])
        parent = known.divisions.by_code.get(parent.parent)
    stems = [f"{before}{place.name}" for before in above]
    return frozenset(f"{stem}{body}" for stem in stems for body in BODIES)

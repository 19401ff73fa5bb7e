"""Who answers for a matter: the unit that the pack names for its problem and place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from qingtian.cases import Procedure
from qingtian.policy import Policy
from qingtian.policy.errors import NotThereError
from qingtian_platform.act.cases import pack


@dataclass(frozen=True)
class Unit:
    """A unit that answers.

    Attributes
    ----------
    organisation, place
        Key of the organisation in the pack, and code of its place; empty where the text names nobody.
    """

    organisation: str = ""
    place: str = ""


def responsible(kind: Procedure, division: str, at: datetime) -> Unit:
    """Say who answers for a matter of a procedure at a place; nobody where the text names none."""
    return _responsible(pack.policy(), kind.key, division, pack.today(at))


@lru_cache(maxsize=4096)
def _responsible(known: Policy, procedure: str, division: str, day: date) -> Unit:
    problem = pack.intake().problems.get(procedure)
    if problem is None:
        return Unit()
    code = (division or "110000").ljust(9, "0")
    try:
        lead = known.who(problem, (code,), day).lead
    except NotThereError:
        return Unit()
    return Unit(lead.organisation, lead.place)


def jurisdiction(kind: Procedure, division: str) -> Unit:
    """Say whose a matter of a procedure is by law, whatever its problem; nobody where the pack is silent."""
    theirs = pack.intake().jurisdiction.get(kind.key)
    if theirs is None:
        return Unit()
    district = division[:6].ljust(9, "0")
    there = pack.policy().divisions.by_code.get(district)
    if there is None or there.kind == "city":
        return Unit(theirs.city, there.code if there else "")
    return Unit(theirs.district, there.code)


def named(organisation: str, place: str) -> str:
    """Name an organisation of the city's pack at a place, as papers do; empty where there is none."""
    return name(pack.policy(), organisation, place) if organisation else ""


def name(known: Policy, organisation: str, place: str) -> str:
    """Name an organisation at a place, as papers do, in Chinese."""
    unit = known.organisations.by_key[organisation].name["zh"]
    there = known.divisions.by_code.get(place)
    if (
        there is None
        or there.kind == "city"
        or known.organisations.by_key[organisation].kind == "body"
    ):
        return unit
    return f"{there.name}{unit}"

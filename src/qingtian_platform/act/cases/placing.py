"""Who answers for a matter: the unit that the pack names for its problem and place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from qingtian.cases import Procedure
from qingtian.policy import Policy
from qingtian.policy.divisions import Division
from qingtian.policy.errors import NotThereError
from qingtian_platform.act.cases import pack
from qingtian_platform.act.cases.infos import Language, Subject

PLACES = ("district", "township")
"""Levels of organisations that are a place."""


@dataclass(frozen=True)
class Unit:
    """A unit that answers.

    Attributes
    ----------
    organisation, place
        Key of the organisation in the pack, or code of a place that answers itself, and code of its
        place; empty where the text names nobody.
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


def jurisdiction(kind: Procedure, subject: Subject, division: str) -> Unit:
    """Say whose a matter of a procedure is by law, whatever its problem; nobody where the pack is silent."""
    theirs = pack.intake().jurisdiction.get(kind.key)
    if theirs is None:
        return Unit()
    known = pack.policy()
    if subject.kind in theirs.subject and (
        subject.key in known.organisations.by_key or subject.key in known.divisions.by_code
    ):
        return Unit(subject.key)
    there = known.divisions.by_code.get(division[:6].ljust(9, "0"))
    unit = theirs.city if there is None or there.kind == "city" else theirs.district
    return Unit(unit, there.code if there else "") if unit else Unit()


def named(organisation: str, place: str, language: Language = "zh") -> str:
    """Name an organisation of the city's pack at a place, as papers do; empty where there is none."""
    return name(pack.policy(), organisation, place, language) if organisation else ""


def name(known: Policy, organisation: str, place: str, language: Language = "zh") -> str:
    """Name an organisation at a place, as papers do; what has no English name stays Chinese.

    Many of the level of a district or township are at one place that place itself: 朝阳区, not
    朝阳区各区.
    """
    told, there = known.organisations.by_key.get(organisation), known.divisions.by_code.get(place)
    if told is None:
        return _whole(known, organisation, language)
    unit = told.name[language]
    if there is None or there.kind == "city" or told.kind == "body":
        return unit
    if told.kind == "group" and told.level in PLACES:
        return _whole(known, place, language)
    where = _place(there, language)
    return f"{unit}, {where}" if language == "en" else f"{where}{unit}"


def _whole(known: Policy, code: str, language: Language) -> str:
    """Name a place, one below a district with its district; empty where it is not known."""
    there = known.divisions.by_code.get(code)
    if there is None:
        return ""
    above = known.divisions.by_code.get(there.parent)
    if above is None or above.kind == "city":
        return _place(there, language)
    gap = " " if language == "en" else ""
    return f"{_place(above, language)}{gap}{_place(there, language)}"


def _place(there: Division, language: Language) -> str:
    return there.name_en if language == "en" and there.name_en else there.name

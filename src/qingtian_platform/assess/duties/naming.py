"""Names of units and duties in a language, for messages and pages alike."""

from __future__ import annotations

from typing import Literal

from qingtian.policy import Policy
from qingtian.policy.duties import Duty

Language = Literal["zh", "en"]


def unit_name(known: Policy, unit: str, language: Language) -> str:
    """Name an organisation, or a place with its district; what is not known stays as it is."""
    organisation = known.organisations.by_key.get(unit)
    if organisation is not None:
        return organisation.name[language]
    place = known.divisions.by_code.get(unit)
    if place is None:
        return unit
    above = known.divisions.by_code.get(place.parent)
    name = place.name_en if language == "en" and place.name_en else place.name
    if above is None or above.kind == "city":
        return name
    district = above.name_en if language == "en" and above.name_en else above.name
    return f"{district} {name}" if language == "en" else f"{district}{name}"


def duty_name(known: Policy, duty: Duty, language: Language) -> str:
    """Name a duty: the name of its clock, or the words of its clause."""
    if duty.kind == "clock":
        return known.clocks[duty.subject].name[language]
    target = known.targets.get(duty.subject)
    if target is not None and language == "en":
        return target.name["en"]
    return known.clauses[duty.subject].text

"""Answers to what the gazette leaves open, in words: a setting holds a short key or numbers by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_CHOICES: Final[Mapping[str, Promise]] = {
    "both": gettext_lazy("both must hold"),
    "either": gettext_lazy("one of them is enough"),
    "found": gettext_lazy("all that were found"),
    "unmended": gettext_lazy("those not mended alone"),
    "exclude": gettext_lazy("left out"),
    "last": gettext_lazy("placed last"),
    "include": gettext_lazy("a tie across the cut is named whole"),
    "next": gettext_lazy(
        "a tie across the cut is parted by the second figure, and named whole if it stays"
    ),
    "penalised/found": gettext_lazy("penalties divided by violations found"),
    "penalised/checked": gettext_lazy("penalties divided by checks"),
    "permit-to-acceptance": gettext_lazy("from the permit to acceptance"),
    "calendar-year": gettext_lazy("the calendar year"),
    "rolling-year": gettext_lazy("the twelve months before"),
    "calendar": gettext_lazy("the calendar year"),
    "rolling": gettext_lazy("the twelve months before"),
    "receipt": gettext_lazy("from receipt"),
    "check": gettext_lazy("from the check"),
    "included": gettext_lazy("it is included"),
    "excluded": gettext_lazy("it is not included"),
    "up": gettext_lazy("a part counts as one"),
    "down": gettext_lazy("a part does not count"),
    "half-even": gettext_lazy("half to even"),
    "notice": gettext_lazy("from the notice"),
    "first-meeting": gettext_lazy("from the first meeting"),
    "next day 12:00": gettext_lazy("the next day at noon"),
    "national list": gettext_lazy("as the national list says"),
    "separate document": gettext_lazy("a document of its own"),
    "by enterprise": gettext_lazy("set for each enterprise"),
    "assign": gettext_lazy("somebody is assigned"),
    "alternative": gettext_lazy("one of them is enough"),
    "cumulative": gettext_lazy("all of them must hold"),
    "units": gettext_lazy("to the units alone"),
    "public": gettext_lazy("to the public as well"),
    "desk": gettext_lazy("at the desk alone"),
    "met/due": gettext_lazy("met, divided by those due"),
    "met/reported": gettext_lazy("met, divided by those reported"),
    "of-target": gettext_lazy("as a share of the target"),
    "of-path": gettext_lazy("as a share of the way to the target"),
    "greatest": gettext_lazy("the greatest"),
    "mean": gettext_lazy("their mean"),
    "other": gettext_lazy("somebody else"),
    "any": gettext_lazy("anybody"),
    "overdue": gettext_lazy("past its day alone"),
    "open": gettext_lazy("everything not finished"),
    "all": gettext_lazy("without an end"),
    "stay": gettext_lazy("it stays on that day"),
    "computed": gettext_lazy("the computed figure"),
    "entered": gettext_lazy("the figure handed in"),
    "district": gettext_lazy("districts"),
    "environment": gettext_lazy("the environment bureau"),
}
_NAMES: Final[Mapping[str, Promise]] = {
    "deputy": gettext_lazy("deputy in charge"),
    "head": gettext_lazy("heads"),
    "interview": gettext_lazy("interview"),
    "examination": gettext_lazy("examination"),
    "rungs": gettext_lazy("rungs more"),
    "quality": gettext_lazy("quality"),
    "work": gettext_lazy("work"),
    "targets": gettext_lazy("targets"),
    "satisfaction": gettext_lazy("satisfaction"),
    "excellent": gettext_lazy("excellent from"),
    "failed": gettext_lazy("failed below"),
    "days": gettext_lazy("days"),
    "hours": gettext_lazy("hours"),
    "months": gettext_lazy("months"),
    "times": gettext_lazy("times"),
    "extended": gettext_lazy("days at most"),
    "percent": gettext_lazy("percent"),
    "limit": gettext_lazy("limit"),
    "february": gettext_lazy("days in February"),
    "notice": gettext_lazy("notice"),
    "commitment": gettext_lazy("commitment"),
    "look-back": gettext_lazy("look-back"),
    "kinds": gettext_lazy("kinds"),
    "items": gettext_lazy("items"),
    "lists": gettext_lazy("lists"),
    "list": gettext_lazy("list"),
    "cycle": gettext_lazy("cycle"),
    "divisions": gettext_lazy("divisions"),
    "organisations": gettext_lazy("organisations"),
    "method": gettext_lazy("method"),
    "points": gettext_lazy("figures at least"),
    "last": gettext_lazy("the last"),
    "district": gettext_lazy("of each district"),
    "before": gettext_lazy("days before"),
    "after": gettext_lazy("days after"),
    "share": gettext_lazy("one part in"),
    "least": gettext_lazy("no fewer than"),
    "most": gettext_lazy("no more than"),
    "raises": gettext_lazy("raises"),
    "tell": gettext_lazy("who is told"),
    "station": gettext_lazy("air stations (km)"),
    "section": gettext_lazy("water sections (km)"),
    "kilometres": gettext_lazy("within (km)"),
    "again_hours": gettext_lazy("running month again after (h)"),
    "quiet_minutes": gettext_lazy("older month again after (min)"),
    "interval": gettext_lazy("counted by"),
    "low": gettext_lazy("low below (%)"),
    "water": gettext_lazy("water"),
    "meteorology": gettext_lazy("meteorology"),
    "agriculture": gettext_lazy("agriculture"),
    "forestry": gettext_lazy("forestry"),
    "health": gettext_lazy("health"),
    "housing": gettext_lazy("housing"),
    "urban-management": gettext_lazy("urban management"),
    "transport": gettext_lazy("transport"),
    "land": gettext_lazy("planning and land"),
    "geology": gettext_lazy("geology"),
    "environment": gettext_lazy("environment"),
    "categories": gettext_lazy("kinds of objects"),
    "agency": gettext_lazy("monitoring agencies"),
    "enterprise": gettext_lazy("firms"),
    "take": gettext_lazy("to be drawn"),
    "of": gettext_lazy("of every"),
    "rounding": gettext_lazy("rounding"),
    "teams": gettext_lazy("members of a team"),
    "expert": gettext_lazy("experts"),
    "inspectors": gettext_lazy("inspectors of"),
    "service_years": gettext_lazy("years after service"),
    "commit": gettext_lazy("hours to commit"),
    "checkpoint": gettext_lazy("checkpoints after"),
    "reveal": gettext_lazy("hours to reveal"),
    "violation": gettext_lazy("violation"),
    "objects": gettext_lazy("the objects are told"),
    "sham": gettext_lazy("sham rectification"),
    "falsified": gettext_lazy("proven falsification"),
    "clue": gettext_lazy("clue"),
    "shortfall": gettext_lazy("target missed"),
}
_THINGS: Final[Mapping[str, Promise]] = {
    "subdistrict": gettext_lazy("subdistricts"),
    "town": gettext_lazy("towns"),
    "area": gettext_lazy("areas"),
    "township": gettext_lazy("townships"),
    "district": gettext_lazy("districts"),
    "body": gettext_lazy("departments"),
    "P1M": gettext_lazy("every month"),
    "township-air": gettext_lazy("air of townships"),
    "township-water": gettext_lazy("water of townships"),
    "air-township": gettext_lazy("air of townships"),
    "water-township": gettext_lazy("water of townships"),
    "coarse-particles": gettext_lazy("coarse particles"),
    "assigned": gettext_lazy("tasks assigned"),
    "dispatched": gettext_lazy("dispatched and supervised"),
    "verified": gettext_lazy("verified"),
    "disclosed": gettext_lazy("disclosed"),
    "accepted": gettext_lazy("accepted once mended"),
    "least-squares": gettext_lazy("line of least squares"),
    "theil-sen": gettext_lazy("middle slope (Theil–Sen)"),
    "notice": gettext_lazy("a notice"),
    "chief": gettext_lazy("the river chief"),
    "hour": gettext_lazy("hour"),
    "up": gettext_lazy("a part counts as one"),
    "down": gettext_lazy("a part does not count"),
    "environment": gettext_lazy("environment"),
    "quality": gettext_lazy("quality supervision"),
    "True": gettext_lazy("yes"),
    "False": gettext_lazy("no"),
}


def answer(value: Any, language: str) -> str:  # noqa: ANN401 - whatever was decided
    """Say an answer; what has no words stays as it is.

    Parameters
    ----------
    value
        What the setting holds: a key, numbers or lists by name, words by language, or a list.
    language
        `zh` or `en`.
    """
    if not isinstance(value, dict):
        return _listed(value, language) if isinstance(value, list) else _word(value, _CHOICES)
    if {"zh", "en"} <= set(value):
        return str(value[language])
    parts = (_part(key, each, language) for key, each in value.items())
    return ("；" if language == "zh" else "; ").join(parts)


def _part(key: str, value: Any, language: str) -> str:  # noqa: ANN401
    """Say what stands under a name; words by language name themselves."""
    said = _inner(value, language)
    named = isinstance(value, dict) and {"zh", "en"} <= set(value)
    return said if named else f"{_word(key, {**_THINGS, **_NAMES})} {said}"


def _inner(value: Any, language: str) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        return answer(value, language)
    return _listed(value, language) if isinstance(value, list) else _word(value, _THINGS)


def _listed(values: list[Any], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(_word(each, _THINGS) for each in values)


def _word(value: object, words: Mapping[str, Promise]) -> str:
    return str(words.get(str(value), value))

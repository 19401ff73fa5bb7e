"""A day's AQI under the other editions of the standard, from the concentrations of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingtian import law
from qingtian.law import Provision
from qingtian.standards import air
from qingtian.standards.result import Result
from qingtian_platform.kit.categories import category

RULE = "air.aqi.daily"
"""The provision that says how a day's AQI is made; its stages are the editions."""


@dataclass(frozen=True)
class OtherAqi:
    """What a day's concentrations come to by one edition."""

    edition: str
    since: str
    until: str
    holds: bool
    aqi: int | None
    category: str
    colour: str
    primary: tuple[str, ...]


def editions(whole: Result, day: date) -> list[OtherAqi]:
    """List a day's AQI by each edition, the day's own among them; empty where there is one alone.

    Parameters
    ----------
    whole
        The day's AQI as it explains itself; its concentrations are taken from it.
    day
        Day of the data, Beijing time.
    """
    stages = law.provisions()[RULE]
    if len({stage.standard for stage in stages}) < 2:
        return []
    values = concentrations(whole)
    return [_one(stage, values, day) for stage in stages]


def concentrations(whole: Result) -> Mapping[str, Any]:
    """Take the concentrations that the indices were made from, by argument."""
    found: dict[str, Any] = {}
    for index in whole.inputs:
        if isinstance(index, Result) and "argument" in index.more:
            parts = [each for each in index.inputs if isinstance(each, Result)]
            found[str(index.more["argument"])] = parts[0] if parts else None
    return found


def _one(stage: Provision, values: Mapping[str, Any], day: date) -> OtherAqi:
    holds = stage.since <= day and (stage.until is None or day <= stage.until)
    as_of = day if holds else (stage.until if stage.until and stage.until < day else stage.since)
    result = air.daily_aqi(values, as_of)
    aqi = result.value if isinstance(result.value, int) else None
    step = category(aqi, as_of)
    return OtherAqi(
        edition=result.edition,
        since=stage.since.isoformat(),
        until=stage.until.isoformat() if stage.until else "",
        holds=holds,
        aqi=aqi,
        category=step.name if step else "",
        colour=step.colour if step else "",
        primary=tuple(result.more["primary"]),
    )

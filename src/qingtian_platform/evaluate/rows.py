"""A result as it is stored and handed to pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

MARKS = ("corrected", "retracted", "decided")
"""What a person did: gave another value, took the value away, decided on its mark."""


@dataclass(frozen=True)
class Dose:
    """One concentration of a period.

    Attributes
    ----------
    value, unit
        As reported; None = not valid or not there. [unit]
    iaqi
        Individual index; None = none. [1]
    count, required
        Hours that took part and that the rule asks for; None where it is one hour's own value. [1]
    why
        Empty, or why there is no value: `missing` (no hour), `not-valid` (too few).
    """

    value: Decimal | None
    unit: str
    iaqi: int | None = None
    count: int | None = None
    required: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Result:
    """What one station, or the city, has for one hour or day.

    Attributes
    ----------
    thing_id
        None = the city.
    period
        `hour` or `day`.
    start, end
        The interval, UTC.
    aqi
        The index; None = NA. [1]
    primary
        Primary pollutants.
    level
        Category, 1 to 6; None without an index. `qingtian.standards.air.categories` names it.
    valid
        Whether the demands of the edition are met.
    edition
        The standard that was applied.
    doses
        By pollutant: SO2 NO2 PM10 PM2.5 CO O3 (a day's ozone is the daily maximum 8-hour mean);
        and `O3_1h` (daily maximum hour), `PM10_24h`, `PM2.5_24h` (moving means) where they count.
    reasons
        Keys of what is to be said of it: `missing:CO`, `not-published`, and of what rests on an
        act of a person `corrected:CO`, `retracted:CO`, `decided:CO`.
    stations, with_data
        Of the city: assessment stations, and those that took part; else 0. [1]
    received_at
        When the last of its inputs was received, UTC; None where unknown.
    version, computed_at
        Number of this version of the result, from 1, and when it was computed.
    """

    thing_id: int | None
    period: str
    start: datetime
    end: datetime
    aqi: int | None
    primary: tuple[str, ...]
    level: int | None
    valid: bool
    edition: str
    doses: Mapping[str, Dose] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    stations: int = 0
    with_data: int = 0
    received_at: datetime | None = None
    version: int = 0
    computed_at: datetime | None = None

    @property
    def acted(self) -> dict[str, str]:
        """What persons did to values that it rests on, by pollutant; one of `MARKS`."""
        return by_pollutant(self.reasons)

    @property
    def content(self) -> tuple[Any, ...]:
        """What must differ for a new version."""
        return (
            self.aqi,
            self.primary,
            self.level,
            self.valid,
            self.edition,
            self.stations,
            self.with_data,
            self.reasons,
            write_doses(self.doses),
        )


def write_doses(doses: Mapping[str, Dose]) -> str:
    """Write the concentrations as compact JSON; a number keeps its digits as text."""
    return json.dumps(
        {
            name: [
                None if dose.value is None else f"{dose.value:f}",
                dose.iaqi,
                dose.count,
                dose.required,
                dose.why,
            ]
            for name, dose in doses.items()
        },
        separators=(",", ":"),
    )


def read_doses(text: str) -> dict[str, Dose]:
    """Read what `write_doses` wrote."""
    return {
        name: Dose(
            None if value is None else Decimal(value),
            "mg/m³" if name.startswith("CO") else "µg/m³",
            iaqi,
            count,
            required,
            why,
        )
        for name, (value, iaqi, count, required, why) in json.loads(text).items()
    }


def by_pollutant(reasons: Iterable[str]) -> dict[str, str]:
    """Tell what was done, by pollutant, from the reasons of a result; the weightiest where several."""
    found: dict[str, str] = {}
    for mark in reversed(MARKS):
        for reason in reasons:
            if reason.startswith(f"{mark}:"):
                found[reason.removeprefix(f"{mark}:")] = mark
    return found

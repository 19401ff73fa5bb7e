"""What evaluate gives, in the shape that pages need; the one place that knows its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Dose:
    """One pollutant of one hour or day.

    Attributes
    ----------
    name
        Short name, as `PM2.5`.
    value, unit, decimals
        The concentration as reported; None = no valid value. [unit]
    iaqi
        Its individual index; None = none. [1]
    why
        Key of the word for no data, where there is no value.
    """

    name: str
    value: Decimal | None
    unit: str
    decimals: int
    iaqi: int | None
    why: str = ""


@dataclass(frozen=True)
class Figure:
    """The result of one station or the city for one hour or day.

    Attributes
    ----------
    start, end
        The interval, UTC.
    aqi
        The index as published; None = none. [1]
    primary
        Primary pollutants.
    edition
        The standard that was applied.
    doses
        By pollutant, in the statutory order.
    stations, with_data
        Of the city: assessment stations, and those with data. [1]
    """

    start: datetime
    end: datetime
    aqi: int | None
    primary: tuple[str, ...]
    edition: str
    doses: Mapping[str, Dose] = field(default_factory=dict)
    stations: int = 0
    with_data: int = 0

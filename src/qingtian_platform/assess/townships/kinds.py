"""Which indicators of a pack are computed for townships, and from which readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["daily", "hourly", "water"]


@dataclass(frozen=True)
class Kind:
    """How an indicator of townships is computed.

    Attributes
    ----------
    way
        `daily`: from the days that the platform evaluated; `hourly`: from hours of the archive;
        `water`: from the days of sections.
    what
        Pollutant of the days, or code of the observed property of the hours.
    valid
        Setting that says how much data a period needs; empty where the law does.
    """

    way: Way
    what: str
    valid: str = ""


KINDS = {
    "township-pm25": Kind("daily", "PM2.5"),
    "township-pm10": Kind("daily", "PM10"),
    "township-tsp": Kind("hourly", "a34001", "township.tsp.valid"),
    "township-water": Kind("water", "", "township.water.items"),
}
"""By the key of the indicator: a pack that names one of these has it computed."""

"""How far things stand from each other."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from .infos import ThingInfo

_EARTH = 6371.0088
"""Mean radius. [km]"""


def distance(one: ThingInfo, other: ThingInfo) -> float | None:
    """Measure the way between two things along the sphere; None where a place is missing. [km]."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    lon1, lat1, lon2, lat2 = (radians(each) for each in (one.lon, one.lat, other.lon, other.lat))
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(half))

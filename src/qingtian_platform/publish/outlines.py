"""Outlines of districts as paths of a drawing: our own vectors, no tiles from outside."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import qingtian_platform.registry as registry_app

Point = tuple[float, float]
Ring = tuple[Point, ...]

#: The districts of the centre, which the second drawing shows larger.
CENTRE = ("110101", "110102", "110105", "110106", "110107", "110108")


@dataclass(frozen=True)
class District:
    """The outline of one district, in degrees.

    Attributes
    ----------
    code
        Six digits.
    name
        In Chinese.
    centre
        Where a label stands: longitude, latitude. [°]
    rings
        Closed rings of longitude and latitude. [°]
    """

    code: str
    name: str
    centre: Point
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Frame:
    """The part of the city that a drawing shows, and its size.

    Attributes
    ----------
    west, south, east, north
        Borders. [°]
    width
        Width of the drawing. [px]
    """

    west: float
    south: float
    east: float
    north: float
    width: float

    @property
    def scale(self) -> float:
        """Drawing units for a degree of latitude. [px/°]."""
        return self.width / ((self.east - self.west) * self._squeeze)

    @property
    def height(self) -> float:
        """Height of the drawing. [px]."""
        return (self.north - self.south) * self.scale

    @property
    def _squeeze(self) -> float:
        """How much shorter a degree of longitude is than one of latitude."""
        return math.cos(math.radians((self.south + self.north) / 2))

    def at(self, lon: float, lat: float) -> Point:
        """Give the place of a point in the drawing. [px]."""
        x = (lon - self.west) * self._squeeze * self.scale
        return round(x, 1), round((self.north - lat) * self.scale, 1)

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies within."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def _rings(geometry: dict[str, object]) -> tuple[Ring, ...]:
    parts = geometry["coordinates"]
    polygons = parts if geometry["type"] == "MultiPolygon" else [parts]
    return tuple(
        tuple((float(x), float(y)) for x, y in ring)
        for polygon in polygons  # type: ignore[attr-defined]
        for ring in polygon
    )


@cache
def districts() -> tuple[District, ...]:
    """Read the outlines that the registry carries."""
    path = Path(str(registry_app.__file__)).parent / "data" / "beijing_districts.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return tuple(
        District(
            code=str(one["properties"]["code"]),
            name=one["properties"]["name"],
            centre=tuple(one["properties"]["centre"]),
            rings=_rings(one["geometry"]),
        )
        for one in features
    )


def frame_of(codes: tuple[str, ...] | None, width: float, margin: float = 0.02) -> Frame:
    """Frame some districts, or all of them.

    Parameters
    ----------
    codes
        Six digits each; None for the whole city.
    width
        Width of the drawing. [px]
    margin
        Space around, as a share of the width. [1]
    """
    points = [
        p for d in districts() if codes is None or d.code in codes for ring in d.rings for p in ring
    ]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    pad = (max(lons) - min(lons)) * margin
    return Frame(min(lons) - pad, min(lats) - pad, max(lons) + pad, max(lats) + pad, width)


def thinned(ring: Ring, tolerance: float) -> Ring:
    """Leave out points that lie nearer to the line than the tolerance (Douglas and Peucker).

    Parameters
    ----------
    ring
        Longitude and latitude. [°]
    tolerance
        Largest distance of a point left out. [°]
    """
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) // 2), (len(ring) // 2, len(ring) - 1)]
    keep.add(len(ring) // 2)
    while spans:
        first, last = spans.pop()
        far, distance = _farthest(ring, first, last)
        if distance > tolerance:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return tuple(ring[at] for at in sorted(keep))


def _farthest(ring: Ring, first: int, last: int) -> tuple[int, float]:
    """Find the point between two that is farthest from their line."""
    (x1, y1), (x2, y2) = ring[first], ring[last]
    length = math.hypot(x2 - x1, y2 - y1)
    best, most = first, 0.0
    for at in range(first + 1, last):
        x, y = ring[at]
        if length:
            distance = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
        else:
            distance = math.hypot(x - x1, y - y1)
        if distance > most:
            best, most = at, distance
    return best, most


def _touches(district: District, frame: Frame) -> bool:
    lons = [p[0] for ring in district.rings for p in ring]
    lats = [p[1] for ring in district.rings for p in ring]
    across = min(lons) <= frame.east and max(lons) >= frame.west
    return across and min(lats) <= frame.north and max(lats) >= frame.south


@cache
def paths(frame: Frame) -> tuple[tuple[District, str], ...]:
    """Draw the districts within a frame: the `d` of an SVG path for each."""
    tolerance = 0.5 / frame.scale
    drawn = []
    for district in districts():
        if not _touches(district, frame):
            continue
        text = "".join(
            "M" + "L".join(f"{x:g} {y:g}" for x, y in (frame.at(*p) for p in slim)) + "Z"
            for slim in (thinned(ring, tolerance) for ring in district.rings)
        )
        drawn.append((district, text))
    return tuple(drawn)

"""The city map: districts, and stations marked by value and by shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from qingtian_platform.publish.outlines import CENTRE, District, Frame, frame_of, paths

WIDTH = 380.0
CENTRE_WIDTH = 420.0
#: Room that a mark and a character of its label take in a drawing. [px]
MARK, LETTER, LINE = 15.0, 11.5, 13.0


@dataclass(frozen=True)
class Spot:
    """A station to be marked.

    Attributes
    ----------
    lon, lat
        Where it stands. [°]
    kind
        Its shape: `assessment`, `control`, `traffic`, `regional`.
    aqi
        Its index, or None; then the mark is drawn hollow and dashed.
    text
        What stands in the mark: the index, or a sign for none.
    title
        The whole sentence, for those who point or listen.
    faint
        True where its last hour is not that of the map: a small mark without a label.
    """

    lon: float
    lat: float
    kind: str
    aqi: int | None
    text: str
    label: str
    title: str
    href: str
    colour: str = ""
    ink: str = ""
    faint: bool = False


@dataclass(frozen=True)
class Mark:
    """A spot at its place in a drawing, with the label where there is room for it."""

    spot: Spot
    x: float
    y: float
    small: bool = False
    label: str = ""
    label_y: float = 0.0


@dataclass(frozen=True)
class Area:
    """A district in a drawing; a label without a place is not written."""

    code: str
    label: str
    path: str
    on: bool = False
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True)
class Lens:
    """The rectangle that the second drawing shows larger."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """A whole map, ready for its template."""

    name: str
    title: str
    width: float
    height: float
    areas: tuple[Area, ...]
    marks: tuple[Mark, ...]
    lens: Lens | None = None


Box = tuple[float, float, float, float]


def _free(box: Box, taken: list[Box]) -> bool:
    left, top, right, bottom = box
    return all(right < low or left > high or bottom < t or top > b for low, t, high, b in taken)


def _width(text: str) -> float:
    """Estimate how wide a label is; Latin letters are narrower. [px]."""
    return sum(LETTER if ord(letter) > 0x2E80 else LETTER * 0.56 for letter in text)


def label_places(spots: Sequence[tuple[Spot, float, float]], frame: Frame) -> list[Mark]:
    """Write labels below or above their marks, and leave out those that find no room.

    Parameters
    ----------
    spots
        Each with its place in the drawing. [px]
    frame
        The drawing; labels stay inside it.
    """
    loud = [(spot, x, y) for spot, x, y in spots if not spot.faint]
    taken: list[Box] = [(x - MARK, y - MARK, x + MARK, y + MARK) for _spot, x, y in loud]
    marks = [Mark(spot, x, y, small=True) for spot, x, y in spots if spot.faint]
    for spot, x, y in loud:
        half = _width(spot.label) / 2
        reach = 18.0 if spot.kind in {"control", "regional"} else 14.0
        chosen = 0.0
        for base in (y + reach + LINE - 1, y - reach - 4):
            box = (x - half, base - LINE + 3, x + half, base + 1)
            inside = box[0] > 0 and box[2] < frame.width and base < frame.height - 2
            if inside and _free(box, taken):
                taken.append(box)
                chosen = base - y
                break
        label = spot.label if chosen else ""
        marks.append(Mark(spot, x, y, label=label, label_y=round(chosen, 1)))
    return marks


@cache
def _city() -> Frame:
    return frame_of(None, WIDTH, margin=0.005)


@cache
def _centre() -> Frame:
    return frame_of(CENTRE, CENTRE_WIDTH, margin=0.01)


def _short(district: District) -> str:
    return district.name.removesuffix("区")


def _areas(
    frame: Frame,
    names: dict[str, str],
    marks: Sequence[Mark],
    skip: tuple[str, ...] = (),
    on: str = "",
) -> tuple[Area, ...]:
    """Draw the districts; a name is left out where a mark or its label stands."""
    taken = [box for mark in marks for box in _boxes(mark)]
    areas = []
    for district, path in paths(frame):
        label = names.get(district.code, _short(district))
        x, y = frame.at(*district.centre)
        half = _width(label) / 2
        room = _free((x - half, y - LINE + 3, x + half, y + 1), taken)
        inside = half < x < frame.width - half and LINE < y < frame.height - 4
        shown = room and inside and district.code not in skip
        place = (x, y) if shown else (None, None)
        areas.append(Area(district.code, label, path, district.code == on, *place))
    return tuple(areas)


def _boxes(mark: Mark) -> list[Box]:
    """Give the room that a mark and its label take. [px]."""
    reach = 5.0 if mark.small else MARK
    boxes = [(mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach)]
    if mark.label:
        half, base = _width(mark.label) / 2, mark.y + mark.label_y
        boxes.append((mark.x - half, base - LINE + 3, mark.x + half, base + 1))
    return boxes


def _split(spots: Sequence[Spot], frame: Frame) -> tuple[list[Spot], list[Spot]]:
    inner = [s for s in spots if frame.holds(s.lon, s.lat)]
    return inner, [s for s in spots if not frame.holds(s.lon, s.lat)]


def city_maps(spots: Sequence[Spot], names: dict[str, str]) -> tuple[Drawing, Drawing]:
    """Draw the whole city, and its centre larger, where stations stand close together.

    Parameters
    ----------
    spots
        The stations; the worst last, so that it lies on top.
    names
        Names of districts in the reader's language, by code of six digits.
    """
    city, centre = _city(), _centre()
    inner, outer = _split(spots, centre)
    placed = [(s, *city.at(s.lon, s.lat)) for s in outer if city.holds(s.lon, s.lat)]
    dots = [Mark(s, *city.at(s.lon, s.lat), small=True) for s in inner]
    west, north = city.at(centre.west, centre.north)
    east, south = city.at(centre.east, centre.south)
    lens = Lens(west, north, round(east - west, 1), round(south - north, 1))
    far = (*label_places(placed, city), *dots)
    near = tuple(label_places([(s, *centre.at(s.lon, s.lat)) for s in inner], centre))
    whole = _("Map of the city with its stations")
    larger = _("Map of the centre with its stations")
    return (
        _drawing("whole", whole, city, _areas(city, names, far, CENTRE), far, lens),
        _drawing("centre", larger, centre, _areas(centre, names, near), near),
    )


def _drawing(
    name: str,
    title: str,
    frame: Frame,
    areas: tuple[Area, ...],
    marks: tuple[Mark, ...],
    lens: Lens | None = None,
) -> Drawing:
    return Drawing(name, title, round(frame.width), round(frame.height), areas, marks, lens)


def district_map(code: str, spots: Sequence[Spot], names: dict[str, str]) -> Drawing:
    """Draw one district with what stands in it."""
    frame = frame_of((code,), 560.0, margin=0.06)
    inside = [(s, *frame.at(s.lon, s.lat)) for s in spots if frame.holds(s.lon, s.lat)]
    marks = tuple(label_places(inside, frame))
    title = _("Map of %(name)s") % {"name": names.get(code, code)}
    return _drawing("district", title, frame, _areas(frame, names, marks, on=code), marks)

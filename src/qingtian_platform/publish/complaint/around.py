"""What the form shows beside its fields: districts for a choice, and a drawing in which a point is picked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qingtian_platform.kit.categories import english
from qingtian_platform.people import api as people
from qingtian_platform.publish.outlines import Frame, frame_of, paths

WIDTH = 480.0
LETTER, WIDE_LETTER, LINE = 6.0, 11.0, 13.0
"""Room that a Latin letter, a Chinese character and a line of a label take. [px]"""


@dataclass(frozen=True)
class Drawing:
    """The city as a drawing.

    Attributes
    ----------
    frame
        Which part of the earth it shows.
    width, height
        Its size. [px]
    areas
        Path, name and place of the label of each district; a name in whose way another stands has no label.
    """

    frame: Frame
    width: int
    height: int
    areas: tuple[tuple[str, str, float, float, bool], ...]


def districts() -> list[tuple[str, str]]:
    """List the districts: code of 6 digits, name in the reader's language."""
    key = "name_en" if english() else "name"
    return [
        (row["code"][:6], row[key] or row["name"])
        for row in people.packaged_divisions()
        if row["level"] == "district"
    ]


def city_map() -> Drawing:
    """Draw the city."""
    return _drawn(english())


@cache
def _drawn(_english: bool) -> Drawing:  # noqa: FBT001 - the key of the cache
    frame = frame_of(None, WIDTH)
    names = dict(districts())
    found = [
        (path, names.get(one.code, one.name), *frame.at(*one.centre)) for one, path in paths(frame)
    ]
    boxes: list[tuple[float, float, float]] = []
    areas = []
    for path, name, x, y in found:
        box = (x, y, sum(LETTER if letter.isascii() else WIDE_LETTER for letter in name))
        free = all(not _meet(box, other) for other in boxes)
        boxes += [box] if free else []
        areas.append((path, name, x, y, free))
    return Drawing(frame, round(frame.width), round(frame.height), tuple(areas))


def _meet(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Tell whether two labels, each by its middle and width, lie over each other."""
    return abs(one[1] - other[1]) < LINE and abs(one[0] - other[0]) < (one[2] + other[2]) / 2

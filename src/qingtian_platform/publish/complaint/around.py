"""What the form shows beside its fields: districts for a choice, and a drawing in which a point is picked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qingtian_platform.kit.categories import english
from qingtian_platform.people import api as people
from qingtian_platform.publish.outlines import Frame, frame_of, paths

WIDTH = 480.0


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
        Path, name and place of the label of each district.
    """

    frame: Frame
    width: int
    height: int
    areas: tuple[tuple[str, str, float, float], ...]


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
    areas = tuple(
        (path, names.get(one.code, one.name), *frame.at(*one.centre)) for one, path in paths(frame)
    )
    return Drawing(frame, round(frame.width), round(frame.height), areas)

"""What a camera wrote into a photograph: when, where, and with what. Read from the bytes, never believed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from qingtian.quantities import BEIJING

_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_EXIF, _GPS = 0x8769, 0x8825
_MAKE, _MODEL, _TIME, _TAKEN = 0x010F, 0x0110, 0x0132, 0x9003
_MOST: Final = 200


@dataclass(frozen=True)
class Written:
    """What stands in a photograph.

    Attributes
    ----------
    taken_at
        When it was taken by the camera's clock, which is taken to show Beijing time; None = not said.
    lon, lat
        Where, in degrees as the camera's receiver gives them (WGS 84); None = not said. [°]
    camera
        Make and model; empty = not said.
    """

    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    camera: str = ""


def written(data: bytes) -> Written:
    """Read what a camera wrote into a JPEG; nothing where it wrote nothing, or what cannot be read.

    Parameters
    ----------
    data
        The file.
    """
    begin = data.find(b"Exif\x00\x00", 0, 1 << 16)
    if not data.startswith(b"\xff\xd8") or begin < 0:
        return Written()
    try:
        return _read(data[begin + 6 : begin + 6 + (1 << 16)])
    except (struct.error, ValueError, ZeroDivisionError, IndexError, KeyError):
        return Written()


def _read(tiff: bytes) -> Written:
    order = {b"II": "<", b"MM": ">"}[tiff[:2]]
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    main = dict(_entries(tiff, order, first))
    inner = dict(_entries(tiff, order, main[_EXIF][0])) if _EXIF in main else {}
    gps = dict(_entries(tiff, order, main[_GPS][0])) if _GPS in main else {}
    camera = " ".join(x for x in (_text(main.get(_MAKE)), _text(main.get(_MODEL))) if x)
    taken = _text(inner.get(_TAKEN)) or _text(main.get(_TIME))
    return Written(_moment(taken), _degrees(gps, 4, 180), _degrees(gps, 2, 90), camera[:80])


def _entries(tiff: bytes, order: str, at: int) -> Iterator[tuple[int, list[Any]]]:
    """Yield the tags of a directory with their values."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for n in range(min(count, _MOST)):
        place = at + 2 + 12 * n
        tag, kind, many = struct.unpack_from(f"{order}HHI", tiff, place)
        size = _SIZES.get(kind, 0) * many
        if not 0 < size <= 4096:
            continue
        (far,) = struct.unpack_from(f"{order}I", tiff, place + 8)
        yield tag, _values(tiff, order, kind, many, far if size > 4 else place + 8)


def _values(tiff: bytes, order: str, kind: int, many: int, at: int) -> list[Any]:
    if kind in (1, 2, 7):
        return [tiff[at : at + many]]
    if kind in (5, 10):
        pairs = struct.unpack_from(f"{order}{2 * many}{'I' if kind == 5 else 'i'}", tiff, at)
        return [a / b if b else 0.0 for a, b in zip(pairs[::2], pairs[1::2], strict=True)]
    letter = {3: "H", 4: "I", 9: "i"}[kind]
    return list(struct.unpack_from(f"{order}{many}{letter}", tiff, at))


def _text(values: list[Any] | None) -> str:
    found = values[0] if values else b""
    text = found.split(b"\x00")[0].decode("utf-8", "replace") if isinstance(found, bytes) else ""
    return "".join(c for c in text if c.isprintable()).strip()


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None


def _degrees(gps: dict[int, list[Any]], tag: int, most: int) -> float | None:
    """Read a longitude or latitude: degrees, minutes, seconds, and on which side."""
    parts = gps.get(tag)
    if not parts or len(parts) != 3:
        return None
    found = parts[0] + parts[1] / 60 + parts[2] / 3600
    side = -1 if _text(gps.get(tag - 1)) in ("S", "W") else 1
    return round(side * float(found), 6) if found <= most else None

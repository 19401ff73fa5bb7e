"""Photographs without what the camera wrote into them: place, device, owner, time.

A picture that a citizen sends tells more than it shows. What is kept here is the picture, and which
way up it is; everything else that a JPEG or PNG carries is left out before anybody can read it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from qingtian_platform.kit.attachments import LARGEST, AttachmentRefusedError, Upload

FORMS: Final = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_SHOWN: Final = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
}
_ORIENTATION: Final = 0x0112
_SCAN, _END = 0xDA, 0xD9


@dataclass(frozen=True)
class Photograph:
    """A photograph as it is kept.

    Attributes
    ----------
    name
        Its place among those handed in, and its form; not the name that it came with.
    data
        Its bytes.
    """

    name: str
    data: bytes

    def read(self) -> bytes:
        """Give its bytes."""
        return self.data


def bare(upload: Upload, number: int) -> Photograph:
    """Take a photograph without what the camera wrote into it.

    Parameters
    ----------
    upload
        As a form hands it over.
    number
        Its place among those handed in, from 1.

    Raises
    ------
    AttachmentRefusedError
        If it is neither JPEG nor PNG, is broken, or too large.
    """
    data = upload.read()
    shown = str(upload.name or "")[-60:]
    if len(data) > LARGEST:
        raise AttachmentRefusedError(
            _("“%(name)s” is larger than %(n)s MB.") % {"name": shown, "n": LARGEST >> 20}
        )
    for form, begin in FORMS.items():
        if data.startswith(begin):
            try:
                plain = b"".join(_jpeg(data) if form == "jpg" else _png(data))
            except (struct.error, IndexError, ValueError):
                break
            return Photograph(f"{number}.{form}", plain)
    raise AttachmentRefusedError(_("“%(name)s” is no photograph (JPEG or PNG).") % {"name": shown})


def _jpeg(data: bytes) -> Iterator[bytes]:
    """Yield a JPEG without comments and notes of applications, up to the end of its picture."""
    yield data[:2]
    yield _upright(_orientation(data))
    at = 2
    while data[at + 1] != _END:
        if data[at] != 0xFF:
            raise ValueError("a segment does not begin")
        kind = data[at + 1]
        after = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if kind in (0xE0, 0xEE) or not (0xE0 <= kind <= 0xEF or kind == 0xFE):
            yield data[at:after]
        if kind == _SCAN:
            at, after = after, _scanned(data, after)
            yield data[at:after]
        at = after
    yield data[at : at + 2]


def _scanned(data: bytes, at: int) -> int:
    """Find where the next marker stands after the picture's own bytes."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] not in (0x00, *range(0xD0, 0xD8)):
            return at
        at += 2


def _orientation(data: bytes) -> int:
    """Read which way up a JPEG is; 1 where it does not say."""
    begin = data.find(b"Exif\x00\x00", 0, 1 << 16)
    if begin < 0:
        return 1
    try:
        return _tagged(data[begin + 6 : begin + 6 + (1 << 16)])
    except struct.error:
        return 1


def _tagged(tiff: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order:
        return 1
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for n in range(min(count, 200)):
        tag, kind = struct.unpack_from(f"{order}HH", tiff, first + 2 + 12 * n)
        if tag == _ORIENTATION and kind == 3:
            (value,) = struct.unpack_from(f"{order}H", tiff, first + 10 + 12 * n)
            return int(value) if 1 <= value <= 8 else 1
    return 1


def _upright(value: int) -> bytes:
    """Write a note that says which way up, and nothing else; none where it is upright."""
    if value == 1:
        return b""
    tiff = b"MM\x00*\x00\x00\x00\x08\x00\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
    body = b"Exif\x00\x00" + tiff + b"\x00\x00\x00\x00"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(data: bytes) -> Iterator[bytes]:
    """Yield a PNG without texts and times, up to its end."""
    yield data[:8]
    at = 8
    while True:
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        chunk = data[at : at + 12 + size]
        if len(chunk) != 12 + size:
            raise ValueError("a part is cut off")
        if kind in _SHOWN:
            yield chunk
        if kind == b"IEND":
            return
        at += 12 + size

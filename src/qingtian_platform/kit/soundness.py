"""Whether a file is wholly what its name says: no second form hidden in it, nothing that runs, no bomb.

Each form is read as its own rules say, up to its end; what stands behind the end, what begins another
form, and what would unfold to more than a reader can hold is refused. Nothing is ever executed or
decoded here.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext as _

PIXELS: Final = 120_000_000
"""Most pixels of a picture; the largest sensors of telephones have fewer. [1]"""
UNFOLDED: Final = 64 << 20
"""Most that a packed file may unfold to. [bytes]"""
TIMES: Final = 200
"""Most times that a member of a packed file may unfold to its own size. [1]"""
MEMBERS: Final = 2000
_TAGS: Final = re.compile(
    rb"<\s*(?:!doctype|html|svg|script|iframe|object|embed|\?xml|\?php)|javascript:", re.IGNORECASE
)
_RUNS: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_PROGRAMS: Final = (b"MZ\x90\x00", b"\x7fELF", b"#!/")
_SIZED: Final = frozenset(
    {*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
)


class UnsoundError(ValueError):
    """A file is not wholly what its name says; the message tells why."""


def check(form: str, data: bytes) -> None:
    """Refuse a file that is not wholly of its form.

    Parameters
    ----------
    form
        One of `kit.attachments.FORMS`.
    data
        Its bytes.

    Raises
    ------
    UnsoundError
        With what was found.
    """
    try:
        _FORMS[form](data)
    except (struct.error, IndexError):
        raise UnsoundError(_("it is cut off")) from None


def _jpeg(data: bytes) -> None:
    end = 0
    for kind, at, size in _segments(data):
        if kind in _SIZED:
            height, width = struct.unpack_from(">HH", data, at + 5)
            _bounded(width, height)
        if kind == 0xDA:
            end = data.rfind(b"\xff\xd9", at + size)
    if end < 0 or not end:
        raise UnsoundError(_("it is cut off"))
    _alone(data, end + 2)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of the segments of a JPEG up to its picture."""
    at = 2
    while True:
        if data[at] != 0xFF:
            raise UnsoundError(_("it is no whole picture"))
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        (size,) = struct.unpack_from(">H", data, at + 2)
        yield kind, at, size
        if kind == 0xDA:
            return
        at += 2 + size


def _png(data: bytes) -> None:
    at, kind = 8, b""
    while kind != b"IEND":
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind == b"IHDR":
            _bounded(*struct.unpack_from(">II", data, at + 8))
        at += 12 + size
    if at > len(data):
        raise UnsoundError(_("it is cut off"))
    _alone(data, at)


def _bounded(width: int, height: int) -> None:
    if not 0 < width * height <= PIXELS:
        raise UnsoundError(
            _("a picture of %(a)s × %(b)s pixels is too large") % {"a": width, "b": height}
        )


def _alone(data: bytes, end: int) -> None:
    """Refuse what stands behind a picture, or another form that reads it from its end."""
    behind = data[end:]
    if b"PK\x05\x06" in data[-65_600:] or b"%PDF-" in data[:1024]:
        raise UnsoundError(_("a second form of file is hidden in it"))
    if behind.strip(b"\x00\r\n ") and (_TAGS.search(behind) or _begins(behind)):
        raise UnsoundError(_("something else stands behind the picture"))
    if _TAGS.search(data[:64]):
        raise UnsoundError(_("it holds tags of a page"))


def _begins(data: bytes) -> bool:
    """Tell whether bytes begin a program, a packed file or a document."""
    return data.lstrip(b"\x00\r\n ").startswith(
        (*_PROGRAMS, b"PK\x03\x04", b"%PDF-", b"Rar!", b"7z\xbc\xaf")
    )


def _pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-2048:]:
        raise UnsoundError(_("it is cut off"))
    if b"PK\x05\x06" in data[-65_600:]:
        raise UnsoundError(_("a second form of file is hidden in it"))
    found = _RUNS.search(data)
    if found:
        name = found.group().decode()
        raise UnsoundError(_("it holds what can run or is enclosed (%(x)s)") % {"x": name})


def _xlsx(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnsoundError(_("it is no whole workbook")) from None
    names = {each.filename for each in members}
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise UnsoundError(_("it is no whole workbook"))
    whole = sum(each.file_size for each in members)
    steep = any(
        e.file_size > TIMES * max(e.compress_size, 1) and e.file_size > 1 << 20 for e in members
    )
    if len(members) > MEMBERS or whole > UNFOLDED or steep:
        raise UnsoundError(_("it would unfold to more than can be read"))
    if any(
        n.lower().endswith((".bin", ".exe", ".dll", ".js", ".vbs")) and "vba" in n.lower()
        for n in names
    ):
        raise UnsoundError(_("it holds what can run or is enclosed (%(x)s)") % {"x": "VBA"})
    if any(n.startswith("/") or ".." in n.split("/") for n in names):
        raise UnsoundError(_("it is no whole workbook"))


def _text(data: bytes) -> None:
    if _TAGS.search(data[:4096]) or data.startswith(_PROGRAMS):
        raise UnsoundError(_("it holds tags of a page"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    raise UnsoundError(_("it is no text in UTF-8 or GB 18030"))


_FORMS: Final[dict[str, Callable[[bytes], None]]] = {
    "jpg": _jpeg, "png": _png, "pdf": _pdf, "xlsx": _xlsx, "txt": _text, "csv": _text,
}  # fmt: skip

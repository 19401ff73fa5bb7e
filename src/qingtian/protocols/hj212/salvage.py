"""Read one line that should hold one frame, whatever is left of it.

The stream reader takes a headless or broken frame only where its checksum proves it, since in a
stream anything may stand between frames. A line of a file or of a log says where a frame begins
and ends, so more can be read.
"""

from __future__ import annotations

import re

from qingtian.protocols.hj212 import crc
from qingtian.protocols.hj212.dialects import Dialect
from qingtian.protocols.hj212.frame import Frame, Noise
from qingtian.protocols.hj212.reader import Reader

_REST = re.compile(
    rb"(##)?([0-9]{0,5})(;?)((?:QN|ST|CN|PW|MN)\s*=.*?)(&&;?|;|)([0-9A-Fa-f]{0,4})", re.DOTALL
)
_COMMAND = re.compile(rb"(?:^|[;,])\s*CN\s*=\s*\d{4}")
_DIGITS = 4


def single(raw: bytes, dialect: Dialect | None = None) -> tuple[Frame | None, str | None]:
    """Read the one frame of a line.

    Parameters
    ----------
    raw
        The line, with or without CR LF.
    dialect
        What is agreed with the sender.

    Returns
    -------
    tuple of Frame or None and str or None
        The frame, or what was expected and what came.
    """
    reader = Reader(dialect)
    found = [*reader.feed(raw), *reader.end()]
    frames = [each for each in found if isinstance(each, Frame)]
    if frames:
        return frames[0], None
    noise = b"".join(each.raw for each in found if isinstance(each, Noise))
    frame = _rest(noise.strip())
    return (frame, None) if frame else (None, _reason(noise))


def _rest(raw: bytes) -> Frame | None:
    """Read what has the fields of a frame but neither its length nor its checksum right."""
    match = _REST.fullmatch(raw)
    if match is None or not _COMMAND.search(match[4]):
        return None
    closed = match[5].startswith(b"&&")
    segment = match[4] + (b"&&" if closed else b"")
    signs = {
        "no-head": match[1] is None,
        "length-digits": len(match[2]) != _DIGITS,
        "semicolons": bool(match[3]),
        "length": match[2] != b"%04d" % len(segment),
        "no-close": not closed,
        "crc-short": len(match[6]) < _DIGITS,
    }
    right = len(match[6]) == _DIGITS and int(match[6], 16) == crc.crc16(segment)
    name = "standard" if right else _foreign(segment, match[2], match[6])
    ids = [sign for sign, holds in signs.items() if holds]
    ids += ["checksum"] * (not right) + [name] * (name not in ("", "standard"))
    return Frame(raw, segment, match[6].decode("ascii"), right, name, tuple(ids))


def _foreign(segment: bytes, digits: bytes, checksum: bytes) -> str:
    if len(checksum) < _DIGITS:
        return ""
    return crc.foreign_name(segment, digits, int(checksum, 16)) or ""


def _reason(raw: bytes) -> str:
    start = raw[:24].decode("latin-1")
    return (
        "no frame: expected ## with a length, fields with CN, CP=&&…&& and a checksum; "
        f"got {len(raw)} bytes that begin {start!r}"
    )

"""Write frames, strictly: each edition's order of fields, lengths, flags and packets.

What is sent obeys the text of the edition, whatever the peer sends. A value that the text does not
allow raises `BuildError`, which is our own fault, before a byte is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from qingtian.protocols.hj212 import crc, sm4
from qingtian.protocols.hj212.dialects import Edition
from qingtian.protocols.hj212.errors import LocalError

ANSWER = 0b01  # bit A: an answer is wanted
DIVIDED = 0b10  # bit D: PNUM and PNO are there
VERSION_BITS: dict[Edition, int] = {"2005": 0, "2017": 4, "2025": 8, "sw": 8}

# HJ 212-2017 table 2, HJ/T 212-2005 6.1: bytes of a data segment; those of its CP with name and marks.
SEGMENT_LIMIT = 1024
AREA_LIMITS: dict[Edition, int] = {"2005": 960, "2017": 950, "2025": 950, "sw": 950}
_MN_LIMITS: dict[Edition, int] = {"2005": 14, "2017": 24, "2025": 24, "sw": 24}
PW_LENGTH = 6
PACKETS_LIMIT = 9999  # PNUM and PNO: four digits

_ORDERS: dict[Edition, str] = {
    "2005": "QN PNUM PNO ST CN PW MN Flag",
    "2017": "QN ST CN PW MN Flag PNUM PNO",
    "2025": "QN ST CN PW MN Flag PNUM PNO RF",
    "sw": "QN ST CN PW MN Flag PNUM PNO",
}
_FORMS = {
    "QN": (re.compile(r"\d{17}"), "17 digits, YYYYMMDDhhmmsszzz"),
    "ST": (re.compile(r"[0-9A-Z]{2}"), "two characters"),
    "CN": (re.compile(r"\d{4}"), "four digits"),
    "PW": (re.compile(r"[^\s;,&=\x80-\U0010FFFF]*"), "ASCII without space ; , & ="),
    "MN": (re.compile(r"[^\s;,&=\x80-\U0010FFFF]*"), "ASCII without space ; , & ="),
}


class BuildError(LocalError):
    """We were about to send what the edition does not allow; the fault is ours."""


@dataclass(frozen=True)
class Head:
    """The fields of a segment before its data area; None leaves a field out.

    Attributes
    ----------
    cn, mn, st, pw, qn
        As HJ 212 names them.
    flag
        0..255; see `flag`.
    pnum, pno
        Number of packets and this one's, from 1.
    rf
        Whether the data is back-filled (HJ 212-2025 alone).
    """

    cn: str
    mn: str | None = None
    st: str | None = None
    pw: str | None = None
    qn: str | None = None
    flag: int | None = None
    pnum: int | None = None
    pno: int | None = None
    rf: bool = False


def flag(edition: Edition, *, answer: bool = False, divided: bool = False) -> int:
    """Compose the value of Flag.

    Parameters
    ----------
    edition
        Whose version bits are written.
    answer
        Bit A: an answer is wanted.
    divided
        Bit D: the frame says PNUM and PNO.

    Returns
    -------
    int
        0..11.
    """
    return VERSION_BITS[edition] | ANSWER * answer | DIVIDED * divided


def request_number(moment: datetime) -> str:
    """Write a moment as a request number (QN): local time to the millisecond.

    Parameters
    ----------
    moment
        In the zone that the logger's clock shows.

    Returns
    -------
    str
        17 digits.
    """
    return f"{moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d}"


class RequestNumbers:
    """Request numbers that never repeat, however fast they are asked for."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def next(self, now: datetime) -> str:
        """Give the number of this moment, or of the first free millisecond after it.

        Parameters
        ----------
        now
            In the zone that the logger's clock shows.

        Returns
        -------
        str
            17 digits, greater than the one before.
        """
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        if self._last is not None and now <= self._last:
            now = self._last + timedelta(milliseconds=1)
        self._last = now
        return request_number(now)


def segment(head: Head, area: bytes, edition: Edition, *, strict: bool = True) -> bytes:
    """Write a data segment.

    Parameters
    ----------
    head
        Its fields.
    area
        What goes between ``CP=&&`` and ``&&``.
    edition
        Whose order and lengths are kept.
    strict
        Also hold the forms and lengths of identifiers that the peer chose itself (MN, PW). A
        logger registered under another form has to be addressed by it.

    Returns
    -------
    bytes
        The segment.

    Raises
    ------
    BuildError
        If a field or the whole is not as the edition wants it.
    """
    _check(head, edition, strict=strict)
    limit = AREA_LIMITS[edition]
    whole = b"CP=&&" + area + b"&&"
    if len(whole) > limit:
        raise BuildError(f"a data area of {len(whole)} bytes; {edition} allows {limit}: split it")
    text = ";".join(f"{name}={value}" for name, value in _fields(head, edition))
    result = text.encode("ascii") + b";" + whole
    if len(result) > SEGMENT_LIMIT:
        raise BuildError(f"a segment of {len(result)} bytes; {SEGMENT_LIMIT} are allowed: split it")
    return result


def _fields(head: Head, edition: Edition) -> list[tuple[str, str]]:
    """List the fields that are there, in the edition's order."""
    values: dict[str, object] = {
        "QN": head.qn,
        "ST": head.st,
        "CN": head.cn,
        "PW": head.pw,
        "MN": head.mn,
        "Flag": head.flag,
        "PNUM": head.pnum,
        "PNO": head.pno,
        "RF": 1 if head.rf else None,
    }
    order = _ORDERS[edition].split()
    return [(name, str(values[name])) for name in order if values[name] is not None]


def _check(head: Head, edition: Edition, *, strict: bool) -> None:
    """Hold a head to the edition."""
    given = {"QN": head.qn, "ST": head.st, "CN": head.cn, "PW": head.pw, "MN": head.mn}
    for name, value in given.items():
        form, words = _FORMS[name]
        if value is not None and not form.fullmatch(value):
            raise BuildError(f"{name}={value!r}: {words} were expected")
    if strict:
        _check_lengths(head, edition)
    if head.flag is not None and not 0 <= head.flag <= 255:
        raise BuildError(f"Flag={head.flag}: 0 to 255 was expected")
    if head.rf and edition != "2025":
        raise BuildError(f"RF belongs to HJ 212-2025, not to {edition}")
    _check_packet(head)


def _check_lengths(head: Head, edition: Edition) -> None:
    """Hold what the peer chose itself to the edition."""
    if head.pw is not None and len(head.pw) != PW_LENGTH:
        raise BuildError(f"PW of {len(head.pw)} characters; six were expected")
    if head.mn is not None and len(head.mn) > _MN_LIMITS[edition]:
        raise BuildError(f"MN={head.mn}: {edition} allows {_MN_LIMITS[edition]} characters")


def _check_packet(head: Head) -> None:
    """Hold PNUM, PNO and bit D together."""
    divided = bool((head.flag or 0) & DIVIDED)
    if divided != (head.pnum is not None) or divided != (head.pno is not None):
        raise BuildError("PNUM, PNO and bit D of Flag come together or not at all")
    if not 1 <= (head.pno or 1) <= (head.pnum or 1) <= PACKETS_LIMIT:
        raise BuildError(f"packet {head.pno} of {head.pnum}: 1 to {PACKETS_LIMIT} was expected")


def frame(
    content: bytes, checksum: str = "standard", *, key: bytes | None = None, printed: bool = False
) -> bytes:
    """Wrap a segment: head, length, checksum, tail.

    Parameters
    ----------
    content
        The segment in clear text.
    checksum
        The peer's dialect, named as `crc.foreign_name` names it.
    key
        Where given, the data area is encrypted. Length and checksum stay those of the clear text.
    printed
        Write the cipher in the printed form.

    Returns
    -------
    bytes
        What goes on the wire.

    Raises
    ------
    BuildError
        If the length does not fit its four digits, or no checksum has that name.
    """
    if len(content) > 9999:
        raise BuildError(f"a segment of {len(content)} bytes does not fit a length of four digits")
    body = content if key is None else _encrypted(content, key, printed=printed)
    digits = b"%04d" % len(content)
    return b"##%b%b%04X\r\n" % (digits, body, _checksum(content, digits, checksum))


def _checksum(content: bytes, digits: bytes, name: str) -> int:
    """Compute the checksum of that name, the standard one or one sent by mistake."""
    covered = content
    for suffix, before in (("-with-length", digits), ("-with-head", b"##" + digits)):
        if name.endswith(suffix):
            name, covered = name.removesuffix(suffix), before + content
    function = {"standard": crc.crc16, **crc.FOREIGN}.get(name.removesuffix("-swapped"))
    if function is None:
        raise BuildError(f"no checksum is called {name!r}: correct the logger's dialect")
    value = function(covered)
    return crc.swapped(value) if name.endswith("-swapped") else value


def _encrypted(content: bytes, key: bytes, *, printed: bool) -> bytes:
    """Encrypt what stands between ``CP=&&`` and the closing ``&&``."""
    start = content.index(b"CP=&&") + len(b"CP=&&")
    end = len(content) - len(b"&&")
    return (
        content[:start] + sm4.encrypt_area(content[start:end], key, printed=printed) + content[end:]
    )


def split(
    head: Head,
    lead: bytes,
    items: Sequence[bytes],
    edition: Edition,
    numbers: Callable[[], str],
    *,
    strict: bool = True,
) -> list[bytes]:
    """Write a content as one segment, or as packets where one does not hold it.

    Each packet is a valid segment on its own and says the same `lead`. In HJ/T 212-2005 all packets
    carry one request number, later each has its own (HJ 212-2017 C.47 to C.50).

    Parameters
    ----------
    head
        Without PNUM and PNO. A QN that is given is that of the first packet.
    lead
        What every packet begins with, such as ``DataTime=20240520210600``; may be empty.
    items
        The rest; parted between items only.
    edition
        Whose limits and order are kept.
    numbers
        Gives a fresh request number at each call.
    strict
        As for `segment`.

    Returns
    -------
    list of bytes
        The segments.

    Raises
    ------
    BuildError
        If one item alone is too long, or more packets than PNUM can count would be needed.
    """
    try:
        return [segment(head, _area(lead, items), edition, strict=strict)]
    except BuildError:
        room = _room(head, edition)
    parts = _parts(lead, items, room)
    divided = replace(head, flag=(head.flag or 0) | DIVIDED, pnum=len(parts))
    segments = []
    for index, part in enumerate(parts, 1):
        packet = replace(divided, pno=index)
        if index > 1 and edition != "2005" and head.qn is not None:
            packet = replace(packet, qn=numbers())
        segments.append(segment(packet, _area(lead, part), edition, strict=strict))
    return segments


def _area(lead: bytes, items: Iterable[bytes]) -> bytes:
    return b";".join([lead, *items] if lead else items)


def _room(head: Head, edition: Edition) -> int:
    """Count the bytes that a packet's content may have, were its numbers as long as can be."""
    widest = replace(head, flag=(head.flag or 0) | DIVIDED, pnum=PACKETS_LIMIT, pno=PACKETS_LIMIT)
    empty = segment(widest, b"", edition, strict=False)
    return min(SEGMENT_LIMIT - len(empty), AREA_LIMITS[edition] - len(b"CP=&&&&"))


def _parts(lead: bytes, items: Sequence[bytes], room: int) -> list[list[bytes]]:
    """Fill packets one after the other."""
    parts: list[list[bytes]] = [[]]
    used = len(lead)
    for item in items:
        if len(lead) + 1 + len(item) > room:
            raise BuildError(f"one item of {len(item)} bytes does not fit a packet of {room}")
        if used + 1 + len(item) > room:
            parts.append([])
            used = len(lead)
        parts[-1].append(item)
        used += 1 + len(item)
    return parts

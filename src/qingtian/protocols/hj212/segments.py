"""Cutting a data segment: its head, its data area, the pairs of the area.

Separators come mixed: a comma where a semicolon belongs, both together, one before `&&`. Empty
parts are skipped. Inside `//…//` (logs of CN 3020) separators are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Found = dict[str, None]
"""Ids of deviations met so far, in order."""

_CP = re.compile(rb"(?:^|[;,\s])CP\s*=\s*(&&?)")
_SEPARATOR = re.compile(r"[;,]")
_LOG = re.compile(r"[^;,=]*=\s*//")
_ORDERS = (
    ("QN", "ST", "CN", "PW", "MN", "FLAG", "PNUM", "PNO", "RF"),
    ("QN", "PNUM", "PNO", "ST", "CN", "PW", "MN", "FLAG"),
)
_RENAMED = {"CMDFLAG": "FLAG"}
_SPELT = {"QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"}
_KNOWN = {name.upper() for name in _SPELT}


def text_of(raw: bytes, found: Found) -> str:
    """Decode text: UTF-8, else GB18030, else byte by byte."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        decoded = raw.decode("gb18030")
    except UnicodeDecodeError:
        found["bytes"] = None
        return raw.decode("latin-1")
    found["gbk"] = None
    return decoded


def stripped(text: str, found: Found) -> str:
    """Take white space off both ends."""
    bare = text.strip()
    if len(bare) != len(text):
        found["spaces"] = None
    return bare


@dataclass(frozen=True)
class Head:
    """The fields before (and loosely after) CP, by upper-case name."""

    fields: dict[str, str]

    def get(self, name: str) -> str:
        """Return a field, or an empty text."""
        return self.fields.get(name, "")


@dataclass(frozen=True)
class Area:
    """The data area: its bytes, and how to walk its pairs."""

    raw: bytes

    def items(self, found: Found) -> Iterator[tuple[str, str, int]]:
        """Yield name, value and number of the item between semicolons."""
        return iter(_items(text_of(self.raw, found), found))


def split(segment: bytes, found: Found) -> tuple[bytes, Area]:
    """Divide a segment into its head and its data area.

    Parameters
    ----------
    segment
        The data segment.
    found
        Takes the ids of what is loose.

    Returns
    -------
    tuple of bytes and Area
        The head, to which fields behind CP are joined; the area without its ampersands.
    """
    mark = _CP.search(segment)
    if mark is None:
        found["no-cp"] = None
        return segment, Area(b"")
    if mark[1] == b"&":
        found["one-ampersand"] = None
    close = segment.rfind(b"&&", mark.end())
    if close < 0:
        found["no-close"] = None
        return segment[: mark.start()], Area(segment[mark.end() :].rstrip(b"&"))
    behind = segment[close + 2 :]
    if behind.strip(b"; \r\n"):
        found["after-cp"] = None
        return segment[: mark.start()] + b";" + behind, Area(segment[mark.end() : close])
    return segment[: mark.start()], Area(segment[mark.end() : close])


def read_head(raw: bytes, found: Found) -> Head:
    """Read the fields of a head by name; of a repeated one the first counts."""
    fields: dict[str, str] = {}
    for part in _SEPARATOR.split(text_of(raw, found)):
        name, equals, value = part.partition("=")
        if not equals:
            if not part.strip():
                found["empty-part"] = None
            else:
                found["no-name"] = None
            continue
        _keep(fields, stripped(name, found), stripped(value, found), found)
    _judge_order(fields, found)
    return Head(fields)


def _keep(fields: dict[str, str], name: str, value: str, found: Found) -> None:
    upper = name.upper()
    upper = _RENAMED.get(upper, upper)
    if upper not in _KNOWN:
        found["extra-field"] = None
    elif name not in _SPELT:
        found["field-name"] = None
    if upper in fields:
        found["repeated-field"] = None
        return
    fields[upper] = value


def _judge_order(fields: dict[str, str], found: Found) -> None:
    present = [name for name in fields if name in _KNOWN]
    if not any(present == [name for name in order if name in fields] for order in _ORDERS):
        found["order"] = None


def _items(text: str, found: Found) -> list[tuple[str, str, int]]:
    pairs: list[tuple[str, str, int]] = []
    groups = _groups(text)
    for number, parts in enumerate(groups):
        before = len(pairs)
        for part in parts:
            if part.strip():
                _add(pairs, part, number, found)
            elif len(groups) > 1 or len(parts) > 1:
                found["empty-part"] = None
        if len(parts) > 1 and len({_code(name) for name, _, _ in pairs[before:]}) > 1:
            found["comma"] = None
    return pairs


def _code(name: str) -> str:
    return name.rpartition("-")[0] or name


def _groups(text: str) -> list[list[str]]:
    """Cut at semicolons, and each piece at commas; what stands between // and // is not cut."""
    if "//" not in text:
        return [group.split(",") for group in text.split(";")]
    groups: list[list[str]] = [[]]
    position = 0
    while True:
        end = _part_end(text, position)
        groups[-1].append(text[position:end])
        if end == len(text):
            return groups
        if text[end] == ";":
            groups.append([])
        position = end + 1


def _part_end(text: str, position: int) -> int:
    opening = _LOG.match(text, position)
    if opening:
        close = text.find("//", opening.end())
        position = close + 2 if close >= 0 else position
    mark = _SEPARATOR.search(text, position)
    return mark.start() if mark else len(text)


def _add(pairs: list[tuple[str, str, int]], part: str, group: int, found: Found) -> None:
    name, equals, value = part.partition("=")
    if equals:
        pairs.append((stripped(name, found), stripped(value, found), group))
    elif part.strip():
        found["no-name"] = None
        if pairs:  # What follows a value without a name of its own belongs to that value.
            name, value, at = pairs[-1]
            pairs[-1] = (name, f"{value},{part.strip()}", at)

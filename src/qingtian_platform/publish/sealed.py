"""A sealed frame as a page shows it: bytes, what they say, and the proof of their place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qingtian.protocols.hj212.messages import Message
from qingtian.protocols.hj212.observations import observations

_STARS = re.compile(r"\*{2,}")
FRAME = re.compile(rb"##\s*\d{1,5}(.*?&&)[^&]*\Z", re.DOTALL)
"""A frame, and in it the data segment."""


@dataclass(frozen=True)
class Field:
    """One value that the bytes hold."""

    time: datetime
    name: str
    code: str
    field: str
    text: str
    flag: str


def as_text(data: bytes) -> str:
    """Write bytes as text; what is no UTF-8 is read as GB 18030, else shown as escapes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("ascii", "backslashreplace")


@cache
def _hit(code: str) -> re.Pattern[str]:
    """Find what a code says: its pairs in a frame, or its list in an imported row."""
    name = re.escape(code)
    return re.compile(rf"\b{name}-[A-Za-z]+=[^;,&]*|\[&quot;{name}&quot;[^\]]*\]")


def marked(data: bytes, code: str = "") -> SafeString:
    """Write the bytes with masks shaded and the values of one code set off.

    Parameters
    ----------
    data
        The bytes as sealed.
    code
        Factor code; empty sets nothing off.
    """
    text = str(escape(as_text(data)))
    text = _STARS.sub(lambda m: f'<span class="masked">{m[0]}</span>', text)
    if code:
        text = _hit(code).sub(lambda m: f'<span class="hit">{m[0]}</span>', text)
    return mark_safe(text)  # noqa: S308 - escaped above


def fields(form: str, data: bytes, names: Mapping[str, str]) -> list[Field]:
    """Read what the sealed bytes say; nothing where they cannot be read.

    Parameters
    ----------
    form
        `hj212` or `row`.
    data
        The bytes as sealed.
    names
        Names of observed properties by code; a code without one stands for itself.
    """
    try:
        read = _row_fields(data) if form == "row" else _frame_fields(data)
    except (ValueError, KeyError, TypeError):
        return []
    return [replace(one, name=names.get(one.code, one.code)) for one in read]


def _frame_fields(data: bytes) -> list[Field]:
    found = FRAME.search(data)
    if found is None:
        return []
    read = observations(Message.parse(found[1]))
    return [Field(o.time, o.code, o.code, o.field, _number(o), o.flag) for o in read]


def _number(one: object) -> str:
    value, text = getattr(one, "value", None), getattr(one, "text", None)
    decimals = getattr(one, "decimals", 0) or 0
    return f"{value:.{decimals}f}" if value is not None else text or ""


def _row_fields(data: bytes) -> list[Field]:
    row = json.loads(data)
    time = datetime.fromisoformat(row["start"])
    return [Field(time, c, c, f, str(text), flag) for c, f, text, flag in row["values"]]


def form_word(form: str, *, decrypted: bool) -> str:
    """Say how a frame came."""
    if form == "row":
        return _("a row of an imported file")
    if decrypted:
        return _("HJ 212 frame, sent encrypted and opened by the platform")
    return _("HJ 212 frame over TCP")


def moment(microseconds: int) -> datetime:
    """Turn microseconds since 1970 into a moment."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)

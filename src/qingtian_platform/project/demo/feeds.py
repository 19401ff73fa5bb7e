"""Chapter 7: eleven departments share data; one stops, one sends nonsense, one sends twice, one comes late."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from qingtian.policy.delivering import Turn, turns
from qingtian.policy.feeds import Agreement, Column
from qingtian_platform.collect.feeds import api as feeds
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import beijing, midnight

_FILE = Path(__file__).with_name("feeds.yaml")
TRUTH = "demo-feeds.json"
_NONSENSE = (
    '[{"site": "G-18", "time": "昨天", "item": "PM10", "value": "高", "unit": "", "flag": "ok"}]'
)


@cache
def told() -> dict[str, Any]:
    """Read who sends what, and who does not."""
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


@dataclass
class Truth:
    """What was sent: the wall and the catalogue must say the same, and were not told.

    Attributes
    ----------
    late
        When the first missing turn was due, of each feed that lacks one.
    refused, repeats
        Batches that are nonsense, and batches that were sent before. [1]
    came_late
        Feeds whose last turn came after its time.
    values
        Values of the good batches. [1]
    """

    late: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    repeats: dict[str, int] = field(default_factory=dict)
    came_late: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)


def prepare(places: Places, now: datetime) -> Truth:
    """Let the departments send what they would have sent by now; outside any transaction.

    Parameters
    ----------
    places
        The demo's data directory.
    now
        When the demo begins.
    """
    begun = midnight(beijing(now).date()) - timedelta(days=told()["days"])
    feeds.agree(begun)
    truth = Truth()
    for info in feeds.agreements(beijing(now).date()):
        one = feeds.agreement(info.key)
        feeds.register(one, info.terms, origin="simulated")
        _send(places, one, begun, beijing(now), truth)
    text = json.dumps(vars(truth), ensure_ascii=False, indent=1)
    (places.data / TRUTH).write_text(text, encoding="utf-8")
    return truth


def _send(places: Places, one: Agreement, begun: datetime, now: datetime, truth: Truth) -> None:
    """Send the turns of a feed that have ended, as its story goes."""
    story = told()["stories"].get(one.key, {})
    kind, known = story.get("kind", ""), list(turns(one, begun, now))
    due = [each for each in known if each.due + timedelta(hours=story.get("hours", 0)) < now]
    if kind in ("late", "nonsense"):
        known = due  # what ends after the turn of the story is not sent yet
    if kind == "stops":
        missing = due[-story["turns"] :]
        known = [each for each in known if missing and each.start < missing[0].start]
        _missing(truth, one, missing)
    for turn in known:
        at = turn.end + timedelta(hours=told()["after"])
        last = turn == known[-1]
        if kind == "late" and last:
            at = turn.due + timedelta(hours=story["hours"])
            truth.came_late.append(one.key)
        if kind == "nonsense" and last:
            _hand_in(places, one, _NONSENSE.encode(), min(at, now))
            truth.refused[one.key] = 1
            _missing(truth, one, [turn])
        elif at <= now:
            data = written(one, turn.start, _sampled(turn))
            _hand_in(places, one, data, at)
            truth.values[one.key] = truth.values.get(one.key, 0) + turn.expected
            if kind == "twice" and turn == known[0]:
                _hand_in(places, one, data, at + timedelta(minutes=1))
                truth.repeats[one.key] = 1


def _sampled(turn: Turn) -> datetime:
    """Give the end of what is written of a turn: all of it, or as many values as are agreed."""
    agreed = turn.terms.values
    step = timedelta(minutes=turn.terms.minutes)
    return min(turn.end, turn.start + agreed * step) if agreed else turn.end


def _missing(truth: Truth, one: Agreement, missing: Sequence[Turn]) -> None:
    if missing:
        truth.late[one.key] = missing[0].due.isoformat()


def _hand_in(places: Places, one: Agreement, data: bytes, at: datetime) -> None:
    form = one.on(at.date()).layout.form
    feeds.take(places, one.key, data, name=f"{one.key}-{at:%Y%m%d}.{form}", now=at)


def written(one: Agreement, start: datetime, end: datetime, value: str = "") -> bytes:
    """Write a batch of an agreement, in its form, for a stretch of time.

    Parameters
    ----------
    one
        Which agreement; by the terms of its last row.
    start, end
        From when to when.
    value
        Each value; where left out, what the demo's file says of the property.
    """
    terms = one.terms[-1]
    layout, step = terms.layout, timedelta(minutes=terms.minutes)
    rows: list[dict[str, str]] = []
    for thing in terms.things:
        at = start
        while at < end:
            stamp = at + step if layout.label == "end" else at
            rows += _rows(one, {layout.thing: thing, **_stamp(layout.time, stamp)}, at, value)
            at += step
    if layout.form == "json":
        return json.dumps(rows, ensure_ascii=False).encode()
    head = list(rows[0])
    cells = [[row[name] for name in head] for row in rows]
    return table(head, cells) if layout.form == "csv" else _book(head, cells)


def _stamp(columns: tuple[str, ...], stamp: datetime) -> dict[str, str]:
    """Write a stamp: one column, or day and hour, where midnight ends the day before."""
    if len(columns) == 1:
        return {columns[0]: f"{stamp:%Y-%m-%d %H:%M}"}
    day, hour = (stamp - timedelta(days=1), 24) if stamp.hour == 0 else (stamp, stamp.hour)
    return {columns[0]: f"{day:%Y-%m-%d}", columns[1]: str(hour)}


def _rows(one: Agreement, head: dict[str, str], at: datetime, value: str) -> list[dict[str, str]]:
    terms = one.terms[-1]
    layout = terms.layout
    mark = {layout.mark: next(iter(layout.marks))} if layout.mark else {}
    place = head[layout.thing]
    cells = {name: value or _value(column, place, at) for name, column in terms.columns.items()}
    if layout.kind == "wide":
        return [{**head, **cells, **mark}]
    unit = {
        name: told()["values"][column.code]["unit"]
        for name, column in terms.columns.items()
        if layout.unit
    }
    return [
        {**head, layout.property: name, layout.value: cell, layout.unit: unit[name], **mark}
        for name, cell in cells.items()
    ]


def _value(column: Column, place: str, at: datetime) -> str:
    """Give a value that goes with the hours, and with a weather and a noise of its own that never come twice."""
    said = told()["values"][column.code]
    wave = math.sin(2 * math.pi * (at.hour - 8) / 24)
    weather = _chance(f"{column.code} {at.date()}")
    noise = _chance(f"{column.code} {place} {at.isoformat()}")
    share = (wave + 0.8 * weather + 0.6 * noise) / 2.4
    return f"{said['middle'] + said['swing'] * share:.{said['digits']}f}"


def _chance(text: str) -> float:
    """Draw a number from -1 to 1 that is always the same for a text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**31 - 1


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def _book(head: list[str], rows: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [head, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

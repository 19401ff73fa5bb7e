"""Batches for the eleven feeds of the city's pack, as their departments would send them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from openpyxl import Workbook

from qingtian.policy.feeds import Agreement
from qingtian_platform.kit.times import BEIJING

NOW = datetime(2026, 11, 20, 10, tzinfo=BEIJING)
DAY = timedelta(days=1)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def air(day: datetime, hours: int = 24, *, pm: str = "35", mark: str = "正常") -> bytes:
    """Write a day of the two district stations; stamps name the end of the hour."""
    rows = [
        [name, f"{day + timedelta(hours=hour):%Y-%m-%d %H:%M}", pm, "800", mark]
        for name in ("一号区级站", "二号区级站")
        for hour in range(1, hours + 1)
    ]
    return table(["站点", "时间", "细颗粒物", "一氧化碳", "标记"], rows)


def written(one: Agreement, start: datetime, end: datetime, value: str = "7.1") -> bytes:
    """Write a good batch of any agreement, in its form, for a stretch of time."""
    terms = one.terms[-1]
    layout, step = terms.layout, timedelta(minutes=terms.minutes)
    rows: list[dict[str, str]] = []
    for thing in terms.things:
        at = start
        while at < end:
            stamp = at + step if layout.label == "end" else at
            rows += _rows(one, {layout.thing: thing, **_stamp(layout.time, stamp)}, value)
            at += step
    if layout.form == "json":
        return json.dumps(rows, ensure_ascii=False).encode()
    head = list(rows[0])
    cells = [[row[name] for name in head] for row in rows]
    return table(head, cells) if layout.form == "csv" else _book(head, cells)


def _stamp(columns: tuple[str, ...], stamp: datetime) -> dict[str, str]:
    if len(columns) == 2:
        midnight = stamp.hour == 0
        day = stamp - DAY if midnight else stamp
        return {columns[0]: f"{day:%Y-%m-%d}", columns[1]: str(24 if midnight else stamp.hour)}
    return {columns[0]: f"{stamp:%Y-%m-%d %H:%M}"}


def _rows(one: Agreement, head: dict[str, str], value: str) -> list[dict[str, str]]:
    terms = one.terms[-1]
    layout = terms.layout
    mark = {layout.mark: next(iter(layout.marks))} if layout.mark else {}
    if layout.kind == "wide":
        return [{**head, **dict.fromkeys(terms.columns, value), **mark}]
    units = {"pH": "1", "氟化物": "mg/L", "PM10": "µg/m³", "TSP": "µg/m³"}
    return [
        {**head, layout.property: name, layout.value: value, layout.unit: units[name], **mark}
        for name in terms.columns
    ]


def _book(head: list[str], rows: list[list[str]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

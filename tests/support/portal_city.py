"""The demo's cast with some days of hourly values, come by frames through the inbox and evaluated."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
from django.db import transaction

from qingtian.protocols.hj212 import build
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.collect.simulator.fleet import units
from qingtian_platform.collect.simulator.instrument import Instrument
from qingtian_platform.evaluate import worker
from qingtian_platform.evaluate.verdicts import worker as verdict_worker
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.project.demo import cast, senders
from qingtian_platform.project.demo.senders import SEED
from qingtian_platform.record import api as record

HOUR = timedelta(hours=1)
EXTRACT = Path(str(cast.__file__)).with_name("beijing_2015_2016.parquet")
PROPERTIES = {
    "a34004": ("PM2.5", 1, 0),
    "a34002": ("PM10", 1, 0),
    "a21026": ("SO2", 1, 0),
    "a21004": ("NO2", 1, 0),
    "a21005": ("CO", 1000, 1),
    "a05024": ("O3", 1, 0),
}
PINYIN = {
    "东四": "Dongsi",
    "万寿西宫": "Wanshouxigong",
    "农展馆": "Nongzhanguan",
    "古城": "Gucheng",
    "官园": "Guanyuan",
    "天坛": "Tiantan",
    "定陵": "Dingling",
}
Values = dict[tuple[str, datetime], dict[str, float]]


@dataclass
class Truth:
    """What is known of the planted city.

    Attributes
    ----------
    hour
        Start of the last whole hour, which every station sent.
    frames
        Number of frames sent.
    """

    hour: datetime
    frames: int


@cache
def measured() -> Values:
    """Real hourly values by station and local hour."""
    rows = pq.read_table(EXTRACT).to_pylist()
    return {(row["station"], row["time"]): row for row in rows}


def plant(
    places: Places, *, days: int = 3, now: datetime | None = None, demo: bool = True
) -> Truth:
    """Register the cast, send the days to the last whole hour, seal and evaluate."""
    now = (now or datetime.now(BEIJING)).astimezone(BEIJING)
    last = now.replace(minute=0, second=0, microsecond=0) - HOUR
    first = last.replace(hour=0) - timedelta(days=days)
    with transaction.atomic():
        speakers = cast.register(first.date())
    frames = [row for one in speakers for row in _frames(one, first, last, now)]
    frames.sort()
    with Inbox(places) as inbox:
        for at in range(0, len(frames), 500):
            inbox.append(frames[at : at + 500])
    record.drain(places)
    while worker.step(places) | verdict_worker.step(places):
        pass
    if demo:
        days = senders.earlier(now).days
        (places.data / "demo.json").write_text(json.dumps({"days_back": days}), encoding="utf-8")
    return Truth(last, len(frames))


Row = tuple[int, str, str, bytes]


def _frames(one: cast.Speaker, first: datetime, last: datetime, now: datetime) -> list[Row]:
    if one.st == "22":
        return _station(one, first, last)
    if one.st == "39":
        return [_dust(one, now - timedelta(minutes=2 + n)) for n in range(3)]
    return _source(one, first, last)


def _source(one: cast.Speaker, first: datetime, last: datetime) -> list[Row]:
    """Hours of an outlet or section as the demo's instruments measure them, minutes of the last day."""
    habits = {k: v for k, v in one.habits.items() if k in ("reference_oxygen", "faults")}
    unit = units([{"mn": one.mn, "st": one.st, **habits}])[0]
    instrument, frames, at = Instrument(unit, SEED), [], first
    while at <= last:
        frames.append(_upload(one, instrument, "hour", at, HOUR))
        if last - at < timedelta(hours=26):
            minutes = [at + n * timedelta(minutes=10) for n in range(6)]
            frames += [
                _upload(one, instrument, "minute", each, timedelta(minutes=10)) for each in minutes
            ]
        at += HOUR
    return frames


def _upload(
    one: cast.Speaker, instrument: Instrument, interval: str, at: datetime, length: timedelta
) -> Row:
    content = instrument.content(interval, at)
    area = b";".join([content.lead, *content.items]).decode()
    return _sent(one, content.cn, at, area, at + length + timedelta(seconds=9))


def _station(one: cast.Speaker, first: datetime, last: datetime) -> list[Row]:
    known, frames, at, n = measured(), [], first, 0
    stations = {name for name, _time in known}
    like = PINYIN.get(one.like, "")
    like = like if like in stations else min(stations)
    while at <= last:
        row = known.get((like, _like(at)), {})
        area = _area(row, at, n)
        frames.append(_sent(one, "2061", at, area, at + HOUR + timedelta(seconds=20 + n % 7)))
        at, n = at + HOUR, n + 1
    return frames


def _like(at: datetime) -> datetime:
    """The hour of the extract that an hour follows: it is named by its end, in winter 2015."""
    end = (at + HOUR).replace(tzinfo=None)
    start, length = datetime(2015, 11, 2), timedelta(days=85)  # noqa: DTZ001 - as the extract
    new_year = datetime(2015, 1, 1)  # noqa: DTZ001 - as the extract
    return start + (new_year + (end - end.replace(month=1, day=1, hour=0)) - start) % length


def _area(row: dict[str, float], at: datetime, n: int) -> str:
    parts = [f"DataTime={at:%Y%m%d%H%M%S}"]
    for code, (name, scale, digits) in PROPERTIES.items():
        value = row.get(name)
        if value is None:
            value = 40.0 * scale * (1.2 + math.sin(n / 5)) / (40 if name == "CO" else 1)
        mark = "D" if n % 61 == 7 and code == "a21026" else "N"
        parts.append(f"{code}-Avg={value / scale:.{digits}f},{code}-Flag={mark}")
    return ";".join(parts)


def _dust(one: cast.Speaker, at: datetime) -> Row:
    at = at.replace(second=0, microsecond=0)
    area = f"DataTime={at:%Y%m%d%H%M%S};a34001-Rtd=132,a34001-Flag=N;a34002-Rtd=88,a34002-Flag=N"
    return _sent(one, "2011", at, area, at + timedelta(seconds=5))


def _sent(one: cast.Speaker, cn: str, at: datetime, area: str, received: datetime) -> Row:
    segment = (
        f"QN={build.request_number(at)};ST={one.st};CN={cn};PW={one.password};MN={one.mn};"
        f"Flag=5;CP=&&{area}&&"
    )
    moment = int(received.astimezone(UTC).timestamp() * 1_000_000)
    return moment, "203.0.113.7:50211", "hj212", build.frame(segment.encode())

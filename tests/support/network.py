"""A network of which the truth is known: three places with two owners each, and neighbours of two.

At `songtao` the meteorological bureau shows half as much again; at `liuyin` both are honest; at
`yunmeng` the water bureau's is the one that is off, and nothing stands near that could tell.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta

import numpy as np

from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import midnight
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.api import Parties
from support.receipts import hour_frame, micros

MONTH = date(2026, 10, 1)
HOURS = 31 * 24
SHORT = 10 * 24
"""Hours that all but the first pair send, which is enough for them. [h]"""
NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
CENTRE, WEATHER, WATER = "市生态环境监测中心", "市气象局", "市水务局水文总站"
PLACES = {
    "songtao": (40.137, 116.132, "110114", "110114104000"),
    "liuyin": (40.20, 116.25, "110114", "110114003000"),
    "yunmeng": (40.72, 116.75, "110116", "110116102000"),
}
PAIRS = {
    "songtao": ("songtao-met", WEATHER, 1.5),
    "liuyin": ("liuyin-met", WEATHER, 1.0),
    "yunmeng": ("yunmeng-hydro", WATER, 1.5),
}
AROUND = {f"near-{n}": (40.16 + 0.02 * n, 116.19 + 0.01 * n) for n in range(3)}


def plant(places: Places) -> None:
    """Register the network and send what it measured in October."""
    opened = date(2026, 1, 1)
    for key, (lat, lon, district, township) in PLACES.items():
        _station(key, (lon, lat), CENTRE, opened, district, township)
        other, owner, _times = PAIRS[key]
        _station(other, (lon + 0.002, lat), owner, opened, district, township)
    for key, (lat, lon) in AROUND.items():
        _station(key, (lon, lat), CENTRE, opened, "110114", "")
    send(places, truth(), NOW - timedelta(days=1))


def _station(
    key: str, at: tuple[float, float], owner: str, opened: date, district: str, township: str
) -> None:
    thing = registry.ensure_thing(
        f"{key}站", key=key, name_en=key.title(), district=district, township=township or None,
        lon=at[0], lat=at[1], level="city", opened=opened, source="test",
        parties=Parties(owner=owner, owner_kind="centre"),
    )  # fmt: skip
    registry.ensure_logger(
        mn_of(key), thing_id=thing, st="22", password="123456", intervals=("hour",),
        codes=("a34004",), opened=opened,
    )  # fmt: skip


def mn_of(key: str) -> str:
    return f"NET-{key}".upper()


def truth() -> dict[str, np.ndarray]:
    """Give what each station shows in October. [µg/m³]."""
    rng = np.random.default_rng(20261001)
    wave = np.convolve(rng.normal(size=HOURS + 299), 0.97 ** np.arange(300), mode="valid")
    air = 60 * np.exp(0.6 * math.sqrt(1 - 0.97**2) * wave)

    def own() -> np.ndarray:
        return np.clip(air + 2 * rng.normal(size=HOURS), 1, None)

    found = {key: own() for key in (*PLACES, *AROUND)}
    found |= {other: times * own() for other, _owner, times in PAIRS.values()}
    whole = ("songtao", "songtao-met")
    return {key: each if key in whole else each[:SHORT] for key, each in found.items()}


def send(places: Places, shown: dict[str, np.ndarray], at: datetime, first: int = 0) -> None:
    """Send hours of the month from one on, and seal them."""
    start = midnight(MONTH).astimezone(UTC)
    rows = [
        (micros(at), "192.0.2.7:1", "hj212", hour_frame(
            mn_of(key), start + timedelta(hours=first + n), {"a34004": f"{value:.1f}"}
        ))
        for key, values in shown.items()
        for n, value in enumerate(values)
    ]  # fmt: skip
    with Inbox(places) as inbox:
        for n in range(0, len(rows), 2000):
            inbox.append(rows[n : n + 2000])
    record.drain(places)

"""Two neighbouring stations and an outlet whose frames come in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from qingtian.quantities import BEIJING
from qingtian_platform.check.findings import worker
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from support.receipts import hour_frame, received

FIRST = datetime(2026, 3, 1, tzinfo=BEIJING)
CAME = datetime(2026, 3, 20, 4, tzinfo=UTC)
NOW = datetime(2026, 3, 21, 2, tzinfo=UTC)
HOURS = 120
CODES = ("a34004", "a34002", "a21026")
PLACES = ((116.40, 39.90), (116.45, 39.92), (116.35, 39.95), (116.42, 39.97), (116.30, 39.90))


class City:
    """Stations whose hours are made by a fixed walk."""

    def __init__(self, places: Places, count: int = 5) -> None:
        self.places = places
        self.mns = [f"A11010{n}_0001" for n in range(count)]
        self.things = {}
        for n, mn in enumerate(self.mns):
            lon, lat = PLACES[n]
            thing = registry.ensure_thing(
                f"站{n}", station_kind="assessment", name_en=f"Station {n}", lon=lon, lat=lat
            )
            registry.ensure_logger(mn, thing_id=thing, st="22", password="123456", codes=CODES)
            self.things[mn] = thing

    def frame(self, mn: str, hour: int, values: dict[str, str], flag: str = "N") -> bytes:
        start = (FIRST + timedelta(hours=hour)).astimezone(UTC)
        return hour_frame(mn, start, values, flag=flag, qn=f"20260320{hour:09d}")

    def send(self, frames: list[bytes], at: datetime = CAME) -> None:
        if frames:
            received(self.places, frames, at=at)
            record.drain(self.places)

    def settle(self, now: datetime = NOW) -> int:
        """Run the stage until nothing is left; give how many steps that took."""
        steps = 0
        while worker.step(self.places, now):
            steps += 1
            assert steps < 500
        return steps


def walk(mn: str, hours: int = HOURS) -> list[dict[str, str]]:
    """Hours of a station: a daily wave, noise of its own, and some planted faults."""
    rng = np.random.default_rng(sum(map(ord, mn)))
    t = np.arange(hours)
    pm25 = 60 + 20 * np.sin(t / 24 * 2 * np.pi) + rng.normal(0, 3, hours)
    so2 = 12 + rng.normal(0, 1.5, hours)
    pm10 = pm25 * 1.6 + rng.normal(0, 4, hours)
    return [
        {"a34004": f"{a:.1f}", "a34002": f"{b:.1f}", "a21026": f"{c:.1f}"}
        for a, b, c in zip(pm25, pm10, so2, strict=True)
    ]


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def city(places) -> City:
    return City(places)


def day(text: str) -> date:
    return date.fromisoformat(text)

"""A city of four stations that sent a few days of frames."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from types import SimpleNamespace

import pytest

from qingtian.quantities import BEIJING, natural_day
from qingtian_platform.evaluate import worker
from qingtian_platform.evaluate.verdicts import worker as verdict_worker
from qingtian_platform.kit.places import Places
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry import ensure
from support.once import planting
from support.receipts import hour_frame, received

CODES = ("a21026", "a21004", "a34002", "a34004", "a21005", "a05024")
FIRST = date(2026, 2, 28)
KINDS = ("assessment", "assessment", "assessment", "control")
CAME = datetime(2026, 3, 3, 4, tzinfo=UTC)
DATE = datetime.now(BEIJING).date()
TODAY = natural_day(DATE)


class Today(datetime):
    """The clock of the stages: it goes, but not over the end of the day on which the tests began."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return min(datetime.now(tz), (TODAY.end - timedelta(microseconds=1)).astimezone(tz))


class City:
    """Stations by number, with the loggers that send for them."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.things: dict[str, int] = {}
        for n, kind in enumerate(KINDS, 1):
            mn = f"A11010{n}_0001"
            thing = registry.ensure_thing(f"站{n}", station_kind=kind, name_en=f"Station {n}")
            registry.ensure_logger(mn, thing_id=thing, st="22", password="123456", codes=CODES)
            self.things[mn] = thing

    @property
    def mns(self) -> list[str]:
        return list(self.things)

    def send(self, frames: list[bytes], at: datetime = CAME) -> None:
        received(self.places, frames, at=at)
        record.drain(self.places)


def values(n: int, hour: int) -> dict[str, str]:
    """What station n sends for an hour: ties and decimals, in the units of ambient stations."""
    return {
        "a21026": f"{5 + n}.0",
        "a21004": f"{30 + (hour * 7 + n) % 40}.5",
        "a34002": f"{60 + (hour * 11) % 90}.0",
        "a34004": f"{40 + (hour * 5 + n) % 50}.5",
        "a21005": f"0.{(hour + n) % 9 + 1}",
        "a05024": f"{20 + (hour * 13 + n) % 150}.0",
    }


def frames_of(mn: str, n: int, hours: range, **changed: object) -> list[bytes]:
    start = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=BEIJING)
    return [
        hour_frame(
            mn,
            (start + timedelta(hours=h)).astimezone(UTC),
            values(n, h),
            qn=f"20260303{h:09d}",
            **changed,
        )
        for h in hours
    ]


def held(patch: pytest.MonkeyPatch) -> None:
    """Let no midnight give the stages a day to finish, or the registry another first day, unasked."""
    for stage in (worker, verdict_worker):
        patch.setattr(stage, "datetime", Today)
    patch.setattr(ensure, "timezone", SimpleNamespace(localdate=lambda: DATE))


@pytest.fixture(autouse=True)
def _the_day_stays(monkeypatch) -> None:
    held(monkeypatch)


@pytest.fixture
def places(tmp_path, monkeypatch) -> Places:
    found = Places(tmp_path / "data").make()
    monkeypatch.setenv("QINGTIAN_DATA", str(found.data))
    return found


@pytest.fixture
def city(places, db) -> City:
    return City(places)


@pytest.fixture(scope="session")
def archives(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[str, Path]:
    """Data directories to begin with: three days of all stations, and the same evaluated.

    The second of the days is the first of the edition of 2026.
    """
    del django_db_setup
    found = {name: tmp_path_factory.mktemp(name) for name in ("sent", "evaluated")}
    with planting(found["sent"], django_db_blocker), pytest.MonkeyPatch.context() as patch:
        held(patch)
        city = City(Places(found["sent"]).make())
        for n, mn in enumerate(city.mns, 1):
            city.send(frames_of(mn, n, range(72)))
        shutil.copytree(found["sent"], found["evaluated"], dirs_exist_ok=True)
        while worker.step(Places(found["evaluated"])):
            pass
    return found


@pytest.fixture
def sent(archives, places, db) -> City:
    """A city whose stations sent three days."""
    shutil.copytree(archives["sent"], places.data, dirs_exist_ok=True)
    return City(places)


@pytest.fixture
def evaluated(archives, places, db) -> City:
    """The same, after the stage took it."""
    shutil.copytree(archives["evaluated"], places.data, dirs_exist_ok=True)
    city = City(places)
    assert worker.step(places) is False, "nothing of it is left to do"
    return city

"""A small invented city whose last two days are known hour by hour; comes by frames through the inbox."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from qingtian.protocols.hj212 import build
from qingtian_platform.check import worker
from qingtian_platform.collect.inbox import Inbox
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING, midnight
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.ensure import Parties
from qingtian_platform.registry.models import Limit, Shutdown

CODES = {
    "22": ("a34004", "a34002", "a21026"),
    "31": ("a34013", "a21026", "a21002"),
    "32": ("w01018", "w21003"),
    "39": ("a34001",),
}
#: How long an hour may still come after its end (`grace` of completeness.yaml).
GRACE = timedelta(minutes=30)


@dataclass
class Unit:
    """A unit and the fate of each of its 48 hours, by property.

    v in time and valid, l back-filled, - missing, + over the limit, and a data mark.
    """

    mn: str
    key: str
    name: str
    name_en: str
    st: str
    kind: str
    district: str
    fates: dict[str, str] = field(default_factory=dict)
    edition: str = "2017"
    alive: bool = True

    def fate(self, code: str) -> str:
        return self.fates.get(code, self.fates.get("*", "v" * 48))


def city(hours_today: int) -> list[Unit]:
    """The fleet; fates cover yesterday and today."""
    ok = "v" * 48
    out = "v" * (24 + hours_today - 6) + "-" * 48  # silent for six hours, at any time of day
    return [
        Unit("QTDESK01", "lin-he-park", "林荷公园", "Linhe Park", "22", "station", "东城区"),
        Unit(
            "QTDESK02",
            "north-boiler",
            "北苑供热厂1号锅炉",
            "Beiyuan Heating, boiler 1",
            "31",
            "outlet",
            "朝阳区",
            {"a21026": "vvvvvvDDDDDD" + "v" * 5 + "+" + "v" * 30},
        ),
        Unit(
            "QTDESK03",
            "qing-river-works",
            "清源污水处理厂总排口",
            "Qingyuan Water Works, outfall",
            "32",
            "outlet",
            "海淀区",
            {"*": "vvv" + "l" * 6 + "v" * 39},
        ),
        Unit(
            "QTDESK04",
            "south-incinerator",
            "南郊焚烧厂2号炉",
            "Nanjiao Incinerator, furnace 2",
            "31",
            "outlet",
            "大兴区",
            {"*": out[:48]},
            alive=False,
        ),
        Unit(
            "QTDESK05",
            "east-gate-site",
            "东门工地扬尘点",
            "East Gate site, dust",
            "39",
            "site",
            "通州区",
            {"*": "-" * 48},
            alive=False,
        ),
        Unit(
            "QTDESK06",
            "west-lake",
            "西湖路口",
            "Xihu Junction",
            "22",
            "station",
            "西城区",
            {"a21026": "v" * 20 + "B" * 28},
            edition="2005",
        ),
        Unit(
            "QTDESK07",
            "reed-marsh",
            "苇塘",
            "Reed Marsh",
            "22",
            "station",
            "东城区",
            {"a34002": "vvvvvvvvvv----vvvvvvvvvv" + ok[:24]},
        ),
    ]


@dataclass
class Truth:
    """What is known of the city."""

    units: list[Unit]
    yesterday: date
    now: datetime

    def valid(self, at: datetime | None = None) -> str:
        """Say which share of yesterday's hours came and was valid, as of a moment. [%]

        A site that stands still owes none; an hour that is missing is not owed before its grace ends.
        """
        passed = (at or self.now) - midnight(self.yesterday) - GRACE
        late = min(24, passed // timedelta(hours=1))
        units = [unit for unit in self.units if unit.key != "east-gate-site"]
        days = [unit.fate(code)[:24] for unit in units for code in CODES[unit.st]]
        fates = "".join(day[:late] + day[late:].replace("-", "") for day in days)
        return f"{100 * sum(fates.count(fate) for fate in 'vl+') / len(fates):.1f}"


def plant(places: Places, now: datetime | None = None) -> Truth:
    """Register the city, send its two days through the inbox, seal and count them."""
    now = (now or datetime.now(BEIJING)).astimezone(BEIJING)
    today = now.date()
    units = city(now.hour)
    frames: list[tuple[int, str, str, bytes]] = []
    for unit in units:
        register(unit, today - timedelta(days=1))
        frames += sorted(sent(unit, now))
    yesterday = midnight(today - timedelta(days=1))
    frames.append(started(units[2], yesterday + timedelta(hours=8, minutes=50)))
    with Inbox(places) as inbox:
        inbox.append(sorted(frames))
    record.drain(places)
    while worker.step(places, now):
        pass
    return Truth(units, today - timedelta(days=1), now)


def register(unit: Unit, opened: date) -> int:
    thing = registry.ensure_thing(
        unit.name,
        kind=unit.kind,
        key=unit.key,
        name_en=unit.name_en,
        district=unit.district,
        station_kind="assessment" if unit.kind == "station" else "",
        parties=Parties(owner=f"{unit.name}运营公司", maintainer="蓝天运维公司", answerable="王芳"),
        origin="simulated",
        opened=opened,
        lon=116.4,
        lat=39.9,
    )
    registry.ensure_logger(
        unit.mn,
        thing_id=thing,
        st=unit.st,
        password="123456",
        edition=unit.edition,
        intervals=["realtime", "hour"],
        codes=CODES[unit.st],
        origin="simulated",
        opened=opened,
    )
    if unit.key == "north-boiler":
        Limit(
            thing_id=thing,
            code="a21026",
            field="Avg",
            interval="hour",
            high=Decimal(35),
            unit="mg/m3",
            source="permit",
            document="演示许可证",
            clause="表1",
            valid_from=opened,
        ).save()
    if unit.key == "east-gate-site":
        Shutdown(
            thing_id=thing,
            kind="production",
            start=midnight(opened),
            end=None,
            declared_by="工地",
            document="停工报备",
        ).save()
    return thing


def sent(unit: Unit, now: datetime):
    """Frames of a unit with their times of receipt."""
    start = midnight(now.date() - timedelta(days=1))
    for n in range(48):
        hour = start + timedelta(hours=n)
        if hour + timedelta(hours=1) > now:
            break
        groups: dict[str, list[str]] = {}
        for code in CODES[unit.st]:
            groups.setdefault(unit.fate(code)[n], []).append(code)
        for fate, codes in groups.items():
            if fate == "-":
                continue
            came = hour + timedelta(minutes=61)
            if fate == "l":
                came = start + timedelta(hours=10, minutes=30, seconds=n)
            yield row(unit, "2061", hour, codes, fate, min(came, now))
        if set(groups) & set("v+DB"):
            for quarter in range(0, 60, 10):
                at = hour + timedelta(minutes=quarter)
                yield row(unit, "2011", at, CODES[unit.st][:1], "v", at)
    if unit.alive:
        yield row(unit, "2011", now.replace(second=0, microsecond=0), CODES[unit.st][:1], "v", now)


def started(unit: Unit, at: datetime):
    """The report of a data logger that it started."""
    segment = (
        f"QN={at:%Y%m%d%H%M%S}000;ST={unit.st};CN=2081;PW=123456;MN={unit.mn};Flag=5;"
        f"CP=&&DataTime={at:%Y%m%d%H%M%S};RestartTime={at:%Y%m%d%H%M%S}&&"
    )
    return (int(at.timestamp() * 1e6), "192.0.2.1:40000", "hj212", build.frame(segment.encode()))


def row(unit: Unit, cn: str, at: datetime, codes, fate: str, came: datetime):
    field = "Rtd" if cn == "2011" else "Avg"
    mark = fate if fate in "DB" else "N"
    value = "41.7" if fate == "+" else "20.5"
    items = "".join(f";{code}-{field}={value},{code}-Flag={mark}" for code in codes)
    segment = (
        f"QN={came:%Y%m%d%H%M%S}000;ST={unit.st};CN={cn};PW=123456;MN={unit.mn};Flag=5;"
        f"CP=&&DataTime={at:%Y%m%d%H%M%S}{items}&&"
    )
    return (int(came.timestamp() * 1e6), "192.0.2.1:40000", "hj212", build.frame(segment.encode()))


@pytest.fixture(scope="module")
def city_once(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The city planted once for a module, as of its `CITY_NOW`; rolled back at the end."""
    folder = tmp_path_factory.mktemp("city")
    before = os.environ["QINGTIAN_DATA"]
    os.environ["QINGTIAN_DATA"] = str(folder)
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            truth = plant(Places(folder).make(), getattr(request.module, "CITY_NOW", None))
            yield folder, truth
        finally:
            os.environ["QINGTIAN_DATA"] = before
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture
def truth(city_once, db, tmp_path, monkeypatch):
    """A copy of the city for one test."""
    folder, known = city_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("QINGTIAN_DATA", str(tmp_path))
    return known

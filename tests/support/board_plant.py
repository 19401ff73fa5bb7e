"""Plant the morning of an alarm board into a fresh data directory: `python -m support.board_plant DIR`."""

from __future__ import annotations

import json
import math
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qingtian_platform.kit.times import BEIJING
from qingtian_platform.project.commands._setup import use
from support import passwords

HOUR = timedelta(hours=1)
OUTLETS = (
    ("龙泉污水处理厂总排口", "Longquan Water Works, outfall", "朝阳区"),
    ("北苑供热厂1号锅炉", "Beiyuan Heating, boiler 1", "朝阳区"),
    ("大营钢铁厂烧结机", "Daying Steel, sinter plant", "丰台区"),
    ("东坝热电厂3号机组", "Dongba Power, unit 3", "朝阳区"),
    ("石岭水泥厂窑尾", "Shiling Cement, kiln", "房山区"),
    ("金谷玻璃厂熔窑", "Jingu Glass, furnace", "大兴区"),
    ("西山印染厂锅炉", "Xishan Dyeing, boiler", "海淀区"),
    ("河湾造纸厂碱炉", "Hewan Paper, recovery boiler", "昌平区"),
)
COPY_HOURS = 24


def main(data: Path) -> None:
    """Plant, and write the accounts and what is known as one line of JSON."""
    places = use(data)
    passwords.quick()
    from qingtian_platform.act.alarms import worker
    from qingtian_platform.check.findings import worker as finding
    from qingtian_platform.people.models import Person
    from support.alarming import City, over

    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    city = City(places)
    things = [_outlet(n, *row) for n, row in enumerate(OUTLETS)]
    _copied(places, now)
    city.find(*_findings(things, city.station, now), now=now - timedelta(days=2))
    while finding.step(places, now):  # so that the served stages find nothing more
        pass
    city.judge(*[over(things[n], start=-4 - n, base=now) for n in range(2, 7)], now=now)
    while worker.step(places, now):
        pass
    accounts = {}
    for login, name, role in (("zhao", "赵敏", "duty"), ("wu", "吴峰", "enterprise")):
        accounts[login] = secrets.token_urlsafe(12)
        person = Person(username=login, name=name, role=role)
        person.set_password(accounts[login])
        person.save()
    from qingtian_platform.act.alarms import api as alarms

    facts = {"accounts": accounts, "items": len(alarms.alarms(now=now)), "copied": OUTLETS[0]}
    sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")


def _outlet(n: int, name: str, name_en: str, district: str) -> int:
    from qingtian_platform.registry import api as registry

    owner = f"{name[:4]}公司"
    thing = registry.ensure_thing(
        name, kind="outlet", key=f"board-{n}", name_en=name_en, district=district, origin="simulated",
        parties=registry.Parties(owner=owner, maintainer="蓝天运维公司", answerable="王芳"),
    )  # fmt: skip
    registry.ensure_logger(
        f"QTBOARD{n}", thing_id=thing, st="31", password="123456", intervals=["hour"],
        codes=("a21026", "a21002"), origin="replay",
    )  # fmt: skip
    return thing


def _copied(places, now: datetime) -> None:
    """Put ten days of sulphur dioxide into the archive, of which one day is another's copy."""
    from qingtian_platform.collect.importfile import ImportFile
    from qingtian_platform.record import api as record

    wave = [
        30 + 9 * math.sin(n / 4) + 6 * ((37 * n) % 11) / 11 + 4 * ((53 * n) % 7) / 7
        for n in range(240)
    ]
    wave[-30:-6] = wave[-78:-54]
    with ImportFile(places) as file:
        rows = []
        for n, value in enumerate(wave):
            start = now - (len(wave) - n) * HOUR
            row = {
                "form": "row/1", "file": "0" * 64, "line": n, "text": "", "mn": "QTBOARD0", "interval": "hour",
                "start": start.astimezone(BEIJING).isoformat(), "values": [["a21026", "Avg", f"{value:.1f}", "N"]],
            }  # fmt: skip
            rows.append((int(start.timestamp() * 1e6), "", "row", json.dumps(row).encode()))
        file.append(rows)
    record.drain(places)


def _findings(things: list[int], station: int, now: datetime):
    """Say the findings of a usual morning: few grave ones, many of instruments and lines."""
    from qingtian_platform.check.findings.rows import Said

    def said(rule: str, unit: int, back: float, hours: float, score: float, **evidence) -> Said:
        start = now - back * HOUR
        known = {
            "observed": 1,
            "expected": 0,
            "n": 3,
            "lag_h": 24,
            "compared": [],
            "count": 1,
            "what": "span",
        }
        known |= {"error": 12, "control": 10, "first": 5, "run": 1, "seconds": 400, **evidence}
        return Said(
            rule,
            f"QTBOARD{unit}",
            "a21026",
            "hour",
            start,
            start + hours * HOUR,
            known,
            score,
            thing_id=things[unit],
        )

    copied = {
        "statistic": "steps that repeat", "observed": 23, "n": 23, "lag_h": 48.0, "nats": 61.3, "nats_usual": 4.0,
        "ruled_out": ["flat stretch", "detection limit", "coarse display", "sent again"],
    }  # fmt: skip
    found = [
        said("FD-111", 0, 30, COPY_HOURS, 0.99, **copied),
        said("FD-113", 1, 40, 30, 0.93, observed=9, expected=2.1),
        said("FD-106", 2, 70, 40, 0.55, observed=-0.35),
        Said("FD-116", "S1", "a34004", "hour", now - 9 * HOUR, now - 4 * HOUR, {"observed": 4, "n": 5}, 0.8, thing_id=station),
    ]  # fmt: skip
    found += [said("QC-161", n, 20 + 7 * k, 3, 1.0) for n in range(3, 8) for k in range(2)]
    found += [said("QC-131", n, 12 + n, 2 + n, 1.0) for n in range(2, 8)]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))

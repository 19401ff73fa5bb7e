"""Far too much: hundreds of stations with long names, each with a day of hours: `python -m support.crowd DIR`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from qingtian_platform.project.commands._setup import use
from support import passwords

STATIONS, HOURS = 349, 26
NAME = "北京市{district}第{n}环境空气质量自动监测站（含超长名称以检验版面的街道乡镇点位）"
NAME_EN = "Ambient Air Quality Automatic Monitoring Station No. {n} of {district} with a Name Far Too Long"


def main(data: Path) -> None:
    """Plant, and write the last hour and an account as one line of JSON."""
    places = use(data)
    passwords.quick()
    from qingtian_platform.collect.inbox import Inbox
    from qingtian_platform.evaluate import worker
    from qingtian_platform.kit.times import BEIJING
    from qingtian_platform.people.api import add_person, packaged_divisions
    from qingtian_platform.record import api as record
    from qingtian_platform.registry import api as registry
    from support.portal_city import PROPERTIES
    from support.receipts import hour_frame

    districts = [row for row in packaged_divisions() if row["level"] == "district"]
    last = datetime.now(BEIJING).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    frames = []
    for n in range(STATIONS):
        one, mn = districts[n % len(districts)], f"QTCROWD{n:017d}"
        thing = registry.ensure_thing(
            NAME.format(district=one["name"], n=n),
            key=f"crowd-{n}",
            name_en=NAME_EN.format(district=one["name_en"], n=n),
            district=one["code"][:6],
            lon=116.0 + (n * 37 % 100) / 100,
            lat=39.6 + (n * 53 % 90) / 100,
            station_kind=("assessment", "control", "traffic", "regional")[n % 4],
            opened=last.date() - timedelta(days=1),
            origin="simulated",
        )
        registry.ensure_logger(
            mn, thing_id=thing, st="22", password="123456", codes=tuple(PROPERTIES)
        )
        for back in range(HOURS if n % 9 else 3):
            at = last - timedelta(hours=back)
            values = dict.fromkeys(PROPERTIES, f"{5 + (n * 7 + back * 3) % 290}") | {
                "a21005": "0.7"
            }
            received = int((at + timedelta(hours=1)).timestamp() * 1_000_000) + n
            raw = hour_frame(mn, at.astimezone(UTC), values, qn=f"{at:%Y%m%d%H%M%S}{n:03d}")
            frames.append((received, "203.0.113.9:50000", "hj212", raw))
    with Inbox(places) as inbox:
        for at in range(0, len(frames), 500):
            inbox.append(sorted(frames)[at : at + 500])
    record.drain(places)
    while worker.step(places):
        pass
    (places.data / "demo.json").write_text("{}", encoding="utf-8")
    password = add_person("zhiban", "duty")
    facts = {"hour": last.isoformat(), "accounts": {"zhiban": password}}
    sys.stdout.write(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

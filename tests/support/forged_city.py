"""Forged sites in a real archive: their readings as receipts, what the detectors find, alarms of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from qingtian.quality import property_of
from qingtian.quality.detectors import detect
from qingtian_platform.act.alarms import worker
from qingtian_platform.check.findings.rows import Said
from qingtian_platform.check.findings.store import Store
from qingtian_platform.collect.importfile import ImportFile
from qingtian_platform.kit.places import Places
from qingtian_platform.kit.times import BEIJING
from qingtian_platform.record import api as record
from qingtian_platform.registry import api as registry
from qingtian_platform.registry.models import Limit
from support.forged import twin

ST = {"cems": "31", "water": "32", "air": "22", "dust": "39"}
KIND = {"cems": "outlet", "water": "outlet", "air": "station", "dust": "site"}
NAMES = {
    "FD-101": ("北苑供热厂1号锅炉", "Beiyuan Heating, boiler 1"),
    "FD-102": ("南郊焚烧厂2号炉", "Nanjiao Incinerator, furnace 2"),
    "FD-103": ("清源污水处理厂总排口", "Qingyuan Water Works, outfall"),
    "FD-104": ("东坝热电厂3号机组", "Dongba Power, unit 3"),
    "FD-105": ("西山印染厂总排口", "Xishan Dyeing, outfall"),
    "FD-106": ("石岭水泥厂窑尾", "Shiling Cement, kiln"),
    "FD-107": ("河湾造纸厂总排口", "Hewan Paper, outfall"),
    "FD-108": ("金谷玻璃厂熔窑", "Jingu Glass, furnace"),
    "FD-109": ("大营钢铁厂烧结机", "Daying Steel, sinter plant"),
    "FD-110": ("柳林制药厂总排口", "Liulin Pharma, outfall"),
    "FD-111": ("龙泉污水处理厂总排口", "Longquan Water Works, outfall"),
    "FD-112": ("东门工地扬尘点", "East Gate site, dust"),
    "FD-113": ("白塔化工厂总排口", "Baita Chemicals, outfall"),
    "FD-114": ("沙河供热站2号锅炉", "Shahe Heating, boiler 2"),
    "FD-115": ("温榆食品厂总排口", "Wenyu Foods, outfall"),
    "FD-116": ("南桥工地扬尘点", "South Bridge site, dust"),
    "FD-117": ("通运污水处理厂总排口", "Tongyun Water Works, outfall"),
}
DISTRICTS = ("朝阳区", "海淀区", "丰台区", "大兴区", "通州区", "昌平区")
MORNING = datetime(2026, 11, 26, 8, 30, tzinfo=BEIJING)
AROUND = timedelta(days=45)
"""How much of a site is kept on either side of what was forged."""


@dataclass(frozen=True)
class Site:
    """A site of a forged set as it is registered."""

    thing: int
    mn: str
    codes: dict[str, tuple[str, bool]]


def codes() -> dict[tuple[str, str], str]:
    """Give the code of HJ 212 by domain and property."""
    from qingtian import law

    rows = law.provisions()["quality.properties"][-1].value
    return {(row["domain"], row["property"]): row["codes"][0] for row in rows}


def plant(places: Places, numbers: Iterable[str], now: datetime = MORNING) -> dict[str, int]:
    """Plant forged sites so that what was forged ended shortly before now; give things by rule.

    The readings come as rows of an import, the findings are those of the real detectors.
    """
    things: dict[str, int] = {}
    said: list[Said] = []
    with ImportFile(places) as file:
        for place, number in enumerate(numbers):
            forged = twin(number, "forged")
            event = forged.events[0]
            shift = round((now.timestamp() * 1000 - event.end) / 3_600_000 - 3 - 7 * (place % 3))
            moved = timedelta(hours=shift)
            sites = _register(forged, number, DISTRICTS[place % len(DISTRICTS)])
            things[number] = sites[min(event.sites)].thing
            file.append(list(_receipts(forged, sites, event, moved)))
            said += _findings(forged, sites, moved, now)
    record.drain(places)
    with Store.writing(places) as store, store.transaction():
        for one in said:
            store.say("test", one, now - timedelta(days=2))  # long enough to be raised
    while worker.step(places, now):
        pass
    return things


def _register(forged, number: str, district: str) -> dict[str, Site]:
    """Register each site of a set with its streams and limits."""
    known = codes()
    by_site = defaultdict(list)
    for row in forged.datastreams.to_pylist():
        by_site[row["site_id"]].append(row)
    first = min(forged.events[0].sites)
    found = {}
    for n, (key, rows) in enumerate(
        sorted(by_site.items(), key=lambda pair: (pair[0] != first, pair[0]))
    ):
        domain = rows[0]["domain"]
        name, name_en = NAMES[number]
        suffix = "" if n == 0 else f"{n + 1}"
        thing = registry.ensure_thing(
            name + suffix, kind=KIND[domain], key=f"{number.lower()}-{n}", name_en=name_en + (f" {suffix}" if suffix else ""),
            district=district, origin="simulated", lon=116.3 + 0.01 * n, lat=39.9 + 0.005 * n,
            parties=registry.Parties(owner=f"{name[:4]}公司", maintainer="蓝天运维公司", answerable="王芳"),
        )  # fmt: skip
        mn = f"{number.replace('-', '')}{n:02d}"
        streams = {}
        for row in rows:
            prop = row["property"]
            bare = prop.removesuffix("_zs")
            code = known.get((domain, bare))
            if code is None:
                code = {"treat_power": "a01901", "power": "a01902", "load": "a01903"}.get(
                    bare, f"x{len(streams):05d}"
                )
            streams[row["datastream_id"]] = (code, prop.endswith("_zs"))
        registry.ensure_logger(
            mn, thing_id=thing, st=ST[domain], password="123456", intervals=["hour"],
            codes=sorted({code for code, _ in streams.values()}), origin="simulated",
        )  # fmt: skip
        for row in rows:
            code, converted = streams[row["datastream_id"]]
            if (
                row["limit"]
                and not converted
                and not Limit.objects.filter(thing_id=thing, code=code).exists()
            ):
                Limit(
                    thing_id=thing, code=code, field="Avg", interval="hour", high=Decimal(str(row["limit"])),
                    unit=row["unit"] or "mg/m3", source="permit", document="演示许可证", clause="表1",
                    valid_from=date(2020, 1, 1),
                ).save()  # fmt: skip
        found[key] = Site(thing, mn, streams)
    return found


def _receipts(
    forged, sites: dict[str, Site], event, moved: timedelta
) -> Iterator[tuple[int, str, str, bytes]]:
    """Write the readings around the event as rows, an hour and data logger a row."""
    owner = {stream: site for site in sites.values() for stream in site.codes}
    around = int(AROUND.total_seconds() * 1000)
    table = forged.observations
    times = table["time"].cast(pa.timestamp("ms", tz="UTC")).cast(pa.int64()).to_pylist()
    hours: dict[tuple[str, int], list[list[str]]] = defaultdict(list)
    flags = table["flag"].to_pylist() if "flag" in table.column_names else ["N"] * len(times)
    rows = zip(
        table["datastream_id"].to_pylist(), times, table["value"].to_pylist(), flags, strict=True
    )
    for stream, at, value, flag in rows:
        if event.start - around <= at < event.end + min(around, 3_600_000):
            site = owner[stream]
            code, converted = site.codes[stream]
            text = "" if value is None or value != value else f"{value:g}"
            hours[site.mn, at].append([code, "ZsAvg" if converted else "Avg", text, flag or "N"])
    for line, ((mn, at), values) in enumerate(sorted(hours.items(), key=lambda p: p[0][1])):
        start = datetime.fromtimestamp(at / 1000, UTC) + moved
        row = {
            "form": "row/1", "file": "0" * 64, "line": line, "text": "", "mn": mn, "interval": "hour",
            "start": start.astimezone(BEIJING).isoformat(), "values": values,
        }  # fmt: skip
        raw = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        yield int((start + timedelta(minutes=61)).timestamp() * 1e6), "", "row", raw


def _findings(forged, sites: dict[str, Site], moved: timedelta, now: datetime) -> list[Said]:
    """Say what the detectors find."""
    owner = {stream: site for site in sites.values() for stream in site.codes}
    found = []
    for row in detect(forged.observations, forged.datastreams).to_pylist():
        evidence = json.loads(row["evidence"])
        number = evidence.pop("rule")
        site = owner[row["datastream_id"]]
        other = [key for key in evidence.get("compared") or [] if key in owner]
        other += [key for key in evidence.get("streams") or [] if key in owner]
        streams = tuple(
            dict.fromkeys(
                (owner[key].mn, owner[key].codes[key][0]) for key in (row["datastream_id"], *other)
            )
        )
        event = forged.events[0]
        ended = datetime.fromtimestamp(event.end / 1000, UTC)
        if not ended - timedelta(days=20) < row["end"] <= ended + timedelta(hours=2):
            continue
        found.append(
            Said(
                number,
                site.mn,
                site.codes[row["datastream_id"]][0],
                "hour",
                row["start"] + moved,
                row["end"] + moved,
                evidence,
                row["score"],
                thing_id=site.thing,
                streams=streams,
                detected_at=min(row["detected_at"] + moved, now),
            )
        )
    return found


__all__ = ["MORNING", "plant", "property_of"]

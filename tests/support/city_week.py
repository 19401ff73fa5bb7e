"""A week of a city: outlets, stations, sites with their usual faults, and a known number of forgeries.

Honest sites come from the models of `benchmarks/falsification` (stations from the real Beijing hours that
the demo replays), calibrations, maintenance and broken lines of their own included. On top of these the
week has faults that a duty room meets: an outage of a district, silent loggers, drifts, held values,
spikes, and real exceedances. All goes as imported rows through archive, flags, detectors, verdicts, alarms.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.db import transaction

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))

from benchmarks.falsification import forging  # noqa: E402
from benchmarks.falsification.honest import (  # noqa: E402
    Series,
    air,
    convert,
    outfall,
    stacks,
    works,
)
from benchmarks.falsification.making import _convert  # noqa: E402

from qingtian import law  # noqa: E402
from qingtian_platform.act.alarms import api as alarms  # noqa: E402
from qingtian_platform.act.alarms import worker as raising  # noqa: E402
from qingtian_platform.check.findings import worker as finding  # noqa: E402
from qingtian_platform.collect.importfile import ImportFile  # noqa: E402
from qingtian_platform.evaluate.verdicts import worker as judging  # noqa: E402
from qingtian_platform.evaluate.verdicts.store import Store as Verdicts  # noqa: E402
from qingtian_platform.kit.places import Places  # noqa: E402
from qingtian_platform.kit.times import BEIJING  # noqa: E402
from qingtian_platform.record import api as record  # noqa: E402
from qingtian_platform.registry import api as registry  # noqa: E402
from qingtian_platform.registry.models import Limit  # noqa: E402

MONDAY = datetime(2026, 11, 16, tzinfo=BEIJING)
BEIJING_HOURS = ROOT / "src/qingtian_platform/project/demo/beijing_2015_2016.parquet"
WEEK = timedelta(days=7)
SHIFT = timedelta(hours=8)
ST = {"cems": "31", "water": "32", "air": "22", "dust": "39"}
KIND = {"cems": "outlet", "water": "outlet", "air": "station", "dust": "site"}
DISTRICTS = (
    "东城区",
    "西城区",
    "朝阳区",
    "丰台区",
    "石景山区",
    "海淀区",
    "通州区",
    "大兴区",
    "昌平区",
    "顺义区",
)
DEEDS = (
    "constant", "copied_history", "upper_truncation", "flag_abuse", "strategic_gap", "simulated_signal",
    "sample_swap", "digit_fabrication", "o2_manipulation",
)  # fmt: skip


SENT = {"a00000": 1 / 3600, "w00000": 1 / 3.6}
"""Flows are made by the hour; HJ 212 has them by the second, in m³ of gas and litres of water."""


@dataclass
class Made:
    """A city before it is written: sites with their streams, what was planted, what went wrong."""

    sites: list[dict[str, Series]]
    start: int
    hours: int
    planted: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)


class Place(NamedTuple):
    """Where in the list something stands that was forged, and as what it is named.

    Parameters
    ----------
    shift
        Its place among the new items of its shift, the first is 1.
    day
        The same among those of its day.
    kind
        As the item has it.
    """

    shift: int
    day: int
    kind: str


@dataclass
class Day:
    """What a day of the week brought, as the desk has it on the next morning.

    Parameters
    ----------
    shifts
        New items of each of its three shifts. [1]
    kinds
        New items by weight and cause. [1]
    places
        Of what was forged and is new: its place in the list, by site.
    """

    shifts: list[int]
    kinds: Counter[str]
    places: dict[str, Place]


@dataclass
class Result:
    """What came of a week, day by day; and how many findings and exceedances stand behind it."""

    days: list[Day]
    findings: int
    verdicts: int

    @property
    def most(self) -> int:
        """The most items of a shift. [1]."""
        return max(count for day in self.days for count in day.shifts)

    @property
    def items(self) -> int:
        """The items of the week. [1]."""
        return sum(sum(day.shifts) for day in self.days)

    @property
    def places(self) -> dict[str, Place]:
        """Place and name of what was forged and found, by site."""
        found: dict[str, Place] = {}
        for day in self.days:
            for site, place in day.places.items():
                found.setdefault(site, place)
        return found


def made(
    outlets: int, stations: int, sites: int, planted: int, *, history: int = 21, seed: int = 1
) -> Made:
    """Make a city.

    Parameters
    ----------
    outlets, stations, sites
        How many of each. [1]
    planted
        How many outlets are forged in the week. [1]
    history
        Days before the week. [d]
    seed
        The same seed makes the same city.
    """
    rng = np.random.default_rng(seed)
    hours = (history + 7) * 24
    start = int((MONDAY - timedelta(days=history)).timestamp() * 1000)
    found: list[dict[str, Series]] = []
    name = 0

    def more(kind: str, make, count: int) -> None:
        nonlocal name
        mine: list[dict[str, Series]] = []
        while len(mine) < count:
            name += 1
            mine += make(rng, f"{kind}{name}", start, hours) or [{}] * count
        found.extend(site for site in mine[:count] if site)

    more("P", stacks, outlets // 2)
    more("O", outfall, outlets - outlets // 2)
    more("S", partial(air, source=BEIJING_HOURS), stations)
    more("B", works, sites)
    city = Made(found, start, hours)
    _honest(city)
    _forge(rng, city, planted)
    _fail(rng, city)
    return city


def _honest(city: Made) -> None:
    """Keep limits that an honest plant keeps: what exceeds them is planted, and counted."""
    for site in city.sites:
        for one in site.values():
            if one.domain in ("cems", "water") and one.limit:
                most = float(np.nanquantile(one.value, 0.9995))
                one.limit = max(one.limit, float(f"{1.15 * most:.2g}"))


def _forge(rng: np.random.Generator, city: Made, planted: int) -> None:
    """Forge some outlets within the week, one kind after the other."""
    week = city.start + (city.hours - 168) * 3_600_000
    outlets = [
        n
        for n, site in enumerate(city.sites)
        if next(iter(site.values())).domain in ("cems", "water")
    ]
    order = [int(n) for n in rng.permutation(outlets)]
    window = forging.window
    try:
        for n in range(planted):
            kind = DEEDS[n % len(DEEDS)]
            forging.window = _in_week(week)  # type: ignore[assignment]
            while order:
                site = city.sites[order.pop()]
                done = forging.DEEDS[kind](rng, site, [site])
                if done is not None:
                    if "o2" in site and kind not in forging.CONVERTS_BEFORE:
                        _convert(site, done)
                    city.planted[next(iter(site.values())).site] = (kind, done.start, done.end)
                    break
    finally:
        forging.window = window


def _in_week(week: int):
    """Choose two to five days of the week, whatever a deed asks for."""

    def window(rng, one: Series, _days) -> slice:
        step = one.interval * 1000
        first = week + int(rng.integers(6, 48)) * 3_600_000
        length = int(rng.integers(60, 110)) * 3_600_000
        a = max(0, (first - one.start) // step)
        return slice(int(a), int(min(len(one.value) - 2, a + length // step)))

    return window


def _fail(rng: np.random.Generator, city: Made) -> None:
    """Let happen in the week what happens: outages, silences, drifts, held values, spikes, exceedances."""
    clean = [s for s in city.sites if next(iter(s.values())).site not in city.planted]
    many = max(1, len(clean) // 100)
    district = clean[:: len(DISTRICTS)]
    for site in district:  # one line of one district broken for two hours
        _absent(site, city, 60, 62)
    city.faults["district outage, units"] = len(district)
    for site in _some(rng, clean, 4 * many):
        first = int(rng.integers(0, 150))
        _absent(site, city, first, first + int(rng.integers(2, 14)))
        city.faults["silent logger"] += 1
    for site in _some(rng, clean, 2 * many):
        one = _stream(rng, site)
        a, b = _place(one, city, int(rng.integers(0, 100)), 60)
        one.value[a:b] *= np.linspace(1, 1.25, b - a)
        city.faults["drift"] += 1
    for site in _some(rng, clean, many):
        one = _stream(rng, site)
        a, b = _place(one, city, int(rng.integers(0, 150)), 8)
        one.value[a:b] = one.value[a]
        one.flag[a:b] = "D"
        city.faults["held by a fault, marked D"] += 1
    for site in _some(rng, clean, 6 * many):
        one = _stream(rng, site)
        a, _b = _place(one, city, int(rng.integers(0, 160)), 1)
        one.value[a] = 8 * max(float(np.nanmedian(one.value)), 1.0)
        city.faults["spike"] += 1
    outlets = [s for s in clean if next(iter(s.values())).domain in ("cems", "water")]
    limited = [s for s in outlets if any(each.limit for each in s.values())]
    for site in _some(rng, limited, 3 * many):
        shown = next(each for each in site.values() if each.limit)
        one = site[shown.prop.removesuffix("_zs")]
        a, b = _place(one, city, int(rng.integers(0, 150)), int(rng.integers(2, 10)))
        share = shown.limit * rng.uniform(1.1, 1.6, b - a) / np.maximum(shown.value[a:b], 0.1)
        one.value[a:b] *= share
        city.faults["exceedance"] += 1
    for site in clean:  # the acquisition system converts what it measures, faults included
        if "o2" in site:
            convert(site)


def _some(rng: np.random.Generator, sites: list, count: int) -> list:
    return [
        sites[int(n)] for n in rng.choice(len(sites), size=min(count, len(sites)), replace=False)
    ]


def _stream(rng: np.random.Generator, site: dict[str, Series]) -> Series:
    usable = [s for s in site.values() if s.role != "context" and not s.prop.endswith("_zs")]
    return usable[int(rng.integers(len(usable)))]


def _place(one: Series, city: Made, hour: int, length: int) -> tuple[int, int]:
    per = one.interval * 1000
    a = int((city.start + (city.hours - 168 + hour) * 3_600_000 - one.start) // per)
    a = max(0, min(a, len(one.value) - 2))
    return a, min(len(one.value), a + max(1, int(length * 3_600_000 // per)))


def _absent(site: dict[str, Series], city: Made, first: int, last: int) -> None:
    for one in site.values():
        a, b = _place(one, city, first, last - first)
        one.absent[a:b] = True


def written(places: Places, city: Made) -> dict[str, int]:
    """Register a city and put into the archive what came before the week; give things by site.

    It is there for checks and detectors; verdicts begin with the week.
    """
    known = _known()
    with transaction.atomic():
        things = {
            next(iter(site.values())).site: _registered(site, n, known)
            for n, site in enumerate(city.sites)
        }
    _import(places, city, 0, _ms(MONDAY))
    after, _ = record.changed(record.Cursor(), places)
    with Verdicts.writing(places) as store, store.transaction():
        store.remember("cursor", str(after))
    return things


def replayed(places: Places, city: Made, things: dict[str, int]) -> Result:
    """Let a week pass day by day, as a running city does: readings come, and the stages work on them."""
    found, seen = [], set()
    for now in (MONDAY - timedelta(days=1), MONDAY):
        _played(places, now)
    for item in alarms.alarms(open=False, now=MONDAY):
        seen.add(item.id)
    for number in range(WEEK.days):
        begin = MONDAY + timedelta(days=number)
        end = begin + timedelta(days=1)
        _import(places, city, _ms(begin), _ms(end))
        _played(places, end)
        found.append(_day(city, things, begin, seen))
    from qingtian_platform.check import api as check

    every = alarms.alarms(open=False, now=MONDAY + WEEK)
    over = sum(member[0] == "verdict" for item in every for member in item.members)
    return Result(found, len(check.findings()), over)


def _day(city: Made, things: dict[str, int], begin: datetime, seen: set[int]) -> Day:
    """Look at what is new: in its shift, and at its place in the list.

    An item belongs to the shift in which the last observation was there that its first member needed:
    then a running system could have said it.
    """
    end = begin + timedelta(days=1)
    day = Day([0, 0, 0], Counter(), {})
    owners = {thing: site for site, thing in things.items()}
    for item in alarms.alarms(open=False, now=end):
        if item.state == "closed" or item.id in seen:
            continue
        seen.add(item.id)
        shift = _shift(item, begin, end)
        day.shifts[shift] += 1
        day.kinds[f"{item.severity} {item.cause} {item.kind}"] += 1
        site = owners.get(item.thing_id or 0, "")
        if site in city.planted and item.cause == "falsification":
            _kind, first, last = city.planted[site]
            if _ms(item.start) < last and _ms(item.end) > first:
                place = Place(day.shifts[shift], sum(day.shifts), item.kind)
                day.places.setdefault(site, place)
    return day


def _shift(item: alarms.AlarmInfo, begin: datetime, end: datetime) -> int:
    """Tell the shift of a day in which an item's first member could be said."""
    from qingtian_platform.check import api as check

    moments = []
    for form, key in item.members:
        row = check.finding(int(key)) if form == "finding" else None
        moments.append(row.detected_at if row else item.start + timedelta(hours=1))
    known = min(max(min(moments, default=begin), begin), end - timedelta(seconds=1))
    return int((known - begin) / SHIFT)


def _known() -> dict[tuple[str, str], str]:
    rows = law.provisions()["quality.properties"][-1].value
    return {(row["domain"], row["property"]): row["codes"][0] for row in rows}


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _import(places: Places, city: Made, first: int, last: int) -> None:
    known = _known()
    with ImportFile(places) as file:
        for n, site in enumerate(city.sites):
            rows = list(_rows(site, n, known, first, last))
            if rows:
                file.append(rows)
    record.drain(places)


def _codes(site: dict[str, Series], known) -> dict[str, tuple[str, str]]:
    """Give code and field by property, of those that HJ 212 has a code for."""
    found = {}
    for prop, one in site.items():
        code = known.get((one.domain, prop.removesuffix("_zs")))
        if code:
            found[prop] = (code, "ZsAvg" if prop.endswith("_zs") else "Avg")
    return found


def _registered(site: dict[str, Series], n: int, known) -> int:
    first = next(iter(site.values()))
    kind, codes = KIND[first.domain], _codes(site, known)
    word = {"outlet": "排放口", "station": "站", "site": "工地"}[kind]
    thing = registry.ensure_thing(
        f"{first.site}{word}", kind=kind, key=f"week-{n}", name_en=first.site, district=DISTRICTS[n % len(DISTRICTS)],
        station_kind="assessment" if kind == "station" else "", lon=116.1 + (n * 37 % 100) / 160,
        lat=39.7 + (n * 61 % 100) / 200, opened=date(2020, 1, 1),
        parties=registry.Parties(owner=f"{first.site}公司", maintainer=f"运维{n % 12}公司"),
    )  # fmt: skip
    registry.ensure_logger(
        f"WK{n:05d}", thing_id=thing, st=ST[first.domain], password="123456", intervals=["hour"],
        codes=sorted({code for code, _ in codes.values()}), origin="replay", opened=date(2020, 1, 1),
    )  # fmt: skip
    if kind == "outlet":
        Limit.objects.bulk_create(
            Limit(
                thing_id=thing, code=codes[prop][0], field=codes[prop][1], interval="hour",
                high=Decimal(str(one.limit)), unit="mg/m3" if first.domain == "cems" else "mg/L",
                source="permit", document="许可证", clause="表1", valid_from=date(2020, 1, 1),
            )
            for prop, one in site.items() if one.limit and prop in codes
        )  # fmt: skip
    return thing


def _rows(
    site: dict[str, Series], n: int, known, first: int, last: int
) -> Iterator[tuple[int, str, str, bytes]]:
    """Write the hours of a data logger, one a row; streams of other steps by their hours."""
    hours: dict[int, list[str]] = defaultdict(list)
    for prop, (code, fieldname) in _codes(site, known).items():
        one = site[prop]
        digits = max(0, -int(np.floor(np.log10(one.quantum)))) if one.quantum > 0 else 2
        every = max(1, 3600 // one.interval)
        for at in range(0, len(one.value), every):
            if one.absent[at]:
                continue
            value, flag = one.value[at], str(one.flag[at]) or "N"
            shown = value * SENT.get(code, 1.0)
            text = "" if np.isnan(value) else f"{shown:.{digits + 3 * (code in SENT)}f}"
            hours[one.start + at * one.interval * 1000].append(
                f'["{code}","{fieldname}","{text}","{flag}"]'
            )
    for line, at in enumerate(sorted(at for at in hours if first <= at < last)):
        start = datetime.fromtimestamp(at / 1000, UTC)
        raw = (
            f'{{"file":"{"0" * 64}","form":"row/1","interval":"hour","line":{line},"mn":"WK{n:05d}",'
            f'"start":"{start.astimezone(BEIJING).isoformat()}","text":"","values":[{",".join(hours[at])}]}}'
        )
        yield at * 1000 + 3_660_000_000, "", "row", raw.encode()


def _played(places: Places, now: datetime) -> None:
    """Let the stages do all there is to do."""
    while finding.step(places, now):
        pass
    while judging.step(places):
        pass
    while raising.step(places, now):
        pass


__all__ = ["MONDAY", "WEEK", "Day", "Made", "Place", "Result", "made", "replayed", "written"]

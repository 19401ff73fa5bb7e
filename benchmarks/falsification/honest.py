"""Honest sites: real stations of Beijing, and stacks, outfalls and building sites from small models."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

Floats = npt.NDArray[np.float64]
ROOT = Path(__file__).parents[2]
PRSA = ROOT / "../shared/data/air/prsa_beijing_8stations_2013_2017.parquet"
NAMES = {"PM2.5": "pm25", "PM10": "pm10", "SO2": "so2", "NO2": "no2", "CO": "co", "O3": "o3"}
LIMITS = {"pm25": 75, "pm10": 150, "so2": 500, "no2": 200, "co": 10, "o3": 200}
STEPS = {"pm25": 1.0, "pm10": 1.0, "so2": 1.0, "no2": 1.0, "co": 0.1, "o3": 1.0}
LODS = {"pm25": 3, "pm10": 5, "so2": 2, "no2": 2, "co": 0.1, "o3": 2}


@dataclass
class Series:
    """One stream that can still be changed."""

    key: str
    site: str
    domain: str
    prop: str
    role: str
    unit: str
    interval: int
    start: int
    value: Floats
    quantum: float
    limit: float | None = None
    top: float | None = None
    lod: float | None = None
    ref_o2: float | None = None
    neighbours: list[str] = field(default_factory=list)
    flag: npt.NDArray[np.str_] = field(default_factory=lambda: np.empty(0, dtype="U1"))
    absent: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))

    def __post_init__(self) -> None:
        if not len(self.flag):
            self.flag = np.full(len(self.value), "N", dtype="U1")
        if not len(self.absent):
            self.absent = np.zeros(len(self.value), dtype=bool)

    @property
    def hour(self) -> float:
        """Samples in an hour."""
        return 3600 / self.interval

    def entry(self) -> dict[str, object]:
        """Write the row of the table of datastreams."""
        return {
            "datastream_id": self.key,
            "site_id": self.site,
            "domain": self.domain,
            "property": self.prop,
            "role": self.role,
            "unit": self.unit,
            "interval_s": self.interval,
            "limit": self.limit,
            "range_max": self.top,
            "lod": self.lod,
            "ref_o2": self.ref_o2,
            "lat": None,
            "lon": None,
            "neighbours": json.dumps(self.neighbours),
        }


Site = dict[str, Series]


def red(rng: np.random.Generator, n: int, memory: float) -> Floats:
    """Make noise of unit spread that forgets within `memory` samples."""
    a = np.exp(-1 / max(memory, 1e-3))
    white = rng.standard_normal(n) * np.sqrt(1 - a * a)
    result = np.empty(n)
    last = rng.standard_normal()
    for i, w in enumerate(white):
        last = a * last + w
        result[i] = last
    return result


@cache
def _hours_of(source: Path) -> dict[str, dict[str, Floats]]:
    table = pq.read_table(source)
    stations = np.array(table["station"].to_pylist())
    columns = {p: np.array(table[n], dtype=np.float64) for n, p in NAMES.items()}
    order = np.array(table["time"].cast("int64"))
    return {
        s: {p: v[stations == s][np.argsort(order[stations == s])] for p, v in columns.items()}
        for s in sorted(set(stations))
    }


def air(
    rng: np.random.Generator, name: str, start: int, hours: int, *, source: Path = PRSA
) -> list[Site]:
    """Take stations of Beijing at some time, scaled and rounded anew.

    Nothing comes back where the set of the stations is not at hand.
    """
    if not source.exists():
        return []
    data = _hours_of(source)
    known = len(next(iter(next(iter(data.values())).values())))
    picked = list(rng.choice(sorted(data), size=int(rng.integers(4, 7)), replace=False))
    first = int(rng.integers(0, known - hours))
    keys = [f"{name}{i + 1}" for i in range(len(picked))]
    sites = []
    for i, station in enumerate(picked):
        site: Site = {}
        for prop in NAMES.values():
            value = data[station][prop][first : first + hours] * rng.uniform(0.85, 1.2)
            value = value / 1000 if prop == "co" else value
            value = value + rng.uniform(-0.4, 0.4, hours) * STEPS[prop]
            q = STEPS[prop]
            value = np.maximum(np.rint(value / q) * q, LODS[prop])
            one = Series(
                f"{keys[i]}-{prop}",
                keys[i],
                "air",
                prop,
                "measured",
                "mg/m3" if prop == "co" else "ug/m3",
                3600,
                start,
                value,
                q,
                LIMITS[prop],
                1000.0 if prop != "co" else 50.0,
                LODS[prop],
                neighbours=[f"{k}-{prop}" for k in keys if k != keys[i]],
            )
            one.absent = ~np.isfinite(value)
            if prop not in ("pm25", "pm10"):
                calibrated(rng, one, 168, 1, 0.0)
            maintained(rng, one, 1200, 3)
            site[prop] = one
        sites.append(site)
    return sites


def calibrated(
    rng: np.random.Generator, one: Series, every_h: float, last_h: float, level: float
) -> None:
    """Put calibrations in: marked C, with the value of the standard."""
    n = len(one.value)
    at = int(rng.integers(0, max(1, int(every_h * one.hour))))
    while at < n:
        span = slice(at, min(n, at + max(1, round(last_h * one.hour))))
        one.flag[span] = "C"
        size = span.stop - span.start
        one.value[span] = (
            np.rint(level * (1 + 0.02 * rng.standard_normal(size)) / one.quantum) * one.quantum
        )
        at += max(1, int(every_h * one.hour * rng.uniform(0.95, 1.05)))


def maintained(rng: np.random.Generator, one: Series, every_h: float, last_h: float) -> None:
    """Put maintenance in: marked M, without or with a meaningless value."""
    n = len(one.value)
    for _ in range(int(rng.poisson(n / one.hour / every_h))):
        at = int(rng.integers(0, n))
        span = slice(at, min(n, at + max(1, round(last_h * one.hour * rng.uniform(0.5, 2)))))
        one.flag[span] = "M"
        if rng.random() < 0.6:
            one.value[span] = np.nan


def load_of(rng: np.random.Generator, n: int, hour: float) -> Floats:
    """Make the load of a plant: day and night, weeks, wandering."""
    t = np.arange(n) / hour
    kind = rng.integers(0, 3)
    day = rng.uniform(0.03, 0.25)
    wave = np.sin(2 * np.pi * (t - rng.uniform(6, 10)) / 24)
    if kind == 1:
        wave = np.tanh(4 * wave)
    slow = 0.1 * red(rng, n, 24 * 7 * hour) + 0.03 * red(rng, n, 3 * hour)
    return np.clip(0.8 + day * wave + slow, 0.4, 1.15)


def stacks(
    rng: np.random.Generator, name: str, start: int, hours: int, interval: int = 3600
) -> list[Site]:
    """Make a plant with two outlets."""
    n = round(hours * 3600 / interval)
    ref = float(rng.choice([6.0, 9.0, 10.0, 11.0, 3.5]))
    limits = {
        "so2": float(rng.choice([35, 50, 80, 100])),
        "nox": float(rng.choice([50, 100, 150, 200, 250])),
        "pm": float(rng.choice([5, 10, 20])),
    }
    return [
        _stack(rng, f"{name}-{x}", f"{name}-{y}", start, n, interval, ref, limits)
        for x, y in ("ab", "ba")
    ]


def _stack(  # noqa: C901 - one model, one place
    rng: np.random.Generator,
    site: str,
    twin: str,
    start: int,
    n: int,
    interval: int,
    ref: float,
    limits: dict[str, float],
) -> Site:
    hour = 3600 / interval
    load = load_of(rng, n, hour)
    stop = np.zeros(n, dtype=bool)
    for _ in range(int(rng.poisson(n / hour / 2200))):
        at = int(rng.integers(0, n))
        stop[at : at + int(rng.uniform(30, 140) * hour)] = True
    run = np.where(stop, 0.0, 1.0)
    warm = run.copy()
    for i in range(1, n):
        rate = 1 - np.exp(-1 / ((2.5 if run[i] else 5.0) * hour))
        warm[i] = warm[i - 1] + rate * (run[i] - warm[i - 1])
    base = ref + rng.uniform(-0.6, 0.8)
    o2 = (
        base
        + rng.uniform(1.5, 5) * (0.85 - load)
        + 0.25 * red(rng, n, 5 * hour)
        + 0.1 * red(rng, n, 0.7 * hour)
    )
    if rng.random() < 0.3:
        a = int(rng.integers(0, n // 2))
        b = min(n, a + int(rng.uniform(20, 45) * 24 * hour))
        leak = np.zeros(n)
        leak[a:b] = np.linspace(0, rng.uniform(0.5, 1.5), b - a)
        o2 = o2 + leak
    o2 = np.where(stop, 20.8 + 0.05 * rng.standard_normal(n), np.clip(o2, 1.5, 18))
    power = rng.uniform(800, 20000)
    flow = rng.uniform(5e4, 8e5) * (0.15 + 0.85 * load) * (1 + 0.02 * red(rng, n, 4 * hour))
    site_values: dict[str, tuple[Floats, float, str, str, float | None]] = {
        "o2": (o2, 0.01, "%", "measured", 25.0),
        "flow": (np.where(stop, flow * 0.01, flow), 1.0, "m3/h", "measured", None),
        "temperature": (
            10 + warm * rng.uniform(40, 110) * (0.9 + 0.1 * load) + 0.5 * red(rng, n, 6 * hour),
            0.1,
            "degC",
            "measured",
            300.0,
        ),
        "moisture": (
            0.6 + warm * (7 + 3 * load) * (1 + 0.03 * red(rng, n, 4 * hour)),
            0.01,
            "%",
            "measured",
            40.0,
        ),
        "prod_power": (
            np.where(stop, 0.01, 1.0) * power * load * (1 + 0.01 * rng.standard_normal(n)),
            0.1,
            "kW",
            "context",
            None,
        ),
    }
    need = np.exp(0.12 * red(rng, n, 24 * 12 * hour))
    treat = (
        power
        * rng.uniform(0.08, 0.2)
        * (0.3 + 0.7 * load)
        * need
        * (1 + 0.02 * red(rng, n, 3 * hour))
    )
    upgrade = np.ones(n)
    if rng.random() < 0.3:
        upgrade[int(rng.integers(n // 4, 3 * n // 4)) :] = rng.uniform(1.15, 1.4)
    fuel = np.ones(n)
    if rng.random() < 0.3:
        a = int(rng.integers(0, n))
        b = min(n, a + int(rng.uniform(8, 20) * 24 * hour))
        fuel[a:b] = rng.uniform(0.5, 0.75)
    treat = treat * upgrade * (0.4 + 0.6 * fuel)
    if rng.random() < 0.3:
        a = int(rng.integers(0, n))
        treat[a : a + int(rng.uniform(12, 48) * hour)] = 0.0
    site_values["treat_power"] = (np.where(stop, treat * 0.02, treat), 0.1, "kW", "context", None)
    tops = {"so2": (150.0, 200.0, 500.0), "nox": (300.0, 600.0), "pm": (30.0, 50.0, 100.0)}
    raw = {}
    for prop, limit in limits.items():
        steady = prop == "nox" and rng.random() < 0.6
        level = limit * (rng.uniform(0.6, 0.85) if steady else rng.uniform(0.25, 0.6))
        sd = rng.uniform(0.04, 0.09) if steady else rng.uniform(0.12, 0.35)
        fast = red(rng, n, rng.uniform(1.5, 8) * hour)
        slow = red(rng, n, rng.uniform(24, 120) * hour)
        raised = level * np.exp(sd * fast + 0.5 * sd * slow)
        for _ in range(int(rng.poisson(n / hour / 700))):
            at = int(rng.integers(0, n))
            m = max(2, int(rng.uniform(1, 4) * hour))
            raised[at : at + m] *= 1 + rng.uniform(0.5, 2.5) * np.exp(
                -np.arange(len(raised[at : at + m])) / m
            )
        if prop == "so2":
            raised = raised / upgrade**1.5 * fuel
        measured = raised * (21 - np.where(stop, base, o2)) / (21 - ref)
        raw[prop] = np.where(stop, 0.02 * limit * np.abs(rng.standard_normal(n)), measured)
    decimals = {"so2": 0.1 if rng.random() < 0.6 else 0.01, "nox": 0.1, "pm": 0.01}
    for prop, value in raw.items():
        site_values[prop] = (
            value,
            decimals[prop],
            "mg/m3",
            "measured",
            float(rng.choice(tops[prop])),
        )
    result: Site = {}
    for prop, (value, q, unit, role, top) in site_values.items():
        one = Series(
            f"{site}-{prop}",
            site,
            "cems",
            prop,
            role,
            unit,
            interval,
            start,
            np.rint(value / q) * q,
            q,
            top=top,
        )
        if role == "measured":
            one.neighbours = [f"{twin}-{prop}"]
            one.flag[stop] = "F"
        result[prop] = one
    for prop, limit in limits.items():
        one = Series(
            f"{site}-{prop}_zs",
            site,
            "cems",
            f"{prop}_zs",
            "converted",
            "mg/m3",
            interval,
            start,
            np.zeros(n),
            decimals[prop] / 10 if prop != "pm" else 0.01,
            limit,
            ref_o2=ref,
            neighbours=[f"{twin}-{prop}_zs"],
        )
        one.flag[stop] = "F"
        result[one.prop] = one
    for prop in ("so2", "nox", "o2"):
        calibrated(
            rng,
            result[prop],
            168,
            max(1 / hour, 0.3 if hour > 4 else 1),
            0.0 if prop != "o2" else 20.9,
        )
    for prop in ("so2", "nox", "pm", "o2"):
        maintained(rng, result[prop], 900, 2)
    outage(rng, result)
    convert(result)
    return result


def convert(site: Site) -> None:
    """Work the converted numbers out of the measured ones, as the acquisition system does."""
    oxygen = np.clip(site["o2"].value, 0, 19.0)
    for prop in ("so2", "nox", "pm"):
        one, raw = site[f"{prop}_zs"], site[prop]
        value = raw.value * (21 - (one.ref_o2 or 6.0)) / (21 - oxygen)
        one.value = np.rint(value / one.quantum) * one.quantum
        odd = (raw.flag != "N") | (site["o2"].flag != "N")
        one.flag = np.where(raw.flag != "N", raw.flag, np.where(odd, site["o2"].flag, one.flag))
        one.absent |= raw.absent


def outage(rng: np.random.Generator, site: Site) -> None:
    """Lose the line of a whole site for some hours, sometimes."""
    one = next(iter(site.values()))
    for _ in range(int(rng.poisson(len(one.value) / one.hour / 900))):
        at, length = rng.uniform(0, len(one.value) / one.hour), rng.uniform(1, 14)
        for series in site.values():
            series.absent[int(at * series.hour) : int((at + length) * series.hour) + 1] = True


def outfall(rng: np.random.Generator, name: str, start: int, hours: int) -> list[Site]:
    """Make the outlet of a waste-water plant."""
    n = hours
    t = np.arange(n)
    flow = (
        rng.uniform(500, 4000)
        * (1 + 0.25 * np.sin(2 * np.pi * (t - 8) / 24) + 0.1 * np.sin(4 * np.pi * t / 24))
        * np.exp(0.08 * red(rng, n, 60))
    )
    thin = np.ones(n)
    for _ in range(int(rng.poisson(n / 24 / 45))):
        at, m = int(rng.integers(0, n)), int(rng.uniform(10, 34))
        d = rng.uniform(0.25, 0.5)
        thin[at : at + m] = 1 - d
        flow[at : at + m] /= 1 - d
    salt = rng.uniform(600, 2500) * np.exp(0.06 * red(rng, n, 70)) * (0.15 + 0.85 * thin)
    treat = (
        rng.uniform(150, 900)
        * (0.55 + 0.45 * flow / np.median(flow)) ** 0.5
        * (1 + 0.03 * red(rng, n, 5))
    )
    site: Site = {}

    def add(
        prop: str,
        value: Floats,
        q: float,
        unit: str,
        step: int,
        role: str = "measured",
        limit: float | None = None,
        lod: float | None = None,
    ) -> None:
        value = value[::step]
        site[prop] = Series(
            f"{name}-{prop}",
            name,
            "water",
            prop,
            role,
            unit,
            3600 * step,
            start,
            np.rint(value / q) * q,
            q,
            limit=limit,
            lod=lod,
        )

    strong = {
        "cod": (50, 0.1, 2),
        "nh3n": (5, 0.01, 0.02),
        "tp": (0.5, 0.001, 0.01),
        "tn": (15, 0.01, 0.1),
    }
    common = red(rng, n, 60)
    for prop, (limit, q, lod) in strong.items():
        scale = float(rng.choice([1.0, 1.0, 1.6]))
        level = limit * scale * rng.uniform(0.3, 0.65)
        if prop == "nh3n" and rng.random() < 0.25:
            level = 2.0 * lod
        sd = rng.uniform(0.1, 0.2) * (2.2 if prop == "nh3n" else 1)
        value = (
            level
            * np.exp(sd * (0.5 * common + 0.7 * red(rng, n, 30) + 0.4 * red(rng, n, 4)))
            * (0.1 + 0.9 * thin)
        )
        add(prop, np.maximum(value, lod), q, "mg/L", 2, limit=limit * scale, lod=lod)
        calibrated(rng, site[prop], 168, 2, limit * scale)
        maintained(rng, site[prop], 900, 4)
        if rng.random() < 0.3:
            add(
                f"{prop}_in",
                value * rng.uniform(6, 12) * np.exp(0.1 * red(rng, n, 12)),
                q,
                "mg/L",
                2,
                "context",
            )
    add("ph", 7.2 + 0.15 * red(rng, n, 20), 0.01, "pH", 1, limit=9.0)
    add("flow", flow, 0.1, "m3/h", 1)
    add("conductivity", salt, 1.0, "uS/cm", 1)
    add("treat_power", treat, 0.1, "kW", 1, "context")
    outage(rng, site)
    return [site]


def works(rng: np.random.Generator, name: str, start: int, hours: int) -> list[Site]:
    """Make building sites of one district that share its air."""
    n = hours * 4
    t = np.arange(n) / 4
    region = np.exp(0.8 * red(rng, n, 4 * 40) + 0.25 * np.sin(2 * np.pi * t / 24))
    keys = [f"{name}{i + 1}" for i in range(int(rng.integers(3, 6)))]
    sites = []
    for key in keys:
        at_work = ((t + 8) % 24 > 7) & ((t + 8) % 24 < 20)
        dust = np.where(at_work, rng.uniform(5, 40), 0) * np.exp(0.6 * red(rng, n, 8))
        noise = 50 + np.where(at_work, 10, 0) + 4 * red(rng, n, 4)
        fine = (
            45
            * rng.uniform(0.85, 1.15)
            * region
            * np.exp(0.06 * red(rng, n, 12) + 0.06 * red(rng, n, 240))
            + 0.15 * dust
        )
        coarse = fine * rng.uniform(1.2, 1.4) + dust
        site: Site = {}
        for prop, value, limit in (("pm10", coarse, 250.0), ("pm25", fine, 150.0)):
            value = value * (1 + 0.03 * rng.standard_normal(n))
            site[prop] = Series(
                f"{key}-{prop}",
                key,
                "dust",
                prop,
                "measured",
                "ug/m3",
                900,
                start,
                np.clip(np.rint(value), 2, 1000),
                1.0,
                limit,
                1000.0,
                2.0,
                neighbours=[f"{k}-{prop}" for k in keys if k != key],
            )
            maintained(rng, site[prop], 700, 1)
        site["noise"] = Series(
            f"{key}-noise",
            key,
            "dust",
            "noise",
            "context",
            "dB(A)",
            900,
            start,
            np.rint(noise * 10) / 10,
            0.1,
            top=130.0,
        )
        outage(rng, site)
        sites.append(site)
    return sites

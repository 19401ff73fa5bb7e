"""Make a forged set from a seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from benchmarks.falsification.forging import CONVERTS_BEFORE, DEEDS, Deed
from benchmarks.falsification.honest import Series, Site, air, convert, outfall, stacks, works
from benchmarks.falsification.scoring import Event
from benchmarks.falsification.sets import ForgedSet

START = 1_700_006_400_000
"""Start of each set. [ms since 1970, UTC]"""
PLACES = {"stacks": stacks, "outfall": outfall, "works": works}
SCHEMA = pa.schema(
    [
        ("datastream_id", pa.string()),
        ("site_id", pa.string()),
        ("domain", pa.string()),
        ("property", pa.string()),
        ("role", pa.string()),
        ("unit", pa.string()),
        ("interval_s", pa.int64()),
        ("limit", pa.float64()),
        ("range_max", pa.float64()),
        ("lod", pa.float64()),
        ("ref_o2", pa.float64()),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("neighbours", pa.string()),
    ]
)


def sites_of(rng: np.random.Generator) -> list[Site]:
    """Make the honest sites of a set."""
    return _sites(rng, (3600,) * 4)


def odd_sites(rng: np.random.Generator) -> list[Site]:
    """Make honest sites of other intervals, units and limits, whose registry tells little."""
    sites = _sites(rng, (7200, 1800, 3600, 900, 300), days=(50, 90))
    for site in sites:
        way = int(rng.integers(4))
        for one in site.values():
            if way == 1 and one.unit in ("mg/m3", "ug/m3", "mg/L"):
                _in_other_unit(one, 0.001 if one.unit == "ug/m3" else 1000.0)
            elif way == 2:
                one.limit = None if one.limit is None else float(np.rint(one.limit * 1.3))
                one.top = one.lod = one.ref_o2 = None
    return sites


def _in_other_unit(one: Series, factor: float) -> None:
    """Tell a stream in a unit of which it takes `factor` to make the old one."""
    one.value, one.quantum = one.value * factor, one.quantum * factor
    one.unit = {"ug/m3": "mg/m3", "mg/m3": "ug/m3", "mg/L": "ug/L"}[one.unit]
    one.limit, one.top, one.lod = (
        None if x is None else x * factor for x in (one.limit, one.top, one.lod)
    )


def _sites(
    rng: np.random.Generator, intervals: tuple[int, ...], days: tuple[float, float] = (110, 170)
) -> list[Site]:
    sites = air(rng, "S", START, int(rng.uniform(180, 270) * 24))
    for i, interval in enumerate(intervals):
        sites += stacks(rng, f"P{i + 1}", START, int(rng.uniform(*days) * 24), interval)
    sites += stacks(rng, "Q1", START, 24 * 6, 60)
    for i in range(5):
        sites += outfall(rng, f"O{i + 1}", START, int(rng.uniform(130, 190) * 24))
    return sites + works(rng, "B", START, int(rng.uniform(40, 60) * 24))


def forged(
    seed: int, *, deeds: int = 70, odd: bool = False, kinds: Sequence[str] = tuple(DEEDS)
) -> ForgedSet:
    """Make a set.

    Parameters
    ----------
    seed
        The same seed makes the same set.
    deeds
        How many falsifications to try; 0 for an honest set.
    odd
        Whether sites have other intervals, units and limits, and a poor registry.
    kinds
        What is done, in turn.
    """
    rng = np.random.default_rng(seed)
    sites = odd_sites(rng) if odd else sites_of(rng)
    done: list[Deed] = []
    for i in range(4 * deeds):
        if len(done) >= deeds:
            break
        kind = kinds[i % len(kinds)]
        site = sites[int(rng.integers(len(sites)))]
        one = _done(rng, kind, site, sites, done)
        if one is not None:
            done.append(one)
    return _tables(f"seed {seed}", sites, done)


def alone(kind: str, place: str, seed: int, days: int, *, forge: bool) -> ForgedSet:
    """Make one site of a kind, with its twins or neighbours, forged in one way or honest.

    Parameters
    ----------
    kind
        What is done to the first site.
    place
        `stacks`, `outfall` or `works`.
    seed, days
        Of the site.
    forge
        Whether it is done.
    """
    rng = np.random.default_rng(seed)
    sites = PLACES[place](rng, "T", START, 24 * days)
    one = DEEDS[kind](rng, sites[0], sites) if forge else None
    if one is not None and "o2" in sites[0] and kind not in CONVERTS_BEFORE:
        _convert(sites[0], one)
    return _tables(f"{kind} {seed}", sites, [one] if one else [])


def _done(
    rng: np.random.Generator, kind: str, site: Site, sites: list[Site], before: list[Deed]
) -> Deed | None:
    """Forge, unless something else was forged there at that time."""
    minute = next(iter(site.values())).interval < 300
    if minute and kind not in ("constant", "simulated_signal", "copied_history", "o2_manipulation"):
        return None
    copies = {
        id(s): (s.value.copy(), s.flag.copy(), s.absent.copy()) for x in sites for s in x.values()
    }
    one = DEEDS[kind](rng, site, sites)
    if one is not None and not any(_clash(one, other, sites) for other in before):
        if "o2" in site and kind not in CONVERTS_BEFORE:
            _convert(site, one)
        return one
    for x in sites:
        for s in x.values():
            s.value, s.flag, s.absent = copies[id(s)]
    return None


def _convert(site: Site, one: Deed) -> None:
    """Convert again within a deed, keeping what was reported before and after it."""
    kept = {p: site[p].value.copy() for p in site if p.endswith("_zs")}
    flags = {p: site[p].flag.copy() for p in kept}
    fixed = {p: site[p].value.copy() for p in kept}
    convert(site)
    for prop, before in kept.items():
        s = site[prop]
        a = (one.start - s.start) // (s.interval * 1000)
        b = (one.end - s.start) // (s.interval * 1000)
        fresh = s.value.copy()
        s.value = before
        s.flag = flags[prop]
        wrong = (
            one.kind == "o2_manipulation"
            and np.nanmax(np.abs(fixed[prop][a:b] / np.maximum(fresh[a:b], 1e-9) - 1)) > 0.05
            and np.nanmedian(np.abs(fixed[prop][a:b] / np.maximum(fresh[a:b], 1e-9) - 1)) > 0.05
        )
        if not wrong or _shifted(site, a, b):
            s.value[a:b] = fresh[a:b]


def _shifted(site: Site, a: int, b: int) -> bool:
    """Tell whether the oxygen itself was moved."""
    o2 = site["o2"].value
    return bool(
        abs(np.nanmedian(o2[a:b]) - np.nanmedian(o2[max(0, a - (b - a)) : a])) > 0.4
        or np.nanstd(o2[a:b]) < 0.08
    )


def _clash(one: Deed, other: Deed, sites: list[Site]) -> bool:
    """Tell whether two deeds meet at a site within some days."""
    site = {s.key: s.site for x in sites for s in x.values()}
    if not {site[k] for k in one.streams} & {site[k] for k in other.streams}:
        return False
    apart = 2 * 86_400_000 if one.step > 60_000 else 3_600_000
    return one.start < other.end + apart and other.start < one.end + apart


def _tables(name: str, sites: list[Site], deeds: list[Deed]) -> ForgedSet:
    """Write the tables of a set."""
    series = [s for site in sites for s in site.values()]
    place = {s.key: s.site for s in series}
    observations = pa.concat_tables([_rows(s) for s in series])
    datastreams = pa.Table.from_pylist([s.entry() for s in series], schema=SCHEMA)
    events = [
        Event(
            f"F{i + 1:03d}",
            d.kind,
            d.domain,
            d.start,
            d.end,
            frozenset(d.streams),
            frozenset(place[k] for k in d.streams),
            tuple(d.cores),
            d.step,
        )
        for i, d in enumerate(deeds)
    ]
    return ForgedSet(name, observations, datastreams, events, [])


def _rows(s: Series) -> pa.Table:
    """Write the rows of a stream."""
    there = ~s.absent & (np.isfinite(s.value) | (s.flag != "N"))
    times = s.start + np.arange(len(s.value), dtype=np.int64) * s.interval * 1000
    value = s.value[there]
    return pa.table(
        {
            "datastream_id": pa.array([s.key] * int(there.sum()), pa.string()),
            "time": pa.array(times[there], pa.int64()).cast(pa.timestamp("ms", tz="UTC")),
            "value": pa.array(value, pa.float64(), mask=~np.isfinite(value)),
            "flag": pa.array(s.flag[there].tolist(), pa.string()),
        }
    )

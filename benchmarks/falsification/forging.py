"""What forgers do to a site, one function a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.falsification.honest import Floats, Series, Site, red

Rng = np.random.Generator


@dataclass
class Deed:
    """What was done: kind, when, to which streams, and the falsified stretches. [ms]."""

    kind: str
    domain: str
    start: int
    end: int
    streams: list[str]
    cores: list[tuple[int, int]]
    step: int


def rounded(one: Series, value: Floats) -> Floats:
    """Show a number as the instrument does."""
    low = one.lod if one.lod is not None else 0.0
    result: Floats = np.maximum(np.rint(value / one.quantum) * one.quantum, low)
    return result


def window(rng: Rng, one: Series, days: tuple[float, float]) -> slice:
    """Pick a stretch, away from the ends."""
    length = int(rng.uniform(*days) * 24 * one.hour)
    length = min(max(length, 12), int(0.35 * len(one.value)))
    first = int(
        rng.integers(
            int(0.3 * len(one.value)),
            max(int(0.3 * len(one.value)) + 1, int(0.97 * len(one.value)) - length),
        )
    )
    return slice(first, first + length)


def deed(
    kind: str, one: Series, span: slice, streams: list[Series], mask: np.ndarray | None = None
) -> Deed:
    """Write down what was done."""
    step = one.interval * 1000

    def at(i: int) -> int:
        return one.start + int(i) * step

    cores = [(at(span.start), at(span.stop))]
    if mask is not None:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(int), [0]])))
        cores = [
            (at(span.start + a), at(span.start + b))
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        ]
    return Deed(
        kind, one.domain, at(span.start), at(span.stop), [s.key for s in streams], cores, step
    )


def pollutants(site: Site) -> list[Series]:
    """List the measured pollutants of a site."""
    names = ("pm25", "pm10", "so2", "no2", "co", "o3", "nox", "pm", "cod", "nh3n", "tp", "tn")
    return [site[p] for p in names if p in site]


def shown(site: Site, one: Series) -> Series:
    """Take the converted stream of a pollutant where there is one: it is the one with the limit."""
    return site.get(f"{one.prop}_zs", one)


def lively(one: Series) -> bool:
    """Tell whether a stream is well above its detection limit."""
    level = np.nanmedian(one.value)
    return bool(level > max(6 * one.quantum, 4 * (one.lod or 0)))


def pick(rng: Rng, site: Site) -> Series:
    """Pick a pollutant that is alive."""
    found = [s for s in pollutants(site) if lively(s)]
    return found[int(rng.integers(len(found)))] if found else pollutants(site)[0]


def pair(site: Site, one: Series) -> list[Series]:
    """List a stream and its converted one."""
    return [one, site[f"{one.prop}_zs"]] if f"{one.prop}_zs" in site else [one]


def scale_of(one: Series) -> float:
    """Shorten stretches of minute data."""
    return 0.08 if one.interval < 300 else 0.5 if one.interval == 900 else 1.0


def constant(rng: Rng, site: Site, _: list[Site]) -> Deed:
    one = pick(rng, site)
    k = scale_of(one)
    span = window(rng, one, (1.2 * k, 2.5 * k))
    value = np.full(span.stop - span.start, np.nanmedian(one.value[span]) * rng.uniform(0.6, 1.0))
    for _i in range(int(rng.integers(0, 3))):
        value[int(rng.integers(len(value)))] += one.quantum * rng.choice([-1, 1])
    one.value[span] = rounded(one, value)
    return deed("constant", one, span, pair(site, one))


def simulated_signal(rng: Rng, site: Site, _: list[Site]) -> Deed:
    one = pick(rng, site)
    k = scale_of(one)
    span = window(rng, one, (2.5 * k, 8 * k))
    n = span.stop - span.start
    level = np.nanmedian(one.value) * rng.uniform(0.6, 1.0)
    form = rng.integers(0, 3)
    if form == 0:
        noise = rng.uniform(-0.05, 0.05, n)
    elif form == 1:
        noise = 0.04 * np.sin(2 * np.pi * np.arange(n) / rng.uniform(6, 14)) + rng.uniform(
            -0.005, 0.005, n
        )
    else:
        loop = 0.05 * rng.standard_normal(int(rng.integers(4, 9)))
        noise = np.resize(loop, n)
    one.value[span] = rounded(one, level * (1 + noise))
    return deed("simulated_signal", one, span, pair(site, one))


def upper_truncation(rng: Rng, site: Site, _: list[Site]) -> Deed:
    raw = pick(rng, site)
    one = shown(site, raw)
    span = window(rng, one, (14, 30))
    part = one.value[span]
    if one.domain == "air":
        cap = float(np.nanquantile(part, rng.uniform(0.75, 0.88)))
    else:
        lift = np.exp(0.5 * np.abs(red(rng, len(part), 8 * one.hour)))
        cap = float(one.limit or 0) * rng.uniform(0.93, 0.99)
        part = part * lift * max(1.0, 0.7 * cap / np.nanmedian(part))
        raw.value[span] = rounded(raw, raw.value[span] * lift)
    over = part > cap
    part = np.where(
        over, cap * (1 - rng.uniform(0, 0.004 if rng.random() < 0.5 else 0, len(part))), part
    )
    one.value[span] = rounded(one, part)
    return deed("upper_truncation", one, span, pair(site, raw), over)


def threshold_bunching(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    raw = pick(rng, site) if raw_domain(site) != "air" else site[str(rng.choice(["pm25", "pm10"]))]
    one = shown(site, raw)
    span = window(rng, one, (45, 90))
    limit = float(one.limit or 0)
    part = one.value[span]
    if one.domain != "air":
        part = part * max(1.0, 0.85 * limit / np.nanmedian(part))
        part = part * np.exp(0.12 * red(rng, len(part), 5 * one.hour))
        raw.value[span] = rounded(raw, raw.value[span] * part / np.maximum(one.value[span], 1e-9))
    reach = rng.uniform(0.08, 0.18)
    over = (part > limit) & (part <= limit * (1 + reach)) & (rng.random(len(part)) < 0.9)
    if over.sum() < 30:
        return None
    part = np.where(over, limit * (1 - rng.uniform(0.002, reach * 0.7, len(part))), part)
    one.value[span] = rounded(one, part)
    return deed("threshold_bunching", one, span, pair(site, raw), over)


def raw_domain(site: Site) -> str:
    """Name the domain of a site."""
    return next(iter(site.values())).domain


def digit_fabrication(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    able = [s for s in pollutants(site) if np.nanstd(s.value) > 8 * s.quantum and lively(s)]
    if not able:
        return None
    one = able[int(rng.integers(len(able)))]
    span = window(rng, one, (10, 24))
    part = np.rint(one.value[span] / one.quantum)
    if rng.random() < 0.4:
        digits = np.array([0, 5])
        part = np.rint(part / 5) * 5
    else:
        digits = rng.choice(10, size=4, replace=False)
        want = rng.choice(digits, size=len(part), p=[0.35, 0.3, 0.2, 0.15])
        touched = rng.random(len(part)) < 0.85
        part = np.where(touched, np.floor(part / 10) * 10 + want, part)
    one.value[span] = rounded(one, part * one.quantum)
    return deed("digit_fabrication", one, span, pair(site, one))


def scaling(rng: Rng, site: Site, _: list[Site]) -> Deed:
    one = pick(rng, site)
    span = window(rng, one, (10, 35))
    factor = rng.uniform(0.55, 0.78)
    part = (
        one.value[span] * factor
        if rng.random() < 0.75
        else one.value[span] - 0.35 * np.nanmedian(one.value)
    )
    streams = [one]
    one.value[span] = rounded(one, part)
    if one.prop in ("pm10", "pm25") and {"pm10", "pm25"} <= set(site) and one.domain == "dust":
        other = site["pm25" if one.prop == "pm10" else "pm10"]
        other.value[span] = rounded(other, other.value[span] * factor)
        streams.append(other)
    return deed("scaling", one, span, [x for s in streams for x in pair(site, s)])


def range_change(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    able = [s for s in pollutants(site) if lively(s)]
    if not able:
        return None
    one = able[int(rng.integers(len(able)))]
    span = window(rng, one, (12, 30))
    if rng.random() < 0.5 or one.domain == "water":
        factor = float(rng.choice([0.5, 0.6, 2 / 3]))
        grain = one.quantum * float(rng.choice([2, 3, 5]))
        part = np.rint(one.value[span] * factor / grain) * grain
    else:
        lift = np.exp(0.5 * np.abs(red(rng, span.stop - span.start, 6 * one.hour)))
        cap = float(np.nanquantile(one.value[span] * lift, 0.8))
        part = np.minimum(one.value[span] * lift, cap)
    one.value[span] = rounded(one, part)
    return deed("range_change", one, span, pair(site, one))


def dilution(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    if "o2" in site:
        one = site["o2"]
        span = window(rng, one, (2, 6))
        d = rng.uniform(0.2, 0.45)
        touched = [site[p] for p in ("so2", "nox", "pm")]
        for s in touched:
            s.value[span] = rounded(s, s.value[span] * (1 - d))
        one.value[span] = rounded(one, one.value[span] * (1 - d) + 20.9 * d)
        if rng.random() < 0.5:
            for p, f in (("moisture", 1 - d), ("flow", 1 / (1 - 0.5 * d))):
                site[p].value[span] = rounded(site[p], site[p].value[span] * f)
                touched.append(site[p])
        streams = [one, *touched, *(site[f"{p}_zs"] for p in ("so2", "nox", "pm"))]
        return deed("dilution", one, span, streams)
    if "cod" in site:
        one = site["cod"]
        span = window(rng, one, (5, 12))
        d = rng.uniform(0.35, 0.6)
        fine = slice(span.start * 2, span.stop * 2)
        chem = [site[p] for p in ("cod", "nh3n", "tp", "tn")]
        for s in chem:
            s.value[span] = rounded(s, s.value[span] * (1 - d))
        salt = site["conductivity"]
        salt.value[fine] = rounded(salt, salt.value[fine] * (1 - 0.8 * d))
        if rng.random() < 0.5:
            site["flow"].value[fine] = rounded(site["flow"], site["flow"].value[fine] / (1 - d))
        return deed("dilution", one, span, [*chem, salt, site["flow"], site["ph"]])
    return None


def o2_manipulation(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    if "o2" not in site:
        return None
    one = site["o2"]
    k = scale_of(one)
    span = window(rng, one, (15 * k, 28 * k))
    converted = [site[f"{p}_zs"] for p in ("so2", "nox", "pm")]
    form = rng.integers(0, 3)
    if form == 0:
        one.value[span] = rounded(one, one.value[span] - rng.uniform(1.8, 3.5))
    elif form == 1:
        n = span.stop - span.start
        one.value[span] = rounded(
            one, np.nanmedian(one.value) - rng.uniform(0.5, 2) + 0.04 * rng.standard_normal(n)
        )
    else:
        for s in converted:
            fixed = (21 - np.clip(one.value[span], 0, 19)) / (
                21 - np.clip(one.value[span] - 2.5, 0, 19)
            )
            s.value[span] = rounded(s, s.value[span] * fixed)
    return deed("o2_manipulation", one, span, [one, *converted])


def sample_swap(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    if "cod" not in site:
        return None
    one = site["cod"]
    span = window(rng, one, (3, 8))
    chem = [site[p] for p in ("cod", "nh3n", "tp", "tn")]
    level = rng.uniform(0.2, 0.6)
    hours = (np.arange(span.start, span.stop) * 2 + 8) % 24
    at = (
        (hours >= 22) | (hours < 8)
        if rng.random() < 0.3
        else np.ones(span.stop - span.start, dtype=bool)
    )
    for s in chem:
        fake = (
            np.nanmedian(s.value) * level * (1 + 0.02 * rng.standard_normal(span.stop - span.start))
        )
        s.value[span] = rounded(s, np.where(at, fake, s.value[span]))
    return deed("sample_swap", one, span, [*chem, site["ph"], site["conductivity"]], at)


def copied_history(rng: Rng, site: Site, _: list[Site]) -> Deed:
    one = pick(rng, site)
    k = scale_of(one)
    span = window(rng, one, (2 * max(k, 0.2), 5 * max(k, 0.2)))
    n = span.stop - span.start
    back = int(rng.uniform(1.05 * n, min(span.start - 1, 45 * 24 * one.hour)))
    back = min(max(back, n), span.start - 1)
    members = (
        [s for s in pollutants(site) if s.interval == one.interval] if rng.random() < 0.6 else [one]
    )
    if one.domain == "air":
        members = [one]
    form = rng.integers(0, 3)
    for s in members:
        part = s.value[span.start - back : span.stop - back].copy()
        if form == 1:
            part = part + rng.integers(-1, 2, len(part)) * s.quantum
        elif form == 2:
            part = part * rng.uniform(0.9, 1.08)
        s.value[span] = rounded(s, part)
        s.flag[span] = np.where(s.flag[span] == "F", "F", "N")
    return deed("copied_history", one, span, [x for s in members for x in pair(site, s)])


def cloned_neighbour(rng: Rng, site: Site, sites: list[Site]) -> Deed | None:
    others = [
        s
        for s in sites
        if s is not site and raw_domain(s) == raw_domain(site) and set(s) == set(site)
    ]
    one = pick(rng, site)
    others = [s for s in others if s[one.prop].key in one.neighbours]
    if not others:
        return None
    source = others[int(rng.integers(len(others)))]
    k = scale_of(one)
    span = window(rng, one, (2.5 * max(k, 0.3), 7 * max(k, 0.3)))
    members = [one] if one.domain == "air" else pollutants(site)
    factor = 1.0 if rng.random() < 0.6 else rng.uniform(0.92, 1.06)
    for s in members:
        s.value[span] = rounded(s, source[s.prop].value[span] * factor)
    touched = [x for s in members for x in pair(site, s)] + [source[s.prop] for s in members]
    return deed("cloned_neighbour", one, span, touched)


def flag_abuse(rng: Rng, site: Site, _: list[Site]) -> Deed:
    raw = pick(rng, site)
    one = shown(site, raw)
    span = window(rng, one, (20, 35))
    n = span.stop - span.start
    letter = str(rng.choice(["M", "C", "D"]))
    if one.domain == "air":
        high = one.value[span] > np.nanquantile(one.value[span], 0.9)
        members = [raw]
    else:
        lift = np.exp(0.7 * np.maximum(red(rng, n, 6 * one.hour), 0))
        limit = float(one.limit or np.nanquantile(one.value, 0.9))
        lift = lift * max(1.0, 0.55 * limit / np.nanmedian(one.value[span]))
        raw.value[span] = rounded(raw, raw.value[span] * lift)
        if one is not raw:
            one.value[span] = rounded(one, one.value[span] * lift)
        high = one.value[span] > limit
        members = [s for s in pollutants(site) if s.interval == raw.interval]
    high &= rng.random(n) < 0.9
    for s in (x for m in members for x in pair(site, m)):
        s.flag[span] = np.where(high, letter, s.flag[span])
        if rng.random() < 0.3:
            s.value[span] = np.where(high, np.nan, s.value[span])
    return deed("flag_abuse", one, span, [x for m in members for x in pair(site, m)], high)


def fake_shutdown(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    if "prod_power" not in site:
        return None
    one = site["so2"]
    span = window(rng, one, (8, 18))
    mask = np.zeros(span.stop - span.start, dtype=bool)
    for _i in range(int(rng.integers(3, 7))):
        a = int(rng.integers(0, max(1, len(mask) - int(6 * one.hour))))
        mask[a : a + int(rng.uniform(5, 26) * one.hour)] = True
    if (one.flag[span] == "F").any():
        return None
    hidden = rng.random() < 0.6
    touched = [
        s
        for s in site.values()
        if s.role != "context" and s.prop not in ("flow", "temperature", "moisture")
    ]
    for s in touched:
        s.flag[span] = np.where(mask, "F", s.flag[span])
        if hidden:
            s.value[span] = np.where(mask, np.nan, s.value[span])
    return deed("fake_shutdown", one, span, list(site.values()), mask)


def strategic_gap(rng: Rng, site: Site, _: list[Site]) -> Deed:
    raw = pick(rng, site) if raw_domain(site) != "air" else site[str(rng.choice(["pm25", "pm10"]))]
    one = shown(site, raw)
    span = window(rng, one, (15, 45))
    part = one.value[span]
    if one.domain not in ("air", "dust"):
        part = part * np.exp(0.4 * np.maximum(red(rng, len(part), 6 * one.hour), 0))
    high = part > np.nanquantile(part, rng.uniform(0.85, 0.93))
    wide = max(1, int(2 * one.hour))
    high = np.convolve(high.astype(float), np.ones(wide), "same") > 0.5 * wide
    high &= np.repeat(rng.random(len(high) // wide + 1) < 0.85, wide)[: len(high)]
    members = (
        [raw]
        if one.domain == "air"
        else [s for s in site.values() if s.role != "context" and s.interval == one.interval]
    )
    if one.domain == "water":
        members = [raw]
    for s in (x for m in members for x in pair(site, m)):
        s.absent[span] |= high
    return deed("strategic_gap", one, span, [x for m in members for x in pair(site, m)], high)


def sampling_interference(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    if "pm25" not in site:
        return None
    one = site["pm10"]
    span = window(rng, one, (5, 12))
    n = span.stop - span.start
    mask = np.zeros(n, dtype=bool)
    long = rng.random() < 0.3
    for _i in range(1 if long else int(rng.integers(4, 9))):
        length = int((rng.uniform(60, 130) if long else rng.uniform(8, 22)) * one.hour)
        a = int(rng.integers(0, max(1, n - length)))
        mask[a : a + length] = True
    for prop, factor in (("pm10", rng.uniform(0.35, 0.6)), ("pm25", rng.uniform(0.45, 0.7))):
        s = site[prop]
        smooth = s.value[span].copy()
        smooth[1:] = 0.5 * (smooth[1:] + smooth[:-1])
        s.value[span] = rounded(s, np.where(mask, smooth * factor, s.value[span]))
    return deed("sampling_interference", one, span, [site["pm10"], site["pm25"]], mask)


def treatment_mismatch(rng: Rng, site: Site, _: list[Site]) -> Deed | None:
    if "treat_power" not in site:
        return None
    one = site["treat_power"]
    span = window(rng, one, (2, 6))
    one.value[span] = rounded(one, one.value[span] * rng.uniform(0.15, 0.55))
    return deed("treatment_mismatch", one, span, list(site.values()))


DEEDS: dict[str, Callable[[Rng, Site, list[Site]], Deed | None]] = {
    f.__name__: f
    for f in (
        constant,
        simulated_signal,
        upper_truncation,
        threshold_bunching,
        digit_fabrication,
        scaling,
        range_change,
        dilution,
        o2_manipulation,
        sample_swap,
        copied_history,
        cloned_neighbour,
        flag_abuse,
        fake_shutdown,
        strategic_gap,
        sampling_interference,
        treatment_mismatch,
    )
}
CONVERTS_BEFORE = frozenset(
    {"upper_truncation", "threshold_bunching", "flag_abuse", "strategic_gap", "fake_shutdown"}
)
"""Deeds on converted numbers: those are worked out before, and not again."""

"""Inlets that are covered, and ambient instruments whose slope is changed."""

from __future__ import annotations

import math

import numpy as np

from qingtian.quality.detectors.boxes import Box, boxes
from qingtian.quality.detectors.kinds import GASES
from qingtian.quality.detectors.profile import Profile, say, sharp, span_of, surety
from qingtian.quality.detectors.rolling import centre, rolling_mean, runs, spread
from qingtian.quality.detectors.settings import Settings
from qingtian.quality.detectors.silences import dense
from qingtian.quality.detectors.streams import DAY, Floats, Stream, World, onto
from qingtian.quality.detectors.suspicion import Suspicion, innocent


def ambient(world: World, shape: Profile, settings: Settings) -> list[Suspicion]:
    """Judge the steps of a station or a site against its neighbours."""
    found = []
    dust = [p for p in ("pm10", "pm25") if p in shape.rests]
    gases = sorted(set(shape.rests) - set(dust))
    for prop in sorted(shape.steps):
        for box in (*shape.steps[prop], *shape.faint[prop]):
            found += _spatial_step(shape, prop, box, dust, gases, settings)
    daily = [one for prop in sorted(shape.streams) for one in _by_day(world, shape, prop, settings)]
    return _often(found, settings) + _dips(shape, dust, gases, settings) + daily


def _dips(shape: Profile, dust: list[str], gases: list[str], settings: Settings) -> list[Suspicion]:
    """Find days in which particles fall against the neighbours again and again, for hours."""
    if not dust:
        return []
    stream = shape.streams[dust[0]]
    lines = {p: onto(stream, shape.streams[p], shape.rests[p].value) for p in (*dust, *gases)}
    joint = np.nanmean([lines[p] for p in dust], axis=0)
    air = [lines[p] for p in gases]
    if air:
        joint = joint - np.clip(np.nan_to_num(np.nanmedian(air, axis=0)), -0.5, 0.0)
    width = stream.samples(4, 3)
    smooth = np.full(len(joint), np.nan)
    mean = rolling_mean(joint, width, 0.6)
    smooth[width // 2 : width // 2 + len(mean)] = mean
    low = smooth < -max(settings["dip.depth"], settings["dip.spreads"] * spread(smooth))
    spans = [
        (a, b)
        for a, b in runs(low, width // 2)
        if b - a >= stream.samples(3, 3)
        and _own(shape, dust[0], a, b, centre(joint[a:b]), settings)
    ]
    found = []
    for first, after, count, log_p in dense(spans, len(stream), stream.samples(24 * 12)):
        strength = -log_p / settings["dip.surprise"]
        if strength < 1 or count < 3:
            continue
        depth = [round(centre(joint[a:b]), 3) for a, b in spans if first <= a and b <= after]
        found.append(
            Suspicion.on(
                stream,
                first,
                after,
                "sampling_interference",
                strength,
                statistic="falls of particles against neighbours",
                observed=count,
                depth=depth,
                p_log10=round(log_p, 2),
                n=after - first,
                streams=dust,
                compared=list(shape.rests[dust[0]].compared),
                **innocent(
                    {"usual number of such falls": True, "gases stay": bool(GASES & set(gases))}
                ),
            )
        )
    return found


def _own(
    shape: Profile, prop: str, first: int, after: int, height: float, settings: Settings
) -> bool:
    """Tell whether the station itself falls and rises, and not its neighbours rise and fall.

    A front that reaches one station first ends when the others fall as well. Dust sites stand so
    close together that it reaches them at once.
    """
    stream = shape.streams[prop]
    if stream.domain != "air":
        return True
    logs = np.log(np.where(stream.clean > 0, stream.clean, np.nan))
    reach = stream.samples(4, 3)
    level = [
        centre(logs[max(a, 0) : max(b, 0)])
        for a, b in (
            (first - reach, first),
            (first, first + reach),
            (after - reach, after),
            (after, after + reach),
        )
    ]
    edges = [level[1] - level[0], level[2] - level[3]]
    seen = [e / height for e in edges if math.isfinite(e)]
    return not seen or min(seen) >= settings["step.own"]


def _spatial_step(
    shape: Profile, prop: str, box: Box, dust: list[str], gases: list[str], settings: Settings
) -> list[Suspicion]:
    """Judge a fall against the neighbours."""
    span = span_of(shape, prop, box)
    days = (span[1] - span[0]) / DAY
    if not sharp(box, settings) or box.height > -settings["step.factor"]:
        return []
    known = {p: shape.contrast(p, *span) for p in gases if p != prop}
    others = {p: d for p, d in known.items() if not math.isnan(d)}
    gas = float(np.median(list(others.values()))) if others else 0.0
    if gas < 0.4 * box.height:
        return []
    if prop in dust:
        twin = [shape.contrast(p, *span) for p in dust if p != prop]
        joint = not twin or twin[0] < 0.4 * box.height
        joint = joint and _own(shape, prop, box.first, box.after, box.height, settings)
        deep = box.height < -settings["step.interference"]
        if joint and deep and settings["inlet.least_h"] / 24 <= days < 9:
            long = days >= settings["inlet.long_h"] / 24
            return [
                say(
                    shape,
                    prop,
                    box,
                    "sampling_interference",
                    box.z / settings["inlet.z_long" if long else "step.z_inlet"],
                    {
                        "rain at all stations": True,
                        "gases stay": bool(GASES & set(others)),
                    },
                    gases=round(gas, 3),
                    twin=[round(t, 3) for t in twin],
                )
            ]
    strength = surety(shape.streams[prop], box, settings["step.z_air"], settings)
    if days < settings["step.days_air"] or strength < 1:
        return []
    return [
        say(
            shape,
            prop,
            box,
            "scaling",
            strength,
            {
                "drift: both edges are steps": True,
                "weather: neighbours": True,
                "other pollutants stay": bool(others),
            },
            others=round(gas, 3),
        )
    ]


def _often(found: list[Suspicion], settings: Settings) -> list[Suspicion]:
    """Raise what comes again within days, drop what is single and weak."""
    kept = []
    for one in found:
        again = sum(
            other is not one
            and other.kind == one.kind
            and abs(other.start - one.start) < settings["step.again_d"] * DAY
            and not (other.start < one.end and one.start < other.end)
            for other in found
        )
        strength = one.strength * (1 + 0.12 * min(again, 4))
        if strength >= 1:
            kept.append(
                Suspicion(
                    one.stream,
                    one.start,
                    one.end,
                    one.kind,
                    strength,
                    dict(one.evidence) | {"repeated": again},
                )
            )
    return kept


def _by_day(world: World, shape: Profile, prop: str, settings: Settings) -> list[Suspicion]:
    """Find days on end whose sums are lower against the neighbours' than before and after.

    A changed slope shows most in the high hours, which sums weigh most.
    """
    stream = shape.streams[prop]
    ratio = _sums(world, stream)
    if ratio is None or np.isfinite(ratio).sum() < 30:
        return []
    found = []
    day = stream.samples(24)
    for box in boxes(ratio, 4, 45, 8, 3, settings["step.z_day"], -1):
        short = box.after - box.first < settings["step.days_air"]
        if short or box.height > -settings["step.day"] or not sharp(box, settings):
            continue
        first, after = box.first * day, min(box.after * day, len(stream))
        others = [
            shape.contrast(p, stream.at(first), stream.at(after)) for p in shape.rests if p != prop
        ]
        around = [d for d in others if not math.isnan(d)]
        if around and float(np.median(around)) < 0.5 * box.height:
            continue
        found.append(
            Suspicion.on(
                stream,
                first,
                after,
                "scaling",
                box.z / settings["step.z_day"],
                statistic="daily sums against the neighbours'",
                observed=round(box.height, 4),
                factor=round(math.exp(box.height), 4),
                expected=0.0,
                z=round(box.z, 2),
                n=after - first,
                compared=list(shape.rests[prop].compared),
                **innocent(
                    {
                        "drift: both edges are steps": True,
                        "weather: neighbours": True,
                        "other pollutants stay": bool(around),
                    }
                ),
            )
        )
    return found


def _sums(world: World, stream: Stream) -> Floats | None:
    """Take the logarithm of each day's sum over that of the neighbours at the same hours."""
    day = stream.samples(24)
    days = len(stream) // day
    near = [onto(stream, o, o.clean) for o in world.near(stream)[:8]]
    if days < 30 or len(near) < 2:
        return None
    rows = []
    for theirs in near:
        both = np.isfinite(theirs) & stream.good
        shape = (days, day)
        count = both[: days * day].reshape(shape).sum(axis=1)
        own = np.where(both, stream.value, 0.0)[: days * day].reshape(shape).sum(axis=1)
        other = np.where(both, theirs, 0.0)[: days * day].reshape(shape).sum(axis=1)
        enough = (count >= day / 2) & (own > 0) & (other > 0)
        line = np.full(days, np.nan)
        line[enough] = np.log(own[enough] / other[enough])
        rows.append(line - centre(line))
    middle: Floats = np.nanmedian(np.vstack(rows), axis=0)
    return middle
